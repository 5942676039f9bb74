package sentences

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// Place is where something stands, in the form that editors understand.
func Place(s *scenario.Scenario, pos scenario.Position) string {
	return fmt.Sprintf("%s:%d:%d", s.File, pos.Line, pos.Column)
}

// Asked says in one line what a step of the scenario asks.
func (o Options) Asked(s *scenario.Scenario, step *scenario.Step, req *protocol.Request) string {
	var b strings.Builder
	b.WriteString(string(step.Op))
	if step.User != "" {
		b.WriteString(" " + Called(s, step.User))
	}
	switch {
	case step.Op == protocol.SignIn && step.Pass != "":
		b.WriteString(" with the code of " + step.Pass + altered(step.Alter))
	case step.Op == protocol.SignIn && o.Secrets:
		b.WriteString(" with the code " + Clean(step.Code.Reveal()))
	case step.Op == protocol.SignIn:
		b.WriteString(" with the code " + step.Code.String())
	case step.Pass != "":
		b.WriteString(" " + step.Pass + altered(step.Alter))
	case step.PassID != "":
		b.WriteString(" " + step.PassID)
	}
	body := req.Body
	if body == (protocol.JSON{}) {
		body = protocol.NewJSON(step.Body)
	}
	if body != (protocol.JSON{}) {
		text := named(s, o.Body(body))
		if expected := types[step.Op]; expected != "" && !step.Raw {
			text = strings.ReplaceAll(text, `"@odata.type":"`+expected+`"`, `"@odata.type":"…"`)
		}
		b.WriteString(" " + text)
	}
	switch {
	case step.Actor != nil:
		b.WriteString(" by " + actor(s, step.Actor))
	case strings.EqualFold(step.User, "me") && slices.Contains(callsOnPasses, step.Op):
		b.WriteString(" by an operator") // whom me means depends on the caller
	}
	if step.As != "" {
		b.WriteString(" as " + step.As)
	}
	return b.String()
}

var callsOnPasses = []protocol.Op{protocol.Create, protocol.List, protocol.Get, protocol.Delete}

// types are those that a body is expected to name, and that are too long for a
// line. Another type is what the line is about.
var types = map[protocol.Op]string{protocol.Create: wire.PassType, protocol.UpdatePolicy: wire.PolicyType}

// named puts the names of the scenario's users and groups in the place of their ids.
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

func altered(a protocol.Alter) string {
	if a == "" {
		return ""
	}
	return ", altered (" + string(a) + "),"
}

// Called says in the scenario's own words whom a key means.
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

// actor names the caller, with what the caller holds.
func actor(s *scenario.Scenario, a *protocol.Actor) string {
	text := "an application with " + list(a.Permissions, "permissions")
	if a.Kind != "application" {
		text = strings.TrimSuffix(Called(s, a.User), ", by id,") + " with " + list(a.Scopes, "scopes")
	}
	if len(a.Roles) > 0 {
		text += " as " + strings.Join(a.Roles, ", ")
	}
	return text
}

func list(words []string, what string) string {
	if len(words) == 0 {
		return "no " + what
	}
	return strings.Join(words, ", ")
}

// Answered says in a few words what came back, and which properties of a policy
// update were not applied.
func Answered(res *protocol.Response) string {
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
	if res.Dropped != "" {
		word += "; dropped: " + res.Dropped
	}
	return word
}
