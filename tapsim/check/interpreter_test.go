package check

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// The interpreter notes for each step what the engine answers: the rule that decided,
// and each rule that contributed.
func TestInterpretedAsTheEngineAnswers(t *testing.T) {
	c := Campaign{Watch: -1, Users: 4}
	p, err := c.plan(nil)
	require.NoError(t, err)
	in := interpreter{machine: variant.Reference(), plan: p, watch: true}
	draw := p.drawer()
	for n := range 1000 {
		h := draw.history(7, n)
		in.interpret(&h)
		require.Nil(t, in.violated)
		s := in.scenario(&h)
		i := 0
		for step := range scenario.Play(s, &protocol.Reference{}) {
			a := &in.acts[i]
			require.True(t, step.Asked, "%+v", step.Failures)
			require.Empty(t, step.Failures, "%d %+v", i, step.Request)
			require.Equal(t, a.at, step.At)
			require.Equal(t, step.Response.Rule, a.rule)
			require.Equal(t, names(step.Response.Contributing), names(a.contributing), "%d %v", i, step.Request)
			i++
		}
		require.Equal(t, len(in.acts), i)
	}
}

func names(rules model.Rules) []string {
	var all []string
	for rule := range rules.All() {
		all = append(all, rule.String())
	}
	return all
}
