package tapsim

import (
	"fmt"

	"github.com/tapsim/tap/model"
)

// A Pass is the content of a user's slot, for a caller that restores a tenant.
type Pass struct {
	User  string // named by id or by user principal name
	State model.State
}

// PutPasses puts passes into the slots of their users: those that a tenant had when it
// was written down. No rule is checked, since no client asks for them. But facts that
// no history of commands could lead to are an error, as is a second pass of one user,
// and an id that another pass has. After an error no pass is put.
//
// A pass without a code accepts no sign-in: the zero Code matches nothing.
func (e *Engine) PutPasses(passes ...Pass) error {
	e.tenant.Lock()
	defer e.tenant.Unlock()

	owners := make(map[model.ID]string, len(passes)) // by the id of the pass
	for _, u := range e.byID {
		if u.state.Exists() {
			owners[u.state.ID] = u.Name
		}
	}
	slots := make(map[*entry]bool, len(passes))
	for _, p := range passes {
		u, _ := e.find(p.User)
		if u == nil {
			return fmt.Errorf("put a pass: there is no user %q", p.User)
		}
		owner, taken := owners[p.State.ID]
		err := possible(p.State)
		switch {
		case u.state.Exists() || slots[u]:
			err = fmt.Errorf("there is one already, and room for no other")
		case taken:
			err = fmt.Errorf("the id %s is that of the pass of %s", p.State.ID, owner)
		}
		if err != nil {
			return fmt.Errorf("put a pass into the slot of %s: %w", u.Name, err)
		}
		owners[p.State.ID], slots[u] = u.Name, true
	}

	for _, p := range passes {
		u, _ := e.find(p.User)
		if e.record != nil {
			env := e.env()
			env.User = u.subject()
			e.note(Event{Kind: Put, Key: p.User, Name: u.Name, Env: env, State: u.state, Pass: p.State})
		}
		u.state = p.State
	}
	return nil
}

// possible says why the facts of a pass are impossible: no accepted create, with
// sign-ins after it, leads to them.
func possible(s model.State) error {
	switch last := model.LastInstant.Add(-s.Lifetime.Ticks() - model.RegistrationWindow); {
	case s.ID == model.ID{}:
		return fmt.Errorf("it has no id")
	case s.Lifetime < model.LeastLifetime || s.Lifetime > model.GreatestLifetime:
		return fmt.Errorf("its lifetime is %d minutes, and none is outside %d to %d", s.Lifetime, model.LeastLifetime, model.GreatestLifetime)
	case s.Used && !s.Once:
		return fmt.Errorf("it is spent, and a multi-use pass never is")
	case s.Created < 0 || s.Created > model.LastInstant:
		return fmt.Errorf("it was created outside the years 1 to 9999")
	case s.Start < 0 || s.Start > last:
		return fmt.Errorf("its start is outside the years 1 to 9999, or its end is too near the last of them: rule %s", model.CreateStartFar)
	case s.Start < s.Created.Add(-model.StartTolerance):
		return fmt.Errorf("its start, %s, was past when it was created, at %s: rule %s", s.Start, s.Created, model.CreateStartPast)
	}
	return nil
}
