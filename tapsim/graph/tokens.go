package graph

import (
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
)

// bearer returns the token of an Authorization header, or nothing.
func bearer(header []string) string {
	const scheme = "Bearer "
	if len(header) == 0 || len(header[0]) < len(scheme) || !strings.EqualFold(header[0][:len(scheme)], scheme) {
		return ""
	}
	return strings.TrimSpace(header[0][len(scheme):])
}

// actor returns the actor of a token, nil for an operator, and false for an unknown
// token.
//
// Without configured tokens each token is an operator's, except the principal name of
// a user: then that user is the caller, with every scope and with the user's own
// directory roles.
func (w *tenant) actor(token string) (*protocol.Actor, bool) {
	if w.tokens != nil {
		actor, known := w.tokens[token]
		return w.byID(actor), known
	}
	if strings.Contains(token, "@") {
		if u, ok := w.engine.User(token); ok {
			return &protocol.Actor{Kind: "delegated", User: u.ID.String(), Scopes: everyScope, Roles: roleNames(&u)}, true
		}
	}
	return nil, true
}

// byID names the user of a delegated actor by object id, as the model needs it.
func (w *tenant) byID(actor *protocol.Actor) *protocol.Actor {
	if actor == nil || !strings.Contains(actor.User, "@") {
		return actor
	}
	u, ok := w.engine.User(actor.User)
	if !ok {
		return actor
	}
	named := *actor
	named.User = u.ID.String()
	return &named
}

var everyScope = append(model.ScopeNames(), "User.ReadWrite.All")

// roleNames spells the roles of a user. A role that no rule names matters for a target
// and not for a caller.
func roleNames(u *tapsim.User) []string {
	if u.Roles == 0 {
		return nil
	}
	names := slices.DeleteFunc(model.RoleNames(), func(name string) bool { return u.Roles&model.RolesOf(name) == 0 })
	return append(names, u.OtherRoles...)
}

// mayControl decides about the control routes. With configured tokens they need an
// operator's, which may be one of a reset. Without, any caller may use them; only this
// computer reaches the service then.
func (x *exchange) mayControl(token string) model.Rule {
	if x.service.tokens == nil {
		return model.NoRule
	}
	known := false
	for _, named := range []map[string]*protocol.Actor{x.service.tokens, x.tenant.tokens} {
		actor, ok := named[token]
		if ok && actor == nil {
			return model.NoRule
		}
		known = known || ok
	}
	if known {
		return model.AccessRefused
	}
	return model.AccessToken
}

// The permissions to read and to write users. The rules of passes do not cover this,
// so the check is simple: one of these permissions, whatever the roles.
var (
	usersWrite = []string{"User.ReadWrite.All", "Directory.ReadWrite.All"}
	usersRead  = append([]string{"User.Read.All", "User.ReadBasic.All", "Directory.Read.All"}, usersWrite...)
	selfRead   = append([]string{"User.Read", "User.ReadWrite"}, usersRead...)
)

// holds reports whether an actor has one of these permissions; an operator has all.
func holds(a *protocol.Actor, needed []string) bool {
	has := func(name string) bool { return slices.Contains(needed, name) }
	return a == nil || slices.ContainsFunc(a.Scopes, has) || slices.ContainsFunc(a.Permissions, has)
}
