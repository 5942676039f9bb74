package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// finish gives the scenario of a counterexample its name, its title, its rules,
// and as what it wants what the reference answers.
func (x *Counterexample) finish(all told) {
	s := x.Scenario
	s.Rules, s.RulePos = nil, nil
	last := len(s.Steps) - 1
	for i := range all[:min(len(all), last+1)] {
		s.Steps[i].Wants = wants(s, &s.Steps[i], &all[i], "")
	}
	// Where the reference cannot tell the scenario to its end, what the steps want is
	// what they were drawn with.
	settled, _ := s.Steps[last].Wants[len(s.Steps[last].Wants)-1].Value.(model.Rule)
	if len(all) > last {
		s.Steps[last].Wants = wants(s, &s.Steps[last], &all[last], x.First.Name)
	}
	for _, rule := range []model.Rule{x.First.Rule, settled} {
		reached := func(r scenario.StepResult) bool { return r.Response.Also.With(r.Response.Rule).Has(rule) }
		if (rule == settled || slices.ContainsFunc(all, reached)) && !slices.Contains(s.Rules, rule) {
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
		s.ID, s.Title = "check/law", "Broken at "+asked+": "+x.Invariant
	case x.First.Name == "":
		s.ID, s.Title = "check/"+string(x.Case.Verdict), fmt.Sprintf("The subject breaks (%s) at %s: %s", x.Case.Verdict, asked, why)
	default:
		s.ID = idOf(x.First)
		s.Title = fmt.Sprintf("%s: %s, where the %s is %s by the reference and %s by the subject",
			x.First.Rule, asked, x.First.Name, x.First.Want, x.First.Got)
	}
	s.Title = write.OneLine(protocol.Redact(s.Title)) // it may quote a body
}

func idOf(d conform.Difference) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		}
		return '-'
	}, d.Name)
	return "check/" + d.Rule.String() + "-" + name
}

// wants are what the reference answers, in the words of a scenario: the answer,
// the rule, and the property that differs.
func wants(s *scenario.Scenario, step *scenario.Step, told *scenario.StepResult, differs string) []scenario.Assertion {
	res := &told.Response
	var all []scenario.Assertion
	want := func(name string, value any) { all = append(all, scenario.Assertion{Name: name, Value: value}) }
	if res.Result != "" {
		want("result", res.Result)
		if res.Reason != "" {
			want("reason", res.Reason)
		}
	} else {
		want("status", int64(res.Status))
	}
	instant := func(name, text string) {
		if at, _, ok := wire.ParseInstant(text); ok {
			want(name, since(s, at))
		}
	}
	switch differs {
	case "sessionEnds":
		if step.Pass != "" {
			want(differs, &scenario.TimeExpression{Base: scenario.OfEnd, Label: step.Pass})
		}
	case "registerBy":
		if res.RegisterBy == "" {
			want("absent", []any{"registerBy"})
		}
		instant(differs, res.RegisterBy)
	case "error.code":
		want(differs, res.Error.Code)
	case "error.message":
		want(differs, res.Error.Message)
	case "count":
		list, _ := res.Body.Object()["value"].([]any)
		want(differs, int64(len(list)))
	case "", "answer", "status", "result", "reason", "id":
	default:
		if step.Op == protocol.UpdateUser || !res.Accepted() {
			break
		}
		object := res.Body.Object()
		if list, ok := object["value"].([]any); ok && len(list) == 1 {
			object, _ = list[0].(map[string]any)
		}
		value, there := object[differs]
		switch v := value.(type) {
		case bool:
			want(differs, v)
		case float64:
			want(differs, int64(v))
		case string:
			switch {
			case strings.HasSuffix(differs, "DateTime"):
				instant(differs, v)
			case differs != "temporaryAccessPass":
				want(differs, v)
			}
		case nil:
			if there && differs == "temporaryAccessPass" {
				want(differs, nil)
			}
		}
	}
	want("rule", res.Rule)
	return all
}
