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

// A finding is everything that differs by one rule.
type finding struct {
	rule    model.Rule
	weight  conform.Verdict
	stories []*conform.Result
	told    *conform.Result    // the plainest of the scenarios that weigh as much
	shown   conform.Difference // of that scenario
}

// plainer reports whether a difference in a scenario shows better than the one found
// so far what the rule is about: the scenarios about that rule come first, then
// those in which it takes the fewest steps.
func (f *finding) plainer(c *conform.Result, d conform.Difference) bool {
	other := func(c *conform.Result) int {
		if slices.Contains(c.Scenario.Rules, f.rule) {
			return 0
		}
		return 1
	}
	return f.told == nil || cmp.Or(
		cmp.Compare(weight(d.Weight), weight(f.weight)),
		cmp.Compare(other(c), other(f.told)),
		cmp.Compare(d.Step, f.shown.Step),
	) < 0
}

// findings groups the differences by rule, the most telling first: what fails
// before what deviates, then by how firm the rule is, then by how many scenarios
// show it.
func findings(j *conform.Report) []finding {
	byRule := map[model.Rule]*finding{}
	for i := range j.Cases {
		c := &j.Cases[i]
		for _, d := range c.Differences {
			f := byRule[d.Rule]
			if f == nil {
				f = &finding{rule: d.Rule}
				byRule[d.Rule] = f
			}
			if n := len(f.stories); n == 0 || f.stories[n-1] != c {
				f.stories = append(f.stories, c)
			}
			if f.plainer(c, d) {
				f.weight, f.told, f.shown = d.Weight, c, d
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
			cmp.Compare(len(b.stories), len(a.stories)),
			cmp.Compare(a.rule, b.rule),
		)
	})
	return all
}

func weight(v conform.Verdict) int { return slices.Index(conform.Verdicts(), v) }

func firmness(r model.Rule) int {
	return slices.Index([]model.Evidence{model.FromDocs, model.FromObservation, model.FromChoice}, r.Entry().Evidence)
}

// Conform writes where a subject broke; then what it differs in, rule by rule, each
// with the plainest scenario that shows it; then what was skipped, what was expected,
// and as the last line the count of each verdict. Options.Quiet asks for what fails
// alone, and for nothing if the run is a success.
func Conform(w io.Writer, j *conform.Report, o Options) error {
	if o.Quiet && j.Passed() {
		return nil
	}
	p := newPage(w, o)
	p.f("%s, tested with the suite %s\n", p.Paint(sentences.Bold, sentences.Clean(subject(j.Subject))), j.Suite)
	p.breakdowns(j)
	for _, f := range findings(j) {
		if !o.Quiet || f.weight == conform.Fail || j.Strict {
			p.finding(&f)
		}
	}
	if !o.Quiet {
		p.skips(j)
		p.knownDifferences(j)
	}
	p.grievances(j)
	p.f("\n%s\n", p.verdict(j))
	return p.Flush()
}

// subject says what is held against the reference, as it calls itself.
func subject(a *protocol.Capabilities) string {
	if a == nil {
		return "a subject that never said its name"
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

func (p page) finding(f *finding) {
	e := f.rule.Entry()
	color := sentences.Red
	if f.weight == conform.Deviates {
		color = sentences.Dim
	}
	p.f("\n%s  %s: %s\n", p.Paint(color, string(f.weight)), p.Paint(sentences.Bold, e.ID), e.Text)
	p.f("%s", sentences.Evidence(e, "  "))
	p.f("  shown by %s\n", stories(f.stories))
	p.f("\n")
	p.f("%s", f.told.Case.Text(f.shown, p.Options, "  "))
}

// own is what of the text about a breakdown is a scenario's own: what the subject
// said, and numbers.
var own = regexp.MustCompile(`: ".*$|[0-9]+`)

// breakdowns tells where the subject broke: each way of breaking once.
func (p page) breakdowns(j *conform.Report) {
	type way struct {
		verdict conform.Verdict
		why     string // but for what differs from scenario to scenario
	}
	seen := map[way][]*conform.Result{}
	var ways []way
	for i := range j.Cases {
		if c := &j.Cases[i]; c.Broken() && !c.Expected {
			w := way{c.Verdict, own.ReplaceAllString(c.Why, "0")}
			if seen[w] == nil {
				ways = append(ways, w)
			}
			seen[w] = append(seen[w], c)
		}
	}
	for _, w := range ways {
		first := seen[w][0]
		p.f("\n%s  %s\n", p.Paint(sentences.Red, string(w.verdict)), sentences.Clip(p.Own(first.Why)))
		p.f("  in %s\n", stories(seen[w]))
		p.f("%s%s", first.BrokenAt(p.Options), p.Stderr(first.Stderr))
	}
	if why, n := abandoned(j); n > 0 {
		p.f("\n%s  %d of %d scenarios, since the subject was given up\n  %s\n", p.Paint(sentences.Red, "not run"), n, len(j.Cases), sentences.Clip(p.Own(why)))
	}
}

// abandoned says why a subject was given up, and counts the scenarios that it was not
// asked for that reason.
func abandoned(j *conform.Report) (why string, n int) {
	for i := range j.Cases {
		if c := &j.Cases[i]; c.Abandoned {
			if n++; n == 1 {
				why = c.Why
			}
		}
	}
	return why, n
}

// skips counts the scenarios that were skipped, by reason.
func (p page) skips(j *conform.Report) {
	count := map[string]int{}
	for i := range j.Cases {
		if c := &j.Cases[i]; c.Verdict == conform.Skipped && !c.Unrun() {
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

// knownDifferences tells what was expected.
func (p page) knownDifferences(j *conform.Report) {
	const enough = 10
	told := 0
	for i := range j.Cases {
		for _, e := range j.Cases[i].By {
			if told++; told == 1 {
				p.f("\nexpected\n")
			}
			if told <= enough {
				p.f("  %s: %s\n", &e, sentences.Clip(e.Reason))
			}
		}
	}
	if told > enough {
		p.f("  and %d more\n", told-enough)
	}
}

// grievances tells what is wrong with the list of what was expected.
func (p page) grievances(j *conform.Report) {
	const enough = 10
	var wrong, bare []conform.StaleEntry
	for _, g := range j.Stale {
		if g.Unexplained {
			bare = append(bare, g)
		} else {
			wrong = append(wrong, g)
		}
	}
	for i, g := range wrong {
		if i == 0 {
			p.f("\n%s\n", p.Paint(sentences.Red, "expected, and not so"))
		}
		p.f("  %s: %s\n", whence(g), sentences.Clip(g.Text))
	}
	for i, g := range bare {
		if i == 0 {
			p.f("\n%s\n", p.Paint(sentences.Red, reasonless(len(bare))))
			p.f("  say why each is put up with, in the place of %q\n", conform.Unexplained+"...")
		}
		if i < enough {
			p.f("  %s: %s\n", whence(g), &g.KnownDifference)
		}
	}
	if len(bare) > enough {
		p.f("  and %d more\n", len(bare)-enough)
	}
}

func reasonless(n int) string {
	if n == 1 {
		return "1 entry has no reason yet"
	}
	return fmt.Sprintf("%d entries have no reason yet", n)
}

// whence is where an entry stands, in the form that editors understand.
func whence(g conform.StaleEntry) string {
	return fmt.Sprintf("%s:%d:%d", g.File, g.Pos.Line, g.Pos.Column)
}

// verdict is the last line.
func (p page) verdict(j *conform.Report) string {
	s := tally(j)
	if n := expected(j); n > 0 {
		s += fmt.Sprintf("; expected %d", n)
	}
	if n := len(j.Stale); n > 0 {
		s += fmt.Sprintf("; not as expected %d", n)
	}
	aside := 0
	for i := range j.Cases {
		aside += len(j.Cases[i].Filtered)
	}
	if aside > 0 {
		s += fmt.Sprintf("; by rules that are not %s %d", j.Only, aside)
	}
	if n := j.Unrun(); n > 0 {
		s += fmt.Sprintf("; %d not run", n)
	}
	switch {
	case j.Interrupted:
		s += "; interrupted, so this is not the whole of it"
	case j.Count(conform.Passed) == 0:
		s += "; nothing passed, which is no success"
	}
	return s
}

// tally counts the cases by verdict, in words.
func tally(j *conform.Report) string {
	var words []string
	for _, v := range conform.Verdicts() {
		words = append(words, fmt.Sprintf("%s %d", v, j.Count(v)))
	}
	return strings.Join(words, ", ")
}

// expected counts the cases of which all that is wrong was expected.
func expected(j *conform.Report) int {
	n := 0
	for i := range j.Cases {
		if j.Cases[i].Expected {
			n++
		}
	}
	return n
}

// scenarios counts some scenarios and names the first of them.
func stories(all []*conform.Result) string {
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

// byCount sorts texts, those that were met most often first.
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
