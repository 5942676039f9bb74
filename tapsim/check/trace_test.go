package check

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model/variant"
)

// A trace is interpreted as its history was: the same requests at the same instants,
// decided by the same rules. A trace from which some acts are left out is either
// impossible, or can be written and asked.
func TestATraceIsInterpretedAsItsHistoryWas(t *testing.T) {
	c := Campaign{Users: 4}
	p, err := c.plan(nil)
	require.NoError(t, err)
	in := interpreter{machine: variant.Reference(), plan: p, watch: true}
	draw, possible := p.drawer(), 0
	for n := range 500 {
		h := draw.history(5, n)
		in.interpret(&h)
		x, again := in.trace(&h), in.trace(&h)
		in.retrace(&again)
		require.False(t, in.impossible)
		require.Len(t, again.acts, len(x.acts))
		for i := range x.acts {
			was, is := &x.acts[i], &again.acts[i]
			require.Equal(t, [...]any{was.at, was.start, was.pass, was.skew, was.found, was.slot, was.rule, was.contributing},
				[...]any{is.at, is.start, is.pass, is.skew, is.found, is.slot, is.rule, is.contributing}, "act %d of history %d", i, n)
		}

		s := shrinker{interpreter: &in, best: x, after: in.passes}
		short := s.without(n%len(x.acts)/2, len(x.acts)/2)
		if in.retrace(&short); !in.impossible {
			possible++
			require.True(t, asked(short.scenario()))
		}
	}
	require.Greater(t, possible, 100)
}
