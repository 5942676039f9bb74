package report

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/sentences"
)

// A Search is a campaign of random histories and its result.
type Search struct {
	Seed     uint64
	Strict   bool
	Finding  *check.Finding
	Scenario []byte // the counterexample as a file, if there is one
	File     string // that it was written to; empty: it was not
}

// Check writes what the difference comes from, if one was found, as the first line; then
// the result of the campaign, and the name of the subject; then the difference with the scenario that shows it, the deviations and what was
// skipped. With Options.Verbose it counts operations, answers and rules, too, those that
// never occurred first. With Options.Quiet it writes nothing if no difference was found.
func Check(w io.Writer, search *Search, o Options) error {
	if o.Quiet && search.Finding.Good() {
		return nil
	}
	p := newTextWriter(w, o)
	p.diagnosis(search.diagnosis())
	p.searchVerdict(search)
	p.f("%s, random histories of seed %d, suite %s\n", p.Paint(sentences.Bold, sentences.Clean(search.subject())), search.Seed, scenarios.Version())
	p.pace(search)
	p.subjectError(search)
	p.counterexample(search)
	if o.Verbose {
		p.statistics(&search.Finding.Statistics)
	}
	p.deviationsAndSkips(&search.Finding.Statistics)
	return p.Flush()
}

// diagnosis says what the difference comes from; nil: there is nothing to say.
func (search *Search) diagnosis() *conform.Diagnosis {
	if x := search.Finding.Difference; x != nil {
		return x.Diagnosis
	}
	return search.Finding.Diagnosis
}

// subject names what the campaign tested.
func (search *Search) subject() string {
	switch {
	case search.Finding.Subject != nil:
		return subject(search.Finding.Subject)
	case search.Finding.Error != nil:
		return subject(nil)
	}
	return "the reference model itself"
}

// subjectError writes why the subject could not be asked at all.
func (p textWriter) subjectError(search *Search) {
	if search.Finding.Error == nil {
		return
	}
	verdict, text, stderr := search.breakage()
	p.f("\n%s  %s\n", p.Paint(sentences.Red, string(verdict)), sentences.Clip(p.Own(text)))
	p.f("%s", p.Stderr(stderr))
}

// breakage says how the subject broke before the first history.
func (search *Search) breakage() (verdict conform.Verdict, text, stderr string) {
	var t *transport.SubjectError
	if errors.As(search.Finding.Error, &t) {
		return conform.Verdict(t.Kind), t.Text, t.Stderr
	}
	return conform.Errored, search.Finding.Error.Error(), ""
}

// counterexample writes the difference, and the scenario that shows it.
func (p textWriter) counterexample(search *Search) {
	x := search.Finding.Difference
	if x == nil {
		return
	}
	p.f("\n%s", x.Text(p.Options))
	if search.File != "" {
		p.f("  written to %s\n", search.File)
	}
	p.f("\n")
	for line := range strings.Lines(string(search.Scenario)) {
		p.f("    %s", line)
	}
}

// statistics counts operations, answers and rules, the rarest first.
func (p textWriter) statistics(s *check.Statistics) {
	if s.Runs == 0 {
		return
	}
	p.counts("asked", s.Ops())
	p.counts("answered by", s.Outcomes())
	p.counts("rules", s.Rules())
	p.counts("state of the slot, and operation", s.Pairs())
}

// deviationsAndSkips writes the deviations of the subject, and what it skipped. They are
// no differences, but the implementer needs them.
func (p textWriter) deviationsAndSkips(s *check.Statistics) {
	if deviations := s.Deviating(); len(deviations) > 0 {
		p.counts("deviations", deviations)
	}
	for i, why := range byCount(s.Skipped) {
		if i == 0 {
			p.f("\n%s\n", p.Paint(sentences.Bold, "skipped"))
		}
		p.f("  %d  %s\n", s.Skipped[why], sentences.Clip(p.Own(why)))
	}
}

// counts writes names and numbers, several to a line.
func (p textWriter) counts(title string, all []check.Count) {
	const width = 100
	p.f("\n%s\n", p.Paint(sentences.Bold, title))
	line := ""
	for _, c := range all {
		word := fmt.Sprintf("%s %d", c.Name, c.Count)
		if c.Count == 0 {
			word = p.Paint(sentences.Red, c.Name+" never")
		}
		if line != "" && len(line)+len(word) > width {
			p.f("  %s\n", line)
			line = ""
		}
		if line != "" {
			line += "; "
		}
		line += word
	}
	if line != "" {
		p.f("  %s\n", line)
	}
}

// pace writes how much was done.
func (p textWriter) pace(search *Search) {
	p.f("seed %d: %s\n", search.Seed, Pace(&search.Finding.Statistics))
}

// searchVerdict writes the result in one line.
func (p textWriter) searchVerdict(search *Search) {
	s := &search.Finding.Statistics
	word := fmt.Sprintf("%d of %d runs passed", s.Passed, s.Runs)
	switch f := search.Finding; {
	case f.Error != nil:
		word += "; the subject could not be asked"
	case f.Difference != nil && f.Difference.Case.Broken():
		word += fmt.Sprintf("; the subject broke in run %d: %s", f.Difference.Run, f.Difference.Case.Verdict)
	case f.Difference != nil && f.Interrupted:
		word += fmt.Sprintf("; the two differ, first in run %d; interrupted, so nothing more is known of it", f.Difference.Run)
	case f.Difference != nil:
		word += fmt.Sprintf("; the two differ, first in run %d", f.Difference.Run)
	case f.Interrupted:
		word += "; interrupted, so the report is incomplete"
	case s.Passed == 0:
		word += "; nothing passed, which is no success"
	default:
		word += ", no difference"
	}
	p.f("%s\n", word)
}

// Pace describes the progress of a campaign in one line.
func Pace(s *check.Statistics) string {
	if s.Runs == 0 {
		return "0 runs"
	}
	return fmt.Sprintf("%d runs, %d steps in %s, %.0f a second; %s",
		s.Runs, s.Steps, twoFigures(s.Elapsed), perSecond(s), reached(s, "%d of %d rules reached", ", the rarest %s %d times"))
}

// Brief is Pace, short enough for the width of a terminal.
func Brief(s *check.Statistics) string {
	return fmt.Sprintf("%d runs, %.0f steps/s, %s", s.Runs, perSecond(s), reached(s, "%d/%d rules", ", rarest %s %d"))
}

func perSecond(s *check.Statistics) float64 {
	return float64(s.Steps) / max(s.Elapsed.Seconds(), 1e-6)
}

// reached counts the rules that were reached, and names the rarest of them.
func reached(s *check.Statistics, count, rare string) string {
	met, all, rarest := s.Reached()
	text := fmt.Sprintf(count, met, all)
	if met > 0 {
		text += fmt.Sprintf(rare, rarest.Name, rarest.Count)
	}
	return text
}

// twoFigures rounds a duration to its first two figures.
func twoFigures(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 100 {
		unit *= 10
	}
	return d.Round(unit)
}

// CheckJSON writes a line for the diagnosis and one for the counterexample, if there is one, a line for each
// count, and last a line with the result.
func CheckJSON(w io.Writer, search *Search, o Options) error {
	enc := jsonLines(w)
	if d := search.diagnosis(); d != nil {
		if err := enc.Encode(diagnosisLineOf(d)); err != nil {
			return err
		}
	}
	if search.Finding.Difference != nil {
		if err := enc.Encode(counterexampleOf(search, o)); err != nil {
			return err
		}
	}
	s := &search.Finding.Statistics
	if s.Runs > 0 {
		for _, table := range []struct {
			of  string
			all []check.Count
		}{{"op", s.Ops()}, {"outcome", s.Outcomes()}, {"rule", s.Rules()}, {"pair", s.Pairs()}, {"deviation", s.Deviating()}} {
			for _, c := range table.all {
				err := enc.Encode(struct {
					Type  string `json:"type"`
					Of    string `json:"of"`
					Name  string `json:"name"`
					Count int    `json:"count"`
				}{"count", table.of, c.Name, c.Count})
				if err != nil {
					return err
				}
			}
		}
	}
	line := searchLine{
		Type: "summary", Suite: scenarios.Version(), Protocol: lines.Version, Seed: search.Seed, Strict: search.Strict,
		Runs: s.Runs, PassedRuns: s.Passed, Skipped: s.Skipped, Steps: s.Steps, Seconds: s.Elapsed.Seconds(),
		Interrupted: search.Finding.Interrupted, Passed: search.Finding.Good(),
	}
	if a := search.Finding.Subject; a != nil {
		line.Implementation = &implementationLine{a.Name, a.Version, a.Language}
	}
	if search.Finding.Error != nil {
		verdict, text, stderr := search.breakage()
		line.Verdict, line.Why, line.Stderr = verdict, o.Own(text), o.Own(stderr)
	}
	return enc.Encode(line)
}

type searchLine struct {
	Type           string              `json:"type"`
	Suite          string              `json:"suite"`
	Protocol       int                 `json:"protocol"`
	Implementation *implementationLine `json:"implementation"` // null: the reference model itself
	Seed           uint64              `json:"seed"`
	Strict         bool                `json:"strict"`
	Runs           int                 `json:"runs"`
	PassedRuns     int                 `json:"passedRuns"`
	Skipped        map[string]int      `json:"skipped,omitempty"`
	Steps          int                 `json:"steps"`
	Seconds        float64             `json:"seconds"`
	Verdict        conform.Verdict     `json:"verdict,omitempty"` // of a subject that could not be asked
	Why            string              `json:"why,omitempty"`
	Stderr         string              `json:"stderr,omitempty"`
	Interrupted    bool                `json:"interrupted"`
	Passed         bool                `json:"passed"`
}

type counterexampleLine struct {
	Type      string          `json:"type"`
	ID        string          `json:"id"`
	Title     string          `json:"title"`
	File      string          `json:"file"`
	Run       int             `json:"run"`
	Steps     int             `json:"steps"`
	Drawn     int             `json:"drawn"`
	Verdict   conform.Verdict `json:"verdict"`
	Name      string          `json:"name,omitempty"`
	Expected  string          `json:"expected,omitempty"`
	Got       string          `json:"got,omitempty"`
	Rule      string          `json:"rule,omitempty"`
	Invariant string          `json:"law,omitempty"`
	Why       string          `json:"why,omitempty"`
	Stderr    string          `json:"stderr,omitempty"`
	Again     bool            `json:"again"` // it happened a second time
	Shortest  bool            `json:"shortest"`
	Scenario  string          `json:"story"`
	Besides   *besidesLine    `json:"besides,omitempty"` // what differs, where the subject broke
}

type besidesLine struct {
	Run      int    `json:"run"`
	Name     string `json:"name"`
	Expected string `json:"expected"`
	Got      string `json:"got"`
	Rule     string `json:"rule"`
}

func counterexampleOf(search *Search, o Options) counterexampleLine {
	x := search.Finding.Difference
	line := counterexampleLine{
		Type: "counterexample", ID: x.Scenario.ID, Title: x.Scenario.Title, File: search.File,
		Run: x.Run, Steps: len(x.Scenario.Steps), Drawn: x.Drawn, Verdict: x.Verdict(), Invariant: x.Invariant,
		Why: o.Own(x.Case.Why), Stderr: o.Own(x.Case.Stderr),
		Again: !x.Once, Shortest: !x.Once && !x.Hurry, Scenario: string(search.Scenario),
	}
	if d := x.First; d.Name != "" {
		line.Name, line.Rule = d.Name, d.Rule.String()
		line.Expected, line.Got = d.Sides(o)
	}
	if d := x.Besides; d.Name != "" {
		want, got := d.Sides(o)
		line.Besides = &besidesLine{x.BesidesRun, d.Name, want, got, d.Rule.String()}
	}
	return line
}
