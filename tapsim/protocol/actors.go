package protocol

import (
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
)

// ReadActors reads the actor of each token: an object with an actor for each token.
// {"kind":"operator"} is nil here, as in a Request. A user is named by object id or by
// user principal name. The error never shows a token.
func ReadActors(text []byte) (actors map[string]*Actor, err error) {
	err = readJSON("the body", text, func(n *node) { actors = n.actors(nil) })
	if err != nil {
		return nil, err
	}
	return actors, nil
}

// actors reads the object that ReadActors describes. users may also be named by short
// name.
func (n *node) actors(users []User) map[string]*Actor {
	actors := map[string]*Actor{}
	n.secret = true
	n.walk(func(token string, v *node) {
		v.parent, v.name = nil, "tokens["+model.Code{}.String()+"]"
		if !IsToken(token) {
			v.wrong("", NoToken)
			return
		}
		actors[token] = v.actor(users)
	})
	return actors
}

// NoToken says what is wrong with a token. It does not show the token, which is a
// secret.
const NoToken = "a token is a word, without blanks"

func IsToken(text string) bool { return text != "" && !strings.ContainsAny(text, " \t\r\n") }

var actorKinds = []string{"operator", "delegated", "application"}

func (n *node) actor(users []User) *Actor {
	members, ok := n.members("kind", "user", "scopes", "directoryRoles", "permissions")
	if !ok || !n.has(members, "kind") {
		return nil
	}
	var a Actor
	if a.Kind, ok = members["kind"].word("the kind of an actor", actorKinds); !ok {
		return nil
	}
	user, scopes, roles, permissions := members["user"], members["scopes"], members["directoryRoles"], members["permissions"]
	switch {
	case a.Kind == "operator" && (user.there() || scopes.there() || roles.there() || permissions.there()):
		n.wrong("", "an operator has neither user nor scopes: an operator may do everything")
	case a.Kind == "operator":
		return nil
	case a.Kind == "delegated" && !user.there():
		n.wrong("", "a delegated actor takes a user")
	case a.Kind == "delegated" && permissions.there():
		n.wrong("", "a delegated actor has scopes and directoryRoles, and no permissions")
	case a.Kind == "application" && (user.there() || scopes.there()):
		n.wrong("", "an application has permissions and directoryRoles, and neither user nor scopes")
	}
	if user.there() {
		a.User = user.actorUser(users)
	}
	if scopes.there() {
		a.Scopes = scopes.names(form.Permission)
	}
	if permissions.there() {
		a.Permissions = permissions.names(form.Permission)
	}
	if roles.there() {
		a.Roles = roles.names(form.Role)
	}
	return &a
}

// actorUser reads the user of a delegated actor, who need not be in the tenant yet. A
// short name must be that of a user in the tenant.
func (n *node) actorUser(users []User) string {
	text, ok := n.formed("a user", form.Line)
	if !ok {
		return ""
	}
	if strings.Contains(text, "@") {
		name, _ := n.formed("a user", form.Principal)
		return name
	}
	if id, ok := model.ParseID(text); ok {
		return id.String()
	}
	names := map[string]bool{}
	for _, u := range users {
		if u.Name == text {
			return u.UPN()
		}
		names[u.Name] = true
	}
	hint := suggestAmong(text, names)
	if hint == "" {
		hint = "a user who comes later is named by user principal name or by object id"
	}
	n.wrong(hint, "no user %s at the start", form.Quote(text))
	return ""
}
