package tapsim

import (
	"cmp"
	"slices"

	"github.com/tapsim/tap/model"
)

// A Change is what time alone does to a user's pass.
type Change struct {
	At            model.Instant // the first instant at which it reads After
	User          model.ID      // whose pass it is
	Name          string        // that user's principal name, as the directory spells it
	Before, After model.Reason  // never the same
}

// compare orders changes by time, then by name.
func (c Change) compare(d Change) int {
	return cmp.Or(cmp.Compare(c.At, d.At), cmp.Compare(c.Name, d.Name))
}

// Next returns what changes next after now, over all users; of several changes at the
// same instant, the first by name. It returns false when time changes nothing any
// more. It visits every user.
func (e *Engine) Next() (Change, bool) {
	var first Change
	found := false
	for c := range e.ahead {
		if !found || c.compare(first) < 0 {
			first, found = c, true
		}
	}
	return first, found
}

// Ahead lists the next change after now for each user whose pass still changes with
// time, by time and then by name. It visits every user.
func (e *Engine) Ahead() []Change {
	return slices.SortedFunc(e.ahead, Change.compare)
}

// ahead yields, in the order of names, what changes next for each user.
func (e *Engine) ahead(yield func(Change) bool) {
	e.tenant.Lock()
	defer e.tenant.Unlock()

	now := e.Now()
	for _, u := range e.byName {
		if c, ok := e.next(u, now); ok && !yield(c) {
			return
		}
	}
}

// Changes lists what time alone changes later than after and not later than until, by
// time and then by name. It uses the passes, the policy and the directory as they are
// now: for a pass that was made later than after, it also lists changes before the
// pass was made. It visits every user.
func (e *Engine) Changes(after, until model.Instant) []Change {
	e.tenant.Lock()
	defer e.tenant.Unlock()

	var all []Change
	for _, u := range e.byName {
		for now := after; ; {
			c, ok := e.next(u, now)
			if !ok || c.At > until {
				break
			}
			all = append(all, c)
			now = c.At
		}
	}
	slices.SortFunc(all, Change.compare)
	return all
}

// next returns the next change for one user. The tenant is locked for writing, so that
// no command changes a slot meanwhile.
func (e *Engine) next(u *entry, now model.Instant) (Change, bool) {
	env := model.Env{Now: now, Edition: e.edition, Policy: e.policy, User: u.subject()}
	at, ok := u.state.Next(env)
	if !ok {
		return Change{}, false
	}
	before, _ := u.state.View(env)
	env.Now = at
	after, _ := u.state.View(env)
	return Change{At: at, User: u.ID, Name: u.Name, Before: before.Reason, After: after.Reason}, true
}
