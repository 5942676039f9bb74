// Package tapsim is a tenant in memory: a directory of users, the policy, a
// clock, and sources of ids and codes around the pure machine of package model.
//
// It decides nothing about passes. It finds the user that a command names,
// reads the clock, draws what a new pass needs, hands all of it to model.Step,
// and keeps the state that comes back:
//
//	engine := tapsim.New(tapsim.Config{})
//	id, err := engine.AddUser(tapsim.User{Name: "ada@contoso.example"})
//	out := engine.Do(id.String(), model.Actor{}, model.Command{Op: model.Create})
//	fmt.Println(out.Rule, out.Code.Reveal())
//
// Time is whatever the injected Clock says; a VirtualClock moves only when it
// is told to. Nothing here sleeps, ticks or starts a goroutine, and nothing is
// kept but the states: whoever wants a history takes it from Config.Record.
package tapsim
