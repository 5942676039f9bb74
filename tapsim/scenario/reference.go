package scenario

import (
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/wire"
)

// A Reference is the Subject that is right: the engine, spoken to in JSON.
// Every Reset starts the same sequence of ids and codes anew, so a story has
// the same answers wherever it stands among others.
type Reference struct {
	clock  *tapsim.VirtualClock
	engine *tapsim.Engine
}

// Do answers one request. A request before the first Reset meets an empty
// directory and the default policy.
func (r *Reference) Do(req Request) Response {
	if req.Op == Reset || r.engine == nil {
		world := req.World
		if world == nil {
			world = &World{Policy: model.DefaultPolicy(model.Documented)}
		}
		r.reset(req.At, world)
	}
	r.clock.Rewind(req.At)

	switch req.Op {
	case Reset:
		return Response{Status: 204}
	case UpdateUser:
		return r.updateUser(req)
	case GetPolicy, UpdatePolicy, ResetPolicy:
		return r.policy(req)
	case Create, List, Get, Delete:
		return r.graph(req)
	case SignIn, Refresh:
		return r.signIn(req)
	}
	return Response{Status: 400, Error: Error{Code: "badRequest", Message: "unknown op " + string(req.Op)}}
}

// Next returns what changes next in the world of the story, and when.
func (r *Reference) Next() (tapsim.Change, bool) {
	if r.engine == nil {
		return tapsim.Change{}, false
	}
	return r.engine.Next()
}

// seed is arbitrary and fixed.
var seed = [32]byte{'t', 'a', 'p', 's', 'i', 'm'}

func (r *Reference) reset(at model.Instant, world *World) {
	r.clock = tapsim.NewVirtualClock(at)
	r.engine = tapsim.New(tapsim.Config{
		Clock:   r.clock,
		Edition: world.Edition,
		Policy:  &world.Policy,
		Random:  io.Reader(rand.NewChaCha8(seed)),
	})
	for _, u := range world.Users {
		// The parser has seen to it that names and ids are good and unique.
		_, err := r.engine.AddUser(tapsim.User{
			ID: u.ID, Name: u.UPN(), Guest: u.Guest, External: u.External,
			Groups: u.Groups, Roles: model.RolesOf(u.Roles...),
		})
		if err != nil {
			panic("scenario: " + err.Error())
		}
	}
}

// graph answers the calls on passes.
func (r *Reference) graph(req Request) Response {
	var cmd model.Command
	var also model.Rules
	switch req.Op {
	case Create:
		var refused model.Rule
		if cmd, also, refused = wire.ParseCreate(req.Body); refused != model.NoRule {
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

	out := r.engine.Do(req.User, req.Actor.model(), cmd)
	if !out.Accepted() {
		return refusal(out, also)
	}
	res := answer(out, also)
	one := wire.Annotations{Context: wire.PassEntityContext(req.User), Type: wire.PassType}
	shown := out.View != (model.View{})
	switch req.Op {
	case Create, Get:
		res.Body = wire.AppendPass(nil, out.View, out.Code, one)
	case List:
		res.Body = wire.AppendList(nil, out.View, shown, wire.Annotations{Context: wire.PassContext(req.User)})
	}
	if shown {
		res.Also = res.Also.Union(wire.PassRules)
	}
	return res
}

// signIn answers what Graph has no call for.
func (r *Reference) signIn(req Request) Response {
	cmd := model.Command{Op: model.SignIn, Code: req.Code}
	if req.Op == Refresh {
		cmd = model.Command{Op: model.Refresh}
		cmd.ID, _ = model.ParseID(req.ID)
	}
	out := r.engine.Do(req.User, model.Actor{}, cmd)
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

// policy answers the calls on the policy.
func (r *Reference) policy(req Request) Response {
	cmd := model.PolicyCommand{Op: model.ReadPolicy}
	var also model.Rules
	switch req.Op {
	case UpdatePolicy:
		var refused model.Rule
		if cmd, also, refused = wire.ParsePolicy(req.Body); refused != model.NoRule {
			return refusal(refused.Outcome(), also)
		}
		cmd.Op = model.UpdatePolicy
	case ResetPolicy:
		cmd.Op = model.ResetPolicy
	}
	policy, out := r.engine.Amend(req.Actor.model(), cmd)
	if !out.Accepted() {
		return refusal(out, also)
	}
	res := answer(out, also)
	if req.Op == GetPolicy {
		res.Body = wire.AppendPolicy(nil, policy, wire.Annotations{Context: wire.PolicyContext, Type: wire.PolicyType})
	}
	return res
}

// updateUser changes what the directory says of a user. No rule speaks of a body
// that is malformed: it is refused, so that no mistake passes for a change.
func (r *Reference) updateUser(req Request) Response {
	var body struct {
		Groups   *[]string `json:"groups"`
		UserType *string   `json:"userType"`
		External *bool     `json:"external"`
		Roles    *[]string `json:"roles"`
	}
	bad := func(why string) Response {
		return Response{Status: 400, Error: Error{Code: "badRequest", Message: why}}
	}
	d := json.NewDecoder(bytes.NewReader(req.Body))
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
		roles := model.RolesOf(*body.Roles...)
		update.Roles = &roles
	}
	out := r.engine.UpdateUser(req.User, update)
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
