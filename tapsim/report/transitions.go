package report

import (
	"io"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/sentences"
)

// TransitionsText writes, for each edition, the transitions that were missed, each with the
// shortest way to it and the generated scenario that takes it, and a line that counts
// them. With Options.Verbose it writes also the transitions that were taken.
func TransitionsText(w io.Writer, all []suite.Coverage, o Options) error {
	p := newTextWriter(w, o)
	for i := range all {
		c := &all[i]
		for j := range c.Transitions {
			if t := &c.Transitions[j]; t.Missed() {
				p.f("%s  %s\n", p.Paint(sentences.Red, "missed"), t.AbstractTransition)
				p.f("        to meet it: %s\n", t.Way)
				p.f("        it is in:   %s\n", t.Generated)
			}
		}
		for j := range c.Transitions {
			if t := &c.Transitions[j]; p.Verbose && !t.Missed() {
				p.f("%s   %s  %d  %s\n", p.Paint(sentences.Green, "taken"), t.AbstractTransition, len(t.Scenarios), firstNames(t.Scenarios))
			}
		}
		p.f("edition %s: %d of %d transitions taken, by %s, %.1f %%\n", c.Edition, c.Taken, len(c.Transitions), c.Level, c.Percent())
	}
	return p.Flush()
}

// A transitionLine is a transition as a line of JSON.
type transitionLine struct {
	Type      string   `json:"type"`
	Edition   string   `json:"edition"`
	Before    string   `json:"before"`
	Question  string   `json:"question"`
	Rule      string   `json:"rule,omitempty"` // a wait has none
	After     string   `json:"after"`
	Taken     bool     `json:"taken"`
	Scenarios []string `json:"scenarios"`
	Way       string   `json:"way,omitempty"`
	Generated string   `json:"generated,omitempty"`
}

// TransitionsJSON writes one line a transition and, after those of an edition, a line that
// counts them.
func TransitionsJSON(w io.Writer, all []suite.Coverage) error {
	enc := jsonLines(w)
	for i := range all {
		c := &all[i]
		for j := range c.Transitions {
			t := &c.Transitions[j]
			line := transitionLine{
				Type: "transition", Edition: c.Edition.String(),
				Before: t.Before.String(), Question: t.Question.String(), After: t.After.String(),
				Taken: !t.Missed(), Scenarios: append([]string{}, t.Scenarios...), Way: t.Way, Generated: t.Generated,
			}
			if t.Rule != model.NoRule {
				line.Rule = t.Rule.String()
			}
			if err := enc.Encode(line); err != nil {
				return err
			}
		}
		err := enc.Encode(struct {
			Type        string  `json:"type"`
			Edition     string  `json:"edition"`
			Level       string  `json:"level"`
			Taken       int     `json:"taken"`
			Transitions int     `json:"transitions"`
			Percent     float64 `json:"percent"`
		}{"coverage", c.Edition.String(), c.Level.String(), c.Taken, len(c.Transitions), c.Percent()})
		if err != nil {
			return err
		}
	}
	return nil
}
