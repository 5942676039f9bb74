package main

import (
	"context"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/misbehave"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/selftest"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/scenario"
)

// TestMain lets the test binary be the command, too.
func TestMain(m *testing.M) {
	if os.Getenv("TAPMUTANT") != "" {
		main()
	}
	// Under the race detector a program needs a second to exit, unless GORACE says otherwise.
	os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	os.Exit(m.Run())
}

// withIDs returns the scenarios of the corpus with these ids.
func withIDs(t *testing.T, ids ...string) []*scenario.Scenario {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	all = slices.DeleteFunc(all, func(s *scenario.Scenario) bool { return !slices.Contains(ids, s.ID) })
	require.Len(t, all, len(ids))
	return all
}

// tapmutant returns the command that serves a subject.
func tapmutant(t *testing.T) func(name string) []string {
	t.Setenv("TAPMUTANT", "1")
	self, err := os.Executable()
	require.NoError(t, err)
	return func(name string) []string { return []string{self, name} }
}

// runOn runs scenarios on a subject.
func runOn(t *testing.T, name string, ids ...string) []conform.Case {
	command := tapmutant(t)(name)
	cases, _ := conform.Run(context.Background(), withIDs(t, ids...), func() transport.Subject {
		return &transport.Child{Command: command}
	}, 1)
	return cases
}

// Each misbehaving subject gets its verdict. The self-test wants it twice, so the first
// scenario has not broken the second.
func TestSubjectsThatMisbehave(t *testing.T) {
	var table strings.Builder
	test := selftest.Test{Scenarios: withIDs(t, "signin/once-only", "signin/used-then-expired", "usability/end"), Self: tapmutant(t)}
	_, err := test.Run(context.Background(), &table)
	require.NoError(t, err)
	rows := map[string]string{}
	for line := range strings.Lines(table.String()) {
		name, _, _ := strings.Cut(line, " ")
		rows[name] = line
	}
	for _, c := range misbehave.All() {
		t.Run(c.Name, func(t *testing.T) {
			require.Regexp(t, `^`+c.Name+` +`+c.ComesTo+` +`+c.ComesTo+` +[a-z]+/[a-z-]+ +`+regexp.QuoteMeta(c.Text)+`\n$`, rows[c.Name])
			require.NotContains(t, table.String(), c.Name+" ("+c.Text)
		})
	}
}

// The self-test fails for a misbehaving subject that turns out to be right.
func TestASubjectThatBehaves(t *testing.T) {
	command := tapmutant(t)(reference)
	var table strings.Builder
	test := selftest.Test{Scenarios: withIDs(t, "signin/once-only", "usability/end"), Self: func(string) []string { return command }}
	ok, err := test.Run(context.Background(), &table)
	require.NoError(t, err)
	require.False(t, ok)
	require.Regexp(t, `(?m)^prose +error +pass +nothing +answers in words$`, table.String())
	require.Contains(t, table.String(), "  prose (answers in words): it should come to error, and no scenario comes to that\n")
	require.NotContains(t, table.String(), "loud (")
}

func TestACrashIsHeard(t *testing.T) {
	for _, got := range runOn(t, "crash", "signin/once-only", "usability/end") {
		require.Equal(t, conform.Crashed, got.Verdict)
		require.Equal(t, "this was too much", got.Stderr)
		require.Contains(t, got.Why, "exit status 3")
	}
}

func TestMutantsInAProcess(t *testing.T) {
	for name, want := range map[string]conform.Verdict{
		reference:          conform.Passed,
		"once-is-for-ever": conform.Fail,
		"end-included":     conform.Passed, // this scenario never asks at the end
		"camel-case":       conform.Deviates,
	} {
		got := runOn(t, name, "signin/once-only")[0]
		require.Equal(t, want, got.Verdict, "%s: %s %+v", name, got.Why, got.Differences)
	}
}

func TestListNamesEverySubject(t *testing.T) {
	var out, stderr strings.Builder
	require.Zero(t, run([]string{"--list"}, strings.NewReader(""), &out, &stderr))
	require.Empty(t, stderr.String())
	for _, m := range mutant.All() {
		require.Regexp(t, `(?m)^`+m.ID+` +(fail|deviation) +`+m.Rule.String()+` +.+$`, out.String())
		_, both := misbehave.Find(m.ID)
		require.False(t, both, "%s misbehaves, too", m.ID)
	}
	for _, c := range misbehave.All() {
		require.Regexp(t, `(?m)^`+c.Name+` +`+c.ComesTo+` +(the protocol|-) +.+$`, out.String())
	}
	require.Equal(t, 2+len(mutant.All())+len(misbehave.All()), strings.Count(out.String(), "\n"))
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
		{[]string{"code-twise"}, 2, "", "tapmutant: no subject is called code-twise; did you mean code-twice?\n"},
		{[]string{"x"}, 2, "", "tapmutant: no subject is called x; tapmutant --list names them\n"},
		{[]string{reference}, 0, "", ""}, // it gets no request
	} {
		var out, stderr strings.Builder
		require.Equal(t, c.code, run(c.args, strings.NewReader(""), &out, &stderr), "%q", c.args)
		require.Equal(t, c.out, out.String())
		require.Equal(t, c.err, stderr.String())
	}
}
