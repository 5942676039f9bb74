package conform

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/form"
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

// A Grievance is an expectation that is not so, or that is and nobody has said
// why it is put up with.
type Grievance struct {
	Expectation
	Text        string // what is wrong, and what to do about it
	Unexplained bool   // it lacks nothing but a reason
}

// Judge weighs the cases of a run.
//
// What was expected is taken out first, and then what is no matter of the
// standing that counts. A story that was cut short by a difference of the
// latter kind did not pass: the rest of it is unknown, and it counts as skipped.
// A subject that broke has broken, whatever was found before that.
func Judge(cases []Case, subject *Ability, terms Terms) *Judgement {
	j := &Judgement{Terms: terms, Suite: scenarios.Version(), Subject: subject}
	met := make([]bool, len(terms.Expected))
	for _, c := range cases {
		j.Cases = append(j.Cases, terms.judge(c, met))
		j.Interrupted = j.Interrupted || c.interrupted()
	}
	if j.Unrun() == 0 {
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
	case len(c.Differences) == 0, c.Broken(): // whatever else it answers, it broke
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

// grievances says which expectations are not so, or have no reason, and what to
// do about them.
// Those about stories that are not in this run are left alone.
func (t *Terms) grievances(cases []Case, met []bool) []Grievance {
	var all []Grievance
	complain := func(e Expectation, format string, args ...any) {
		all = append(all, Grievance{Expectation: e, Text: fmt.Sprintf(format, args...)})
	}
	for i, e := range t.Expected {
		at := slices.IndexFunc(cases, func(c Case) bool { return c.Scenario.ID == e.Scenario })
		switch {
		case met[i] && e.unexplained():
			all = append(all, Grievance{Expectation: e, Text: noReason, Unexplained: true})
		case met[i]:
		case e.Unknown != "":
			complain(e, "there is no rule %s: mend the id%s, or take the entry out; tapsim rules lists them", e.Unknown, perhaps(e.Unknown, ruleIDs))
		case at < 0 && slices.Contains(t.Known, e.Scenario):
		case at < 0:
			complain(e, "there is no story %s: mend the id%s, or take the entry out", e.Scenario, perhaps(e.Scenario, t.Known))
		case cases[at].Verdict == Passed:
			complain(e, "%s passes: take the entry out, so that it stays so", e.Scenario)
		default:
			complain(e, "nothing matches %s: the story comes to %s; mend the entry, or take it out", &e, became(&cases[at]))
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
func (j *Judgement) Count(v Verdict) int {
	n := 0
	for i := range j.Cases {
		if c := &j.Cases[i]; c.Verdict == v && !c.Unrun() {
			n++
		}
	}
	return n
}

// Unrun counts the cases that were not over when the run was.
func (j *Judgement) Unrun() int {
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
	return []Verdict{Passed, Fails, Deviates, Skipped, Failed, TimedOut, Crashed}
}

// Passed reports whether the run is a success: something passed, nothing is
// wrong that was not expected, and everything that was expected is so.
func (j *Judgement) Passed() bool {
	return j.Count(Passed) > 0 && j.Unrun() == 0 && len(j.Wrong) == 0 &&
		!slices.ContainsFunc(j.Cases, func(c Judged) bool { return c.Fails })
}
