package prose

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Place is where something stands, in the form that editors understand.
func Place(s *scenario.Scenario, pos scenario.Position) string {
	return fmt.Sprintf("%s:%d:%d", s.File, pos.Line, pos.Column)
}

// Asked says in one line what a step of the story asks.
func (o Options) Asked(s *scenario.Scenario, step *scenario.Step, req *scenario.Request) string {
	var b strings.Builder
	b.WriteString(string(step.Op))
	if step.User != "" {
		b.WriteString(" " + Called(s, step.User))
	}
	switch {
	case step.Op == scenario.SignIn && step.Pass != "":
		b.WriteString(" with the code of " + step.Pass + altered(step.Alter))
	case step.Op == scenario.SignIn && o.Secrets:
		b.WriteString(" with the code " + Clean(step.Code.Reveal()))
	case step.Op == scenario.SignIn:
		b.WriteString(" with the code " + step.Code.String())
	case step.Pass != "":
		b.WriteString(" " + step.Pass + altered(step.Alter))
	case step.PassID != "":
		b.WriteString(" " + step.PassID)
	}
	body := req.Body
	if body == (scenario.JSON{}) {
		body = scenario.NewJSON(step.Body)
	}
	if body != (scenario.JSON{}) {
		b.WriteString(" " + named(s, o.Body(body)))
	}
	if step.Actor != nil {
		b.WriteString(" by " + actor(s, step.Actor))
	}
	if step.As != "" {
		b.WriteString(" as " + step.As)
	}
	return b.String()
}

// named puts the names of the story's users and groups in the place of their ids.
func named(s *scenario.Scenario, body string) string {
	var names []string
	for _, u := range s.Users {
		names = append(names, `"`+u.ID.String()+`"`, u.Name)
	}
	for _, g := range s.Groups {
		names = append(names, `"`+g.ID.String()+`"`, g.Name)
	}
	return strings.NewReplacer(names...).Replace(body)
}

func altered(a scenario.Alter) string {
	if a == "" {
		return ""
	}
	return ", altered (" + string(a) + "),"
}

// Called says in the story's own words whom a key means.
func Called(s *scenario.Scenario, key string) string {
	for _, u := range s.Users {
		switch key {
		case u.UPN():
			return u.Name
		case u.ID.String():
			return u.Name + ", by id,"
		}
	}
	return key
}

// actor says who asks.
func actor(story *scenario.Scenario, a *scenario.Actor) string {
	if a.Kind == "application" {
		return "an application with " + list(a.Permissions)
	}
	s := strings.TrimSuffix(Called(story, a.User), ", by id,") + " with " + list(a.Scopes)
	if len(a.Roles) > 0 {
		s += " as " + list(a.Roles)
	}
	return s
}

func list(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

// Answered says in a few words what came back.
func Answered(res *scenario.Response) string {
	word := res.Result
	if word == "" {
		word = fmt.Sprint(res.Status)
	}
	if res.Reason != "" {
		word += " " + res.Reason
	}
	if res.Rule != model.NoRule {
		word += ", " + res.Rule.String()
	}
	return word
}
