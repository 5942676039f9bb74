package model_test

import (
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// history draws a random scenario and shows each step of a machine.
func history(t *rapid.T, m variant.Machine, see func(*variant.Step), seePolicy func(*variant.PolicyStep)) {
	s := begin(rapid.SampledFrom([]model.Edition{model.Current, model.Documented, model.Preview}).Draw(t, "edition"))
	kinds := rapid.SampledFrom([][]kind{usual, aboutCreates, anything, aboutPolicy}).Draw(t, "kinds")
	watched := variant.Machine{
		Step: func(before model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			after, out := m.Step(before, env, cmd)
			see(&variant.Step{Before: before, Env: &env, Command: &cmd, After: after, Outcome: &out})
			return after, out
		},
		StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
			next, out := m.StepPolicy(p, env, cmd)
			seePolicy(&variant.PolicyStep{Env: &env, Command: &cmd, After: &next, Outcome: &out})
			return next, out
		},
	}
	for m, on := s.draw(t, kinds); on; m, on = s.draw(t, kinds) {
		s, _ = s.after(watched, m)
	}
}
