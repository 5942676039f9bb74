package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

type stepFunc = func(model.State, model.Env, model.Command) (model.State, model.Outcome)

// after makes a machine that is the real one and then something else.
func after(change func(before model.State, env model.Env, cmd model.Command, next *model.State, out *model.Outcome)) stepFunc {
	return func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		next, out := model.Step(s, env, cmd)
		change(s, env, cmd, &next, &out)
		return next, out
	}
}

// violators are machines that each violate an invariant.
var violators = []struct {
	invariant int
	name      string
	step      stepFunc
	amend     func(model.Policy, model.Env, model.PolicyCommand) (model.Policy, model.Outcome)
}{
	{invariant: 1, name: "a new pass keeps the code of the one before", step: after(func(before model.State, _ model.Env, _ model.Command, next *model.State, out *model.Outcome) {
		if out.Rule == model.CreateAccepted && before.Exists() {
			next.Code = before.Code
		}
	})},
	{invariant: 2, name: "a usable pass reads expired", step: after(func(_ model.State, _ model.Env, _ model.Command, _ *model.State, out *model.Outcome) {
		if out.Rule == model.GetFound && out.View.Usable() {
			out.View.Reason = model.Expired
		}
	})},
	{invariant: 3, name: "a refused create deletes", step: after(func(_ model.State, _ model.Env, cmd model.Command, next *model.State, out *model.Outcome) {
		if cmd.Op == model.Create && !out.Accepted() {
			*next = model.State{}
		}
	})},
	{invariant: 3, name: "a refused update is kept", amend: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		next, out := model.StepPolicy(p, env, cmd)
		if out.Rule == model.PolicyRange && cmd.Enabled != nil {
			next.Enabled = *cmd.Enabled
		}
		return next, out
	}},
	{invariant: 4, name: "a sign-in spends nothing", step: after(func(_ model.State, _ model.Env, cmd model.Command, next *model.State, _ *model.Outcome) {
		if cmd.Op == model.SignIn {
			next.Used = false
		}
	})},
	{invariant: 5, name: "a get returns the code", step: after(func(before model.State, _ model.Env, _ model.Command, _ *model.State, out *model.Outcome) {
		if out.Rule == model.GetFound {
			out.Code = before.Code
		}
	})},
	{invariant: 7, name: "the last tick is not usable", step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		if cmd.Op == model.SignIn && s.Exists() && env.Now == s.End().Add(-model.Tick) {
			env.Now = s.End()
		}
		return model.Step(s, env, cmd)
	}},
	{invariant: 8, name: "a session of an hour", step: after(func(_ model.State, env model.Env, _ model.Command, _ *model.State, out *model.Outcome) {
		if out.Rule == model.RefreshAccepted {
			out.SessionEnds = env.Now.Add(60 * model.Minute)
		}
	})},
	{invariant: 10, name: "switched off for good", amend: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		if !p.Enabled {
			cmd.Enabled = nil
		}
		return model.StepPolicy(p, env, cmd)
	}},
	{invariant: engineInvariant, name: "users need not exist", step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		env.User.Unknown = false
		return model.Step(s, env, cmd)
	}},
	{invariant: 14, name: "a minute less than the least", step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		env.Policy.Minimum--
		return model.Step(s, env, cmd)
	}},
	{invariant: 15, name: "odd ticks find nothing", step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		if cmd.Op == model.Get && env.Now%2 == 1 {
			cmd.ID = model.ID{}
		}
		return model.Step(s, env, cmd)
	}},
}

func TestCheckFindsWhatViolatesAnInvariant(t *testing.T) {
	for _, o := range violators {
		t.Run(o.name, func(t *testing.T) {
			c := Campaign{Watch: -1, Seed: 2, machine: theMachine}
			if o.step != nil {
				c.machine.step = o.step
			}
			if o.amend != nil {
				c.machine.amend = o.amend
			}
			f, err := c.Run(t.Context(), nil)
			require.NoError(t, err)
			require.False(t, f.Good())
			x := f.Difference
			require.True(t, strings.HasPrefix(x.Invariant, invariants[o.invariant]+": "), x.Invariant)
			require.LessOrEqual(t, len(x.Scenario.Steps), 6)

			text, err := write.Scenario(x.Scenario)
			require.NoError(t, err)
			t.Logf("run %d\n%s", x.Run, text)
			again, err := scenario.Parse("invariant.yaml", text)
			require.NoError(t, err)
			result := scenario.Replay(again, &protocol.Reference{})
			require.True(t, result.Passed())
		})
	}
}
