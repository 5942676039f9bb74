package model_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// Each of the three suites catches every variant: the exhaustive search, the random
// scenarios and the tables. A suite that accepts a wrong machine is no evidence for
// the right one. With -v the test prints the lengths of the counterexamples.
func TestEveryVariantIsCaughtByEverySuite(t *testing.T) {
	checks(t, 100000) // as many as it takes: most are caught within a hundred
	all := variant.All()
	lines := make([]string, len(all))
	t.Run("each", func(t *testing.T) {
		for i, v := range all {
			// Pure functions have no data races, so a fifth of the variants is enough there.
			if i%5 != 0 && (raceEnabled || testing.Short()) {
				continue
			}
			t.Run(v.ID, func(t *testing.T) {
				t.Parallel()
				small, drawn, row := exhaustive(v.Machine, v.Edition), random(v.Machine), edgeTables(v.Machine)
				lines[i] = fmt.Sprintf("%-55s %10d %6d", v.ID, lengthOf(small), lengthOf(drawn))
				assert.NotEmpty(t, small, "the exhaustive search misses it")
				assert.NotEmpty(t, drawn, "random scenarios miss it")
				assert.NotEmpty(t, row, "the tables miss it")
			})
		}
	})
	t.Logf("%-55s %10s %6s", "variant", "exhaustive", "random")
	for _, line := range lines {
		if line != "" {
			t.Log(line)
		}
	}
}

// A colleague can read and replay a counterexample.
func TestACounterexampleIsAScenario(t *testing.T) {
	v, ok := variant.Find("once-is-for-ever")
	require.True(t, ok)
	require.Equal(t, `edition current
- create once=true
- sign in with the code of pass 1
- list
got  list-one view{1d000000-0000-0000-0000-000000000001 2025-10-02T11:06:40.0000007Z+60m once=true EnabledByPolicy}
want list-one view{1d000000-0000-0000-0000-000000000001 2025-10-02T11:06:40.0000007Z+60m once=true OneTimeUsed}`, exhaustive(v.Machine, model.Current))
}
