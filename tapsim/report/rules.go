package report

import (
	"io"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/prose"
)

// RulesText writes the catalogue, a line a rule.
func RulesText(w io.Writer, entries []model.Entry, o Options) error {
	p := newPage(w, o)
	for i := range entries {
		e := entries[i]
		standing := string(e.Standing)
		if e.Free {
			standing += ", free"
		}
		p.f("%s  %-16s %s\n", p.Paint(prose.Bold, pad(e.ID, 24)), standing, e.Text)
	}
	return p.Flush()
}

// RuleText writes all that is known of one rule, and the scenarios that show it.
func RuleText(w io.Writer, e model.Entry, shownBy []string, o Options) error {
	p := newPage(w, o)
	p.f("%s\n  %s\n\n", p.Paint(prose.Bold, e.ID), e.Text)
	p.f("  standing  %s", e.Standing)
	if e.Free {
		p.f(", free: an implementation may honestly decide otherwise")
	}
	p.f("\n  decided   by %s\n", places[e.By])
	for _, s := range e.Sources {
		p.f("  source    %s\n            %s\n", s.Title, s.URL)
	}
	if len(e.Sources) == 0 {
		p.f("  source    none; this project chose\n")
	}
	p.answer(&e.Answer)
	for i, id := range shownBy {
		if i == 0 {
			p.f("  shown by  %s\n", id)
		} else {
			p.f("            %s\n", id)
		}
	}
	if len(shownBy) == 0 {
		p.f("  shown by  no scenario\n")
	}
	return p.Flush()
}

// places says in words which part of the project decides a rule.
var places = map[model.Place]string{
	model.ByMachine: "the machine",
	model.ByAmend:   "the machine's part for the policy",
	model.ByEngine:  "the engine",
	model.ByWire:    "the reading and writing of JSON",
	model.ByHTTP:    "the HTTP face",
}

func (p page) answer(a *model.Answer) {
	switch {
	case *a == (model.Answer{}):
		p.f("  answer    none of its own; it shapes the answers of other rules\n")
		return
	case a.Accepted && a.Status == 0:
		p.f("  answer    accepted\n")
	case a.Accepted:
		p.f("  answer    %d\n", a.Status)
	case a.Refusal != "":
		p.f("  answer    refused, %s\n", a.Refusal)
	default:
		p.f("  answer    %d%s\n", a.Status, chosen(a.ChosenStatus))
	}
	if a.Code != "" {
		p.f("  code      %s%s\n", a.Code, chosen(a.ChosenCode))
	}
	if a.Message != "" {
		p.f("  message   %s%s\n", a.Message, chosen(a.ChosenMessage))
	}
}

func chosen(yes bool) string {
	if yes {
		return "  (chosen)"
	}
	return ""
}

// ruleLine is a rule in JSON.
type ruleLine struct {
	ID        string         `json:"id"`
	Text      string         `json:"text"`
	Standing  model.Standing `json:"standing"`
	Free      bool           `json:"free"`
	By        model.Place    `json:"by"`
	Sources   []model.Source `json:"sources"`
	Answer    *answerLine    `json:"answer"`
	Scenarios []string       `json:"scenarios,omitempty"`
}

type answerLine struct {
	Accepted bool     `json:"accepted"`
	Status   int      `json:"status,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Code     string   `json:"code,omitempty"`
	Message  string   `json:"message,omitempty"`
	Chosen   []string `json:"chosen,omitempty"` // which of these no source settles
}

// RulesJSON writes one line a rule; shownBy, if not nil, has the scenarios of
// each rule.
func RulesJSON(w io.Writer, entries []model.Entry, shownBy func(model.Rule) []string) error {
	enc := lines(w)
	for i := range entries {
		e := entries[i]
		line := ruleLine{ID: e.ID, Text: e.Text, Standing: e.Standing, Free: e.Free, By: e.By, Sources: e.Sources}
		if line.Sources == nil {
			line.Sources = []model.Source{}
		}
		if a := e.Answer; a != (model.Answer{}) {
			line.Answer = &answerLine{Accepted: a.Accepted, Status: a.Status, Reason: a.Refusal, Code: a.Code, Message: a.Message}
			for _, c := range []struct {
				yes  bool
				name string
			}{{a.ChosenStatus, "status"}, {a.ChosenCode, "code"}, {a.ChosenMessage, "message"}} {
				if c.yes {
					line.Answer.Chosen = append(line.Answer.Chosen, c.name)
				}
			}
		}
		if shownBy != nil {
			line.Scenarios = shownBy(e.Rule)
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

func pad(s string, n int) string {
	for len(s) < n {
		s += " "
	}
	return s
}
