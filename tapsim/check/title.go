package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// finish gives a counterexample its scenario, with an id, a title, its rules, and the
// answers of the reference as what its steps want.
func (x *Counterexample) finish(s *scenario.Scenario) {
	x.Scenario = s
	var all []scenario.StepResult
	for step := range scenario.Play(s, &protocol.Reference{}) {
		if !step.Asked {
			break
		}
		all = append(all, step)
	}
	s.Rules, s.RulePos = nil, nil
	last := len(s.Steps) - 1
	for i := range all[:min(len(all), last+1)] {
		s.Steps[i].Wants = wants(s, &s.Steps[i], &all[i].Response, "")
	}
	// If the scenario cannot be asked to its end, the other steps want what they wanted
	// when they were drawn.
	decided, _ := s.Steps[last].Wants[len(s.Steps[last].Wants)-1].Value.(model.Rule)
	if len(all) > last {
		s.Steps[last].Wants = wants(s, &s.Steps[last], &all[last].Response, x.First.Name)
	}
	for _, rule := range []model.Rule{x.First.Rule, decided} {
		reached := func(r scenario.StepResult) bool { return r.Response.Contributing.With(r.Response.Rule).Has(rule) }
		if (rule == decided || slices.ContainsFunc(all, reached)) && !slices.Contains(s.Rules, rule) {
			s.Rules = append(s.Rules, rule)
			s.RulePos = append(s.RulePos, scenario.Position{})
		}
	}
	asked, why := string(s.Steps[last].Op), x.Case.Why
	if m := s.Steps[last].At; m != nil {
		asked += " at " + write.TimeExpression(m)
	}
	if x.Invariant == "" && len(x.Case.Steps) == 0 {
		asked, why = string(protocol.Reset), strings.TrimPrefix(why, "reset: ")
	}
	switch {
	case x.Invariant != "":
		s.ID, s.Title = "check/invariant", "Broken at "+asked+": "+x.Invariant
	case x.First.Name == "":
		s.ID, s.Title = "check/"+string(x.Case.Verdict), fmt.Sprintf("The subject breaks (%s) at %s: %s", x.Case.Verdict, asked, why)
	default:
		s.ID = nameOf(x.First)
		s.Title = fmt.Sprintf("%s: %s, where the %s is %s by the reference and %s by the subject",
			x.First.Rule, asked, x.First.Name, x.First.Want, x.First.Got)
	}
	s.Title = write.OneLine(protocol.Redact(s.Title)) // it may quote a body
}

var notInID = regexp.MustCompile(`[^a-z0-9]`)

func nameOf(d conform.Difference) string {
	return "check/" + d.Rule.String() + "-" + notInID.ReplaceAllString(strings.ToLower(d.Name), "-")
}

// wants are the answer of the reference as assertions of a scenario: the answer, the
// rule, and the property that differs.
func wants(s *scenario.Scenario, step *scenario.Step, res *protocol.Response, differs string) []scenario.Assertion {
	words := write.Words{Start: s.Start}
	if differs == "sessionEnds" {
		if step.Pass == "" {
			differs = ""
		}
		ends, _, _ := wire.ParseInstant(res.SessionEnds)
		words.Made(step.Pass, ends, ends)
	}
	return write.Wants(res, &words, "", differs)
}
