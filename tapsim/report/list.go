package report

import (
	"io"

	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// List writes one line a scenario: its id and its title.
func List(w io.Writer, all []*scenario.Scenario, o Options) error {
	p := newTextWriter(w, o)
	width := 0
	for _, s := range all {
		width = max(width, len(s.ID))
	}
	for _, s := range all {
		p.f("%s  %s\n", pad(s.ID, width), p.Paint(sentences.Dim, s.Title))
	}
	return p.Flush()
}

// ListJSON writes one line a scenario.
func ListJSON(w io.Writer, all []*scenario.Scenario) error {
	enc := jsonLines(w)
	for _, s := range all {
		rules := []string{}
		for _, r := range s.Rules {
			rules = append(rules, r.String())
		}
		err := enc.Encode(struct {
			Type  string   `json:"type"`
			ID    string   `json:"id"`
			Title string   `json:"title"`
			File  string   `json:"file"`
			Steps int      `json:"steps"`
			Rules []string `json:"rules"`
		}{"scenario", s.ID, s.Title, s.File, len(s.Steps), rules})
		if err != nil {
			return err
		}
	}
	return nil
}
