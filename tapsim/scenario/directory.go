package scenario

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

func (s *draft) readGroup(v Value) {
	k := GroupKeys[Value]{Name: v}
	if v.isMapping() {
		k.Name = Value{}
		v.Fields("a group", &k)
	}
	var g protocol.Group
	g.Name, _ = k.Name.As("the name of a group").formed(form.Name)
	g.ID, _ = k.ID.As("the id of a group").guid()
	g.RoleAssignable, _ = k.IsAssignableToRole.boolean()
	if g.Name == "" {
		return // reported already
	}
	if g.ID == (model.ID{}) {
		g.ID = protocol.GroupID(g.Name)
	}
	for _, other := range s.Groups {
		if other.Name == g.Name || other.ID == g.ID {
			v.Wrong("", "the group %s is there already, by name or by id", g.Name)
			return
		}
	}
	s.Groups = append(s.Groups, g)
}

func (s *draft) readUser(v Value) {
	k := UserKeys[Value]{Name: v}
	if v.isMapping() {
		k.Name = Value{}
		v.Fields("a user", &k)
	}
	var u protocol.User
	u.Name, _ = k.Name.As("the name of a user").formed(form.Name)
	u.PrincipalName, _ = k.UserPrincipalName.As("a userPrincipalName").formed(form.Principal)
	u.ID, _ = k.ID.As("the id of a user").guid()
	kind, _ := k.UserType.Word(form.UserTypes)
	u.Guest = kind == "guest"
	u.External, _ = k.External.boolean()
	if k.Groups.There() {
		u.Groups = s.groupIDs(k.Groups)
	}
	if k.Roles.There() {
		u.Roles = k.Roles.known(form.Role)
	}
	if u.Name == "" {
		return // reported already
	}
	if u.ID == (model.ID{}) {
		u.ID = protocol.UserID(u.Name)
	}
	upn := form.Fold(u.UPN())
	for i := range s.Users {
		if other := &s.Users[i]; other.Name == u.Name || other.ID == u.ID || form.Fold(other.UPN()) == upn {
			v.Wrong("", "the user %s is there already, by name or by id", u.Name)
			return
		}
	}
	for _, g := range s.Groups {
		if g.ID == u.ID {
			v.Wrong("", "the user %s has the id of the group %s", u.Name, g.Name)
			return
		}
	}
	s.Users = append(s.Users, u)
}

// formed reads a text of one line that has a form of its own.
func (v Value) formed(check func(what, text string) form.Fault) (string, bool) {
	text, ok := v.Line()
	if !ok {
		return "", false
	}
	return v.sound(text, check(v.what, text))
}

// guid reads an object id.
func (v Value) guid() (model.ID, bool) {
	text, ok := v.Text()
	if !ok {
		return model.ID{}, false
	}
	id, f := form.GUID(v.what, text)
	_, ok = v.sound(text, f)
	return id, ok
}

// known reads a list of names without repetition, of which the rules use only some.
func (v Value) known(check func(string) form.Fault) []string {
	all := []string{}
	v.each("an item of "+v.what, maxNames, func(item Value) {
		name, ok := item.Line()
		switch {
		case !ok:
		case slices.Contains(all, name):
			item.Wrong("", "%s names %s twice", v.what, form.Quote(name))
		default:
			item.sound(name, check(name))
		}
		all = append(all, name)
	})
	return all
}

// groupIDs reads a list of groups of the scenario.
func (s *draft) groupIDs(v Value) []model.ID {
	ids := []model.ID{}
	v.Each("a group", func(item Value) {
		if g, ok := s.findGroup(item); ok {
			if slices.Contains(ids, g.ID) {
				item.Wrong("", "groups names %s twice", g.Name)
			}
			ids = append(ids, g.ID)
		}
	})
	return ids
}

func (s *draft) findGroup(v Value) (protocol.Group, bool) {
	return findNamed(v, "a group", s.Groups, func(g protocol.Group) string { return g.Name }, "")
}

func (s *draft) findUser(v Value) (protocol.User, bool) {
	return findNamed(v, "a user", s.Users, func(u protocol.User) string { return u.Name }, "name an unknown user with {key: ")
}

// findNamed reads the name of an item of all. other begins the hint if no name is
// similar.
func findNamed[T any](v Value, what string, all []T, name func(T) string, other string) (found T, ok bool) {
	text, ok := v.As(what).Line()
	if !ok {
		return found, false
	}
	known := make([]string, len(all))
	for i := range all {
		if known[i] = name(all[i]); known[i] == text {
			return all[i], true
		}
	}
	hint := form.Suggest(text, known)
	if hint == "" && other != "" {
		hint = other + form.Clip(text) + "}"
	}
	v.Wrong(hint, "no %s %s in this scenario", what[len("a "):], form.Quote(text))
	return found, false
}
