package conform

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Terms are what a run is judged by.
type Terms struct {
	Strict   bool           // a deviation fails the run, too
	Only     model.Standing // only differences by rules of this standing count; empty: all
	Expected []Expectation
	Known    []string // ids of stories that there are, in this run or not
}

// A Judged case is one whose differences have been weighed. Those that are left
// in it count.
type Judged struct {
	Case
	Expected bool          // all that is wrong was expected
	Fails    bool          // it fails the run
	By       []Expectation // that were met
	Excused  []Difference  // that were expected
	Aside    []Difference  // by rules of another standing than the one that counts
}

// Broken reports whether the subject gave no answer that could be compared.
func (c *Case) Broken() bool {
	return c.Verdict == Failed || c.Verdict == TimedOut || c.Verdict == Crashed
}

// A Judgement is what a run came to.
type Judgement struct {
	Terms
	Suite       string   // the version of the stories that come with this
	Subject     *Ability // nil: it announced nothing
	Cases       []Judged
	Wrong       []Grievance // about the list of what was expected
	Interrupted bool
}

// A Grievance is an expectation that is not so.
type Grievance struct {
	Expectation
	Text string
}

// Judge weighs the cases of a run.
//
// What was expected is taken out first, and then what is no matter of the
// standing that counts. A story that was cut short by a difference of the
// latter kind did not pass: the rest of it is unknown, and it counts as skipped.
func Judge(cases []Case, subject *Ability, terms Terms) *Judgement {
	j := &Judgement{Terms: terms, Suite: scenarios.Version(), Subject: subject}
	met := make([]bool, len(terms.Expected))
	for _, c := range cases {
		j.Cases = append(j.Cases, terms.judge(c, met))
		j.Interrupted = j.Interrupted || c.Verdict == Skipped && c.Why == Interrupted
	}
	if !j.Interrupted {
		j.Wrong = terms.grievances(cases, met)
	}
	return j
}

// judge weighs one case, and marks which expectations it meets.
func (t *Terms) judge(c Case, met []bool) Judged {
	j := Judged{Case: c}
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
		case t.Only != "" && d.Rule.Entry().Standing != t.Only:
			j.Aside = append(j.Aside, *d)
		default:
			j.Differences = append(j.Differences, *d)
		}
	}

	cut := slices.IndexFunc(j.Aside, func(d Difference) bool { return d.Decisive })
	switch {
	case len(c.Differences) == 0:
		j.Expected = c.Verdict != Passed && excused(&Difference{})
	case len(j.Differences) > 0:
		j.Verdict = weightOf(j.Differences)
	case cut >= 0:
		j.Verdict = Skipped
		j.Why = fmt.Sprintf("a difference by a rule that is %s cut the story short", j.Aside[cut].Rule.Entry().Standing)
	case len(j.Excused) > 0:
		j.Verdict, j.Expected = weightOf(j.Excused), true
	default:
		j.Verdict = Passed
	}
	j.Fails = !j.Expected && (j.Verdict == Fails || j.Broken() || j.Verdict == Deviates && t.Strict)
	return j
}

// grievances says which expectations are not so, and what to do about them.
// Those about stories that are not in this run are left alone.
func (t *Terms) grievances(cases []Case, met []bool) []Grievance {
	var all []Grievance
	for i, e := range t.Expected {
		if met[i] {
			continue
		}
		at := slices.IndexFunc(cases, func(c Case) bool { return c.Scenario.ID == e.Scenario })
		switch {
		case at < 0 && slices.Contains(t.Known, e.Scenario):
		case at < 0:
			hint := ""
			if near, ok := scenario.Nearest(e.Scenario, t.Known); ok {
				hint = ", perhaps to " + near
			}
			all = append(all, Grievance{e, "there is no story " + e.Scenario + ": mend the id" + hint + ", or take the entry out"})
		case cases[at].Verdict == Passed:
			all = append(all, Grievance{e, e.Scenario + " passes: take the entry out, so that it stays so"})
		default:
			all = append(all, Grievance{e, fmt.Sprintf("nothing matches %s: the story comes to %s; mend the entry, or take it out", &e, became(&cases[at]))})
		}
	}
	return all
}

// became says what a case came to, in the words of an expectation.
func became(c *Case) string {
	s := string(c.Verdict)
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

// Count counts the cases of each verdict.
func (j *Judgement) Count(v Verdict) int {
	n := 0
	for i := range j.Cases {
		if j.Cases[i].Verdict == v {
			n++
		}
	}
	return n
}

// Verdicts lists all verdicts, the good one first.
func Verdicts() []Verdict {
	return []Verdict{Passed, Fails, Deviates, Skipped, Failed, TimedOut, Crashed}
}

// Passed reports whether the run is a success: something passed, nothing is
// wrong that was not expected, and everything that was expected is so.
func (j *Judgement) Passed() bool {
	return j.Count(Passed) > 0 && !j.Interrupted && len(j.Wrong) == 0 &&
		!slices.ContainsFunc(j.Cases, func(c Judged) bool { return c.Fails })
}
