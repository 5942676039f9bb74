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

// Place returns file:line:column, the form that editors understand.
func Place(s *scenario.Scenario, pos scenario.Position) string {
	return fmt.Sprintf("%s:%d:%d", s.File, pos.Line, pos.Column)
}

// Asked describes in one line the request of a step.
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
		text := withNames(s, o.Body(body))
		if expected := expectedTypes[step.Op]; expected != "" && !step.Raw {
			text = strings.ReplaceAll(text, `"@odata.type":"`+expected+`"`, `"@odata.type":"…"`)
		}
		b.WriteString(" " + text)
	}
	switch {
	case step.Actor != nil:
		b.WriteString(" by " + actor(s, step.Actor))
	case strings.EqualFold(step.User, "me") && slices.Contains(callsOnPasses, step.Op):
		b.WriteString(" by an operator") // me depends on the caller, so the line names the caller
	}
	if step.As != "" {
		b.WriteString(" as " + step.As)
	}
	return b.String()
}

var callsOnPasses = []protocol.Op{protocol.Create, protocol.List, protocol.Get, protocol.Delete}

// expectedTypes are the types that a body usually names. They are long, so the line has
// dots for them. Any other type is shown, since it may decide the answer.
var expectedTypes = map[protocol.Op]string{protocol.Create: wire.PassType, protocol.UpdatePolicy: wire.PolicyType}

// withNames replaces the ids of the scenario's users and groups by their names.
func withNames(s *scenario.Scenario, body string) string {
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

// Called returns the name that the scenario has for the user with this key. Of an unknown
// user it returns the key.
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

// nameOf is the name that the scenario has for the user with this id.
func nameOf(s *scenario.Scenario, id string) string {
	for _, u := range s.Users {
		if u.ID.String() == id {
			return u.Name
		}
	}
	return id
}

// actor describes the caller, with permissions and roles.
func actor(s *scenario.Scenario, a *protocol.Actor) string {
	text := "an application with " + listOrNone(a.Permissions, "permissions")
	if a.Kind != "application" {
		text = nameOf(s, a.User) + " with " + listOrNone(a.Scopes, "scopes")
	}
	if len(a.Roles) > 0 {
		text += " as " + strings.Join(a.Roles, ", ")
	}
	return text
}

func listOrNone(words []string, what string) string {
	if len(words) == 0 {
		return "no " + what
	}
	return strings.Join(words, ", ")
}

// Answered describes an answer in a few words, with the properties of a policy update
// that were dropped.
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
