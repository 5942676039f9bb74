package conform

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/prose"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// Test holds a subject against the reference in a test of your own, each story a
// subtest that has its id as its name. Without stories it puts those that come
// with tapsim.
//
// A subtest fails where the subject answers otherwise than the reference or
// breaks, and tells how, by which rule and who says so; the codes of passes are
// dots. It logs a deviation, and fails by it only with Terms{Strict: true}.Test.
// It is skipped where the subject does not announce something, by a method
// Ability(context.Context) (*Ability, error), or answers with a *Skip. Test
// fails, too, if there is no story that passes.
//
// All stories go to the one subject, so they tell whether a Reset forgets
// everything. Whoever made the subject closes it.
func Test(t *testing.T, subject Subject, stories ...*scenario.Scenario) {
	t.Helper()
	Terms{}.Test(t, subject, stories...)
}

// Test is the function Test on other terms than the usual ones. What was expected
// is skipped with its reason; an expectation that is not so is a failure.
func (terms Terms) Test(t *testing.T, subject Subject, stories ...*scenario.Scenario) {
	t.Helper()
	if len(stories) == 0 {
		var err error
		if stories, err = scenario.LoadFS(scenarios.FS, "scenarios/"); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("held against the suite %s", scenarios.Version())
	if _, err := abilityOf(t.Context(), subject); err != nil {
		t.Fatal("the subject cannot be asked: " + failure(err))
	}

	terms.Known = slices.Clone(terms.Known)
	met := make([]bool, len(terms.Expected))
	var cases []Case // of those that -run chose
	passed := 0
	for _, s := range stories {
		terms.Known = append(terms.Known, s.ID)
		t.Run(s.ID, func(sub *testing.T) {
			sub.Helper()
			// The subject outlives the subtest, and so does what it goes on with.
			ability, err := abilityOf(t.Context(), subject)
			cases = append(cases, put(t.Context(), s, subject, ability, err))
			j := terms.judge(cases[len(cases)-1], met)
			if j.Verdict == Passed {
				passed++
			}
			j.show(sub)
		})
	}
	for _, g := range terms.grievances(cases, met) {
		t.Errorf("%s:%d:%d: %s", g.File, g.Pos.Line, g.Pos.Column, g.Text)
	}
	if passed == 0 && len(cases) == len(stories) {
		t.Error("nothing passed, which is no success")
	}
}

// show makes a test of the case.
func (j *Judged) show(t *testing.T) {
	t.Helper()
	text := strings.TrimSpace(j.Tell(prose.Options{}) + prose.Options{}.Stderr(j.Stderr))
	switch {
	case j.Fails:
		t.Fatal(text)
	case j.Expected:
		t.Skip("expected: " + j.By[0].Reason + "\n" + text)
	case j.Verdict == Skipped:
		t.Skip(prose.Clip(prose.Options{}.Own(j.Why)))
	case text != "":
		t.Log(text)
	}
}

// failure tells of a subject that could not be asked at all.
func failure(err error) string {
	c := Case{}.broken(err)
	return strings.TrimSpace(prose.Clip(prose.Options{}.Own(c.Why)) + "\n" + prose.Options{}.Stderr(c.Stderr))
}

// shortRuns is how many histories go test -short has time for.
const shortRuns = 200

// Check holds subjects against the reference in a test of your own, with random
// histories over the edges of time: a campaign with a new seed each time. With
// go test -short it is a tenth as long.
//
// Where a subject differs, the test fails and tells in what, with the shortest
// story that shows it, and how to draw the same histories again. The story is
// ready to be saved: scenario.Load reads it for Test, and tapsim replay tells it.
//
// Each history goes to a subject of its own, so that nothing but the story makes
// the difference. One that has a method Close() error is closed after it.
func Check(t testing.TB, newSubject Source) {
	t.Helper()
	Campaign{Seed: rand.Uint64N(1_000_000_000)}.Check(t, newSubject) // short enough to be told on the phone
}

// Check is the function Check for a campaign of your own: one of a given seed,
// above all.
func (c Campaign) Check(t testing.TB, newSubject Source) {
	t.Helper()
	if testing.Short() && c.Runs == 0 && c.For == 0 {
		c.Runs = shortRuns
	}
	t.Logf("random histories of seed %d, suite %s", c.Seed, scenarios.Version()) // first, in case that the subject panics
	subject := &renewed{source: newSubject}
	defer subject.Close()
	found, err := c.Run(t.Context(), subject)
	s := &found.Statistics
	switch {
	case err != nil:
		t.Fatal(err)
	case found.Trouble != nil:
		t.Fatal("the subject cannot be asked: " + failure(found.Trouble))
	case found.Difference != nil:
		t.Fatal(c.found(found.Difference))
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

// found tells of a counterexample, and of how to see it again.
func (c *Campaign) found(x *Counterexample) string {
	again := fmt.Sprintf("%s.Check(t, newSubject)", c.literal(x.Run))
	story, err := write.Story(x.Story, fmt.Sprintf("Found in run %d of seed %d, suite %s, by", x.Run, c.Seed, scenarios.Version()), "  "+again)
	if err != nil {
		return fmt.Sprintf("%s\n\n%s\n%v; draw it again with\n  %s", x.Story.Title, x.Tell(prose.Options{}), err, again)
	}
	return fmt.Sprintf("%s\n\n%s\nThe story, to be saved:\n\n%s", x.Story.Title, x.Tell(prose.Options{}), bytes.TrimSpace(story))
}

// literal writes the campaign in Go, as far as a run.
func (c *Campaign) literal(runs int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "conform.Campaign{Seed: %d, Runs: %d", c.Seed, runs)
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
