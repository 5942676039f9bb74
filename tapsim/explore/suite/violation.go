package suite

import (
	"fmt"
	"net/http"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// Violation tells where a property does not hold. The last step is the one that shows it, or
// the one after it, if only the state of the pass is wrong.
// If a machine beside the reference model was explored, that step wants what the reference
// answers; if the model itself violates the property, it wants another answer than the
// model's, so that the model fails there.
func Violation(f *explore.Finding) (*scenario.Scenario, error) {
	v := f.Violation
	t := v.Trace
	if !observed(&t) {
		t = t.Observed()
	}
	t, departs := t.Departs()
	s, err := Scenario(t)
	if err != nil {
		return nil, err
	}
	s.ID = "explore/" + f.Name
	s.Title = write.OneLine(fmt.Sprintf("Broken: %s", f.Text))
	s.Description = write.OneLine(fmt.Sprintf("At the last step %s.", v.Why))
	last := &s.Steps[len(s.Steps)-1]
	if !departs {
		last.Wants = other(last)
	}
	return s, nil
}

// observed reports whether a trace ends with a command.
func observed(t *explore.Trace) bool {
	n := len(t.Steps)
	return n > 0 && (t.Steps[n-1].Input.Kind == explore.OfPass || t.Steps[n-1].Input.Kind == explore.OfPolicy)
}

// answered is the rule that a step wants.
func answered(s *scenario.Step) model.Rule {
	for _, want := range s.Wants {
		if rule, ok := want.Value.(model.Rule); ok {
			return rule
		}
	}
	return model.NoRule
}

// other wants that a command is accepted which is refused, and the other way round.
func other(s *scenario.Step) []scenario.Assertion {
	accepted := answered(s).Answer().Accepted
	if s.Op == protocol.SignIn || s.Op == protocol.Refresh {
		return []scenario.Assertion{{Name: "result", Value: map[bool]string{true: "refused", false: "accepted"}[accepted]}}
	}
	status := http.StatusBadRequest
	if !accepted {
		status = map[protocol.Op]int{protocol.Create: http.StatusCreated, protocol.List: http.StatusOK, protocol.Get: http.StatusOK, protocol.GetPolicy: http.StatusOK}[s.Op]
	}
	if status == 0 {
		status = http.StatusNoContent
	}
	return []scenario.Assertion{{Name: "status", Value: int64(status)}}
}

// Difference tells where two machines or editions differ: what the last step wants is the
// answer of the first. n is the number of the difference, from 1.
func Difference(d *explore.Difference, than string, n int) (*scenario.Scenario, error) {
	s, err := Scenario(d.Trace)
	if err != nil {
		return nil, err
	}
	last := d.Trace.Steps[len(d.Trace.Steps)-1]
	s.ID = fmt.Sprintf("explore/%s-not-%s-%02d", d.Trace.World.Edition, than, n)
	s.Title = write.OneLine(fmt.Sprintf("%s: %s", last.Input, Said(d, than)))
	s.Rules, s.RulePos = []model.Rule{last.Label.Rule}, []scenario.Position{{}}
	return s, nil
}

// Said says what differs in a few words.
func Said(d *explore.Difference, than string) string {
	last := d.Trace.Steps[len(d.Trace.Steps)-1]
	text := fmt.Sprintf("%s here, and %s in %s", said(last.Label), said(d.Other), than)
	if d.What != "" && said(last.Label) == said(d.Other) {
		text += " with another value in " + d.What
	}
	return text
}

// said is an answer in a few words.
func said(l explore.Label) string {
	text := l.Rule.String()
	if l.Reason != 0 {
		text += " (" + l.Reason.String() + ")"
	}
	return text
}
