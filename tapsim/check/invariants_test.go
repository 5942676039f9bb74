package check

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// oddlyMissing is a machine whose gets find nothing at odd ticks.
var oddlyMissing = variant.Machine{StepPolicy: model.StepPolicy, Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
	if cmd.Op == model.Get && env.Now%2 == 1 {
		cmd.ID = model.ID{}
	}
	return model.Step(s, env, cmd)
}}

// refusesDrawnCodes is a machine that refuses the codes of random histories. The engine
// draws other codes, so it answers otherwise than the machine alone.
var refusesDrawnCodes = variant.Machine{StepPolicy: model.StepPolicy, Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
	if cmd.Op == model.Create && strings.HasPrefix(cmd.Code.Reveal(), "code-") {
		env.User.Unknown = true
	}
	return model.Step(s, env, cmd)
}}

func TestCheckFindsWhatViolatesAnInvariant(t *testing.T) {
	named := func(id string) variant.Machine {
		v, ok := variant.Find(id)
		require.True(t, ok, id)
		return v.Machine
	}
	for _, c := range []struct {
		invariant string
		machine   variant.Machine
	}{
		{"one-pass", named("same-id-again")},
		{"usable-is-enabled", named("start-a-tick-early")},
		{"refusal-changes-nothing", named("refused-create-deletes")},
		{"refusal-changes-nothing", named("half-applied-update")},
		{"once-is-once", named("once-is-for-ever")},
		{"code-leaves-once", named("code-twice")},
		{"old-is-gone", named("get-any-id")},
		{"signs-in-exactly", named("signs-in-while-disabled")},
		{"session-ends-with-pass", named("refresh-extends")},
		{"off-and-on", named("update-replaces")},
		{"lifetime-in-range", named("minimum-one-too-low")},
		{"only-edges-count", oddlyMissing},
		{engineInvariant.ID, refusesDrawnCodes},
	} {
		t.Run(c.invariant, func(t *testing.T) {
			f, err := (&Campaign{Watch: -1, Seed: 2, machine: c.machine}).Run(t.Context(), nil)
			require.NoError(t, err)
			require.False(t, f.Good())
			x := f.Difference
			text, err := write.Scenario(x.Scenario)
			require.NoError(t, err)
			t.Logf("run %d: %s\n%s", x.Run, x.Invariant, text)
			require.True(t, strings.HasPrefix(x.Invariant, textOf(c.invariant)+": "), x.Invariant)
			require.LessOrEqual(t, len(x.Scenario.Steps), 6)

			again, err := scenario.Parse("invariant.yaml", text)
			require.NoError(t, err)
			result := scenario.Replay(again, &protocol.Reference{})
			require.True(t, result.Passed())
		})
	}
}

// textOf is the sentence of an invariant.
func textOf(id string) string {
	for _, inv := range append(variant.Invariants(), *engineInvariant) {
		if inv.ID == id {
			return inv.Text
		}
	}
	return "no such invariant"
}
