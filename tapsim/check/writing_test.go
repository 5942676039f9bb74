package check

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A history that is written as a scenario and read again has the same answers.
func TestRandomHistoriesWritten(t *testing.T) {
	c := Campaign{Watch: -1, Users: 4}
	p, err := c.plan(nil)
	require.NoError(t, err)
	interpreter := interpreter{machine: variant.Reference(), plan: p}
	draw := p.drawer()
	for n := range 300 {
		h := draw.history(11, n)
		interpreter.interpret(&h)
		x := Counterexample{Invariant: "none"}
		x.finish(interpreter.scenario(&h))
		text, err := write.Scenario(x.Scenario)
		require.NoError(t, err, "%s", text)
		again, err := scenario.Parse("again", text)
		require.NoError(t, err)
		is := scenario.Replay(again, &protocol.Reference{})
		require.True(t, is.Passed(), "%s\n%+v", text, is.Failures)
		require.Len(t, is.Steps, len(interpreter.acts))
		for i := range is.Steps {
			require.Equal(t, interpreter.acts[i].rule, is.Steps[i].Response.Rule, "%s", text)
		}
	}
}
