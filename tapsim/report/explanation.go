package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// Explain replays a scenario on the reference model and explains each step: the request,
// the answer, the rule that decided it with its source, and when each pass will change
// next. It reports whether the scenario passed.
func Explain(w io.Writer, s *scenario.Scenario, o Options) (passed bool, err error) {
	p := newTextWriter(w, o)
	p.f("%s\n%s\n", p.Paint(sentences.Bold, s.ID), s.Title)
	if s.Description != "" {
		p.f("\n%s\n", strings.TrimSpace(s.Description))
	}
	p.tenant(s)

	var reference protocol.Reference
	result := scenario.Result{Scenario: s}
	for step := range scenario.Play(s, &reference) {
		result.Steps = append(result.Steps, step)
		p.step(s, &step, len(result.Steps))
		if !step.Asked {
			continue // the clock of the reference model is still at the step before
		}
		ahead := reference.Ahead()
		for _, c := range ahead {
			p.f("   next: in %s, at %s, the pass of %s turns from %s to %s\n",
				form.FormatDuration(c.At.Sub(step.At)), c.At, sentences.Called(s, c.Name), c.Before, c.After)
		}
		if len(ahead) == 0 {
			p.f("   next: nothing, unless a request changes it\n")
		}
	}
	result = scenario.Judge(result)
	for _, f := range result.Failures {
		p.f("\n")
		p.difference(s, f, "  ")
	}
	p.f("\n%s\n", verdict(&result))
	return result.Passed(), p.Flush()
}

func verdict(r *scenario.Result) string {
	if r.Passed() {
		return "As the scenario says."
	}
	return "Not as the scenario says."
}

// tenant writes the clock, the policy, the groups and the users that the scenario begins
// with.
func (p textWriter) tenant(s *scenario.Scenario) {
	state, uses := "disabled", "one-time and multi-use passes"
	if s.Policy.Enabled {
		state = "enabled"
	}
	if s.Policy.OnceOnly {
		uses = "one-time passes only"
	}
	p.f("\nclock    %s\nedition  %s\n", s.Start, s.Edition)
	p.f("policy   %s; lifetimes of %d to %d minutes, %d by default; codes of %d characters; %s\n",
		state, s.Policy.Minimum, s.Policy.Maximum, s.Policy.Default, s.Policy.Length, uses)
	names := groupNames(s)
	p.f("         for %s", targets(s, names, s.Policy.Include))
	if len(s.Policy.Exclude) > 0 {
		p.f(", but not for %s", targets(s, names, s.Policy.Exclude))
	}
	p.f("\n")
	if len(s.Groups) > 0 {
		p.f("groups   %s\n", describeGroups(s.Groups))
	}
	for i, u := range s.Users {
		label := "users    "
		if i > 0 {
			label = "         "
		}
		p.f("%s%s\n", label, describeUser(u, names))
	}
}

func groupNames(s *scenario.Scenario) map[model.ID]string {
	names := map[model.ID]string{}
	for _, g := range s.Groups {
		names[g.ID] = g.Name
	}
	return names
}

func describeGroups(groups []protocol.Group) string {
	words := make([]string, len(groups))
	for i, g := range groups {
		words[i] = g.Name
		if g.RoleAssignable {
			words[i] += " (isAssignableToRole)"
		}
	}
	return strings.Join(words, ", ")
}

func describeUser(u protocol.User, groups map[model.ID]string) string {
	facts := []string{"member"}
	if u.Guest {
		facts[0] = "guest"
	}
	if u.External {
		facts = append(facts, "external")
	}
	for _, g := range u.Groups {
		facts = append(facts, "in "+groups[g])
	}
	facts = append(facts, u.Roles...)
	return u.Name + ": " + strings.Join(facts, ", ")
}

func targets(s *scenario.Scenario, groups map[model.ID]string, all []model.Target) string {
	if len(all) == 0 {
		return "nobody"
	}
	var words []string
	for _, t := range all {
		word := "the group " + t.ID.String()
		switch {
		case t.All && t.Type == model.GroupTarget:
			word = "everybody"
		case t.All:
			word = "the user all_users, who does not exist"
		case t.Type == model.UserTarget:
			word = "the user " + t.ID.String()
			for _, u := range s.Users {
				if u.ID == t.ID {
					word = u.Name
				}
			}
		case groups[t.ID] != "":
			word = "the group " + groups[t.ID]
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// step writes one request and its answer.
func (p textWriter) step(s *scenario.Scenario, r *scenario.StepResult, number int) {
	p.f("\n%s  %s  %s\n", p.Paint(sentences.Bold, fmt.Sprint(number)), r.At, p.Asked(s, r.Step, &r.Request))
	if r.Step.Note != "" {
		p.f("   %s\n", p.Paint(sentences.Dim, strings.TrimSpace(r.Step.Note)))
	}
	res := &r.Response
	if rule := res.Rule; rule != model.NoRule {
		e, answer := rule.Entry(), *res
		answer.Dropped = "" // it has a line of its own
		p.f("   %s: %s\n", sentences.Answered(&answer), e.Text)
		p.f("%s", sentences.Evidence(e, "   "))
	}
	p.contributing(res.Contributing, "   ")
	if res.Dropped != "" {
		p.f("   dropped, since the body has no @odata.type: %s\n", res.Dropped)
	}
	if res.Error != (protocol.Error{}) {
		p.f("   %s\n", strings.TrimSpace(res.Error.Code+" "+res.Error.Message))
	}
	if res.Body != (protocol.JSON{}) {
		p.f("   %s\n", p.Body(res.Body))
	}
	if res.SessionEnds != "" {
		p.f("   the session ends at %s\n", res.SessionEnds)
	}
	if res.RegisterBy != "" {
		p.f("   a method has to be registered by %s\n", res.RegisterBy)
	}
	for _, f := range r.Failures {
		p.difference(s, f, "     ")
	}
}
