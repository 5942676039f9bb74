package scenario

import (
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// readUserKey reads the user of a command: a short name, me, or a mapping where the
// form of the key matters.
func (s *draft) readUserKey(v Value) string {
	switch {
	case !v.There():
		return ""
	case v.spells("me"):
		return "me"
	case !v.isMapping():
		u, _ := s.findUser(v)
		return u.UPN()
	}
	var k UserKeyKeys[Value]
	values, good := v.fields("a user", true, &k)
	for _, again := range values[min(1, len(values)):] {
		again.Wrong("", "a user is named once: by id, by upn or by key")
	}
	if good && len(values) == 0 {
		v.Wrong("", "a user is named by id, by upn or by key")
	}
	key, _ := k.Key.Line()
	if u, ok := s.findUser(k.ID); ok {
		key = u.ID.String()
	}
	if u, ok := s.findUser(k.UPN); ok {
		key = u.UPN()
	}
	return key
}

// actor reads the caller. user reads the user of a delegated one.
func (v Value) actor(user func(Value) string) *protocol.Actor {
	var k ActorKeys[Value]
	var a protocol.Actor
	good := v.Fields("actor", &k)
	switch {
	case k.Delegated.There() == k.Application.There() && !good: // reported already
	case k.Delegated.There() == k.Application.There():
		v.Wrong("", "an actor is either {delegated: ada, scopes: […], roles: […]} or {application: [permissions], roles: […]}")
	case k.Delegated.There():
		a.Kind, a.User = "delegated", user(k.Delegated)
		if k.Scopes.There() {
			a.Scopes = k.Scopes.known(form.Permission)
		}
	default:
		a.Kind = "application"
		a.Permissions = k.Application.known(form.Permission)
		if k.Scopes.There() {
			k.Scopes.Wrong("", "scopes are a delegated actor's; an application has its permissions")
		}
	}
	if k.Roles.There() {
		a.Roles = k.Roles.known(form.Role)
	}
	return &a
}
