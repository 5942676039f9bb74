package check

import (
	"iter"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A caller is who asks, in the words of the wire and in those of the machine.
type caller struct {
	wire  *protocol.Actor
	actor model.Actor
	self  bool // the user asked about is who asks
	me    bool // and says so
	often int  // how often the caller is drawn where others are once; 0: once, too
}

// callerWeights are those of all callers but the operator.
func callerWeights() []int {
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
		return caller{wire: &protocol.Actor{Kind: "delegated", User: people[admin].ID.String(), Scopes: scopes, Roles: roles}}
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

// read says in the words of the machine what the wire says.
func (c *caller) read() {
	switch {
	case c.wire == nil:
		c.actor = model.Actor{}
	case c.wire.Kind == "application":
		c.actor = model.Actor{Kind: model.Application, Scopes: model.ScopesOf(c.wire.Permissions...), Roles: model.RolesOf(c.wire.Roles...)}
	default:
		user, _ := model.ParseID(c.wire.User)
		c.actor = model.Actor{Kind: model.Delegated, User: user, Scopes: model.ScopesOf(c.wire.Scopes...), Roles: model.RolesOf(c.wire.Roles...)}
	}
}

// grants are the lists of what a caller is allowed by.
var grants = []func(*protocol.Actor) *[]string{
	func(a *protocol.Actor) *[]string { return &a.Scopes },
	func(a *protocol.Actor) *[]string { return &a.Roles },
	func(a *protocol.Actor) *[]string { return &a.Permissions },
}

// simpler yields the operator, who is a caller of no words; and those who are a word
// short, or do not say "me".
func (c *caller) simpler() iter.Seq[*caller] {
	return func(yield func(*caller) bool) {
		if c.wire == nil && !c.me || !yield(&callers[0]) {
			return
		}
		if c.me {
			less := *c
			if less.me = false; !yield(&less) {
				return
			}
		}
		if c.wire == nil {
			return
		}
		for _, list := range grants {
			for i := range *list(c.wire) {
				less, actor := *c, *c.wire
				all := list(&actor)
				if *all = slices.Delete(slices.Clone(*all), i, i+1); len(*all) == 0 {
					*all = nil
				}
				less.wire = &actor
				if less.read(); !yield(&less) {
					return
				}
			}
		}
	}
}

// called is the caller under the name of another user, if it has the name of one.
func (c *caller) called(was, is model.ID) *caller {
	if c.wire == nil || c.wire.User != was.String() {
		return c
	}
	other, actor := *c, *c.wire
	actor.User = is.String()
	other.wire = &actor
	other.read()
	return &other
}
