package conform_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
)

// A difference in a code is described without the code.
func TestADifferenceInACodeIsDescribedWithoutIt(t *testing.T) {
	for _, row := range []struct{ name, want, got string }{
		{"code-of-eight", "12 characters", "8 characters"},
		{"code-key-missing", "null", "no such property"},
		{"code-twice", "null", "a code"},
	} {
		m, ok := mutant.Find(row.name)
		require.True(t, ok, row.name)
		cases, _ := conform.Run(context.Background(), corpus(t), func() transport.Subject { return transport.InProcess(m.New()) }, 1)
		var all []conform.Difference
		var reasons []string
		j := conform.Judge(cases, nil, conform.Options{})
		for i := range j.Cases {
			all = append(all, j.Cases[i].Differences...)
			for _, e := range j.Cases[i].KnownDifferences() {
				reasons = append(reasons, e.Reason)
			}
		}
		at := slices.IndexFunc(all, func(d conform.Difference) bool { return d.Want == row.want && d.Got == row.got })
		require.GreaterOrEqual(t, at, 0, "%s: %+v", row.name, all)
		require.Equal(t, "temporaryAccessPass", all[at].Name)
		require.Contains(t, reasons, fmt.Sprintf("unexplained: temporaryAccessPass: want %s, got %s", row.want, row.got))
		revealed := all[at].Reveal()
		require.Equal(t, row.got == "a code", strings.HasPrefix(revealed.Got, `"`), revealed.Got)
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", all, all, all), "•", "nothing is hidden where nothing is secret")

		found, err := (&check.Campaign{Watch: -1, Seed: 1}).Run(context.Background(), transport.InProcess(m.New()))
		require.NoError(t, err)
		require.NotNil(t, found.Difference, row.name)
		title := found.Difference.Scenario.Title
		require.Contains(t, title, "the temporaryAccessPass is ", row.name)
		require.NotContains(t, title, "•", row.name)
		require.Contains(t, title, " by the reference and "+row.got+" by the subject")
	}
}
