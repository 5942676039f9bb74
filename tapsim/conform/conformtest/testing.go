// Package conformtest tests your implementation in your own go test: Test with the
// scenarios, Check with random histories.
package conformtest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/diagnosis"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/sentences"
)

// Test compares a subject with the reference in a Go test of your own. Each scenario is a
// subtest with its id as its name. Without scenarios these are the ones that come with
// tapsim.
//
// A subtest fails if the subject differs from the reference or breaks. It describes the
// difference, with its rule and the sources of that rule; the codes of passes are dots. It
// logs a deviation, and fails by it only in TestWith with conform.Options{Strict: true}.
// It is skipped if the subject does not announce what the scenario needs, by a method
// Capabilities(context.Context) (*protocol.Capabilities, error), or answers with a
// *protocol.Skip. Test also fails if no scenario passes.
//
// All scenarios run on the same subject, so they also test that a Reset forgets
// everything. The caller closes the subject.
func Test(t *testing.T, subject transport.Subject, all ...*scenario.Scenario) {
	t.Helper()
	TestWith(t, conform.Options{}, subject, all...)
}

// TestWith is Test with options. A known difference is skipped, with its reason; a stale
// entry is a failure.
func TestWith(t *testing.T, options conform.Options, subject transport.Subject, all ...*scenario.Scenario) {
	t.Helper()
	if len(all) == 0 {
		all = suite(t)
	}
	t.Logf("tested with the suite %s", scenarios.Version())
	if _, err := transport.CapabilitiesOf(t.Context(), subject); err != nil {
		t.Fatal("the subject cannot be asked: " + failure(err))
	}

	options.Known = slices.Clone(options.Known)
	var cases []conform.Case // of the scenarios that -run chose
	passed := 0
	for _, s := range all {
		options.Known = append(options.Known, s.ID)
		t.Run(s.ID, func(sub *testing.T) {
			sub.Helper()
			// The subject outlives the subtest, so it gets the context of the whole test.
			c := conform.Put(t.Context(), s, subject)
			cases = append(cases, c)
			j := conform.Judge([]conform.Case{c}, nil, options).Cases[0]
			if j.Verdict == conform.Passed {
				passed++
			}
			show(sub, &j)
		})
	}
	judged := conform.Judge(cases, nil, options)
	diagnosis.New().Diagnose(judged)
	for _, line := range judged.Diagnosis.Lines() {
		t.Log(sentences.Clean(line))
	}
	for _, g := range judged.Stale {
		t.Errorf("%s:%d:%d: %s", g.File, g.Pos.Line, g.Pos.Column, g.Text)
	}
	if passed == 0 && len(cases) == len(all) {
		t.Error("nothing passed, which is no success")
	}
}

// suite are the scenarios that come with this module.
func suite(t testing.TB) []*scenario.Scenario {
	t.Helper()
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// show reports the case as the result of a test.
func show(t *testing.T, j *conform.Result) {
	t.Helper()
	text := strings.TrimSpace(j.Text(sentences.Options{}) + sentences.Options{}.Stderr(j.Stderr))
	switch {
	case j.Fails:
		t.Fatal(text)
	case j.Expected:
		t.Skip("expected: " + j.By[0].Reason + "\n" + text)
	case j.Verdict == conform.Skipped:
		t.Skip(sentences.Clip(sentences.Options{}.Own(j.Why)))
	case text != "":
		t.Log(text)
	}
}

// failure describes why a handshake failed.
func failure(err error) string {
	text, stderr := err.Error(), ""
	if broke := (*transport.SubjectError)(nil); errors.As(err, &broke) {
		stderr = broke.Stderr
	}
	return strings.TrimSpace(sentences.Clip(sentences.Options{}.Own(text)) + "\n" + sentences.Options{}.Stderr(stderr))
}

// shortRuns is how many histories a test with -short runs.
const shortRuns = 200

// watch is how many histories a test runs after the first that differs.
const watch = 50

// Check compares subjects with the reference in a Go test of your own, in random histories
// over the edges of time: a campaign with a new seed each time. With go test -short it is
// a tenth as long.
//
// If a subject differs, the test fails and describes the difference, with the shortest
// scenario that shows it, and the line that draws the same histories again. The scenario is
// ready to be saved: scenario.Load reads it for Test, and tapsim replay replays it.
//
// Each history runs on a subject of its own, so that no earlier history can be the cause of
// a difference. A subject with a method Close() error is closed after its history.
func Check(t testing.TB, newSubject conform.Source) {
	t.Helper()
	CheckWith(t, check.Campaign{Seed: rand.Uint64N(1_000_000_000)}, newSubject) // a seed that is easy to copy by hand
}

// CheckWith is Check for a campaign of your own: one of a given seed, above all.
func CheckWith(t testing.TB, c check.Campaign, newSubject conform.Source) {
	t.Helper()
	if testing.Short() && c.Runs == 0 && c.For == 0 {
		c.Runs = shortRuns
	}
	if c.Watch == 0 {
		c.Watch = watch
	}
	t.Logf("random histories of seed %d, suite %s", c.Seed, scenarios.Version()) // first, since the subject may panic
	subject := &renewed{source: newSubject}
	defer subject.Close()
	found, err := c.Run(t.Context(), subject)
	s := &found.Statistics
	switch {
	case err != nil:
		t.Fatal(err)
	case found.Error != nil:
		t.Fatal("the subject cannot be asked: " + failure(found.Error))
	case found.Difference != nil:
		if x := found.Difference; !x.Case.Broken() {
			x.Diagnosis = diagnosis.New().One(t.Context(), &x.Case, suite(t), func(s *scenario.Scenario) conform.Case { return conform.Put(t.Context(), s, subject) })
		}
		t.Fatal(explain(&c, found.Difference))
	case found.Interrupted:
		t.Fatalf("the test was ended after %d runs", s.Runs)
	case s.Passed == 0:
		t.Fatalf("nothing passed, which is no success; skipped %v", s.Skipped)
	default:
		t.Logf("%d of %d runs passed, %d steps, no difference", s.Passed, s.Runs, s.Steps)
		for _, d := range s.Deviating() {
			t.Logf("deviations by %s: %d", d.Name, d.Count)
		}
	}
}

// explain describes a counterexample, and how to draw it again.
func explain(c *check.Campaign, x *check.Counterexample) string {
	named := ""
	for _, line := range x.Diagnosis.Lines() {
		named += sentences.Clean(line) + "\n"
	}
	again := fmt.Sprintf("conformtest.CheckWith(t, %s, newSubject)", inGo(c, x.Run))
	text, err := write.Scenario(x.Scenario, fmt.Sprintf("Found in run %d of seed %d, suite %s, by", x.Run, c.Seed, scenarios.Version()), "  "+again)
	if err != nil {
		return fmt.Sprintf("%s%s\n\n%s\n%v; draw it again with\n  %s", named, x.Scenario.Title, x.Text(sentences.Options{}), err, again)
	}
	return fmt.Sprintf("%s%s\n\n%s\nThe scenario, to be saved:\n\n%s", named, x.Scenario.Title, x.Text(sentences.Options{}), bytes.TrimSpace(text))
}

// inGo writes the campaign in Go, up to a run.
func inGo(c *check.Campaign, runs int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "check.Campaign{Seed: %d, Runs: %d", c.Seed, runs)
	if c.Steps != 0 {
		fmt.Fprintf(&b, ", Steps: %d", c.Steps)
	}
	if c.Users != 0 {
		fmt.Fprintf(&b, ", Users: %d", c.Users)
	}
	if c.Edition != "" {
		fmt.Fprintf(&b, ", Edition: %q", c.Edition)
	}
	if c.Strict {
		b.WriteString(", Strict: true")
	}
	return b.String() + "}"
}
