package protocol

import (
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

// Answer puts one request to an engine, at the instant at which its clock
// stands, and returns the answer in JSON: Graph's, and for a sign-in or refresh
// that of the protocol. It answers everything but a Reset, which takes another
// engine. Whoever speaks for an engine speaks through it, so that all faces say
// the same.
func Answer(e *tapsim.Engine, req Request) Response {
	switch req.Op {
	case UpdateUser:
		return updateUser(e, &req)
	case GetPolicy, UpdatePolicy, ResetPolicy:
		return policyCall(e, &req)
	case Create, List, Get, Delete:
		return passCall(e, &req)
	case SignIn, Refresh:
		return signIn(e, &req)
	}
	return Response{Status: 400, Error: Error{Code: "badRequest", Message: "unknown op " + string(req.Op)}}
}

// bodySize is what nearly every pass fits into, in bytes. One that is longer, by
// the name of its user, grows.
const bodySize = 512

// passCall answers the calls on passes.
func passCall(e *tapsim.Engine, req *Request) Response {
	var cmd model.Command
	var also model.Rules
	actor := req.Actor.model()
	switch req.Op {
	case Create:
		// That /me has a user is asked before the body is looked at.
		if tapsim.IsMe(req.User) && !actor.HasMe() {
			return req.refusal(model.AccessMe.Outcome(), also)
		}
		var refused model.Rule
		if cmd, also, refused = wire.ParseCreate(req.Body.Reveal()); refused != model.NoRule {
			return req.refusal(refused.Outcome(), also)
		}
	case List:
		cmd.Op = model.List
	case Get:
		cmd.Op = model.Get
	case Delete:
		cmd.Op = model.Delete
	}
	if req.ID != "" {
		cmd.ID, _ = model.ParseID(req.ID) // what is no GUID is the id of nothing
	}

	out := e.Do(req.User, actor, cmd)
	if !out.Accepted() {
		return req.refusal(out, also)
	}
	res := answer(out, also)
	shown := out.View != (model.View{})
	var room [bodySize]byte
	switch req.Op {
	case Create, Get:
		res.Body = NewJSON(wire.AppendPass(room[:0], out.View, out.Code, wire.Annotations{Context: req.Version.PassEntityContext(req.User), Type: wire.PassType}))
	case List:
		res.Body = NewJSON(wire.AppendList(room[:0], out.View, shown, wire.Annotations{Context: req.Version.PassContext(req.User)}))
	}
	if shown {
		res.Contributing = res.Contributing.Union(wire.PassRules)
	}
	return res
}

// signIn answers what Graph has no call for.
func signIn(e *tapsim.Engine, req *Request) Response {
	cmd := model.Command{Op: model.SignIn, Code: req.Code}
	if req.Op == Refresh {
		cmd = model.Command{Op: model.Refresh}
		cmd.ID, _ = model.ParseID(req.ID)
	}
	out := e.Do(req.User, model.Actor{}, cmd)
	if !out.Accepted() {
		return req.refusal(out, model.Rules{})
	}
	res := answer(out, model.Rules{})
	res.Result = "accepted"
	res.SessionEnds = out.SessionEnds.String()
	if out.RegisterBy != 0 {
		res.RegisterBy = out.RegisterBy.String()
	}
	return res
}

// policyCall answers the calls on the policy.
func policyCall(e *tapsim.Engine, req *Request) Response {
	cmd := model.PolicyCommand{Op: model.ReadPolicy}
	var dropped []string
	var also model.Rules
	switch req.Op {
	case UpdatePolicy:
		var refused model.Rule
		if cmd, dropped, also, refused = wire.ParsePolicy(req.Body.Reveal()); refused != model.NoRule {
			return req.refusal(refused.Outcome(), also)
		}
	case ResetPolicy:
		cmd.Op = model.ResetPolicy
	}
	policy, out := e.StepPolicy(req.Actor.model(), cmd)
	if !out.Accepted() {
		return req.refusal(out, also)
	}
	res := answer(out, also)
	res.Dropped = strings.Join(dropped, ", ")
	if req.Op == GetPolicy {
		res.Body = NewJSON(wire.AppendPolicy(nil, policy, wire.Annotations{Context: req.Version.PolicyContext(), Type: wire.PolicyType}))
	}
	return res
}

// updateUser changes what the directory says of a user. No rule speaks of a body
// that is malformed: it is refused, so that no mistake passes for a change.
func updateUser(e *tapsim.Engine, req *Request) Response {
	update, err := readUserUpdate(req.Body.Reveal())
	if err != nil {
		return Response{Status: 400, Error: Error{Code: "badRequest", Message: strings.ReplaceAll(err.Error(), "\n", "; ")}}
	}
	out := e.UpdateUser(req.User, update)
	if !out.Accepted() {
		return req.refusal(out, model.Rules{})
	}
	return answer(out, model.Rules{})
}

func readUserUpdate(text []byte) (update tapsim.UserUpdate, err error) {
	err = readJSON("the body", text, func(n *node) {
		members, _ := n.members("groups", "userType", "external", "roles")
		if v := members["groups"]; v.there() {
			update.Groups = new(v.groupIDs(nil))
		}
		if v := members["userType"]; v.there() {
			kind, _ := v.word("userType", form.UserTypes)
			update.Guest = new(kind == "guest")
		}
		if v := members["external"]; v.there() {
			yes, _ := v.bool()
			update.External = &yes
		}
		if v := members["roles"]; v.there() {
			roles, others := rolesOf(v.names(form.Role))
			update.Roles, update.OtherRoles = &roles, &others
		}
	})
	return update, err
}

// rolesOf sorts the names of roles into those that the rules speak of and the others.
func rolesOf(names []string) (roles model.Roles, others []string) {
	for _, name := range names {
		role := model.RolesOf(name)
		if roles |= role; role == model.OtherRole {
			others = append(others, name)
		}
	}
	return roles, others
}

// answer is what every answer has: its status and its rules.
func answer(out model.Outcome, also model.Rules) Response {
	return Response{
		Status:       out.Answer().Status,
		Rule:         out.Rule,
		Contributing: out.Contributing.Union(also),
		Near:         out.Near,
	}
}

func (req *Request) refusal(out model.Outcome, also model.Rules) Response {
	out.Contributing = out.Contributing.Union(also)
	res := answer(out, model.Rules{})
	said := out.Answer()
	res.Error = Error{Code: said.Code, Message: out.Message(req.User)}
	if said.Refusal != "" {
		res.Result, res.Reason = "refused", said.Refusal
	}
	return res
}

// model turns an actor of the wire into one of the machine; nil is an operator.
func (a *Actor) model() model.Actor {
	switch {
	case a == nil || a.Kind == "operator":
		return model.Actor{}
	case a.Kind == "application":
		return model.Actor{Kind: model.Application, Scopes: model.ScopesOf(a.Permissions...), Roles: model.RolesOf(a.Roles...)}
	default:
		user, _ := model.ParseID(a.User)
		return model.Actor{Kind: model.Delegated, User: user, Scopes: model.ScopesOf(a.Scopes...), Roles: model.RolesOf(a.Roles...)}
	}
}
