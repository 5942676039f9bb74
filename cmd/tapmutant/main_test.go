package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/scenario"
)

// TestMain lets the test binary be the command, too.
func TestMain(m *testing.M) {
	if os.Getenv("TAPMUTANT") != "" {
		main()
	}
	os.Exit(m.Run())
}

// hold puts the stories of the corpus with these ids to the command.
func hold(t *testing.T, name string, timeout time.Duration, ids ...string) []conform.Case {
	t.Setenv("TAPMUTANT", "1")
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	var stories []*scenario.Scenario
	for _, s := range all {
		for _, id := range ids {
			if s.ID == id {
				stories = append(stories, s)
			}
		}
	}
	require.Len(t, stories, len(ids))
	cases, _ := conform.Run(context.Background(), stories, func() conform.Subject {
		return &conform.Child{Command: []string{os.Args[0], name}, Timeout: timeout}
	}, 1)
	return cases
}

// Each bad citizen gets its verdict, in every story: the first has not broken
// the second.
func TestBadCitizens(t *testing.T) {
	for _, c := range citizens {
		t.Run(c.name, func(t *testing.T) {
			timeout := time.Minute
			if c.verdict == conform.TimedOut {
				timeout = 200 * time.Millisecond
			}
			for _, got := range hold(t, c.name, timeout, "signin/once-only", "usability/end") {
				require.Equal(t, c.verdict, got.Verdict, "%s: %s %+v", got.Scenario.ID, got.Why, got.Differences)
				if c.verdict != conform.Passed {
					require.NotEmpty(t, got.Why)
				}
				if c.name == "crash" {
					require.Equal(t, "tapmutant: this was too much", got.Stderr)
				}
			}
		})
	}
}

func TestMutantsInAProcess(t *testing.T) {
	for name, want := range map[string]conform.Verdict{
		reference:          conform.Passed,
		"once-is-for-ever": conform.Fails,
		"end-included":     conform.Passed, // this story never asks at the end
		"camel-case":       conform.Deviates,
	} {
		got := hold(t, name, 0, "signin/once-only")[0]
		require.Equal(t, want, got.Verdict, "%s: %s %+v", name, got.Why, got.Differences)
	}
}

func TestListNamesEverybody(t *testing.T) {
	var out, stderr strings.Builder
	require.Zero(t, run([]string{"--list"}, strings.NewReader(""), &out, &stderr))
	require.Empty(t, stderr.String())
	for _, m := range mutant.All() {
		require.Regexp(t, `(?m)^`+m.Name+` +(fail|deviation) +`+m.Rule.String()+` +.+$`, out.String())
		_, both := findCitizen(m.Name)
		require.False(t, both, "%s is a citizen, too", m.Name)
	}
	for _, c := range citizens {
		require.Regexp(t, `(?m)^`+c.name+` +`+string(c.verdict)+` +(the protocol|-) +.+$`, out.String())
	}
	require.Equal(t, 2+len(mutant.All())+len(citizens), strings.Count(out.String(), "\n"))
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		out  string
		err  string
	}{
		{[]string{"--help"}, 0, usage, ""},
		{nil, 2, "", usage},
		{[]string{"reference", "again"}, 2, "", usage},
		{[]string{"code-twise"}, 2, "", "tapmutant: nobody is called code-twise; did you mean code-twice?\n"},
		{[]string{"x"}, 2, "", "tapmutant: nobody is called x; tapmutant --list says who there is\n"},
		{[]string{reference}, 0, "", ""}, // nobody asks anything
	} {
		var out, stderr strings.Builder
		require.Equal(t, c.code, run(c.args, strings.NewReader(""), &out, &stderr), "%q", c.args)
		require.Equal(t, c.out, out.String())
		require.Equal(t, c.err, stderr.String())
	}
}
