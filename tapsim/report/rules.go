package report

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// RuleScenarios are the scenarios about a rule.
type RuleScenarios struct {
	Scenarios []string  // ids, without those of Reports
	Reports   []Witness // the scenarios that are made from public reports
}

// A Witness is a scenario that is made from a public report about the service.
type Witness struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Source string `json:"source"` // the address of the report; empty: not known
}

// reports begins the ids of scenarios that are made from public reports.
const reports = "reports/"

// address matches the address of a page, without the punctuation of the sentence.
var address = regexp.MustCompile(`https?://[^\s<>"]*[^\s<>"'.,;:!?)]`)

// Show finds the scenarios about a rule. The source of a report is the first
// address in its description.
func Show(rule model.Rule, all []*scenario.Scenario) RuleScenarios {
	var found RuleScenarios
	for _, s := range all {
		switch {
		case !slices.Contains(s.Rules, rule):
		case strings.HasPrefix(s.ID, reports):
			found.Reports = append(found.Reports, Witness{s.ID, s.Title, address.FindString(s.Description)})
		default:
			found.Scenarios = append(found.Scenarios, s.ID)
		}
	}
	return found
}

// evidenceOf returns the evidence of a rule, and whether it is unspecified.
func evidenceOf(e *model.Entry) string {
	if e.Unspecified {
		return string(e.Evidence) + ", unspecified"
	}
	return string(e.Evidence)
}

// RulesText writes the catalogue, a line a rule.
func RulesText(w io.Writer, entries []model.Entry, o Options) error {
	p := newTextWriter(w, o)
	for i := range entries {
		e := &entries[i]
		p.f("%s  %-22s %s\n", p.Paint(sentences.Bold, pad(e.ID, 24)), evidenceOf(e), e.Text)
	}
	return p.Flush()
}

// DisputedText writes each rule with what each source says about it. The last line asks
// the reader for an answer of the real service, which would settle the dispute.
func DisputedText(w io.Writer, entries []model.Entry, o Options) error {
	p := newTextWriter(w, o)
	for i := range entries {
		e := &entries[i]
		p.f("%s  %s\n  %s\n", p.Paint(sentences.Bold, e.ID), evidenceOf(e), e.Text)
		for _, c := range e.Disputed {
			p.f("  - %s\n    %s\n", c.Says, sentences.Cited(c.Source))
		}
		p.f("\n")
	}
	p.f("Have you seen the real service answer one of these? Please tell the project: the request, the answer, and the date.\n")
	return p.Flush()
}

// RuleText writes all that is known about one rule, and the scenarios about it.
func RuleText(w io.Writer, e model.Entry, s RuleScenarios, o Options) error {
	p := newTextWriter(w, o)
	p.f("%s\n  %s\n\n", p.Paint(sentences.Bold, e.ID), e.Text)
	if e.Unspecified {
		p.fact("evidence", evidenceOf(&e)+": an implementation may decide otherwise")
	} else {
		p.fact("evidence", evidenceOf(&e))
	}
	p.fact("decided", "by "+places[e.By])
	for _, source := range e.Sources {
		p.fact("source", source.Title, source.URL)
	}
	if len(e.Sources) == 0 {
		p.fact("source", "none; this project chose")
	}
	for _, c := range e.Disputed {
		p.fact("disputed", c.Says, c.Source.Title, c.Source.URL)
	}
	for _, w := range e.Witnesses {
		label := "witness"
		if w.Against {
			label = "otherwise"
		}
		lines := []string{w.Says}
		for _, source := range w.Sources {
			lines = append(lines, source.Title, "  "+source.URL)
		}
		p.fact(label, lines...)
	}
	p.answer(&e)
	if len(s.Scenarios) == 0 {
		p.fact("shown by", "no scenario")
	}
	p.fact("shown by", s.Scenarios...)
	var lines []string
	for _, r := range s.Reports {
		lines = append(lines, r.ID)
		if r.Source != "" {
			lines = append(lines, "  "+r.Source)
		} else {
			lines = append(lines, "  its address is not known")
		}
	}
	p.fact("witnessed by", lines...)
	return p.Flush()
}

// fact writes a label with its lines, and leaves out empty ones.
func (p textWriter) fact(label string, lines ...string) {
	for _, line := range lines {
		if line != "" {
			p.f("  %s  %s\n", pad(label, len("other message")), line)
			label = ""
		}
	}
}

// places names the part of the project that decides a rule.
var places = map[model.Place]string{
	model.ByStep:       "model.Step",
	model.ByStepPolicy: "model.StepPolicy",
	model.ByEngine:     "the engine",
	model.ByWire:       "the reading and writing of JSON",
	model.ByHTTP:       "the HTTP layer",
}

func (p textWriter) answer(e *model.Entry) {
	a := &e.Answer
	switch {
	case *a == (model.Answer{}):
		p.fact("answer", "none of its own; it contributes to the answers of other rules")
		return
	case a.Accepted && a.Status == 0:
		p.fact("answer", "accepted")
	case a.Accepted:
		p.fact("answer", fmt.Sprint(a.Status))
	case a.Refusal != "":
		p.fact("answer", "refused, "+a.Refusal)
	default:
		p.fact("answer", fmt.Sprint(a.Status)+chosen(a.ChosenStatus))
	}
	if a.Code != "" {
		p.fact("code", a.Code+chosen(a.ChosenCode))
	}
	if a.Message != "" {
		p.fact("message", append([]string{a.Message + chosen(a.ChosenMessage)}, explained(a.Message)...)...)
	}
	p.fact("other code", a.OtherCode)
	p.fact("other message", a.OtherMessage)
	if a.OtherCode != "" || a.OtherMessage != "" {
		p.fact("", "an implementation may answer with either")
	}
	var lines []string
	for _, r := range instead(e) {
		other := r.Answer()
		lines = append(lines, fmt.Sprintf("for a body that %s refuses: %d %s, %s", r, other.Status, other.Code, other.Message))
	}
	p.fact("instead", lines...)
}

func chosen(yes bool) string {
	if yes {
		return "  (chosen)"
	}
	return ""
}

// placeholders stand in the text of an answer for what depends on the request.
var placeholders = []struct{ name, meaning string }{
	{"{minimum}", "the policy's minimumLifetimeInMinutes"},
	{"{maximum}", "the policy's maximumLifetimeInMinutes"},
	{"{user}", "the user as the request names them"},
}

// explained returns lines that explain the placeholders in a text.
func explained(message string) (lines []string) {
	for _, p := range placeholders {
		if strings.Contains(message, p.name) {
			lines = append(lines, p.name+" is "+p.meaning)
		}
	}
	return lines
}

// instead returns the rules that replace the answer of e by their own where they
// contribute to an outcome of e.
func instead(e *model.Entry) (rules []model.Rule) {
	if e.Answer.Status < 400 {
		return nil
	}
	for _, other := range model.Catalogue() {
		out := model.Outcome{Rule: e.Rule, Contributing: model.RulesOf(other.Rule)}
		if out.Answer() != e.Answer {
			rules = append(rules, other.Rule)
		}
	}
	return rules
}

// ruleLine is a rule in JSON.
type ruleLine struct {
	ID          string         `json:"id"`
	Text        string         `json:"text"`
	Evidence    model.Evidence `json:"standing"`
	Unspecified bool           `json:"free"`
	By          model.Place    `json:"by"`
	Sources     []model.Source `json:"sources"`
	Disputed    []claimLine    `json:"disputed"`
	Witnesses   []witnessLine  `json:"witnesses"`
	Answer      *answerLine    `json:"answer"`
	Scenarios   []string       `json:"scenarios,omitzero"` // absent: not looked for; so are the reports
	Reports     []Witness      `json:"reports,omitzero"`
}

// claimLine is what one source says.
type claimLine struct {
	Says   string       `json:"says"`
	Source model.Source `json:"source"`
}

// witnessLine is what one of Microsoft's machine-readable documents says.
type witnessLine struct {
	Says    string         `json:"says"`
	Against bool           `json:"against"` // the rule says otherwise
	Sources []model.Source `json:"sources"`
}

type answerLine struct {
	Accepted bool       `json:"accepted"`
	Status   int        `json:"status,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	Code     string     `json:"code,omitempty"`
	Message  string     `json:"message,omitempty"`
	Chosen   []string   `json:"chosen,omitempty"`  // which of these no source settles
	Other    *otherLine `json:"other,omitempty"`   // what a source gives for the same refusal
	Instead  []string   `json:"instead,omitempty"` // the rules that replace this answer where they contribute
}

type otherLine struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// RulesJSON writes one line a rule; showing, if not nil, returns the scenarios about one.
func RulesJSON(w io.Writer, entries []model.Entry, showing func(model.Rule) RuleScenarios) error {
	enc := jsonLines(w)
	for i := range entries {
		e := &entries[i]
		line := ruleLine{
			ID: e.ID, Text: e.Text, Evidence: e.Evidence, Unspecified: e.Unspecified, By: e.By,
			Sources: orEmpty(e.Sources), Disputed: []claimLine{}, Witnesses: []witnessLine{}, Answer: answerOf(e),
		}
		for _, w := range e.Witnesses {
			line.Witnesses = append(line.Witnesses, witnessLine(w))
		}
		for _, c := range e.Disputed {
			line.Disputed = append(line.Disputed, claimLine(c))
		}
		if showing != nil {
			s := showing(e.Rule)
			line.Scenarios, line.Reports = orEmpty(s.Scenarios), orEmpty(s.Reports)
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// orEmpty makes an empty list of a nil one: JSON has [] for it, and not null.
func orEmpty[T any](list []T) []T { return append([]T{}, list...) }

func answerOf(e *model.Entry) *answerLine {
	a := &e.Answer
	if *a == (model.Answer{}) {
		return nil
	}
	line := &answerLine{Accepted: a.Accepted, Status: a.Status, Reason: a.Refusal, Code: a.Code, Message: a.Message}
	for _, c := range []struct {
		yes  bool
		name string
	}{{a.ChosenStatus, "status"}, {a.ChosenCode, "code"}, {a.ChosenMessage, "message"}} {
		if c.yes {
			line.Chosen = append(line.Chosen, c.name)
		}
	}
	if a.OtherCode != "" || a.OtherMessage != "" {
		line.Other = &otherLine{a.OtherCode, a.OtherMessage}
	}
	for _, r := range instead(e) {
		line.Instead = append(line.Instead, r.String())
	}
	return line
}

func pad(s string, n int) string {
	for len(s) < n {
		s += " "
	}
	return s
}
