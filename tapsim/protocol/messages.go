package protocol

import (
	"cmp"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
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
	Kind        string   `json:"kind"` // delegated, application, or operator: as no actor
	User        string   `json:"user"`
	Scopes      []string `json:"scopes"`
	Roles       []string `json:"directoryRoles"` // of the user, or of the application
	Permissions []string `json:"permissions"`
}

// MarshalJSON writes the actor as the wire has it, whole: what an actor of this kind
// can have, and has not, is an empty list.
func (a Actor) MarshalJSON() ([]byte, error) {
	list := func(words []string) *[]string {
		all := append([]string{}, words...)
		return &all
	}
	line := struct {
		Kind        string    `json:"kind"`
		User        string    `json:"user,omitempty"`
		Scopes      *[]string `json:"scopes,omitempty"`
		Roles       *[]string `json:"directoryRoles,omitempty"`
		Permissions *[]string `json:"permissions,omitempty"`
	}{Kind: a.Kind}
	switch a.Kind {
	case "operator":
	case "application":
		line.Permissions, line.Roles = list(a.Permissions), list(a.Roles)
	default:
		line.User, line.Scopes, line.Roles = a.User, list(a.Scopes), list(a.Roles)
	}
	return wire.JSON(line), nil
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
	ID             model.ID `json:"id"`
	Name           string   `json:"displayName"`
	RoleAssignable bool     `json:"isAssignableToRole"`
}

// A User of the scenario's directory.
type User struct {
	Name          string // short name
	PrincipalName string // user principal name; empty: Name@contoso.example
	ID            model.ID
	Guest         bool // userType guest
	External      bool
	Groups        []model.ID
	Roles         []string // directory roles, as a target
}

// MarshalJSON writes the user as the wire has it, whole: what there is none of is an
// empty list.
func (u User) MarshalJSON() ([]byte, error) {
	line := struct {
		ID       model.ID   `json:"id"`
		UPN      string     `json:"userPrincipalName"`
		UserType string     `json:"userType"`
		External bool       `json:"external"`
		Groups   []model.ID `json:"groups"`
		Roles    []string   `json:"roles"`
	}{u.ID, u.UPN(), "member", u.External, append([]model.ID{}, u.Groups...), append([]string{}, u.Roles...)}
	if u.Guest {
		line.UserType = "guest"
	}
	return wire.JSON(line), nil
}

// UPN returns the user principal name.
func (u User) UPN() string { return cmp.Or(u.PrincipalName, u.Name+"@contoso.example") }
