package scenario

import (
	"strings"

	"github.com/tapsim/tap/model"
)

// A userKey is how a command names its user.
type userKey struct {
	key   string
	count int
	story *story
}

var userKeyMapping = Mapping[*userKey]{"a user", []Field[*userKey]{
	{"id", false, func(k *userKey, v Value) {
		u, _ := k.story.findUser(v)
		k.set(v, u.ID.String())
	}},
	{"upn", false, func(k *userKey, v Value) {
		u, _ := k.story.findUser(v)
		k.set(v, u.UPN())
	}},
	{"key", false, func(k *userKey, v Value) {
		text, _ := v.Line("key")
		k.set(v, text)
	}},
}}

func (k *userKey) set(v Value, key string) {
	if k.count++; k.count > 1 {
		v.Wrong("", "a user is named once: by id, by upn or by key")
	}
	k.key = key
}

// readUserKey reads whom a command is about: a short name, me, or a mapping
// where the form of the key matters.
func (s *story) readUserKey(v Value) string {
	switch {
	case v.spells("me"):
		return "me"
	case v.IsMapping():
		k := userKey{story: s}
		if userKeyMapping.Read(&k, v) && k.count == 0 {
			v.Wrong("", "a user is named by id, by upn or by key")
		}
		return k.key
	default:
		u, _ := s.findUser(v)
		return u.UPN()
	}
}

// An actorReader is an actor as it is read.
type actorReader struct {
	Actor
	delegated, application Value
	scopes, roles          Value
}

var actorMapping = Mapping[*actorReader]{"actor", []Field[*actorReader]{
	{"delegated", false, func(a *actorReader, v Value) { a.delegated = v }},
	{"application", false, func(a *actorReader, v Value) { a.application = v }},
	{"scopes", false, func(a *actorReader, v Value) { a.scopes = v }},
	{"roles", false, func(a *actorReader, v Value) { a.roles = v }},
}}

// readActor reads who asks in a step.
func (s *story) readActor(v Value) *Actor {
	return v.actor(func(v Value) string {
		u, _ := s.findUser(v)
		return u.ID.String()
	})
}

// actor reads an actor. Who it is that a delegated one asks for is read by user.
func (v Value) actor(user func(Value) string) *Actor {
	var a actorReader
	good := actorMapping.Read(&a, v)
	switch {
	case a.delegated.There() == a.application.There() && !good: // reported
	case a.delegated.There() == a.application.There():
		v.Wrong("", "an actor is either {delegated: somebody, scopes: […], roles: […]} or {application: [permissions]}")
	case a.delegated.There():
		a.Kind, a.User = "delegated", user(a.delegated)
		if a.scopes.There() {
			a.Scopes = a.scopes.permissions("scopes")
		}
		if a.roles.There() {
			a.Roles = a.roles.roles()
		}
	default:
		a.Kind = "application"
		a.Permissions = a.application.permissions("application")
		for _, other := range []Value{a.scopes, a.roles} {
			if other.There() {
				other.Wrong("", "scopes and roles are a delegated actor's; an application has its permissions")
			}
		}
	}
	return &a.Actor
}

// permissions reads a list of scopes.
func (v Value) permissions(what string) []string {
	known := model.ScopeNames()
	return v.known(what, "permission", known, func(item Value, name string) {
		if !strings.Contains(name, ".") {
			item.Wrong("permissions are written like "+known[0], "no permission %s", quote(name))
		}
	})
}

// roles reads a list of directory roles.
func (v Value) roles() []string {
	return v.known("roles", "role", model.RoleNames(), func(Value, string) {})
}

// known reads a list of names of which the rules speak of some. Entra has
// hundreds more, and one of those is fine as long as it is not a slip: a role or
// a permission that nobody has meant would be held by nobody, and a story that
// wants a refusal be true for the wrong reason. Others are handed on.
func (v Value) known(what, kind string, known []string, other func(Value, string)) []string {
	all := v.names(what)
	for i, item := range v.node.Content {
		if i >= len(all) || all[i] == "" {
			continue
		}
		switch near, slip := Nearest(all[i], known); {
		case near == all[i]:
		case slip:
			Value{v.r, item}.Wrong("did you mean "+near+"?", "no %s %s", kind, quote(all[i]))
		default:
			other(Value{v.r, item}, all[i])
		}
	}
	return all
}
