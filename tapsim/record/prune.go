package record

import (
	"regexp"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// guid is how ids are written in bodies.
var guid = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

// prune takes out of the scenario whom nothing in it is about: the tenant may have very
// many users and groups, and a scenario has room for some.
func (t *tale) prune() {
	about := map[model.ID]bool{}
	for i := range t.story.Steps {
		step := &t.story.Steps[i]
		for _, text := range guid.FindAll(step.Body, -1) {
			id, _ := model.ParseID(string(text))
			about[id] = true
		}
		if id, isID := model.ParseID(step.User); isID {
			about[id] = true
		} else if id, ok := t.byName[form.Fold(step.User)]; ok {
			about[id] = true
		}
		if step.Actor != nil {
			id, _ := model.ParseID(step.Actor.User)
			about[id] = true
		}
	}
	t.pruneTargets(&t.story.Policy.Include, about)
	t.pruneTargets(&t.story.Policy.Exclude, about)
	t.story.Users = slices.DeleteFunc(t.story.Users, func(u protocol.User) bool { return !about[u.ID] })
	for i := range t.story.Users {
		u := &t.story.Users[i]
		u.Groups = t.pruneGroups(u.Groups, about)
		for _, id := range u.Groups {
			about[id] = true
		}
	}
	t.story.Groups = slices.DeleteFunc(t.story.Groups, func(g protocol.Group) bool { return !about[g.ID] })
}

// many is how many targets of a policy and groups of a user there may be before those
// are left out that nothing else in the scenario is about.
const many = 100

// pruneTargets notes whom a policy is about. Of very many targets those are left out
// that are nobody of the scenario, who alone could tell; but one stays, since a list with
// nobody in it may mean something else.
func (t *tale) pruneTargets(targets *[]model.Target, about map[model.ID]bool) {
	if len(*targets) > many {
		mine := map[model.ID]bool{}
		for i := range t.story.Users {
			if u := &t.story.Users[i]; about[u.ID] {
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
		t.left["a target of the policy that nobody here could tell"] += len(*targets) - len(few)
		*targets = few
	}
	for _, x := range *targets {
		about[x.ID] = true
	}
}

// pruneGroups leaves out of very many groups of a user those that nothing else in the
// scenario is about.
func (t *tale) pruneGroups(groups []model.ID, about map[model.ID]bool) []model.ID {
	if len(groups) <= many {
		return groups
	}
	few := slices.DeleteFunc(slices.Clone(groups), func(id model.ID) bool { return !about[id] && !t.groups[id] })
	t.left["a group that nothing here is about"] += len(groups) - len(few)
	return few
}
