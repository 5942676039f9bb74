package check

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A caller makes a request. It is kept in the words of the wire and in those of the
// model.
type caller struct {
	wire  *protocol.Actor
	actor model.Actor
	self  bool  // the caller is the user of the request
	me    bool  // the request names the user as me
	user  uint8 // which user the caller is, if it is a user and not self
	often int   // how often the caller is drawn where others are drawn once; 0: once
}

// weightsOfCallers are the weights of all callers but the operator.
func weightsOfCallers() []int {
	weights := ones(len(callers) - 1)
	for i := range weights {
		weights[i] = max(1, callers[i+1].often)
	}
	return weights
}

// callers begin with the operator, who may do everything.
var callers = func() []caller {
	self := func(me bool, scope string, roles ...string) caller {
		return caller{wire: &protocol.Actor{Kind: "delegated", Scopes: []string{scope}, Roles: roles}, self: true, me: me}
	}
	other := func(scopes []string, roles ...string) caller {
		return caller{wire: &protocol.Actor{Kind: "delegated", Scopes: scopes, Roles: roles}, user: admin}
	}
	app := func(me bool, permissions ...string) caller {
		return caller{wire: &protocol.Actor{Kind: "application", Permissions: permissions}, me: me}
	}
	holder := func(roles ...string) caller {
		return caller{wire: &protocol.Actor{Kind: "application", Permissions: []string{}, Roles: roles}}
	}
	often := func(n int, c caller) caller {
		c.often = n
		return c
	}
	const all, tapAll = "UserAuthenticationMethod.ReadWrite.All", "UserAuthMethod-TAP.ReadWrite.All"
	const privileged, plain = "Privileged Authentication Administrator", "Authentication Administrator"
	cs := []caller{
		{},
		self(true, all, privileged),
		self(false, tapAll),
		often(2, self(true, "UserAuthMethod-TAP.ReadWrite")),
		self(false, "UserAuthenticationMethod.Read"),
		self(true, "Policy.Read.All"),
		often(2, other([]string{all}, privileged)),
		often(5, other([]string{tapAll}, plain)),
		other([]string{all}, "Global Reader"),
		other([]string{"UserAuthenticationMethod.Read.All"}, privileged),
		other([]string{"UserAuthMethod-TAP.Read.All"}, "Global Reader"),
		other([]string{"UserAuthenticationMethod.ReadWrite"}, privileged),
		other([]string{all}),
		other([]string{"Policy.ReadWrite.AuthenticationMethod"}, "Authentication Policy Administrator"),
		other([]string{"Policy.ReadWrite.AuthenticationMethod"}, "Global Reader"),
		other([]string{"Policy.Read.All"}, "Authentication Policy Administrator"),
		app(false, all, "Policy.ReadWrite.AuthenticationMethod"),
		app(false, "UserAuthMethod-TAP.Read.All", "Policy.Read.AuthenticationMethod"),
		app(false, "UserAuthenticationMethod.ReadWrite"),
		app(true, all),
		{me: true},
		other([]string{all, "Policy.ReadWrite.AuthenticationMethod"}, "Global Administrator"),
		other([]string{"User.ReadWrite.All"}, "Global Administrator"),
		often(4, holder(plain)),
		holder("Global Administrator"),
		holder("Global Reader"),
		{wire: &protocol.Actor{Kind: "application", Permissions: []string{"UserAuthenticationMethod.Read.All"}, Roles: []string{"Global Reader"}}},
		holder("Authentication Policy Administrator"),
	}
	for i := range cs {
		cs[i].read()
	}
	return cs
}()

// read translates the words of the wire into those of the model.
func (c *caller) read() {
	switch {
	case c.wire == nil:
	case c.wire.Kind == "application":
		c.actor = model.Actor{Kind: model.Application, Scopes: model.ScopesOf(c.wire.Permissions...), Roles: model.RolesOf(c.wire.Roles...)}
	default:
		c.actor = model.Actor{Kind: model.Delegated, User: people[c.user].ID, Scopes: model.ScopesOf(c.wire.Scopes...), Roles: model.RolesOf(c.wire.Roles...)}
	}
}

// grants are the lists that decide what a caller may do.
var grants = []func(*protocol.Actor) *[]string{
	func(a *protocol.Actor) *[]string { return &a.Scopes },
	func(a *protocol.Actor) *[]string { return &a.Roles },
	func(a *protocol.Actor) *[]string { return &a.Permissions },
}

// simpler are the operator, whom a scenario does not have to mention, and the callers
// with one scope, role or permission less, or without "me".
func (c *caller) simpler() []*caller {
	all := []*caller{&callers[0]}
	if c.me {
		less := *c
		less.me = false
		all = append(all, &less)
	}
	if c.wire == nil {
		return all
	}
	for _, list := range grants {
		for i := range *list(c.wire) {
			less, actor := *c, *c.wire
			words := list(&actor)
			if *words = slices.Delete(slices.Clone(*words), i, i+1); len(*words) == 0 {
				*words = nil
			}
			less.wire = &actor
			less.read()
			all = append(all, &less)
		}
	}
	return all
}

// called is the caller after user was has become user i.
func (c *caller) called(was, i int) *caller {
	if !c.named() || int(c.user) != was {
		return c
	}
	other := *c
	other.user = uint8(i)
	other.read()
	return &other
}

// named reports whether the caller is the same user in every request.
func (c *caller) named() bool { return c.wire != nil && c.wire.Kind == "delegated" && !c.self }
