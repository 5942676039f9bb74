package scenario

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A group as it is read.
type groupReader struct{ protocol.Group }

var groupMapping = Mapping[*groupReader]{"a group", []Field[*groupReader]{
	{"name", true, func(g *groupReader, v Value) { g.Name, _ = v.name("the name of a group") }},
	{"id", false, func(g *groupReader, v Value) { g.ID, _ = v.GUID("the id of a group") }},
	{"isAssignableToRole", false, func(g *groupReader, v Value) { g.RoleAssignable, _ = v.Bool("isAssignableToRole") }},
}}

// A user as it is read.
type userReader struct {
	protocol.User
	story *story
}

var userMapping = Mapping[*userReader]{"a user", []Field[*userReader]{
	{"name", true, func(u *userReader, v Value) { u.Name, _ = v.name("the name of a user") }},
	{"userPrincipalName", false, func(u *userReader, v Value) { u.Known, _ = v.principal("a userPrincipalName") }},
	{"id", false, func(u *userReader, v Value) { u.ID, _ = v.GUID("the id of a user") }},
	{"userType", false, func(u *userReader, v Value) {
		kind, _ := v.Word("userType", form.UserTypes)
		u.Guest = kind == "guest"
	}},
	{"external", false, func(u *userReader, v Value) { u.External, _ = v.Bool("external") }},
	{"groups", false, func(u *userReader, v Value) { u.Groups = u.story.groupIDs(v) }},
	{"roles", false, func(u *userReader, v Value) { u.Roles = v.roles() }},
}}

// readDirectory reads the groups and then the users, who refer to them.
func (s *story) readDirectory() {
	if s.groups.There() && s.groups.fewer("groups", maxNames) {
		s.groups.Each("groups", s.readGroup)
	}
	if s.users.There() && s.users.fewer("users", maxNames) {
		s.users.Each("users", s.readUser)
	}
}

func (s *story) readGroup(v Value) {
	var g groupReader
	if v.IsMapping() {
		groupMapping.Read(&g, v)
	} else {
		g.Name, _ = v.name("the name of a group")
	}
	if g.Name == "" {
		return // reported
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
	s.Groups = append(s.Groups, g.Group)
}

func (s *story) readUser(v Value) {
	u := userReader{story: s}
	if v.IsMapping() {
		userMapping.Read(&u, v)
	} else {
		u.Name, _ = v.name("the name of a user")
	}
	if u.Name == "" {
		return // reported
	}
	if u.ID == (model.ID{}) {
		u.ID = protocol.UserID(u.Name)
	}
	upn := form.Fold(u.UPN())
	for _, other := range s.Users {
		if other.Name == u.Name || other.ID == u.ID || form.Fold(other.UPN()) == upn {
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
	s.Users = append(s.Users, u.User)
}

// name reads the short name of a user or a group.
func (v Value) name(what string) (string, bool) { return v.formed(what, form.Name) }

// principal reads a user principal name.
func (v Value) principal(what string) (string, bool) { return v.formed(what, form.Principal) }

// formed reads a text of one line that has a form of its own.
func (v Value) formed(what string, check func(what, text string) form.Fault) (string, bool) {
	text, ok := v.Line(what)
	if !ok {
		return "", false
	}
	if f := check(what, text); f.Found() {
		v.fault(f)
		return "", false
	}
	return text, true
}

// GUID reads an object id.
func (v Value) GUID(what string) (model.ID, bool) {
	text, ok := v.Text(what)
	if !ok {
		return model.ID{}, false
	}
	id, f := form.GUID(what, text)
	if f.Found() {
		v.fault(f)
	}
	return id, !f.Found()
}

// names reads a list of texts, none of them twice.
func (v Value) names(what string) []string {
	all := []string{}
	v.Each(what, func(item Value) {
		name, ok := item.Line("an item of " + what)
		if ok && slices.Contains(all, name) {
			item.Wrong("", "%s names %s twice", what, form.Quote(name))
		}
		all = append(all, name)
	})
	return all
}

// groupIDs reads a list of groups of the scenario.
func (s *story) groupIDs(v Value) []model.ID {
	ids := []model.ID{}
	v.Each("groups", func(item Value) {
		if g, ok := s.findGroup(item); ok {
			if slices.Contains(ids, g.ID) {
				item.Wrong("", "groups names %s twice", g.Name)
			}
			ids = append(ids, g.ID)
		}
	})
	return ids
}

func (s *story) findGroup(v Value) (protocol.Group, bool) {
	name, ok := v.Line("a group")
	if !ok {
		return protocol.Group{}, false
	}
	for _, g := range s.Groups {
		if g.Name == name {
			return g, true
		}
	}
	known := make([]string, len(s.Groups))
	for i, g := range s.Groups {
		known[i] = g.Name
	}
	v.Wrong(form.Suggest(name, known), "no group %s in this scenario", form.Quote(name))
	return protocol.Group{}, false
}

func (s *story) findUser(v Value) (protocol.User, bool) {
	name, ok := v.Line("a user")
	if !ok {
		return protocol.User{}, false
	}
	for _, u := range s.Users {
		if u.Name == name {
			return u, true
		}
	}
	known := make([]string, len(s.Users))
	for i, u := range s.Users {
		known[i] = u.Name
	}
	hint := form.Suggest(name, known)
	if hint == "" {
		hint = "name somebody who is not there with {key: " + form.Clip(name) + "}"
	}
	v.Wrong(hint, "no user %s in this scenario", form.Quote(name))
	return protocol.User{}, false
}
