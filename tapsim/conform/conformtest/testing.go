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
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/sentences"
)

// Test holds a subject against the reference in a test of your own, each scenario a
// subtest that has its id as its name. Without scenarios it puts those that come
// with tapsim.
//
// A subtest fails where the subject answers otherwise than the reference or
// breaks, and tells how, by which rule and who says so; the codes of passes are
// dots. It logs a deviation, and fails by it only with TestWith and Terms{Strict: true}.
// It is skipped where the subject does not announce something, by a method
// Capabilities(context.Context) (*Capabilities, error), or answers with a *Skip. Test
// fails, too, if there is no scenario that passes.
//
// All scenarios go to the one subject, so they tell whether a Reset forgets
// everything. Whoever made the subject closes it.
func Test(t *testing.T, subject transport.Subject, stories ...*scenario.Scenario) {
	t.Helper()
	TestWith(t, conform.Options{}, subject, stories...)
}

// TestWith is Test on other terms than the usual ones. What was expected is skipped
// with its reason; an expectation that is not so is a failure.
func TestWith(t *testing.T, terms conform.Options, subject transport.Subject, stories ...*scenario.Scenario) {
	t.Helper()
	if len(stories) == 0 {
		var err error
		if stories, err = scenario.LoadFS(scenarios.FS, "scenarios/"); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("tested with the suite %s", scenarios.Version())
	if _, err := transport.CapabilitiesOf(t.Context(), subject); err != nil {
		t.Fatal("the subject cannot be asked: " + failure(err))
	}

	terms.Known = slices.Clone(terms.Known)
	var cases []conform.Case // of those that -run chose
	passed := 0
	for _, s := range stories {
		terms.Known = append(terms.Known, s.ID)
		t.Run(s.ID, func(sub *testing.T) {
			sub.Helper()
			// The subject outlives the subtest, and so does what it goes on with.
			c := conform.Put(t.Context(), s, subject)
			cases = append(cases, c)
			j := conform.Judge([]conform.Case{c}, nil, terms).Cases[0]
			if j.Verdict == conform.Passed {
				passed++
			}
			show(sub, &j)
		})
	}
	for _, g := range conform.Judge(cases, nil, terms).Stale {
		t.Errorf("%s:%d:%d: %s", g.File, g.Pos.Line, g.Pos.Column, g.Text)
	}
	if passed == 0 && len(cases) == len(stories) {
		t.Error("nothing passed, which is no success")
	}
}

// show makes a test of the case.
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

// failure tells of a subject that could not be asked at all.
func failure(err error) string {
	text, stderr := err.Error(), ""
	if broke := (*transport.SubjectError)(nil); errors.As(err, &broke) {
		stderr = broke.Stderr
	}
	return strings.TrimSpace(sentences.Clip(sentences.Options{}.Own(text)) + "\n" + sentences.Options{}.Stderr(stderr))
}

// shortRuns is how many histories go test -short has time for.
const shortRuns = 200

// briefly is how many histories a test goes on for after the first that differs.
const briefly = 50

// Check holds subjects against the reference in a test of your own, with random
// histories over the edges of time: a campaign with a new seed each time. With
// go test -short it is a tenth as long.
//
// Where a subject differs, the test fails and tells in what, with the shortest
// scenario that shows it, and how to draw the same histories again. The scenario is
// ready to be saved: scenario.Load reads it for Test, and tapsim replay tells it.
//
// Each history goes to a subject of its own, so that nothing but the scenario makes
// the difference. One that has a method Close() error is closed after it.
func Check(t testing.TB, newSubject conform.Source) {
	t.Helper()
	CheckWith(t, check.Campaign{Seed: rand.Uint64N(1_000_000_000)}, newSubject) // short enough to be told on the phone
}

// CheckWith is Check for a campaign of your own: one of a given seed, above all.
func CheckWith(t testing.TB, c check.Campaign, newSubject conform.Source) {
	t.Helper()
	if testing.Short() && c.Runs == 0 && c.For == 0 {
		c.Runs = shortRuns
	}
	if c.Watch == 0 {
		c.Watch = briefly
	}
	t.Logf("random histories of seed %d, suite %s", c.Seed, scenarios.Version()) // first, in case that the subject panics
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
		t.Fatal(tell(&c, found.Difference))
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

// tell tells of a counterexample, and of how to see it again.
func tell(c *check.Campaign, x *check.Counterexample) string {
	again := fmt.Sprintf("conformtest.CheckWith(t, %s, newSubject)", inGo(c, x.Run))
	story, err := write.Scenario(x.Scenario, fmt.Sprintf("Found in run %d of seed %d, suite %s, by", x.Run, c.Seed, scenarios.Version()), "  "+again)
	if err != nil {
		return fmt.Sprintf("%s\n\n%s\n%v; draw it again with\n  %s", x.Scenario.Title, x.Text(sentences.Options{}), err, again)
	}
	return fmt.Sprintf("%s\n\n%s\nThe scenario, to be saved:\n\n%s", x.Scenario.Title, x.Text(sentences.Options{}), bytes.TrimSpace(story))
}

// inGo writes the campaign in Go, as far as a run.
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
