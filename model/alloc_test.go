package model_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// A step allocates nothing, because explorers and random runs take millions of them.
func TestNothingAllocates(t *testing.T) {
	long := model.NewCode(strings.Repeat("x", int(model.GreatestLength)))
	longToo := model.NewCode(strings.Repeat("x", int(model.GreatestLength)-1) + "y")
	env := at(func(w *model.Env) {
		w.Actor = model.Actor{Kind: model.Delegated, User: admin, Scopes: model.ScopeReadWriteAll, Roles: model.AuthenticationAdministrator}
	})
	kept := heldOnce
	kept.Code = long
	created := create(lasting(60), once(false), from(noon))
	created.Code = long

	for name, run := range map[string]func(){
		"create":           func() { model.Step(model.State{}, env, created) },
		"replace":          func() { model.Step(kept, env, created) },
		"refused create":   func() { model.Step(kept, moved(env, 0), created) },
		"list":             func() { model.Step(kept, env, model.Command{Op: model.List}) },
		"get":              func() { model.Step(kept, env, model.Command{Op: model.Get, ID: kept.ID}) },
		"delete":           func() { model.Step(kept, env, model.Command{Op: model.Delete, ID: kept.ID}) },
		"sign in":          func() { model.Step(kept, env, model.Command{Op: model.SignIn, Code: long}) },
		"sign in, wrong":   func() { model.Step(kept, env, model.Command{Op: model.SignIn, Code: longToo}) },
		"sign in, no code": func() { model.Step(kept, env, model.Command{Op: model.SignIn}) },
		"sign in, short":   func() { model.Step(held, env, model.Command{Op: model.SignIn, Code: codeOf(1)}) },
		"refresh":          func() { model.Step(kept, env, model.Command{Op: model.Refresh, ID: kept.ID}) },
		"view":             func() { kept.View(env) },
		"next":             func() { kept.Next(env) },
		"read the policy": func() {
			model.StepPolicy(env.Policy, model.Env{Edition: model.Current, Actor: env.Actor}, model.PolicyCommand{Op: model.ReadPolicy})
		},
		"update the policy": func() {
			model.StepPolicy(env.Policy, model.Env{}, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: created.Once, Minimum: created.Lifetime})
		},
		"spell an instant": spelling(),
		"spell an id":      spellingID(),
		"count rules":      func() { model.RulesOf(model.TimeUTC, model.AccessRefused).Len() },
	} {
		require.Zero(t, testing.AllocsPerRun(100, run), name)
	}
}

// moved is the env at another instant.
func moved(env model.Env, now model.Instant) model.Env {
	env.Now = now
	return env
}

func spelling() func() {
	b := make([]byte, 0, 64)
	return func() { b = noon.Append(b[:0]) }
}

func spellingID() func() {
	b := make([]byte, 0, 64)
	return func() { b = ada.Append(b[:0]) }
}
