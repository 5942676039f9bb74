package record

import (
	"regexp"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// guid matches an id in a body.
var guid = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

// prune removes the users and groups that no step and no target of the policy is about:
// a tenant may have tens of thousands of users, and a scenario a thousand.
func (d *draft) prune() {
	about := map[model.ID]bool{}
	for i := range d.scenario.Steps {
		step := &d.scenario.Steps[i]
		for _, text := range guid.FindAll(step.Body, -1) {
			id, _ := model.ParseID(string(text))
			about[id] = true
		}
		if id, isID := model.ParseID(step.User); isID {
			about[id] = true
		} else if id, ok := d.byName[form.Fold(step.User)]; ok {
			about[id] = true
		}
		if step.Actor != nil {
			id, _ := model.ParseID(step.Actor.User)
			about[id] = true
		}
	}
	d.pruneTargets(&d.scenario.Policy.Include, about)
	d.pruneTargets(&d.scenario.Policy.Exclude, about)
	d.scenario.Users = slices.DeleteFunc(d.scenario.Users, func(u protocol.User) bool { return !about[u.ID] })
	for i := range d.scenario.Users {
		u := &d.scenario.Users[i]
		u.Groups = d.pruneGroups(u.Groups, about)
		for _, id := range u.Groups {
			about[id] = true
		}
	}
	d.scenario.Groups = slices.DeleteFunc(d.scenario.Groups, func(g protocol.Group) bool { return !about[g.ID] })
}

// manyTargets is the number of targets of a policy, and of groups of a user, up to
// which all of them stay.
const manyTargets = 100

// pruneTargets marks the ids that the policy is about. Of a long list it removes the
// targets that match no user of the scenario: they change no answer. One of them stays
// where no other is left, since an empty list may mean something else.
func (d *draft) pruneTargets(targets *[]model.Target, about map[model.ID]bool) {
	if len(*targets) > manyTargets {
		mine := map[model.ID]bool{}
		for i := range d.scenario.Users {
			if u := &d.scenario.Users[i]; about[u.ID] {
				mine[u.ID] = true
				for _, g := range u.Groups {
					mine[g] = true
				}
			}
		}
		last := (*targets)[len(*targets)-1]
		few := slices.DeleteFunc(slices.Clone(*targets), func(x model.Target) bool { return !x.All && !mine[x.ID] })
		if len(few) == 0 {
			few = append(few, last)
		}
		d.omitted["a target of the policy that matches no user of this scenario"] += len(*targets) - len(few)
		*targets = few
	}
	for _, x := range *targets {
		about[x.ID] = true
	}
}

// pruneGroups removes from a long list of a user's groups those that nothing else in
// the scenario is about.
func (d *draft) pruneGroups(groups []model.ID, about map[model.ID]bool) []model.ID {
	if len(groups) <= manyTargets {
		return groups
	}
	few := slices.DeleteFunc(slices.Clone(groups), func(id model.ID) bool { return !about[id] && !d.groups[id] })
	d.omitted["a group that no step and no target of this scenario is about"] += len(groups) - len(few)
	return few
}
