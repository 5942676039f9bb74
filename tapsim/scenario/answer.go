package scenario

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
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
	switch req.Op {
	case Create:
		var refused model.Rule
		if cmd, also, refused = wire.ParseCreate(req.Body.Reveal()); refused != model.NoRule {
			return refusal(refused.Outcome(), also)
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

	out := e.Do(req.User, req.Actor.model(), cmd)
	if !out.Accepted() {
		return refusal(out, also)
	}
	res := answer(out, also)
	shown := out.View != (model.View{})
	switch req.Op {
	case Create, Get:
		res.Body = NewJSON(wire.AppendPass(make([]byte, 0, bodySize), out.View, out.Code, wire.Annotations{Context: req.Version.PassEntityContext(req.User), Type: wire.PassType}))
	case List:
		res.Body = NewJSON(wire.AppendList(make([]byte, 0, bodySize), out.View, shown, wire.Annotations{Context: req.Version.PassContext(req.User)}))
	}
	if shown {
		res.Also = res.Also.Union(wire.PassRules)
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
		return refusal(out, model.Rules{})
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
	var also model.Rules
	switch req.Op {
	case UpdatePolicy:
		var refused model.Rule
		if cmd, also, refused = wire.ParsePolicy(req.Body.Reveal()); refused != model.NoRule {
			return refusal(refused.Outcome(), also)
		}
		cmd.Op = model.UpdatePolicy
	case ResetPolicy:
		cmd.Op = model.ResetPolicy
	}
	policy, out := e.Amend(req.Actor.model(), cmd)
	if !out.Accepted() {
		return refusal(out, also)
	}
	res := answer(out, also)
	if req.Op == GetPolicy {
		res.Body = NewJSON(wire.AppendPolicy(nil, policy, wire.Annotations{Context: req.Version.PolicyContext(), Type: wire.PolicyType}))
	}
	return res
}

// updateUser changes what the directory says of a user. No rule speaks of a body
// that is malformed: it is refused, so that no mistake passes for a change.
func updateUser(e *tapsim.Engine, req *Request) Response {
	var body struct {
		Groups   *[]string `json:"groups"`
		UserType *string   `json:"userType"`
		External *bool     `json:"external"`
		Roles    *[]string `json:"roles"`
	}
	bad := func(why string) Response {
		return Response{Status: 400, Error: Error{Code: "badRequest", Message: why}}
	}
	d := json.NewDecoder(bytes.NewReader(req.Body.Reveal()))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil {
		return bad(err.Error())
	}
	update := tapsim.UserUpdate{External: body.External}
	if body.Groups != nil {
		ids := make([]model.ID, len(*body.Groups))
		for i, g := range *body.Groups {
			var ok bool
			if ids[i], ok = model.ParseID(g); !ok {
				return bad("groups holds what is no id")
			}
		}
		update.Groups = &ids
	}
	if body.UserType != nil {
		if !slices.Contains(userTypes, *body.UserType) {
			return bad("userType is neither member nor guest")
		}
		guest := *body.UserType == "guest"
		update.Guest = &guest
	}
	if body.Roles != nil {
		for _, name := range *body.Roles {
			if near, slip := Nearest(name, model.RoleNames()); slip && near != name {
				return bad("no role " + quote(name) + ": did you mean " + near + "?")
			}
		}
		roles := model.RolesOf(*body.Roles...)
		update.Roles = &roles
	}
	out := e.UpdateUser(req.User, update)
	if !out.Accepted() {
		return refusal(out, model.Rules{})
	}
	return answer(out, model.Rules{})
}

// answer is what every answer has: its status and its rules.
func answer(out model.Outcome, also model.Rules) Response {
	return Response{
		Status: out.Rule.Answer().Status,
		Rule:   out.Rule,
		Also:   out.Also.Union(also),
		Near:   out.Near,
	}
}

func refusal(out model.Outcome, also model.Rules) Response {
	res := answer(out, also)
	entry := out.Rule.Answer()
	res.Error = Error{Code: entry.Code, Message: out.Message()}
	if entry.Refusal != "" {
		res.Result, res.Reason = "refused", entry.Refusal
	}
	return res
}

// model turns an actor of the wire into one of the machine; nil is an operator.
func (a *Actor) model() model.Actor {
	switch {
	case a == nil:
		return model.Actor{}
	case a.Kind == "application":
		return model.Actor{Kind: model.Application, Scopes: model.ScopesOf(a.Permissions...)}
	default:
		user, _ := model.ParseID(a.User)
		return model.Actor{Kind: model.Delegated, User: user, Scopes: model.ScopesOf(a.Scopes...), Roles: model.RolesOf(a.Roles...)}
	}
}
