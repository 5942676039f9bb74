package scenario

import (
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"go.yaml.in/yaml/v4"
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
	protocol.Actor
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
func (s *story) readActor(v Value) *protocol.Actor {
	return v.actor(func(v Value) string {
		u, _ := s.findUser(v)
		return u.ID.String()
	})
}

// actor reads an actor. Who it is that a delegated one asks for is read by user.
func (v Value) actor(user func(Value) string) *protocol.Actor {
	var a actorReader
	good := actorMapping.Read(&a, v)
	switch {
	case a.delegated.There() == a.application.There() && !good: // reported
	case a.delegated.There() == a.application.There():
		v.Wrong("", "an actor is either {delegated: somebody, scopes: […], roles: […]} or {application: [permissions], roles: […]}")
	case a.delegated.There():
		a.Kind, a.User = "delegated", user(a.delegated)
		if a.scopes.There() {
			a.Scopes = a.scopes.permissions("scopes")
		}
	default:
		a.Kind = "application"
		a.Permissions = a.application.permissions("application")
		if a.scopes.There() {
			a.scopes.Wrong("", "scopes are a delegated actor's; an application has its permissions")
		}
	}
	if a.roles.There() {
		a.Roles = a.roles.roles()
	}
	return &a.Actor
}

// permissions reads a list of scopes.
func (v Value) permissions(what string) []string { return v.known(what, form.Permission) }

// roles reads a list of directory roles.
func (v Value) roles() []string { return v.known("roles", form.Role) }

// known reads a list of names of which the rules speak of some.
func (v Value) known(what string, check func(string) form.Fault) []string {
	if v.node.Kind == yaml.SequenceNode && !v.fewer(what, maxNames) {
		return []string{}
	}
	all := v.names(what)
	for i, item := range v.node.Content {
		if i >= len(all) || all[i] == "" {
			continue
		}
		if f := check(all[i]); f.Found() {
			Value{v.r, item}.fault(f)
		}
	}
	return all
}
