package suite_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// some is one case of so many.
func some(t *testing.T, name string, e model.Edition, many int) (cases []suite.Case) {
	s, err := suite.Make(t.Context(), name, e, 0)
	require.NoError(t, err)
	n := 0
	for c := range s.Cases() {
		if n++; n%many == 0 {
			cases = append(cases, c)
		}
	}
	return cases
}

// The reference model passes every case, with all that its steps want; a case can be
// written, and its ids are its own.
func TestTheReferencePassesTheSuites(t *testing.T) {
	for name, many := range map[string]int{"regions": 5, "values": 150, "complete": 400} {
		for _, e := range []model.Edition{model.Current, model.Documented, model.Preview} {
			seen := map[string]bool{}
			for _, c := range some(t, name, e, many) {
				require.False(t, seen[c.ID], c.ID)
				seen[c.ID] = true
				require.True(t, strings.HasPrefix(c.ID, name+"/"), c.ID)
				bare, err := c.Bare()
				require.NoError(t, err)
				whole, err := c.Scenario()
				require.NoError(t, err)
				for _, s := range []*scenario.Scenario{bare, whole} {
					require.Equal(t, c.ID, s.ID)
					require.Equal(t, c.Exchanges, 1+len(s.Steps), c.ID)
					result := scenario.Replay(s, &protocol.Reference{})
					require.True(t, result.Passed(), c.ID)
				}
				_, err = write.Scenario(whole)
				require.NoError(t, err, c.ID)
			}
		}
	}
}

// The cases and their ids are the same when they are made again.
func TestIDsStay(t *testing.T) {
	for _, name := range suite.Names() {
		one, other := some(t, name, model.Current, 97), some(t, name, model.Current, 97)
		require.Len(t, other, len(one))
		for i := range one {
			require.Equal(t, one[i].ID, other[i].ID)
			a, err := one[i].Scenario()
			require.NoError(t, err)
			b, err := other[i].Scenario()
			require.NoError(t, err)
			require.Equal(t, string(write.Text(a)), string(write.Text(b)))
		}
	}
}

func TestASuiteThatThereIsNot(t *testing.T) {
	_, err := suite.Make(t.Context(), "region", model.Current, 0)
	require.EqualError(t, err, `no suite "region": the suites are regions, values, complete`)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range suite.Names() {
		_, err := suite.Make(ended, name, model.Current, 0)
		require.ErrorIs(t, err, context.Canceled)
	}
}
