package model_test

import (
	"testing"

	"github.com/tapsim/tap/model"
)

// BenchmarkStep measures one accepted transition of each command, with the
// full rules: targets, access and usability included.
func BenchmarkStep(b *testing.B) {
	now := model.Instant(638_000_000_000_000_000)
	minutes, once := model.Minutes(60), false
	code := model.NewCode("+drkzqAD")
	policy := model.DefaultPolicy(model.Current)
	policy.Enabled = true
	env := model.Env{
		Now: now, Policy: policy, User: model.User{ID: model.ID{1}},
		Actor: model.Actor{Kind: model.Delegated, User: model.ID{9}, Scopes: model.ScopeReadWriteAll, Roles: model.AuthenticationAdministrator},
	}
	create := model.Command{Op: model.Create, ID: model.ID{2}, Code: code, Lifetime: &minutes, Once: &once}
	held, _ := model.Step(model.State{}, env, create)

	for _, c := range []struct {
		name string
		s    model.State
		cmd  model.Command
	}{
		{"create", model.State{}, create},
		{"replace", held, create},
		{"list", held, model.Command{Op: model.List}},
		{"get", held, model.Command{Op: model.Get, ID: held.ID}},
		{"delete", held, model.Command{Op: model.Delete, ID: held.ID}},
		{"signIn", held, model.Command{Op: model.SignIn, Code: code}},
		{"refresh", held, model.Command{Op: model.Refresh, ID: held.ID}},
	} {
		b.Run(c.name, func(b *testing.B) {
			if _, out := model.Step(c.s, env, c.cmd); !out.Accepted() {
				b.Fatal(out.Rule)
			}
			b.ReportAllocs()
			for b.Loop() {
				model.Step(c.s, env, c.cmd)
			}
		})
	}
}
