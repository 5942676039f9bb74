package tapsim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tapsim/tap/model"
)

// A User is what the directory knows of one user.
type User struct {
	ID       model.ID    // zero: the engine draws one
	Name     string      // userPrincipalName; unique without case
	Guest    bool        // userType guest
	External bool        // the credentials live in another tenant
	Groups   []model.ID  // of which the user is a member
	Roles    model.Roles // directory roles, as a target

	// OtherRoles are the names of roles that no rule names, as the caller gave them, for
	// writing the directory down. The rules see them as model.OtherRole, which Roles must
	// contain where there are any.
	OtherRoles []string
}

// clone copies what the user shares with others.
func (u User) clone() User {
	u.Groups, u.OtherRoles = slices.Clone(u.Groups), slices.Clone(u.OtherRoles)
	return u
}

// A UserUpdate is a change of a user. Nil leaves a property as it is; any other value
// replaces it whole.
type UserUpdate struct {
	Groups          *[]model.ID
	Guest, External *bool
	Roles           *model.Roles
	OtherRoles      *[]string
}

// me is the key by which a delegated actor names its own user.
const me = "me"

// IsMe reports whether a key means the caller's own user, whatever its case.
func IsMe(key string) bool { return len(key) == len(me) && strings.EqualFold(key, me) }

// A directory finds the slots of users by id and by name.
type directory struct {
	byID   map[model.ID]*entry
	byName map[string]*entry // by folded name
}

// An entry is a user and that user's slot. The state is guarded by mu and the
// user by Engine.tenant; the slices of the user are never changed in place.
type entry struct {
	User
	mu    sync.Mutex
	state model.State
}

// subject is what the rules need to know of the user.
func (u *entry) subject() model.User {
	return model.User{ID: u.ID, Groups: u.Groups, Guest: u.Guest, External: u.External, Roles: u.Roles}
}

func (d *directory) reset(size int) {
	d.byID = make(map[model.ID]*entry, size)
	d.byName = make(map[string]*entry, size)
}

func (d *directory) put(u User, s model.State) {
	entry := &entry{User: u, state: s}
	d.byID[u.ID] = entry
	d.byName[fold(u.Name)] = entry
}

// fold maps all spellings of a name to one.
func fold(name string) string { return strings.ToLower(name) }

// find returns the user with that key, or nil. otherwise reports whether the key
// differs from the directory's name: an id, or other letters.
func (d *directory) find(key string) (u *entry, otherwise bool) {
	if id, ok := model.ParseID(key); ok {
		u = d.byID[id]
		return u, u != nil
	}
	// Most keys are folded already, and to check each letter of one costs as much as the
	// lookup.
	if u = d.byName[key]; u == nil {
		u = d.byName[fold(key)]
	}
	return u, u != nil && u.Name != key
}

// resolve is find for the key of an actor, which may be "me".
func (d *directory) resolve(key string, actor model.Actor) (u *entry, otherwise, isMe bool) {
	if !IsMe(key) {
		u, otherwise = d.find(key)
		return u, otherwise, false
	}
	if actor.HasMe() {
		u = d.byID[actor.User]
	}
	return u, false, true
}

// sorted lists the entries by name.
func (d *directory) sorted() []*entry {
	all := make([]*entry, 0, len(d.byName))
	for _, u := range d.byName {
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b *entry) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

// AddUser puts a user into the directory, with an empty slot, and returns the user's
// id. It is an error if the name is empty, looks like an id or "me", or if the id or
// the name is taken.
func (e *Engine) AddUser(u User) (model.ID, error) {
	e.tenant.Lock()
	defer e.tenant.Unlock()

	_, isID := model.ParseID(u.Name)
	switch {
	case u.Name == "":
		return model.ID{}, fmt.Errorf("add user: the name is empty: give a user principal name")
	case isID || IsMe(u.Name):
		return model.ID{}, fmt.Errorf("add user %q: as a key this means a user by id, or the caller: give a user principal name", u.Name)
	case e.byName[fold(u.Name)] != nil:
		return model.ID{}, fmt.Errorf("add user %q: the name is taken: names are compared without case", u.Name)
	}
	if u.ID == (model.ID{}) {
		u.ID = e.secrets.id()
	}
	if taken := e.byID[u.ID]; taken != nil {
		return model.ID{}, fmt.Errorf("add user %q: the id %s is that of %q: leave it out to have one drawn", u.Name, u.ID, taken.Name)
	}

	u = u.clone()
	e.put(u, model.State{})
	if e.record != nil {
		e.note(Event{Kind: Added, Name: u.Name, Env: e.env(), User: u})
	}
	return u.ID, nil
}

// RemoveUser removes a user, named by id or by user principal name, with the pass of
// that user. It returns the removed user, and false if there is no such user.
func (e *Engine) RemoveUser(key string) (User, bool) {
	e.tenant.Lock()
	defer e.tenant.Unlock()

	u, _ := e.find(key)
	if u == nil {
		return User{}, false
	}
	delete(e.byID, u.ID)
	delete(e.byName, fold(u.Name))
	if e.record != nil {
		e.note(Event{Kind: Removed, Key: key, Name: u.Name, Env: e.env(), User: u.User})
	}
	return u.User, true
}

// UpdateUser changes a user of the directory, named by id or by user principal name.
// The outcome is by rule user-update, or user-missing. It changes no pass, but a pass
// may show another state at the next command.
func (e *Engine) UpdateUser(key string, update UserUpdate) model.Outcome {
	e.tenant.Lock()
	defer e.tenant.Unlock()

	env, name := e.env(), ""
	out := model.UserMissing.Outcome()
	u, otherwise := e.find(key)
	if u == nil {
		env.User.Unknown = true
	} else {
		env.User, name = u.subject(), u.Name
		out = model.UserUpdate.Outcome()
		u.merge(update)
	}
	if otherwise {
		out.Contributing = out.Contributing.With(model.UserKey)
	}
	if e.record != nil {
		e.note(Event{Kind: Updated, Key: key, Name: name, Env: env, Update: update, Outcome: out})
	}
	return out
}

// merge lays an update over the user.
func (u *User) merge(update UserUpdate) {
	if update.Groups != nil {
		u.Groups = slices.Clone(*update.Groups)
	}
	if update.Guest != nil {
		u.Guest = *update.Guest
	}
	if update.External != nil {
		u.External = *update.External
	}
	if update.Roles != nil {
		u.Roles = *update.Roles
	}
	if update.OtherRoles != nil {
		u.OtherRoles = slices.Clone(*update.OtherRoles)
	}
}

// Users lists the directory by name, for the caller to keep.
func (e *Engine) Users() []User {
	e.tenant.RLock()
	defer e.tenant.RUnlock()

	users := make([]User, 0, len(e.byName))
	for _, u := range e.sorted() {
		users = append(users, u.User.clone())
	}
	return users
}

// User returns what the directory says of a user, named by id or by user
// principal name, for the caller to keep, and false if there is no such user.
func (e *Engine) User(key string) (User, bool) {
	e.tenant.RLock()
	defer e.tenant.RUnlock()

	u, _ := e.find(key)
	if u == nil {
		return User{}, false
	}
	return u.User.clone(), true
}

// State returns the facts in the slot of a user, named by id or by user principal
// name, and false if there is no such user. It is for audits: no access is checked.
func (e *Engine) State(key string) (model.State, bool) {
	e.tenant.RLock()
	defer e.tenant.RUnlock()

	u, _ := e.find(key)
	if u == nil {
		return model.State{}, false
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.state, true
}
