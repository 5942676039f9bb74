package conform

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Options are what a run is judged by.
type Options struct {
	Strict   bool           // a deviation fails the run, too
	Only     model.Evidence // only differences by rules with this evidence count; empty: all
	Expected []KnownDifference
	Known    []string // ids of scenarios that there are, in this run or not
}

// A Result is a case whose differences have been weighed. Those that are left
// in it count.
type Result struct {
	Case
	Expected bool              // all that is wrong was expected
	Fails    bool              // it fails the run
	By       []KnownDifference // that were met
	Excused  []Difference      // that were expected
	Filtered []Difference      // by rules of another standing than the one that counts
}

// Broken reports whether the subject gave no answer that could be compared.
func (c *Case) Broken() bool {
	return c.Verdict == Errored || c.Verdict == TimedOut || c.Verdict == Crashed
}

// A Report is what a run came to.
type Report struct {
	Options
	Suite       string                 // the version of the scenarios that come with this
	Subject     *protocol.Capabilities // nil: it announced nothing
	Cases       []Result
	Stale       []StaleEntry // about the list of what was expected
	Interrupted bool
}

// A StaleEntry is an expectation that is not so, or that is and nobody has said
// why it is put up with.
type StaleEntry struct {
	KnownDifference
	Text        string // what is wrong, and what to do about it
	Unexplained bool   // it lacks nothing but a reason
}

// Judge weighs the cases of a run.
//
// What was expected is taken out first, and then what is no matter of the
// standing that counts. A scenario that was cut short by a difference of the
// latter kind did not pass: the rest of it is unknown, and it counts as skipped.
// A subject that broke has broken, whatever was found before that.
func Judge(cases []Case, subject *protocol.Capabilities, terms Options) *Report {
	j := &Report{Options: terms, Suite: scenarios.Version(), Subject: subject}
	met := make([]bool, len(terms.Expected))
	for _, c := range cases {
		j.Cases = append(j.Cases, terms.judge(c, met))
		j.Interrupted = j.Interrupted || c.interrupted()
	}
	if j.Unrun() == 0 {
		j.Stale = terms.grievances(cases, met)
	}
	return j
}

// judge weighs one case, and marks which expectations it meets.
func (t *Options) judge(c Case, met []bool) Result {
	j := Result{Case: c}
	j.Differences = nil
	excused := func(d *Difference) (excused bool) {
		for i := range t.Expected {
			if e := &t.Expected[i]; e.covers(&c, d) {
				met[i], excused = true, true
				if !slices.ContainsFunc(j.By, e.same) {
					j.By = append(j.By, *e)
				}
			}
		}
		return excused
	}
	for i := range c.Differences {
		switch d := &c.Differences[i]; {
		case excused(d):
			j.Excused = append(j.Excused, *d)
		case t.Only != "" && d.Rule.Entry().Evidence != t.Only:
			j.Filtered = append(j.Filtered, *d)
		default:
			j.Differences = append(j.Differences, *d)
		}
	}

	cut := slices.IndexFunc(j.Filtered, func(d Difference) bool { return d.Decisive })
	switch {
	case len(c.Differences) == 0, c.Broken(): // whatever else it answers, it broke
		j.Expected = c.Verdict != Passed && excused(&Difference{})
	case len(j.Differences) > 0:
		j.Verdict = weightOf(j.Differences)
	case cut >= 0:
		j.Verdict = Skipped
		j.Why = fmt.Sprintf("a difference by a rule that is %s cut the scenario short", j.Filtered[cut].Rule.Entry().Evidence)
	case len(j.Excused) > 0:
		j.Verdict, j.Expected = weightOf(j.Excused), true
	default:
		j.Verdict = Passed
	}
	j.Fails = !j.Expected && (j.Verdict == Fail || j.Broken() || j.Verdict == Deviates && t.Strict)
	return j
}

// grievances says which expectations are not so, or have no reason, and what to
// do about them.
// Those about scenarios that are not in this run are left alone.
func (t *Options) grievances(cases []Case, met []bool) []StaleEntry {
	var all []StaleEntry
	complain := func(e KnownDifference, format string, args ...any) {
		all = append(all, StaleEntry{KnownDifference: e, Text: fmt.Sprintf(format, args...)})
	}
	for i, e := range t.Expected {
		at := slices.IndexFunc(cases, func(c Case) bool { return c.Scenario.ID == e.Scenario })
		switch {
		case met[i] && e.unexplained():
			all = append(all, StaleEntry{KnownDifference: e, Text: noReason, Unexplained: true})
		case met[i]:
		case e.Unknown != "":
			complain(e, "there is no rule %s: mend the id%s, or take the entry out; tapsim rules lists them", e.Unknown, perhaps(e.Unknown, ruleIDs))
		case at < 0 && slices.Contains(t.Known, e.Scenario):
		case at < 0:
			complain(e, "there is no scenario %s: mend the id%s, or take the entry out", e.Scenario, perhaps(e.Scenario, t.Known))
		case cases[at].Verdict == Passed:
			complain(e, "%s passes: take the entry out, so that it stays so", e.Scenario)
		default:
			complain(e, "nothing matches %s: the scenario comes to %s; mend the entry, or take it out", &e, became(&cases[at]))
		}
	}
	return all
}

const noReason = `it has no reason yet: say why this is put up with, in the place of "` + Unexplained + `..."`

// perhaps says what an id was probably meant for.
func perhaps(id string, known []string) string {
	if near, ok := form.Nearest(id, known); ok {
		return ", perhaps to " + near
	}
	return ""
}

// became says what a case came to, in the words of an expectation.
func became(c *Case) string {
	s := string(c.Verdict)
	if c.Broken() {
		return s
	}
	for i, d := range c.Differences {
		switch {
		case slices.ContainsFunc(c.Differences[:i], func(e Difference) bool { return e.Rule == d.Rule }):
		case i == 0:
			s += " by " + d.Rule.String()
		default:
			s += ", " + d.Rule.String()
		}
	}
	return s
}

// Count counts the cases of each verdict, but for those that were not run.
func (j *Report) Count(v Verdict) int {
	n := 0
	for i := range j.Cases {
		if c := &j.Cases[i]; c.Verdict == v && !c.Unrun() {
			n++
		}
	}
	return n
}

// Unrun counts the cases that were not over when the run was.
func (j *Report) Unrun() int {
	n := 0
	for i := range j.Cases {
		if j.Cases[i].Unrun() {
			n++
		}
	}
	return n
}

// Verdicts lists all verdicts, the good one first.
func Verdicts() []Verdict {
	return []Verdict{Passed, Fail, Deviates, Skipped, Errored, TimedOut, Crashed}
}

// Passed reports whether the run is a success: something passed, nothing is
// wrong that was not expected, and everything that was expected is so.
func (j *Report) Passed() bool {
	return j.Count(Passed) > 0 && j.Unrun() == 0 && len(j.Stale) == 0 &&
		!slices.ContainsFunc(j.Cases, func(c Result) bool { return c.Fails })
}
