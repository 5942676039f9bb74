package conform_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
)

// In random histories, too, a difference that no source settles never comes to a failure.
func TestDeviationsNeverFail(t *testing.T) {
	for _, m := range mutant.All() {
		if !m.Unspecified {
			continue
		}
		c := check.Campaign{Watch: -1, Runs: 40, Edition: m.Edition.String()}
		found, err := c.Run(context.Background(), transport.InProcess(m.New()))
		require.NoError(t, err)
		require.Nil(t, found.Difference, m.ID)
	}
}

// Each of these weights was wrong once. A mutant shows it.
func TestWeights(t *testing.T) {
	for _, c := range []struct {
		mutant, scenario string
		verdict          conform.Verdict
		rule             model.Rule // of the last difference
	}{
		// After a deviation in a read the scenario goes on.
		{"end-a-tick-late", "usability/end", conform.Fail, model.UsabilityExpired},
		// What follows from a start that may differ may differ, and so may the next start.
		{"offset-ignored", "create/start-with-the-greatest-offset", conform.Deviates, model.CreateStartForm},
		// No order of reasons makes an expired pass usable.
		{"usable-is-stored", "usability/disabled-and-expired", conform.Fail, model.UsabilityDisabled},
		// An instant without a zone is none. One that is cut was kept in a type that is too narrow.
		{"zone-dropped", "time/ticks", conform.Fail, model.TimeFormat},
		{"milliseconds", "time/ticks", conform.Fail, model.TimeUTC},
		// An unspecified rule excuses what it leaves open, and nothing else.
		{"usable-again-at-the-end", "signin/used-at-the-end", conform.Fail, model.SigninExpired},
		{"usable-and-expired", "usability/end", conform.Fail, model.UsabilityExpired},
		{"spent-by-its-end", "usability/end", conform.Fail, model.UsabilityExpired},
		{"offset-opens", "create/lifetime-beside-an-offset", conform.Fail, model.CreateLifetimeRange},
		{"null-is-an-accident", "create/null-properties", conform.Fail, model.CreateAccepted},
		{"right-code-is-wrong-once-expired", "signin/disabled-before-expired", conform.Fail, model.SigninDisabled},
		{"refresh-for-ever-while-disabled", "refresh/disabled-after-the-end", conform.Fail, model.RefreshExpired},
		{"conflict-with-the-spent-at-the-end", "editions/preview-replaces-used-at-the-end", conform.Fail, model.CreateReplaces},
		{"conflict-at-the-end", "editions/preview-replaces-at-the-end", conform.Deviates, model.UsabilityEnd},
		// Whether a pass is in the way follows from its reason, whose order no source settles.
		{"no-conflict-with-the-spent", "editions/preview-conflict-while-early-and-used", conform.Deviates, model.UsabilityOrder},
		// The rule about a permission is more precise than that the call was refused.
		{"self-create", "access/self-create-refused", conform.Fail, model.AccessSelfCreate},
		{"self-delete-refused", "access/self-delete-scopes", conform.Fail, model.AccessSelfDelete},
	} {
		m, ok := mutant.Find(c.mutant)
		require.True(t, ok, c.mutant)
		for _, s := range corpus(t) {
			if s.ID != c.scenario {
				continue
			}
			got := conform.Compare(context.Background(), s, transport.InProcess(m.New()))
			require.Equal(t, c.verdict, got.Verdict, "%s in %s: %+v", c.mutant, c.scenario, got.Differences)
			require.Equal(t, c.rule, got.Differences[len(got.Differences)-1].Rule, "%s in %s: %+v", c.mutant, c.scenario, got.Differences)
			ok = false
		}
		require.False(t, ok, "no scenario %s", c.scenario)
	}
}
