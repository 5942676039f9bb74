package lines

import (
	"encoding/json"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A Request is a request as a line of JSON. Which members it has depends on op.
type Request struct {
	Seq      int             `json:"seq"`
	Op       protocol.Op     `json:"op"`
	Protocol int             `json:"protocol,omitempty"`
	Suite    string          `json:"suite,omitempty"`
	At       string          `json:"at,omitempty"`
	Edition  string          `json:"edition,omitempty"`
	Policy   json.RawMessage `json:"policy,omitempty"`
	Users    *[]User         `json:"users,omitempty"`
	Groups   *[]Group        `json:"groups,omitempty"`
	User     string          `json:"user,omitempty"`
	ID       string          `json:"id,omitempty"`
	Code     *string         `json:"code,omitempty"`
	Body     json.RawMessage `json:"body,omitempty"`
	Raw      *string         `json:"raw,omitempty"`
	Actor    *Actor          `json:"actor,omitempty"`
}

// A User is a user of the tenant at the beginning of a case.
type User struct {
	ID       string   `json:"id"`
	UPN      string   `json:"userPrincipalName"`
	UserType string   `json:"userType"`
	External bool     `json:"external"`
	Groups   []string `json:"groups"`
	Roles    []string `json:"roles"`
}

// A Group is a group of the tenant at the beginning of a case.
type Group struct {
	ID             string `json:"id"`
	Name           string `json:"displayName"`
	RoleAssignable bool   `json:"isAssignableToRole"`
}

// An Actor is the caller, with all members: a missing list is empty.
type Actor struct {
	Kind        string    `json:"kind"`
	User        string    `json:"user,omitempty"`
	Scopes      *[]string `json:"scopes,omitempty"`
	Roles       *[]string `json:"directoryRoles,omitempty"`
	Permissions *[]string `json:"permissions,omitempty"`
}

// RequestOf makes the line of a request.
func RequestOf(seq int, r *protocol.Request) Request {
	line := Request{
		Seq: seq, Op: r.Op, At: r.At.String(), User: r.User, ID: r.ID, Actor: ActorOf(r.Actor),
	}
	switch {
	case r.Op == protocol.Reset:
		line.tenant(r.Tenant)
	case r.Op == protocol.SignIn:
		code := r.Code.Reveal()
		line.Code = &code
	case r.Raw:
		raw := string(r.Body.Reveal())
		line.Raw = &raw
	default:
		line.Body = r.Body.Reveal()
	}
	return line
}

func (l *Request) tenant(w *protocol.Tenant) {
	l.Edition = w.Edition.String()
	l.Policy = wire.AppendPolicy(nil, w.Policy, wire.Annotations{})
	users, groups := make([]User, len(w.Users)), make([]Group, len(w.Groups))
	for i, u := range w.Users {
		users[i] = User{ID: u.ID.String(), UPN: u.UPN(), UserType: "member", External: u.External, Groups: []string{}, Roles: u.Roles}
		if u.Guest {
			users[i].UserType = "guest"
		}
		for _, g := range u.Groups {
			users[i].Groups = append(users[i].Groups, g.String())
		}
		if users[i].Roles == nil {
			users[i].Roles = []string{}
		}
	}
	for i, g := range w.Groups {
		groups[i] = Group{ID: g.ID.String(), Name: g.Name, RoleAssignable: g.RoleAssignable}
	}
	l.Users, l.Groups = &users, &groups
}

// ActorOf makes the actor of a line; nil, if there is none.
func ActorOf(a *protocol.Actor) *Actor {
	if a == nil {
		return nil
	}
	some := func(words []string) *[]string {
		if words == nil {
			words = []string{}
		}
		return &words
	}
	switch a.Kind {
	case "operator":
		return &Actor{Kind: a.Kind}
	case "application":
		return &Actor{Kind: a.Kind, Permissions: some(a.Permissions), Roles: some(a.Roles)}
	}
	return &Actor{Kind: a.Kind, User: a.User, Scopes: some(a.Scopes), Roles: some(a.Roles)}
}
