package conform_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Nor does chance find a history in which an honest difference comes to a
// failure.
func TestHonestDifferencesNeverFail(t *testing.T) {
	for _, m := range mutant.All() {
		if !m.Free {
			continue
		}
		c := check.Campaign{Watch: -1, Runs: 40, Edition: m.Edition.String()}
		found, err := c.Run(context.Background(), conform.InProcess(m.New()))
		require.NoError(t, err)
		require.Nil(t, found.Difference, m.Name)
	}
}

func TestTheTableSaysWhatCheckFound(t *testing.T) {
	var table strings.Builder
	ok, err := conform.SelfTest(context.Background(), &table, some(t, "usability/"), func(_ context.Context, m mutant.Mutant, strict bool) (int, int, error) {
		require.Equal(t, m.Free, strict)
		if m.Name == "code-twice" {
			return 0, 0, nil
		}
		return 17, 3, nil
	}, nil)
	require.NoError(t, err)
	require.False(t, ok, "check found one mutant not")
	require.Regexp(t, `(?m)^code-twice +pass-code-once .* never +-$`, table.String())
	require.Regexp(t, `(?m)^end-included +usability-end .* 17 +3$`, table.String())
	require.Contains(t, table.String(), "code-twice (a get shows the code again): check does not find it\n")
}

// some are the scenarios of one area.
func some(t *testing.T, area string) []*scenario.Scenario {
	return slices.DeleteFunc(corpus(t), func(s *scenario.Scenario) bool { return !strings.HasPrefix(s.ID, area) })
}

// Scenarios that do not touch a rule must not be taken for a proof of it.
func TestASelfTestWithFewStoriesIsNotOK(t *testing.T) {
	var table strings.Builder
	ok, err := conform.SelfTest(context.Background(), &table, some(t, "policy/"), nil, nil)
	require.NoError(t, err)
	require.False(t, ok)
	require.Contains(t, table.String(), "old-code-works (the code of a replaced pass still works): no scenario catches it\n")
}

func TestASelfTestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ok, err := conform.SelfTest(ctx, &strings.Builder{}, some(t, "policy/"), nil, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, ok)
}

// The citizens are processes, and the command that has them here is tapmutant,
// whose tests hold each to its verdict.
func TestACitizenThatDoesNotStart(t *testing.T) {
	var table strings.Builder
	ok, err := conform.SelfTest(context.Background(), &table, some(t, "signin/"), nil, func(name string) []string {
		return []string{"no-such-program-anywhere", name}
	})
	require.NoError(t, err)
	require.False(t, ok)
	require.Regexp(t, `(?m)^silent +timeout +crash +signin/[a-z-]+ +says nothing after the handshake$`, table.String())
	require.Regexp(t, `(?m)^  silent \(says nothing after the handshake\): it deserves timeout, and signin/[a-z-]+ comes to crash: cannot start the subject: `, table.String())
}

// These weights were once wrong, each shown by a mutant.
func TestWeights(t *testing.T) {
	for _, c := range []struct {
		mutant, story string
		verdict       conform.Verdict
		rule          model.Rule // of the last difference
	}{
		// After an honest difference in a read the scenario goes on.
		{"end-a-tick-late", "usability/end", conform.Fail, model.UsabilityExpired},
		// What follows from a start that may differ may differ.
		{"offset-ignored", "create/start-with-the-greatest-offset", conform.Deviates, model.CreateStartOffset},
		// No order of reasons makes an expired pass usable.
		{"usable-is-stored", "usability/disabled-and-expired", conform.Fail, model.UsabilityDisabled},
		// An instant without a zone is none; one cut short was kept in a type that is too narrow.
		{"zone-dropped", "time/ticks", conform.Fail, model.TimeFormat},
		{"milliseconds", "time/ticks", conform.Fail, model.TimeUTC},
		// A free rule excuses what it leaves open, and nothing beside it.
		{"usable-again-at-the-end", "signin/used-at-the-end", conform.Fail, model.SigninExpired},
		{"usable-and-expired", "usability/end", conform.Fail, model.UsabilityExpired},
		{"spent-by-its-end", "usability/end", conform.Fail, model.UsabilityExpired},
		{"offset-opens", "create/lifetime-beside-an-offset", conform.Fail, model.CreateLifetimeRange},
		{"null-is-an-accident", "create/null-properties", conform.Fail, model.CreateAccepted},
		{"right-code-is-wrong-once-expired", "signin/disabled-before-expired", conform.Fail, model.SigninDisabled},
		{"refresh-for-ever-while-disabled", "refresh/disabled-after-the-end", conform.Fail, model.RefreshExpired},
		{"conflict-with-the-spent-at-the-end", "editions/preview-replaces-used-at-the-end", conform.Fail, model.CreateReplaces},
		{"conflict-at-the-end", "editions/preview-replaces-at-the-end", conform.Deviates, model.UsabilityEnd},
		{"no-conflict-with-the-spent", "editions/preview-conflict-while-early-and-used", conform.Fail, model.UsabilityOrder},
		// Who was asked for permission tells more than that it was refused.
		{"self-create", "access/self-create-refused", conform.Fail, model.AccessSelfCreate},
		{"self-delete-refused", "access/self-delete-scopes", conform.Fail, model.AccessSelfDelete},
	} {
		m, ok := mutant.Find(c.mutant)
		require.True(t, ok, c.mutant)
		for _, s := range corpus(t) {
			if s.ID != c.story {
				continue
			}
			got := conform.Hold(context.Background(), s, conform.InProcess(m.New()))
			require.Equal(t, c.verdict, got.Verdict, "%s in %s: %+v", c.mutant, c.story, got.Differences)
			require.Equal(t, c.rule, got.Differences[len(got.Differences)-1].Rule, "%s in %s: %+v", c.mutant, c.story, got.Differences)
			ok = false
		}
		require.False(t, ok, "no scenario %s", c.story)
	}
}
