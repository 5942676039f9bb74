package tapsim

import "github.com/tapsim/tap/model"

// A Snapshot is a tenant at one time: the directory, the policy and every slot. It
// leaves out what Config sets: the edition, the role-assignable groups, the clock and
// the random source. It never changes, so it can be restored many times, also in other
// engines.
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
	// The tenant is locked for writing, so no command is running: no slot needs its own
	// lock, and all are read at the same time.
	e.tenant.Lock()
	defer e.tenant.Unlock()

	// The slices can be shared: neither side changes one in place.
	s := &Snapshot{policy: e.policy, users: make([]userState, 0, len(e.byName))}
	for _, u := range e.sorted() {
		s.users = append(s.users, userState{u.User, u.state})
	}
	return s
}

// Restore puts the tenant into the state of s. It panics if s is nil or a zero
// Snapshot.
func (e *Engine) Restore(s *Snapshot) {
	if s == nil || policyRule(s.policy) != model.PolicyUpdate {
		panic("tapsim: Restore needs a snapshot that Engine.Snapshot has taken")
	}
	e.tenant.Lock()
	defer e.tenant.Unlock()

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
