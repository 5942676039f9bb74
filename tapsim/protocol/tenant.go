package protocol

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/form"
)

// A tenantReader reads a tenant from JSON: that of a reset, of a state file, or of the
// protocol. It accepts the same names, users, groups and targets as the reader of
// scenarios; a state also has passes.
type tenantReader struct {
	*Beginning
	blank  bool // an empty id or userType counts as missing
	groups map[string]model.ID
	users  map[string]int      // by principal name in small letters, and by id
	short  map[string]int      // by short name; ambiguous
	given  map[string]bool     // short names that the text gives itself
	ids    map[model.ID]string // the owner of each id
}

// ambiguous takes the place of a user if two users share a short name.
const ambiguous = -1

func newTenantReader(usual model.Edition) *tenantReader {
	return &tenantReader{
		Beginning: &Beginning{Tenant: Tenant{Edition: usual}},
		groups:    map[string]model.ID{}, users: map[string]int{}, short: map[string]int{}, given: map[string]bool{}, ids: map[model.ID]string{},
	}
}

// The members of a tenant, and those that set its clock.
var (
	caseMembers   = []string{"edition", "policy", "groups", "users"}
	tenantMembers = append(slices.Clone(caseMembers), "passes")
	clockMembers  = []string{"now", "start"}
)

// read reads a tenant whose policy is as in a scenario: over the defaults of the
// edition, and enabled unless it says otherwise.
func (t *tenantReader) read(members map[string]*node) {
	t.readDirectory(members)
	over := model.DefaultPolicy(t.Edition)
	over.Enabled = true
	t.Policy = over
	if n := members["policy"]; n.there() {
		t.Policy = t.readPolicy(n, over)
	}
	if n := members["passes"]; n.there() {
		n.each(t.readPass)
	}
}

// readDirectory reads the edition, the groups, and then the users, which refer to
// groups.
func (t *tenantReader) readDirectory(members map[string]*node) {
	if n := members["edition"]; n.there() {
		t.readEdition(n)
	}
	if n := members["groups"]; n.there() {
		n.each(t.readGroup)
	}
	if n := members["users"]; n.there() {
		n.each(t.readUser)
	}
}

// readStart reads the time of the clock.
func (t *tenantReader) readStart(members map[string]*node) {
	for _, name := range []string{"start", "now"} { // now wins
		if n := members[name]; n.there() {
			if at, ok := n.instant(); ok {
				t.Start = &at
			}
		}
	}
}

func (t *tenantReader) readEdition(n *node) {
	name, ok := n.string()
	if !ok {
		return
	}
	edition, err := model.ParseEdition(name)
	if err != nil {
		hint := ""
		if near, typo := form.Nearest(name, model.Editions()); typo {
			hint = "did you mean " + near + "?"
		}
		n.wrong(hint, "%s", err)
		return
	}
	t.Edition = edition
}

func (t *tenantReader) readGroup(n *node) {
	var g Group
	if n.text[0] == '"' {
		g.Name, _ = n.formed("the name of a group", form.Name)
	} else {
		members, ok := n.members("id", "name", "displayName", "isAssignableToRole")
		short, shown := members["name"], members["displayName"]
		switch {
		case short.there() && shown.there():
			n.wrong("", "a group has a name or a displayName, and not both")
		case short.there():
			g.Name, _ = short.formed("the name of a group", form.Name)
		case shown.there():
			g.Name, _ = shown.formed("the displayName of a group", form.Line)
		case ok:
			n.wrong("", "a group lacks a name or a displayName")
		}
		if v := members["id"]; t.says(v) {
			if g.ID, ok = v.guid("the id of a group"); !ok {
				return
			}
		}
		if v := members["isAssignableToRole"]; v.there() {
			g.RoleAssignable, _ = v.bool()
		}
	}
	if g.Name == "" {
		return // reported
	}
	if g.ID == (model.ID{}) {
		g.ID = GroupID(g.Name)
	}
	if _, twice := t.groups[g.Name]; twice || t.ids[g.ID] != "" {
		n.wrong("", "the group %s is there already, by name or by id", g.Name)
		return
	}
	t.groups[g.Name], t.ids[g.ID] = g.ID, "the group "+g.Name
	t.Groups = append(t.Groups, g)
}

func (t *tenantReader) readUser(n *node) {
	u, shown := User{}, ""
	name, principal := &node{}, &node{}
	if n.text[0] == '"' {
		if text, _ := n.string(); strings.Contains(text, "@") {
			principal = n
		} else {
			name = n
		}
	} else {
		members, ok := n.members("id", "name", "userPrincipalName", "displayName", "userType", "external", "groups", "roles")
		name, principal = members["name"], members["userPrincipalName"]
		if !name.there() && !principal.there() {
			if ok {
				n.wrong("", "a user lacks a name or a userPrincipalName")
			}
			return
		}
		if v := members["id"]; t.says(v) {
			if u.ID, ok = v.guid("the id of a user"); !ok {
				return
			}
		}
		if v := members["displayName"]; v.there() {
			shown, _ = v.string()
		}
		t.readFacts(&u, members)
	}
	if t.readName(&u, name, principal) && t.enter(n, u, name.there()) && shown != "" {
		if t.Shown == nil {
			t.Shown = map[model.ID]string{}
		}
		t.Shown[u.ID] = shown
	}
}

// enter adds a user to the directory. A user without a short name can be named by the
// part before the @, unless two users share it.
func (t *tenantReader) enter(n *node, u User, given bool) bool {
	upn := form.Fold(u.UPN())
	_, taken := t.users[upn]
	switch has := t.ids[u.ID]; {
	case taken, given && t.given[u.Name], strings.HasPrefix(has, "the user "):
		n.wrong("", "the user %s is there already, by name or by id", u.Name)
		return false
	case has != "":
		n.wrong("", "the user %s has the id of %s", u.Name, has)
		return false
	}
	index := len(t.Users)
	t.users[upn], t.users[u.ID.String()], t.ids[u.ID] = index, index, "the user "+u.Name
	switch _, other := t.short[u.Name]; {
	case given:
		t.short[u.Name], t.given[u.Name] = index, true
	case t.given[u.Name]:
	case other:
		t.short[u.Name] = ambiguous
	default:
		t.short[u.Name] = index
	}
	t.Users = append(t.Users, u)
	return true
}

// says reports whether a member is there and not empty.
func (t *tenantReader) says(v *node) bool {
	return v.there() && !(t.blank && string(v.text) == `""`)
}

// readName reads the names of a user. A user with only a principal name has the part
// before the @ as a short name, and a user without an id gets the one that scenarios
// give to the name.
func (t *tenantReader) readName(u *User, name, principal *node) (ok bool) {
	if principal.there() {
		if u.PrincipalName, ok = principal.formed("a userPrincipalName", form.Principal); !ok {
			return false
		}
		u.Name, _, _ = strings.Cut(u.PrincipalName, "@")
	}
	if name.there() {
		if u.Name, ok = name.formed("the name of a user", form.Name); !ok {
			return false
		}
	}
	if u.PrincipalName == (User{Name: u.Name}).UPN() {
		u.PrincipalName = ""
	}
	if u.ID == (model.ID{}) && name.there() {
		u.ID = UserID(u.Name)
	} else if u.ID == (model.ID{}) {
		u.ID = UserID(cmp.Or(u.PrincipalName, u.Name))
	}
	return true
}

// readFacts reads the other properties of a user.
func (t *tenantReader) readFacts(u *User, members map[string]*node) {
	if v := members["userType"]; t.says(v) {
		kind, _ := v.word("userType", form.UserTypes)
		u.Guest = kind == "guest"
	}
	if v := members["external"]; v.there() {
		u.External, _ = v.bool()
	}
	if v := members["groups"]; v.there() {
		u.Groups = v.groupIDs(t.groups)
	}
	if v := members["roles"]; v.there() {
		u.Roles = v.names(form.Role)
	}
}

// groupIDs reads a list of groups, by name or by id. A group by id need not be among
// the named ones.
func (n *node) groupIDs(named map[string]model.ID) []model.ID {
	ids := []model.ID{}
	seen := map[model.ID]bool{}
	n.each(func(item *node) {
		if id, ok := item.groupID(named); ok {
			if seen[id] {
				item.wrong("", "groups names %s twice", form.Clip(string(item.text)))
			}
			seen[id] = true
			ids = append(ids, id)
		}
	})
	return ids
}

func (n *node) groupID(named map[string]model.ID) (model.ID, bool) {
	name, ok := n.formed("a group", form.Line)
	if !ok {
		return model.ID{}, false
	}
	if id, f := form.GUID("a group", name); !f.Found() {
		return id, true // ids come first, or the name of one group could be the id of another
	}
	if id, ok := named[name]; ok {
		return id, true
	}
	hint := suggestAmong(name, named)
	if hint == "" {
		hint = "a group that is not named here is referred to by its id"
	}
	n.wrong(hint, "no group %s", form.Quote(name))
	return model.ID{}, false
}

// suggestAmong suggests a key, unless there are too many to search.
func suggestAmong[V any](name string, known map[string]V) string {
	const most = 5000
	if len(known) > most {
		return ""
	}
	keys := make([]string, 0, len(known))
	for key := range known {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return form.Suggest(name, keys)
}

// findUser finds a user by short name, by principal name or by id.
func (t *tenantReader) findUser(n *node) (User, bool) {
	key, ok := n.formed("a user", form.Line)
	if !ok {
		return User{}, false
	}
	i, known := t.short[key]
	if id, isID := model.ParseID(key); isID {
		i, known = t.users[id.String()]
	} else if strings.Contains(key, "@") {
		i, known = t.users[form.Fold(key)]
	}
	switch {
	case !known && strings.Contains(key, "@"):
		n.wrong(suggestAmong(key, t.users), "no user %s", form.Quote(key))
	case !known:
		n.wrong(suggestAmong(key, t.short), "no user %s", form.Quote(key))
	case i == ambiguous:
		n.wrong("write the userPrincipalName", "more than one user is called %s", form.Quote(key))
	default:
		return t.Users[i], true
	}
	return User{}, false
}

var passMembers = []string{"id", "createdDateTime", "startDateTime", "lifetimeInMinutes", "isUsableOnce"}

// readPass reads a pass as a state lists it: its user, what Graph shows of it, and
// whether it is spent. Properties that follow from the facts and the time are ignored.
func (t *tenantReader) readPass(n *node) {
	members, ok := n.members("user", "pass", "spent")
	if !ok || !n.has(members, "user", "pass") {
		return
	}
	u, ok := t.findUser(members["user"])
	p := tapsim.Pass{User: u.UPN()}
	if v := members["spent"]; v.there() {
		p.State.Used, _ = v.bool()
	}
	if ok && t.readPassObject(members["pass"], &p.State) {
		t.Passes = append(t.Passes, p)
	}
}

func (t *tenantReader) readPassObject(n *node, s *model.State) bool {
	facts, before := map[string]*node{}, len(n.r.faults)
	if !n.walk(func(name string, v *node) {
		switch {
		case strings.Contains(name, "@"), name == "isUsable", name == "methodUsabilityReason":
		case name == "temporaryAccessPass":
			if !v.isNull() {
				v.wrong("leave it out: the service that made the pass keeps the code through a reset", "a state holds no codes")
			}
		case slices.Contains(passMembers, name):
			if !v.isNull() {
				facts[name] = v
			}
		default:
			n.report(fmt.Sprintf("%s has no member %s%s", n.path(), form.Quote(name), hinted(form.Suggest(name, passMembers))))
		}
	}) || len(n.r.faults) > before || !n.has(facts, passMembers...) {
		return false
	}
	s.ID, _ = facts["id"].guid("the id of a pass")
	s.Created, _ = facts["createdDateTime"].instant()
	s.Start, _ = facts["startDateTime"].instant()
	minutes, _ := facts["lifetimeInMinutes"].int()
	s.Lifetime = model.Minutes(minutes)
	s.Once, _ = facts["isUsableOnce"].bool()
	return len(n.r.faults) == before
}

// has reports whether an object has all of these members.
func (n *node) has(members map[string]*node, needed ...string) bool {
	var lacks []string
	for _, name := range needed {
		if v := members[name]; v == nil || !v.there() {
			lacks = append(lacks, name)
		}
	}
	if len(lacks) > 0 {
		n.report(fmt.Sprintf("%s lacks %s", n.path(), strings.Join(lacks, ", ")))
	}
	return len(lacks) == 0
}
