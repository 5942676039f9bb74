package model_test

import (
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/modeltest"
	"github.com/tapsim/tap/model/variant"
)

// history draws a history over the edges, and shows each step of a machine.
func history(t *rapid.T, m variant.Machine, see func(*variant.Step), seePolicy func(*variant.PolicyStep)) {
	env := quiet()
	env.Edition = rapid.SampledFrom([]model.Edition{model.Current, model.Documented, model.Preview}).Draw(t, "edition")
	env.Policy = open(env.Edition)
	var slot model.State
	var passes []model.State // as they were made
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		env.Now = modeltest.Instants(env.Now, slot).Draw(t, "now")
		if rapid.IntRange(0, 4).Draw(t, "whom") == 4 {
			cmd := modeltest.PolicyCommands(env.Policy, model.Target{Type: model.UserTarget, ID: ada}, model.Target{Type: model.GroupTarget, ID: group}).Draw(t, "policy")
			next, out := m.StepPolicy(env.Policy, env, cmd)
			seePolicy(&variant.PolicyStep{Env: &env, Command: &cmd, After: &next, Outcome: &out})
			env.Policy = next
			continue
		}
		cmd := modeltest.Commands(env, passes...).Draw(t, "command")
		before := slot
		var out model.Outcome
		slot, out = m.Step(before, env, cmd)
		see(&variant.Step{Before: before, Env: &env, Command: &cmd, After: slot, Outcome: &out})
		if out.Rule == model.CreateAccepted {
			passes = append(passes, model.State{ID: cmd.ID, Code: cmd.Code, Start: slot.Start, Lifetime: slot.Lifetime})
		}
	}
}
