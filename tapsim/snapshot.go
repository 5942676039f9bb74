package tapsim

import "github.com/tapsim/tap/model"

// A Snapshot is a tenant as it was: the directory, the policy and every slot, but
// not what Config says once for all: the edition, the groups that are assignable to
// roles, the clock and the random source. It never changes, so it may be
// restored many times, and into other engines.
type Snapshot struct {
	policy model.Policy
	users  []userState // by name
}

type userState struct {
	User
	state model.State
}

// Snapshot returns the tenant as it is now.
func (e *Engine) Snapshot() *Snapshot {
	// With the world held for writing no command is under way, so no slot
	// needs a lock of its own, and all are seen at one moment.
	e.world.Lock()
	defer e.world.Unlock()

	// The slices can be shared: neither side changes one in place.
	s := &Snapshot{policy: e.policy, users: make([]userState, 0, len(e.byName))}
	for _, u := range e.sorted() {
		s.users = append(s.users, userState{u.User, u.state})
	}
	return s
}

// Restore makes the tenant what it was when s was taken. It panics if s is nil or
// was taken of nothing.
func (e *Engine) Restore(s *Snapshot) {
	if s == nil || judge(s.policy) != model.PolicyUpdate {
		panic("tapsim: Restore needs a snapshot that Engine.Snapshot has taken")
	}
	e.world.Lock()
	defer e.world.Unlock()

	env := e.env()
	e.policy = s.policy
	e.directory.reset(len(s.users))
	for _, u := range s.users {
		e.put(u.User, u.state)
	}
	if e.record != nil {
		e.note(Event{Kind: Restored, Env: env, Snapshot: s})
	}
}
