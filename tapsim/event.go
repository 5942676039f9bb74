package tapsim

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// An EventKind is what happened to the engine. It decides which fields of an Event
// count.
type EventKind uint8

const (
	Done       EventKind = iota + 1 // a command: Key, State, Command, Outcome
	PolicyDone                      // the policy: Policy, Outcome
	Added                           // a user: User
	Updated                         // a user: Key, Update, Outcome
	Removed                         // a user: Key, User
	Restored                        // everything: Snapshot
	Put                             // a pass that no command made: Key, State, Pass
)

var eventKinds = [...]string{"nothing", "command", "policy", "user added", "user updated", "user removed", "restored", "pass put"}

// String says the kind in a word or two.
func (k EventKind) String() string {
	if int(k) < len(eventKinds) {
		return eventKinds[k]
	}
	return "unknown"
}

// An Event is one call of an engine, refused ones included, with everything that its
// answer depends on. So it can be checked alone: for a command, model.Step(State, Env,
// Command) gives Outcome, without the rules that the engine adds to
// Outcome.Contributing. It shares no memory with the engine. A user who could not be
// added or removed makes no event.
//
// Events replay in memory. Their JSON is for people: it shows a code as dots.
type Event struct {
	Kind EventKind
	Key  string    // the user as the caller named it
	Name string    // the name in the directory; empty: an unknown user, or no user
	Env  model.Env // the env at that instant, before the event

	State   model.State         // the slot before the event
	Command model.Command       // with the id and the code drawn for a create
	Policy  model.PolicyCommand //
	User    User                // with the id drawn
	Update  UserUpdate          //
	Pass    model.State         // the pass in the slot afterwards

	Snapshot *Snapshot
	Outcome  model.Outcome
}

// note passes an event to the recorder. The caller still holds the lock of the slot or
// of the tenant, so events that depend on each other are recorded in the order in
// which they happened.
func (e *Engine) note(ev Event) {
	ev = ev.clone()
	e.recording.Lock()
	defer e.recording.Unlock()
	e.record(ev)
}

// clone copies what ev shares with the engine and with the caller's command.
func (ev Event) clone() Event {
	ev.Env.Policy = clonePolicy(ev.Env.Policy)
	ev.Env.User.Groups = slices.Clone(ev.Env.User.Groups)
	ev.Env.RoleGroups = slices.Clone(ev.Env.RoleGroups)
	ev.User = ev.User.clone()

	ev.Command.Lifetime = fresh(ev.Command.Lifetime)
	ev.Command.Once = fresh(ev.Command.Once)
	ev.Command.Start = fresh(ev.Command.Start)

	p := &ev.Policy
	p.Enabled, p.OnceOnly, p.Length = fresh(p.Enabled), fresh(p.OnceOnly), fresh(p.Length)
	p.Minimum, p.Maximum, p.Default = fresh(p.Minimum), fresh(p.Maximum), fresh(p.Default)
	p.Include, p.Exclude = freshSlice(p.Include), freshSlice(p.Exclude)

	u := &ev.Update
	u.Groups, u.Roles, u.OtherRoles = freshSlice(u.Groups), fresh(u.Roles), freshSlice(u.OtherRoles)
	u.Guest, u.External = fresh(u.Guest), fresh(u.External)
	return ev
}

func fresh[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

func freshSlice[T any](p *[]T) *[]T {
	if p == nil {
		return nil
	}
	return new(slices.Clone(*p))
}
