// Package tapsim is a tenant in memory: a directory of users, the policy, a
// clock, and sources of ids and codes around the pure machine of package model.
//
// It decides nothing about passes. It finds the user of a command, reads the clock,
// draws what a new pass needs, calls model.Step with all of it, and keeps the returned
// state:
//
//	engine := tapsim.New(tapsim.Config{})
//	id, err := engine.AddUser(tapsim.User{Name: "ada@contoso.example"})
//	out := engine.Do(id.String(), model.Actor{}, model.Command{Op: model.Create})
//	fmt.Println(out.Rule, out.Code.Reveal())
//
// Time comes from the injected Clock; a VirtualClock moves only when a caller moves
// it. Nothing here sleeps, ticks or starts a goroutine. The engine keeps only the
// states: a caller that wants a history sets Config.Record.
package tapsim
