package model

// An Op is what a command does with a user's slot. The zero Op does nothing.
type Op uint8

const (
	Create  Op = iota + 1 // POST .../temporaryAccessPassMethods
	List                  // GET .../temporaryAccessPassMethods
	Get                   // GET .../temporaryAccessPassMethods/{id}
	Delete                // DELETE .../temporaryAccessPassMethods/{id}
	SignIn                // the user presents a code
	Refresh               // a client renews a session that began with a pass
)

// A Command is one question to a user's slot. Which fields count depends on
// Op. Optional inputs are pointers, because absent is not zero.
type Command struct {
	Op   Op
	ID   ID   // Create: of the pass to be made. Get, Delete: asked for. Refresh: with which the session began
	Code Code // Create: of the pass to be made. SignIn: the one presented

	// Of Create alone, as the caller gave them.
	Lifetime *Minutes // lifetimeInMinutes
	Once     *bool    // isUsableOnce
	Start    *Instant // startDateTime
}

// An Env is the tenant at the instant of a command. The policy counts as it is now: no
// pass keeps a copy of it.
type Env struct {
	Now     Instant
	Policy  Policy
	User    User  // whose slot it is
	Actor   Actor // the caller; the zero Actor is an operator
	Me      bool  // the slot was named as /me
	Edition Edition

	Readings Readings // how the rules are read that no source settles

	// RoleGroups are the groups whose isAssignableToRole is true. Their members are
	// out of an Authentication Administrator's reach. Rule access-write.
	RoleGroups []ID
}

// A User is what the rules need to know of the owner of a slot.
type User struct {
	ID       ID
	Groups   []ID
	Guest    bool  // userType guest
	External bool  // the credentials live in another tenant
	Roles    Roles // the directory roles of this user, as a target
	Unknown  bool  // the directory has no such user
}

// An Outcome is the answer to a command. A refusal is an outcome too, and not an
// error: the service works as specified when it refuses.
type Outcome struct {
	Rule         Rule  // settled the answer; no rule, if the Op was zero
	Contributing Rules // shaped it

	View View // the pass shown; its zero value: none
	Code Code // of an accepted create alone

	SessionEnds Instant // of an accepted sign-in or refresh
	RegisterBy  Instant // of an accepted sign-in with a one-time pass; 0: no deadline

	Minimum, Maximum Minutes // the range that create-lifetime-range quotes

	// Padding to 112 bytes, which are copied in seven moves; see State.
	_ [8]byte
}

// Accepted reports whether the service said yes.
func (o Outcome) Accepted() bool { return o.Rule.entry().Answer.Accepted }

// Rules returns the rule that settled the answer and those that shaped it.
func (o Outcome) Rules() Rules {
	return o.Contributing.With(o.Rule)
}
