package selftest_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/selftest"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/scenario"
)

// some are the scenarios of one area.
func some(t *testing.T, area string) []*scenario.Scenario {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	return slices.DeleteFunc(all, func(s *scenario.Scenario) bool { return !strings.HasPrefix(s.ID, area) })
}

func TestTheTableSaysWhatTheSearchFound(t *testing.T) {
	test := selftest.Test{Scenarios: some(t, "usability/"), Search: func(_ context.Context, m mutant.Mutant, strict bool) (int, int, error) {
		require.Equal(t, m.Unspecified, strict)
		if m.ID == "code-twice" {
			return 0, 0, nil
		}
		return 17, 3, nil
	}}
	var table strings.Builder
	ok, err := test.Run(context.Background(), &table)
	require.NoError(t, err)
	require.False(t, ok, "one mutant was not found")
	require.Regexp(t, `(?m)^code-twice +pass-code-once .* never +-$`, table.String())
	require.Regexp(t, `(?m)^end-included +usability-end .* 17 +3$`, table.String())
	require.Contains(t, table.String(), "code-twice (you show the code again in a get): check does not find it\n")
}

// Scenarios that do not test a rule do not catch the mutant that breaks it.
func TestASelfTestWithFewScenariosIsNotOK(t *testing.T) {
	var table strings.Builder
	ok, err := (&selftest.Test{Scenarios: some(t, "policy/")}).Run(context.Background(), &table)
	require.NoError(t, err)
	require.False(t, ok)
	require.Contains(t, table.String(), "old-code-works (you let the code of any replaced pass sign in): no scenario catches it\n")
}

func TestASelfTestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	ok, err := (&selftest.Test{Scenarios: some(t, "policy/")}).Run(ctx, &strings.Builder{})
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, ok)
}

func TestANameThatIsUnknown(t *testing.T) {
	for name, want := range map[string]string{
		"end-includd": "no subject is called end-includd; did you mean end-included?",
		"":            "no subject is called ",
	} {
		_, err := (&selftest.Test{Names: []string{"silent", name}}).Run(context.Background(), &strings.Builder{})
		require.EqualError(t, err, want)
	}
}

// A misbehaving subject that cannot be started has the wrong verdict. (The tests of
// tapmutant run all of them.)
func TestASubjectThatDoesNotStart(t *testing.T) {
	test := selftest.Test{Scenarios: some(t, "signin/"), Names: []string{"silent"}, Self: func(name string) []string {
		return []string{"no-such-program-anywhere", name}
	}}
	var table strings.Builder
	ok, err := test.Run(context.Background(), &table)
	require.NoError(t, err)
	require.False(t, ok)
	require.Regexp(t, `(?m)^silent +timeout +crash +signin/[a-z-]+ +says nothing after the handshake$`, table.String())
	require.Regexp(t, `(?m)^  silent \(says nothing after the handshake\): it should come to timeout, and signin/[a-z-]+ comes to crash: cannot start the subject: `, table.String())
}

// Which suite catches what: a sample of the table of tapsim conform --self-test --suite all.
func TestSuitesCatchMutants(t *testing.T) {
	want := map[string]string{
		"end-included":                  "corpus, regions, values",
		"refused-sign-in-spends":        "corpus, regions, values",
		"once-is-for-ever":              "corpus, regions, values",
		"replacement-inherits-lifetime": "corpus, values",
		"early-sign-in-spends":          "corpus, regions, values",
		"role-groups-ignored":           "corpus, values",
		"reset-keeps-targets":           "corpus, values",
		"minimum-one-too-low":           "corpus, values",
		"any-code-of-a-later-start":     "corpus, complete",
		"case-counts":                   "corpus, no input has another spelling",
	}
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	test := selftest.Test{Scenarios: all, Names: slices.Collect(maps.Keys(want))}
	var table strings.Builder
	ok, err := test.Suites(context.Background(), &table, suite.Names())
	require.NoError(t, err)
	require.True(t, ok)
	for id, by := range want {
		by, why, _ := strings.Cut(by, ", no ")
		if why != "" {
			why = "no " + why
		}
		require.Regexp(t, "(?m)^"+id+" +[a-z-]+ +"+by+" +"+why+"$", table.String())
	}

	test.Scenarios = nil
	ok, err = test.Suites(context.Background(), &table, []string{"regions"})
	require.NoError(t, err)
	require.False(t, ok, "no suite has another spelling")
	require.Contains(t, table.String(), "caught by nothing: ")
}
