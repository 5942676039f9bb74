package protocol

import (
	"cmp"

	"github.com/tapsim/tap/model"
)

// An Op is the operation of a step, or of a request to a Subject.
type Op string

const (
	Reset        Op = "reset"
	Create       Op = "create"
	List         Op = "list"
	Get          Op = "get"
	Delete       Op = "delete"
	SignIn       Op = "signIn"
	Refresh      Op = "refresh"
	GetPolicy    Op = "getPolicy"
	UpdatePolicy Op = "updatePolicy"
	ResetPolicy  Op = "resetPolicy"
	UpdateUser   Op = "updateUser"
)

// Operations that a service shows to Config.Watch, beside the ops above. The user is
// the only one of Request.Tenant; the rest of the tenant does not change.
const (
	AddUser    Op = "addUser"
	RemoveUser Op = "removeUser"
	PutPass    Op = "putPass" // after a reset: User and ID of the pass
)

// IsCall reports whether an operation is a call of Microsoft Graph, for which a caller
// needs permission. The others are done by the test.
func (op Op) IsCall() bool { return op != SignIn && op != Refresh && op != UpdateUser }

// An Actor is the caller, in the words of the wire.
type Actor struct {
	Kind        string   `json:"kind"` // delegated or application
	User        string   `json:"user,omitempty"`
	Scopes      []string `json:"scopes,omitempty"`
	Roles       []string `json:"directoryRoles,omitempty"` // of the user, or of the application
	Permissions []string `json:"permissions,omitempty"`
}

// A Tenant is what a scenario begins with.
type Tenant struct {
	Edition model.Edition
	Policy  model.Policy // complete: the defaults of the edition, enabled, with the scenario's own values over them
	Groups  []Group
	Users   []User
}

// A Group has a name in the scenario and an object id elsewhere.
type Group struct {
	Name           string
	ID             model.ID
	RoleAssignable bool // isAssignableToRole
}

// A User of the scenario's directory.
type User struct {
	Name     string // short name
	Known    string // user principal name; empty: Name@contoso.example
	ID       model.ID
	Guest    bool // userType guest
	External bool
	Groups   []model.ID
	Roles    []string // directory roles, as a target
}

// UPN returns the user principal name.
func (u User) UPN() string { return cmp.Or(u.Known, u.Name+"@contoso.example") }
