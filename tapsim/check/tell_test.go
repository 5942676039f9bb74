package check

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// TestTold holds what the teller says of each step to what the engine answers:
// the rule that settled it, and each that shaped it.
func TestToldAsTheEngineAnswers(t *testing.T) {
	c := Campaign{Watch: -1, Users: 4}
	p, err := c.plan(nil)
	require.NoError(t, err)
	told := teller{machine: theMachine, plan: p, watch: true}
	draw := p.drawer()
	for n := range 1000 {
		h := draw.history(7, n)
		told.tell(&h)
		require.Nil(t, told.broken)
		s := told.story()
		i := 0
		for step := range scenario.Play(s, &protocol.Reference{}) {
			a := &told.acts[i]
			require.True(t, step.Asked, "%+v", step.Failures)
			require.Empty(t, step.Failures, "%d %+v", i, step.Request)
			require.Equal(t, a.at, step.At)
			require.Equal(t, step.Response.Rule, a.rule)
			require.Equal(t, names(step.Response.Also), names(a.also), "%d %v", i, step.Request)
			i++
		}
		require.Equal(t, len(told.acts), i)
	}
}

func names(rules model.Rules) []string {
	var all []string
	for rule := range rules.All() {
		all = append(all, rule.String())
	}
	return all
}
