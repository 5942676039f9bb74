package report

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/sentences"
)

// A finding is all the differences by one rule: that of the fault which explains them, or
// else the one by which the reference decided.
type finding struct {
	rule      model.Rule
	decided   model.Rules // the rules by which the differences are known to --expect
	weight    conform.Verdict
	scenarios []*conform.Result
	example   *conform.Result    // the simplest of the scenarios with that weight
	shown     conform.Difference // of that scenario
}

// simpler reports whether a difference is a better example than the one found so far:
// a scenario about the rule comes first, then one that needs fewer steps.
func (f *finding) simpler(c *conform.Result, d conform.Difference) bool {
	other := func(c *conform.Result) int {
		if slices.Contains(c.Scenario.Rules, f.rule) {
			return 0
		}
		return 1
	}
	return f.example == nil || cmp.Or(
		cmp.Compare(weight(d.Weight), weight(f.weight)),
		cmp.Compare(other(c), other(f.example)),
		cmp.Compare(d.Step, f.shown.Step),
	) < 0
}

// findings groups the differences by rule: failures before deviations, then by the
// evidence of the rule, then by the number of scenarios that show it.
func findings(r *conform.Report) []finding {
	byRule := map[model.Rule]*finding{}
	for i := range r.Cases {
		c := &r.Cases[i]
		cause := r.Diagnosis.Cause(c.Scenario.ID)
		for _, d := range c.Differences {
			rule := d.Rule
			if cause != nil && d.Weight == conform.Fail {
				rule = cause.Faults[0].Rule
			}
			f := byRule[rule]
			if f == nil {
				f = &finding{rule: rule}
				byRule[rule] = f
			}
			f.decided = f.decided.With(d.Rule)
			if n := len(f.scenarios); n == 0 || f.scenarios[n-1] != c {
				f.scenarios = append(f.scenarios, c)
			}
			if f.simpler(c, d) {
				f.weight, f.example, f.shown = d.Weight, c, d
			}
		}
	}
	var all []finding
	for _, f := range byRule {
		all = append(all, *f)
	}
	slices.SortFunc(all, func(a, b finding) int {
		return cmp.Or(
			cmp.Compare(weight(a.weight), weight(b.weight)),
			cmp.Compare(firmness(a.rule), firmness(b.rule)),
			cmp.Compare(len(b.scenarios), len(a.scenarios)),
			cmp.Compare(a.rule, b.rule),
		)
	})
	return all
}

func weight(v conform.Verdict) int { return slices.Index(conform.Verdicts(), v) }

func firmness(r model.Rule) int {
	return slices.Index([]model.Evidence{model.FromDocs, model.FromObservation, model.FromChoice}, r.Entry().Evidence)
}

// Conform writes what the failures of a subject come from, and which rules it reads
// otherwise; then where it broke; then its differences by rule, each with the
// simplest scenario that shows it; then what was skipped and what was expected. The last
// line counts the verdicts. With Options.Quiet it writes failures alone, and nothing if
// the run is a success.
func Conform(w io.Writer, r *conform.Report, o Options) error {
	if o.Quiet && r.Passed() {
		return nil
	}
	p := newTextWriter(w, o)
	p.diagnosis(r.Diagnosis)
	p.f("%s, tested with the suite %s\n", p.Paint(sentences.Bold, sentences.Clean(subject(r.Subject))), r.Suite)
	p.breakdowns(r)
	for _, f := range findings(r) {
		if !o.Quiet || f.weight == conform.Fail || r.Strict {
			p.finding(&f)
		}
	}
	if !o.Quiet {
		p.skips(r)
		p.knownDifferences(r)
	}
	p.staleEntries(r)
	p.parts(r)
	p.f("\n%s\n", p.verdict(r))
	return p.Flush()
}

// subject is the name of a subject, as the subject gives it.
func subject(a *protocol.Capabilities) string {
	if a == nil {
		return "a subject that did not give its name"
	}
	s := a.Name
	if a.Version != "" {
		s += " " + a.Version
	}
	if a.Language != "" {
		s += " (" + a.Language + ")"
	}
	return s
}

func (p textWriter) finding(f *finding) {
	e := f.rule.Entry()
	color := sentences.Red
	if f.weight == conform.Deviates {
		color = sentences.Dim
	}
	p.f("\n%s  %s: %s\n", p.Paint(color, string(f.weight)), p.Paint(sentences.Bold, e.ID), e.Text)
	p.f("%s", sentences.Evidence(e, "  "))
	p.f("  shown by %s\n", countAndNames(f.scenarios))
	if others := f.decided.Minus(model.RulesOf(f.rule)); others != (model.Rules{}) {
		var ids []string
		for rule := range f.decided.All() {
			ids = append(ids, rule.String())
		}
		p.f("  the reference decided these answers by %s\n", strings.Join(ids, ", "))
	}
	p.f("\n")
	p.f("%s", f.example.Case.Text(f.shown, p.Options, "  "))
}

// varying matches what differs between two breakdowns of the same kind: numbers, and the
// subject's own text.
var varying = regexp.MustCompile(`: ".*$|[0-9]+`)

// breakdowns writes where the subject broke, each kind of breakdown once.
func (p textWriter) breakdowns(r *conform.Report) {
	type kind struct {
		verdict conform.Verdict
		why     string // without what is varying
	}
	seen := map[kind][]*conform.Result{}
	var kinds []kind
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Broken() && !c.Expected {
			k := kind{c.Verdict, varying.ReplaceAllString(c.Why, "0")}
			if seen[k] == nil {
				kinds = append(kinds, k)
			}
			seen[k] = append(seen[k], c)
		}
	}
	for _, k := range kinds {
		first := seen[k][0]
		p.f("\n%s  %s\n", p.Paint(sentences.Red, string(k.verdict)), sentences.Clip(p.Own(first.Why)))
		p.f("  in %s\n", countAndNames(seen[k]))
		p.f("%s%s", first.BrokenAt(p.Options), p.Stderr(first.Stderr))
	}
	if why, n := abandoned(r); n > 0 {
		p.f("\n%s  %d of %d scenarios, since the subject was given up\n  %s\n", p.Paint(sentences.Red, "not run"), n, r.Total(), sentences.Clip(p.Own(why)))
	}
}

// abandoned returns why the run gave up a subject, and the number of scenarios that were
// not run for that reason.
func abandoned(r *conform.Report) (why string, n int) {
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Abandoned {
			if n++; n == 1 {
				why = c.Why
			}
		}
	}
	return why, n
}

// skips counts the scenarios that were skipped, by reason.
func (p textWriter) skips(r *conform.Report) {
	count := map[string]int{}
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Verdict == conform.Skipped && !c.Unrun() {
			count[c.Why]++
		}
	}
	for i, why := range byCount(count) {
		if i == 0 {
			p.f("\nskipped\n")
		}
		p.f("  %d  %s\n", count[why], sentences.Clip(p.Own(why)))
	}
}

// knownDifferences writes the known differences that were met.
func (p textWriter) knownDifferences(r *conform.Report) {
	const enough = 10
	n := 0
	for i := range r.Cases {
		for _, e := range r.Cases[i].By {
			if n++; n == 1 {
				p.f("\nexpected\n")
			}
			if n <= enough {
				p.f("  %s: %s\n", &e, sentences.Clip(e.Reason))
			}
		}
	}
	if n > enough {
		p.f("  and %d more\n", n-enough)
	}
}

// staleEntries writes the entries of known differences that match nothing or have no
// reason.
func (p textWriter) staleEntries(r *conform.Report) {
	const enough = 10
	var stale, noReason []conform.StaleEntry
	for _, e := range r.Stale {
		if e.Unexplained {
			noReason = append(noReason, e)
		} else {
			stale = append(stale, e)
		}
	}
	for i, e := range stale {
		if i == 0 {
			p.f("\n%s\n", p.Paint(sentences.Red, "stale entries"))
		}
		p.f("  %s: %s\n", position(e), sentences.Clip(e.Text))
	}
	for i, e := range noReason {
		if i == 0 {
			p.f("\n%s\n", p.Paint(sentences.Red, unexplained(len(noReason))))
			p.f("  write why each is accepted, in the place of %q\n", conform.Unexplained+"...")
		}
		if i < enough {
			p.f("  %s: %s\n", position(e), &e.KnownDifference)
		}
	}
	if len(noReason) > enough {
		p.f("  and %d more\n", len(noReason)-enough)
	}
}

func unexplained(n int) string {
	if n == 1 {
		return "1 entry has no reason yet"
	}
	return fmt.Sprintf("%d entries have no reason yet", n)
}

// position is the place of an entry, in the form that editors understand.
func position(e conform.StaleEntry) string {
	return fmt.Sprintf("%s:%d:%d", e.File, e.Pos.Line, e.Pos.Column)
}

// verdict is the last line.
func (p textWriter) verdict(r *conform.Report) string {
	s := tally(r)
	if n := expected(r); n > 0 {
		s += fmt.Sprintf("; expected %d", n)
	}
	if n := len(r.Stale); n > 0 {
		s += fmt.Sprintf("; not as expected %d", n)
	}
	filtered := 0
	for i := range r.Cases {
		filtered += len(r.Cases[i].Filtered)
	}
	if filtered > 0 {
		s += fmt.Sprintf("; by rules that are not %s %d", r.Only, filtered)
	}
	if n := r.Unrun(); n > 0 {
		s += fmt.Sprintf("; %d not run", n)
	}
	switch {
	case r.Interrupted:
		s += "; interrupted, so the report is incomplete"
	case r.Count(conform.Passed) == 0:
		s += "; nothing passed, which is no success"
	}
	return s
}

// tally counts the cases by verdict, in words.
func tally(r *conform.Report) string {
	var words []string
	for _, v := range conform.Verdicts() {
		words = append(words, fmt.Sprintf("%s %d", v, r.Count(v)))
	}
	return strings.Join(words, ", ")
}

// expected counts the cases in which every difference is a known one.
func expected(r *conform.Report) int {
	n := 0
	for i := range r.Cases {
		if r.Cases[i].Expected {
			n++
		}
	}
	return n
}

// countAndNames counts some scenarios and names the first of them.
func countAndNames(all []*conform.Result) string {
	const enough = 4
	var ids []string
	for _, c := range all[:min(enough, len(all))] {
		ids = append(ids, c.Scenario.ID)
	}
	s := fmt.Sprintf("%d scenarios: ", len(all))
	if len(all) == 1 {
		s = "1 scenario: "
	}
	s += strings.Join(ids, ", ")
	if len(all) > enough {
		s += ", ..."
	}
	return s
}

// byCount sorts texts by their counts, the most frequent first.
func byCount(count map[string]int) []string {
	var all []string
	for s := range count {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b))
	})
	return all
}
