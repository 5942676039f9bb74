package model_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

// A happening is one step of a history, with all that went in and came out.
type happening struct {
	before, after model.State
	env           model.Env
	cmd           model.Command
	out           model.Outcome
}

// history tells a random scenario and shows each step of a machine.
func history(t *rapid.T, step stepFunc, see func(happening)) {
	s := begin(rapid.SampledFrom([]model.Edition{model.Current, model.Documented, model.Preview}).Draw(t, "edition"))
	kinds := rapid.SampledFrom([][]kind{plain, fussy, strange, lawful}).Draw(t, "kinds")
	seen := func(before model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		after, out := step(before, env, cmd)
		see(happening{before, after, env, cmd, out})
		return after, out
	}
	for m, on := s.draw(t, kinds); on; m, on = s.draw(t, kinds) {
		s, _ = s.after(machine{step: seen}.whole(), m)
	}
}

// always makes a property of every step into one of histories.
func always(holds func(t *rapid.T, step stepFunc, h happening)) invariant {
	return func(t *rapid.T, step stepFunc) {
		history(t, step, func(h happening) { holds(t, step, h) })
	}
}

// An invariant holds of a machine if it fails no test. Invariants take the
// machine as a value, so that each can be shown to fail; see invariants_test.go.
type invariant func(t *rapid.T, step stepFunc)

func (i invariant) check(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { i(t, model.Step) })
}

// asOperator asks without anybody's permission being in question.
func asOperator(step stepFunc, h happening, cmd model.Command) model.Outcome {
	h.env.Actor, h.env.Me, h.env.User.Unknown = model.Actor{}, false, false
	_, out := step(h.after, h.env, cmd)
	return out
}
