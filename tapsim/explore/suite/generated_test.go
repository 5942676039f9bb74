package suite_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

var editions = []model.Edition{model.Current, model.Documented, model.Preview}

// What the reference model does not pass, or a reader cannot read, is no suite.
func TestWhatIsGeneratedPasses(t *testing.T) {
	for _, e := range editions {
		for _, l := range []explore.Level{explore.Reasons, explore.Regions, explore.Ticks} {
			if l == explore.Ticks && e != model.Current {
				continue // the others differ by their creates alone, and take as long
			}
			all, err := suite.Generated(t.Context(), e, l, 20)
			require.NoError(t, err)
			again := all
			if l == explore.Reasons {
				again, err = suite.Generated(t.Context(), e, l, 20)
				require.NoError(t, err)
			}
			ids, steps, bytes := map[string]bool{}, 0, 0
			var reference protocol.Reference
			for i, s := range all {
				text, err := suite.File(s)
				require.NoError(t, err, s.ID)
				same, err := suite.File(again[i])
				require.NoError(t, err)
				require.Equal(t, string(text), string(same))
				read, err := scenario.Parse(s.ID+".yaml", text)
				require.NoError(t, err)
				result := scenario.Replay(read, &reference)
				require.True(t, result.Passed(), "%s: %v\n%s", s.ID, result.Failures, text)
				require.LessOrEqual(t, len(s.Steps), 20)
				require.False(t, ids[s.ID], s.ID)
				ids[s.ID] = true
				steps, bytes = steps+len(s.Steps), bytes+len(text)
			}
			t.Logf("%s %s: %d scenarios, %d steps, %d bytes", e, l, len(all), steps, bytes)
		}
	}
}
