package check

import (
	"bytes"
	"iter"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// renamed yields the scenarios in which somebody has a name that comes earlier in
// the list of people, and that nobody has there: who is called bob or eve should
// have to be.
func renamed(s *scenario.Scenario) iter.Seq[*scenario.Scenario] {
	return func(yield func(*scenario.Scenario) bool) {
		for i := range s.Users {
			for _, free := range people {
				if free.ID == s.Users[i].ID {
					break
				}
				taken := slices.ContainsFunc(s.Users, func(u protocol.User) bool { return u.ID == free.ID })
				if !taken && !yield(rename(s, i, free)) {
					return
				}
			}
		}
	}
}

// rename gives user i another name and id, wherever the scenario says either.
func rename(s *scenario.Scenario, i int, to protocol.User) *scenario.Scenario {
	less, was := copyOf(s), s.Users[i]
	u := &less.Users[i]
	u.Name, u.Known, u.ID = to.Name, to.Known, to.ID
	targets := func(all []model.Target) []model.Target {
		all = slices.Clone(all)
		for i := range all {
			if all[i].ID == was.ID {
				all[i].ID = to.ID
			}
		}
		return all
	}
	less.Policy.Include, less.Policy.Exclude = targets(s.Policy.Include), targets(s.Policy.Exclude)
	for i := range less.Steps {
		step := &less.Steps[i]
		for key := range keys {
			if step.User == keyOf(&was, key) {
				step.User = keyOf(&to, key)
				break
			}
		}
		if step.Actor != nil && step.Actor.User == was.ID.String() {
			actor := *step.Actor
			actor.User = to.ID.String()
			step.Actor = &actor
		}
		if id := []byte(was.ID.String()); bytes.Contains(step.Body, id) {
			step.Body = bytes.ReplaceAll(step.Body, id, []byte(to.ID.String()))
		}
	}
	return less
}
