package graph

import (
	"net/http"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// Users are here only as far as a script needs them before it creates a pass: the
// properties that the rules use, and a display name.

// directory answers the calls on users.
func (x *exchange) directory(r *route, q *query) answer {
	method := x.method()
	needed := usersWrite
	if method == http.MethodGet {
		needed = usersRead
	}
	if x.asksItself(r) && method == http.MethodGet {
		needed = selfRead
	}
	switch {
	case !holds(x.actor, needed):
		return refusal(model.AccessRefused)
	case r.resource == users && method == http.MethodGet:
		return x.listUsers(r, q)
	case r.resource == users:
		return x.addUser(r)
	case method == http.MethodGet:
		return x.getUser(r, q)
	case method == http.MethodPatch:
		return x.patchUser(r)
	default:
		return x.removeUser(r)
	}
}

// asksItself replaces me by the object id of the caller, and reports whether the
// caller asks only about itself, which needs fewer permissions.
func (x *exchange) asksItself(r *route) bool {
	if is(r.user, me) {
		r.user = x.actor.User
	}
	if r.user == "" || !x.hasMe() {
		return false
	}
	u, ok := x.tenant.engine.User(r.user)
	return ok && is(u.ID.String(), x.actor.User)
}

// missing is the refusal of a key that names no user. Rule user-missing.
func missing(key string) answer {
	a := refusal(model.UserMissing)
	a.Error.Message = model.UserMissing.Outcome().Message(key)
	return a
}

func (x *exchange) listUsers(r *route, q *query) answer {
	body := []byte(`{"@odata.context":"` + r.version.Metadata() + "users" + q.context + `","value":[`)
	for _, u := range x.tenant.engine.Users() {
		if !q.matches(&u) {
			continue
		}
		if body[len(body)-1] == '}' {
			body = append(body, ',')
		}
		body = x.appendUser(append(body, '{'), &u, q.selected)
	}
	return answer{Response: protocol.Response{Status: http.StatusOK, Body: protocol.NewJSON(append(body, `]}`...))}}
}

func (x *exchange) addUser(r *route) answer {
	body, update, refused := x.readUser()
	if refused.Status != 0 {
		return refused
	}
	var u tapsim.User
	switch {
	case body.UPN == nil || *body.UPN == "":
		return badUser("A value is required for property 'userPrincipalName' of resource 'User'.")
	case !form.IsPrincipal(*body.UPN):
		return badUser("Invalid value specified for property 'userPrincipalName' of resource 'User'.")
	}
	u.Name = *body.UPN
	if update.Guest != nil {
		u.Guest = *update.Guest
	}
	if update.External != nil {
		u.External = *update.External
	}

	res := x.change(protocol.AddUser, func() (tapsim.User, protocol.Response) {
		id, err := x.tenant.engine.AddUser(u)
		if err != nil {
			return u, badUser("Another object with the same value for property userPrincipalName already exists.").Response
		}
		u.ID = id
		if body.DisplayName != nil {
			x.tenant.names.set(id, *body.DisplayName)
		}
		return u, protocol.Response{Status: http.StatusCreated, Body: x.userObject(r, &u, &query{})}
	})
	a := answer{Response: res}
	if res.Accepted() {
		a.name, a.value = "Location", "/"+string(r.version)+"/users/"+u.ID.String()
	}
	return a
}

func (x *exchange) getUser(r *route, q *query) answer {
	u, ok := x.tenant.engine.User(r.user)
	if !ok {
		return missing(r.user)
	}
	return answer{Response: protocol.Response{Status: http.StatusOK, Body: x.userObject(r, &u, q)}}
}

// patchUser changes the type and the display name of a user. A body with neither is
// still answered with 404 for an unknown user.
func (x *exchange) patchUser(r *route) answer {
	body, update, refused := x.readUser()
	if refused.Status != 0 {
		return refused
	}
	if body.UPN != nil {
		if u, ok := x.tenant.engine.User(r.user); ok && !is(u.Name, *body.UPN) {
			return badUser("The userPrincipalName of a user does not change here: remove the user and create another.")
		}
	}
	change := map[string]any{}
	if update.Guest != nil {
		change["userType"] = map[bool]string{true: "guest", false: "member"}[*update.Guest]
	}
	if update.External != nil {
		change["external"] = *update.External
	}
	req := x.request(r, protocol.UpdateUser)
	req.Body = protocol.NewJSON(wire.JSON(change))
	res := x.ask(req)
	if res.Accepted() && body.DisplayName != nil {
		if u, ok := x.tenant.engine.User(r.user); ok {
			x.tenant.names.set(u.ID, *body.DisplayName)
		}
	}
	return answer{Response: res}
}

func (x *exchange) removeUser(r *route) answer {
	return answer{Response: x.change(protocol.RemoveUser, func() (tapsim.User, protocol.Response) {
		u, ok := x.tenant.engine.RemoveUser(r.user)
		if !ok {
			return tapsim.User{Name: r.user}, missing(r.user).Response
		}
		x.tenant.names.forget(u.ID)
		return u, protocol.Response{Status: http.StatusNoContent}
	})}
}

// change does a change of the directory for which scenarios have no op.
func (x *exchange) change(op protocol.Op, do func() (tapsim.User, protocol.Response)) protocol.Response {
	if x.service.watch == nil {
		_, res := do()
		return res
	}
	return x.watched(protocol.Request{Op: op, Actor: x.actor}, func(req *protocol.Request) protocol.Response {
		u, res := do()
		req.User = u.Name
		req.Tenant = &protocol.Tenant{Users: []protocol.User{protocolUser(&u)}}
		return res
	})
}
