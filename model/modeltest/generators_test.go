package modeltest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/modeltest"
)

// drawn plays a history of one slot, as a user of the generators would, and shows each
// step.
func drawn(t *rapid.T, step func(model.State, model.Env, model.Command) (model.State, model.Outcome), see func(model.Env, model.Command, model.Outcome)) {
	env := model.Env{Now: firstInstant, Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true
	var slot model.State
	var passes []model.State
	for range rapid.IntRange(1, 20).Draw(t, "steps") {
		now := modeltest.Instants(env.Now, slot).Draw(t, "now")
		require.GreaterOrEqual(t, now, env.Now)
		env.Now = now
		cmd := modeltest.Commands(env, passes...).Draw(t, "command")
		var out model.Outcome
		slot, out = step(slot, env, cmd)
		if out.Rule == model.CreateAccepted {
			for _, pass := range passes {
				require.NotEqual(t, pass.ID, slot.ID)
				require.NotEqual(t, pass.Code, slot.Code)
			}
			passes = append(passes, slot)
		}
		see(env, cmd, out)
	}
}

const firstInstant model.Instant = 639_028_224_000_000_000

// The generators reach every answer that an operator can get from a slot under such a
// policy.
func TestGeneratorsReachTheRules(t *testing.T) {
	var reached model.Rules
	for range 10 {
		rapid.Check(t, func(t *rapid.T) {
			drawn(t, model.Step, func(_ model.Env, _ model.Command, out model.Outcome) {
				reached = reached.Union(out.Rules())
			})
		})
	}
	for _, rule := range []model.Rule{
		model.CreateAccepted, model.CreateReplaces, model.CreateLifetimeRange, model.CreateLifetimeDefault,
		model.CreateStartPast, model.CreateStartTolerance, model.CreateStartFar, model.CreateStartDefault, model.CreateOnceDefault,
		model.ListOne, model.GetFound, model.GetMissing, model.DeleteFound, model.DeleteMissing,
		model.SigninAccepted, model.SigninNone, model.SigninCode, model.SigninUsed, model.SigninExpired, model.SigninEarly,
		model.RefreshAccepted, model.UsabilityEnd,
	} {
		require.True(t, reached.Has(rule), "%s is never met", rule)
	}
}

// A fault of one tick is found.
func TestGeneratorsFindTheEdge(t *testing.T) {
	late := func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		if cmd.Op == model.SignIn && s.Exists() && env.Now == s.End() {
			env.Now = env.Now.Add(-model.Tick) // it works until the end and a tick
		}
		return model.Step(s, env, cmd)
	}
	found := false
	for range 10 {
		rapid.Check(t, func(t *rapid.T) {
			drawn(t, late, func(env model.Env, _ model.Command, out model.Outcome) {
				found = found || out.Rule == model.SigninAccepted && out.SessionEnds <= env.Now
			})
		})
	}
	require.True(t, found)
}

// A caller that passes only the slot gets creates whose id and code differ from those
// of its pass.
func TestCommandsAskForNewPasses(t *testing.T) {
	slot := model.State{}
	env := model.Env{Policy: model.DefaultPolicy(model.Current)}
	rapid.Check(t, func(t *rapid.T) {
		cmd := modeltest.Commands(env, slot).Draw(t, "command")
		require.NotZero(t, cmd.ID)
		require.NotZero(t, cmd.Code)
		if cmd.Op == model.Create {
			require.NotEqual(t, slot.ID, cmd.ID)
			require.NotEqual(t, slot.Code, cmd.Code)
			slot, _ = model.Step(slot, env, cmd)
		}
	})
}
