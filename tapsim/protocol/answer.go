package protocol

import (
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

// Answer carries out one request on an engine, at the current time of its clock, and
// returns the answer in JSON: that of Graph, and for a sign-in or refresh that of the
// protocol. It answers every request but a Reset, which needs a new engine. Every
// layer answers through this function, so all give the same answers.
func Answer(e *tapsim.Engine, req Request) Response { return Readings{}.Answer(e, req) }

// Answer carries out one request as the function of that name does, with these
// readings. A reading may refuse a body by a rule that the catalogue has no answer
// for: then the answer is only the status 400, because code and message are anybody's
// choice.
func (r Readings) Answer(e *tapsim.Engine, req Request) Response {
	switch req.Op {
	case UpdateUser:
		return updateUser(e, &req)
	case GetPolicy, UpdatePolicy, ResetPolicy:
		return r.policyCall(e, &req)
	case Create, List, Get, Delete:
		return r.passCall(e, &req)
	case SignIn, Refresh:
		return signIn(e, &req)
	}
	return Response{Status: 400, Error: Error{Code: "badRequest", Message: "unknown op " + string(req.Op)}}
}

// bodySize is enough for nearly every pass, in bytes. A body with a longer user name
// grows.
const bodySize = 512

// passCall answers the calls on passes.
func (r Readings) passCall(e *tapsim.Engine, req *Request) Response {
	var cmd model.Command
	var contributing model.Rules
	actor := req.Actor.model()
	switch req.Op {
	case Create:
		// Whether /me has a user is checked before the body is read.
		if tapsim.IsMe(req.User) && !actor.HasMe() {
			return req.refusal(model.AccessMe.Outcome(), contributing)
		}
		var refused model.Rule
		if cmd, contributing, refused = r.Wire.ParseCreate(req.Body.Reveal()); refused != model.NoRule {
			return req.malformed(refused, contributing)
		}
	case List:
		cmd.Op = model.List
	case Get:
		cmd.Op = model.Get
	case Delete:
		cmd.Op = model.Delete
	}
	if req.ID != "" {
		cmd.ID, _ = model.ParseID(req.ID) // a text that is no GUID is the id of no pass
	}

	out := e.Do(req.User, actor, cmd)
	if !out.Accepted() {
		return req.refusal(out, contributing)
	}
	res := answer(out, contributing)
	shown := out.View != (model.View{})
	var room [bodySize]byte
	switch req.Op {
	case Create, Get:
		res.Body = NewJSON(wire.AppendPass(room[:0], out.View, out.Code, wire.Annotations{Context: req.Version.PassEntityContext(req.User), Type: wire.PassType}))
	case List:
		res.Body = NewJSON(wire.AppendList(room[:0], out.View, shown, wire.Annotations{Context: req.Version.PassContext(req.User)}))
	}
	if res.View = out.View; shown {
		res.Contributing = res.Contributing.Union(wire.PassRules)
	}
	return res
}

// signIn answers the operations for which Graph has no call.
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
func (r Readings) policyCall(e *tapsim.Engine, req *Request) Response {
	cmd := model.PolicyCommand{Op: model.ReadPolicy}
	var dropped []string
	var contributing model.Rules
	switch req.Op {
	case UpdatePolicy:
		var refused model.Rule
		if cmd, dropped, contributing, refused = r.Wire.ParsePolicy(req.Body.Reveal()); refused != model.NoRule {
			return req.malformed(refused, contributing)
		}
		if r.Wire.Has(wire.UntypedValues) && len(dropped) > 0 && !r.fits(e, req) {
			return req.malformed(model.PolicyType, contributing)
		}
	case ResetPolicy:
		cmd.Op = model.ResetPolicy
	}
	policy, out := e.StepPolicy(req.Actor.model(), cmd)
	if !out.Accepted() {
		return req.refusal(out, contributing)
	}
	res := answer(out, contributing)
	res.Dropped = strings.Join(dropped, ", ")
	if req.Op == GetPolicy {
		res.Body = NewJSON(wire.AppendPolicy(nil, policy, wire.Annotations{Context: req.Version.PolicyContext(), Type: wire.PolicyType}))
	}
	return res
}

// updateUser changes a user of the directory. No rule is about a malformed body: it is
// refused, so that a typo does not look like a change.
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

// rolesOf separates the roles that the rules use from the others.
func rolesOf(names []string) (roles model.Roles, others []string) {
	for _, name := range names {
		role := model.RolesOf(name)
		if roles |= role; role == model.OtherRole {
			others = append(others, name)
		}
	}
	return roles, others
}

// answer makes the part that every answer has: its status and its rules.
func answer(out model.Outcome, contributing model.Rules) Response {
	return Response{
		Status:       out.Answer().Status,
		Rule:         out.Rule,
		Contributing: out.Contributing.Union(contributing),
	}
}

func (req *Request) refusal(out model.Outcome, contributing model.Rules) Response {
	out.Contributing = out.Contributing.Union(contributing)
	res := answer(out, model.Rules{})
	said := out.Answer()
	res.Error = Error{Code: said.Code, Message: out.Message(req.User)}
	if said.Refusal != "" {
		res.Result, res.Reason = "refused", said.Refusal
	}
	return res
}

// model converts an actor of the wire into one of the model; nil is an operator.
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
