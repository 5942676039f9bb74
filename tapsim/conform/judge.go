package conform

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Options decide which differences fail a run.
type Options struct {
	Strict   bool           // a deviation fails the run, too
	Only     model.Evidence // only differences by rules with this evidence count; empty: all
	Expected []KnownDifference
	Known    []string // ids of all scenarios, in this run or not
}

// A Result is a case after Judge. Its Differences are only those that count.
type Result struct {
	Case
	Expected bool              // every difference is a known one
	Fails    bool              // it fails the run
	By       []KnownDifference // the known differences that were met
	Excused  []Difference      // the differences that they cover
	Filtered []Difference      // those by rules with other evidence than Options.Only
}

// Broken reports whether the subject gave no answer that could be compared.
func (c *Case) Broken() bool {
	return c.Verdict == Errored || c.Verdict == TimedOut || c.Verdict == Crashed
}

// A Report is the result of a run.
type Report struct {
	Options
	Suite       string                 // the version of the scenarios that come with tapsim
	Subject     *protocol.Capabilities // nil: it announced nothing
	Cases       []Result
	Stale       []StaleEntry
	Diagnosis   *Diagnosis // nil: there is nothing to say
	Interrupted bool

	Parts    []Part          // the suites that were made at run time
	Unlisted map[Verdict]int // their cases that are not in Cases
}

// A StaleEntry is a known difference that was not met, or one without a reason.
type StaleEntry struct {
	KnownDifference
	Text        string // what is wrong, and what to do about it
	Unexplained bool   // only the reason is missing
}

// Judge decides what the cases of a run come to.
//
// Known differences are taken out first, and then the differences by rules with other
// evidence than Options.Only. A scenario that was cut short by one of the latter did not
// pass: its rest is unknown, so it counts as skipped. A subject that broke is broken,
// with or without differences before that.
func Judge(cases []Case, subject *protocol.Capabilities, options Options) *Report {
	r := &Report{Options: options, Suite: scenarios.Version(), Subject: subject}
	met := make([]bool, len(options.Expected))
	for _, c := range cases {
		r.Cases = append(r.Cases, options.judge(c, met))
		r.Interrupted = r.Interrupted || c.interrupted()
	}
	if r.Unrun() == 0 {
		r.Stale = options.staleEntries(cases, met)
	}
	return r
}

// judge decides one case, and marks in met which known differences it has.
func (o *Options) judge(c Case, met []bool) Result {
	r := Result{Case: c}
	r.Differences = nil
	excused := func(d *Difference) (excused bool) {
		for i := range o.Expected {
			if e := &o.Expected[i]; e.covers(&c, d) {
				met[i], excused = true, true
				if !slices.ContainsFunc(r.By, e.same) {
					r.By = append(r.By, *e)
				}
			}
		}
		return excused
	}
	for i := range c.Differences {
		switch d := &c.Differences[i]; {
		case excused(d):
			r.Excused = append(r.Excused, *d)
		case o.Only != "" && d.Rule.Entry().Evidence != o.Only:
			r.Filtered = append(r.Filtered, *d)
		default:
			r.Differences = append(r.Differences, *d)
		}
	}

	cut := slices.IndexFunc(r.Filtered, func(d Difference) bool { return d.Decisive })
	switch {
	case len(c.Differences) == 0, c.Broken(): // no difference hides a break
		r.Expected = c.Verdict != Passed && excused(&Difference{})
	case len(r.Differences) > 0:
		r.Verdict = weightOf(r.Differences)
	case cut >= 0:
		r.Verdict = Skipped
		r.Why = fmt.Sprintf("a difference by a rule that is %s cut the scenario short", r.Filtered[cut].Rule.Entry().Evidence)
	case len(r.Excused) > 0:
		r.Verdict, r.Expected = weightOf(r.Excused), true
	default:
		r.Verdict = Passed
	}
	r.Fails = !r.Expected && (r.Verdict == Fail || r.Broken() || r.Verdict == Deviates && o.Strict)
	return r
}

// staleEntries finds the known differences that were not met, or have no reason, and
// says what to do about them. Those about scenarios that are not in this run are left
// out.
func (o *Options) staleEntries(cases []Case, met []bool) []StaleEntry {
	var all []StaleEntry
	add := func(e KnownDifference, format string, args ...any) {
		all = append(all, StaleEntry{KnownDifference: e, Text: fmt.Sprintf(format, args...)})
	}
	for i, e := range o.Expected {
		at := slices.IndexFunc(cases, func(c Case) bool { return c.Scenario.ID == e.Scenario })
		switch {
		case met[i] && e.unexplained():
			all = append(all, StaleEntry{KnownDifference: e, Text: noReason, Unexplained: true})
		case met[i]:
		case e.Unknown != "":
			add(e, "there is no rule %s%s: correct the id or remove the entry; tapsim rules lists all ids", e.Unknown, didYouMean(e.Unknown, ruleIDs))
		case at < 0 && slices.Contains(o.Known, e.Scenario):
		case at < 0:
			add(e, "there is no scenario %s%s: correct the id or remove the entry", e.Scenario, didYouMean(e.Scenario, o.Known))
		case cases[at].Verdict == Passed:
			add(e, "%s passes: remove the entry, so that a later failure is reported", e.Scenario)
		default:
			add(e, "nothing matches %s: the scenario comes to %s; correct the entry or remove it", &e, resultOf(&cases[at]))
		}
	}
	return all
}

const noReason = `it has no reason yet: write why this is accepted, in place of "` + Unexplained + `..."`

// didYouMean suggests a known id in place of an unknown one.
func didYouMean(id string, known []string) string {
	if near, ok := form.Nearest(id, known); ok {
		return " (did you mean " + near + "?)"
	}
	return ""
}

// resultOf is the result of a case in the words of a known difference.
func resultOf(c *Case) string {
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

// Count counts the cases with a verdict. Cases that were not run are left out.
func (r *Report) Count(v Verdict) int {
	n := r.Unlisted[v]
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Verdict == v && !c.Unrun() {
			n++
		}
	}
	return n
}

// Unrun counts the cases that were not finished when the run ended.
func (r *Report) Unrun() int {
	n := r.left()
	for i := range r.Cases {
		if r.Cases[i].Unrun() {
			n++
		}
	}
	return n
}

// Verdicts lists all verdicts, the good one first.
func Verdicts() []Verdict {
	return []Verdict{Passed, Fail, Deviates, Skipped, Errored, TimedOut, Crashed}
}

// Passed reports whether the run is a success: it was not interrupted, some case passed,
// no case fails the run, and no known difference is stale.
func (r *Report) Passed() bool {
	return r.Count(Passed) > 0 && r.Unrun() == 0 && len(r.Stale) == 0 &&
		!slices.ContainsFunc(r.Cases, func(c Result) bool { return c.Fails })
}
