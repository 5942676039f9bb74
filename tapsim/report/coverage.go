package report

import (
	"io"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// A Coverage has the rules that a replay reached, and the scenarios that reached them.
type Coverage struct {
	Rules   []RuleCoverage
	Reached int // of Rules
}

// A RuleCoverage is one rule with the scenarios that reached it.
type RuleCoverage struct {
	Entry     model.Entry
	Scenarios []string
}

// Cover returns the rules that the results reached. Rules that the HTTP layer decides
// are left out: no scenario can reach them.
func Cover(results []scenario.Result) Coverage {
	var c Coverage
	for _, e := range model.Catalogue() {
		if e.By == model.ByHTTP {
			continue
		}
		rule := RuleCoverage{Entry: e, Scenarios: []string{}}
		for j := range results {
			if results[j].Reached.Has(e.Rule) {
				rule.Scenarios = append(rule.Scenarios, results[j].Scenario.ID)
			}
		}
		if len(rule.Scenarios) > 0 {
			c.Reached++
		}
		c.Rules = append(c.Rules, rule)
	}
	return c
}

// Percent returns how many rules in a hundred were reached.
func (c Coverage) Percent() float64 {
	return 100 * float64(c.Reached) / float64(len(c.Rules))
}

// CoverageText writes the missed rules, the reached rules, and a line that counts them.
func CoverageText(w io.Writer, c Coverage, o Options) error {
	p := newTextWriter(w, o)
	for _, r := range c.Rules {
		if len(r.Scenarios) == 0 {
			p.f("%s  %-24s %s\n", p.Paint(sentences.Red, "missed "), r.Entry.ID, r.Entry.Text)
		}
	}
	for _, r := range c.Rules {
		if n := len(r.Scenarios); n > 0 {
			p.f("%s  %-24s %3d  %s\n", p.Paint(sentences.Green, "reached"), r.Entry.ID, n, firstNames(r.Scenarios))
		}
	}
	p.f("%d of %d rules reached, %.1f %%\n", c.Reached, len(c.Rules), c.Percent())
	return p.Flush()
}

// CoverageJSON writes one line a rule and, last, a line that counts them.
func CoverageJSON(w io.Writer, c Coverage) error {
	enc := jsonLines(w)
	for _, r := range c.Rules {
		err := enc.Encode(struct {
			Type      string   `json:"type"`
			ID        string   `json:"id"`
			Reached   bool     `json:"reached"`
			Scenarios []string `json:"scenarios"`
		}{"rule", r.Entry.ID, len(r.Scenarios) > 0, r.Scenarios})
		if err != nil {
			return err
		}
	}
	return enc.Encode(struct {
		Type    string  `json:"type"`
		Reached int     `json:"reached"`
		Rules   int     `json:"rules"`
		Percent float64 `json:"percent"`
	}{"coverage", c.Reached, len(c.Rules), c.Percent()})
}

// firstNames returns the first names of a list.
func firstNames(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, " ")
	}
	return strings.Join(names[:most], " ") + " ..."
}
