package scenarios_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A caller is a kind of actor, seen from the user of a request.
type caller struct {
	name string
	is   func(o *observer, req *protocol.Request) bool
	kind model.ActorKind
	self bool
}

var callers = []caller{
	{"an application", func(_ *observer, req *protocol.Request) bool { return req.Actor.Kind == "application" }, model.Application, false},
	{"the user", func(o *observer, req *protocol.Request) bool {
		return req.Actor.Kind == "delegated" && o.asksForOneself(req)
	}, model.Delegated, true},
	{"another user", func(o *observer, req *protocol.Request) bool {
		return req.Actor.Kind == "delegated" && !o.asksForOneself(req)
	}, model.Delegated, false},
}

func (o *observer) asksForOneself(req *protocol.Request) bool {
	u := o.user(req)
	return u != nil && u.ID.String() == req.Actor.User
}

// calls are the requests for which a caller needs permission, and the model's answer
// to them.
var calls = map[protocol.Op]func(env model.Env) model.Outcome{
	protocol.Create: func(env model.Env) model.Outcome {
		_, out := model.Step(model.State{}, env, model.Command{Op: model.Create, ID: model.ID{9}, Code: model.NewCode("x")})
		return out
	},
	protocol.List:         asked(model.List),
	protocol.Get:          asked(model.Get),
	protocol.Delete:       asked(model.Delete),
	protocol.GetPolicy:    stepPolicy(model.ReadPolicy),
	protocol.UpdatePolicy: stepPolicy(model.UpdatePolicy),
	protocol.ResetPolicy:  stepPolicy(model.ResetPolicy),
}

func asked(op model.Op) func(env model.Env) model.Outcome {
	return func(env model.Env) model.Outcome {
		_, out := model.Step(model.State{}, env, model.Command{Op: op})
		return out
	}
}

func stepPolicy(op model.PolicyOp) func(env model.Env) model.Outcome {
	return func(env model.Env) model.Outcome {
		_, out := model.StepPolicy(env.Policy, env, model.PolicyCommand{Op: op})
		return out
	}
}

// rights are the names of scopes, or of permissions, and of roles.
type rights struct{ scopes, roles []string }

// A wrongRight is a fault in what a right allows.
type wrongRight struct {
	name string
	make func(r rights) rights
}

const everyScope = "UserAuthenticationMethod.ReadWrite.All"
const everyPolicyScope = "Policy.ReadWrite.AuthenticationMethod"
const everyRole = "Global Administrator"

// wrongRights are the faults by which one right counts for all scopes, for all roles, or
// for nothing.
func wrongRights() (all []wrongRight) {
	add := func(list []string, more ...string) []string { return append(slices.Clone(list), more...) }
	without := func(list []string, name string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == name })
	}
	for _, scope := range append(model.ScopeNames(), "User.Read.All") {
		all = append(all,
			wrongRight{scope + " counts for every scope", func(r rights) rights {
				if slices.Contains(r.scopes, scope) {
					r.scopes = add(r.scopes, everyScope, everyPolicyScope)
				}
				return r
			}},
			wrongRight{scope + " counts for every role", func(r rights) rights {
				if slices.Contains(r.scopes, scope) {
					r.roles = add(r.roles, everyRole)
				}
				return r
			}},
			wrongRight{scope + " counts for nothing", func(r rights) rights { r.scopes = without(r.scopes, scope); return r }})
	}
	for _, role := range append(model.RoleNames(), "User Administrator") {
		all = append(all,
			wrongRight{role + " counts for every scope", func(r rights) rights {
				if slices.Contains(r.roles, role) {
					r.scopes = add(r.scopes, everyScope, everyPolicyScope)
				}
				return r
			}},
			wrongRight{role + " counts for every role", func(r rights) rights {
				if slices.Contains(r.roles, role) {
					r.roles = add(r.roles, everyRole)
				}
				return r
			}},
			wrongRight{role + " counts for nothing", func(r rights) rights { r.roles = without(r.roles, role); return r }})
	}
	return append(all,
		wrongRight{"no right is needed", func(rights) rights { return rights{[]string{everyScope, everyPolicyScope}, []string{everyRole}} }},
		wrongRight{"no scope is needed", func(r rights) rights { r.scopes = []string{everyScope, everyPolicyScope}; return r }},
		wrongRight{"no role is needed", func(r rights) rights { r.roles = []string{everyRole}; return r }},
		wrongRight{"no scope suffices", func(r rights) rights { r.scopes = nil; return r }},
		wrongRight{"no role suffices", func(r rights) rights { r.roles = nil; return r }})
}

// matters reports whether the fault changes an answer to some caller, who has at most
// one right of each kind.
func (m wrongRight) matters(c caller, op protocol.Op) bool {
	user := model.User{ID: model.ID{1}}
	allowed := func(r rights) bool {
		env := model.Env{Edition: model.Current, Policy: model.DefaultPolicy(model.Current), User: user}
		env.Policy.Enabled = true
		env.Actor = model.Actor{Kind: c.kind, User: model.ID{2}, Scopes: model.ScopesOf(r.scopes...), Roles: model.RolesOf(r.roles...)}
		if c.self {
			env.Actor.User = user.ID
		}
		out := calls[op](env)
		return out.Rule != model.AccessRefused
	}
	for _, scope := range append(model.ScopeNames(), "") {
		for _, role := range append(model.RoleNames(), "User Administrator", "") {
			var r rights
			if scope != "" {
				r.scopes = []string{scope}
			}
			if role != "" {
				r.roles = []string{role}
			}
			if allowed(r) != allowed(m.make(r)) {
				return true
			}
		}
	}
	return false
}

// Each scope, permission and role counts where it must and nowhere else, for each kind
// of caller and each request.
func TestEveryWrongRightIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	for _, op := range []protocol.Op{protocol.Create, protocol.List, protocol.Get, protocol.Delete, protocol.GetPolicy, protocol.UpdatePolicy, protocol.ResetPolicy} {
		for _, c := range callers {
			if ofPolicy(op) && c.self {
				continue // the policy belongs to no user
			}
			for _, m := range wrongRights() {
				if !m.matters(c, op) {
					continue
				}
				faults = append(faults, fault{name: string(op) + " by " + c.name + ": " + m.name, hears: func(o *observer, req *protocol.Request) {
					if req.Op != op || req.Actor == nil || !c.is(o, req) {
						return
					}
					actor := *req.Actor
					had := rights{actor.Scopes, actor.Roles}
					if actor.Kind == "application" {
						had.scopes = actor.Permissions
					}
					has := m.make(had)
					actor.Scopes, actor.Permissions, actor.Roles = has.scopes, has.scopes, has.roles
					req.Actor = &actor
				}})
			}
		}
	}
	requireCaught(t, faults)
}

// An Authentication Administrator reaches the holders of some roles, and no others.
func TestEveryWrongReachIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	for _, op := range []protocol.Op{protocol.Create, protocol.Delete} {
		for _, c := range callers {
			if c.self {
				continue
			}
			for _, role := range append(model.RoleNames(), "User Administrator") {
				env := model.Env{Policy: model.Policy{Enabled: true}, Actor: model.Actor{Kind: model.Application, Roles: model.AuthenticationAdministrator}}
				env.User.Roles = model.RolesOf(role)
				within := calls[protocol.Create](env).Rule != model.AccessRefused
				faults = append(faults, fault{name: fmt.Sprintf("%s by %s: that a holder of %s is within reach is %t", op, c.name, role, !within), hears: func(o *observer, req *protocol.Request) {
					u := o.user(req)
					if req.Op != op || req.Actor == nil || !c.is(o, req) || u == nil || !slices.Contains(u.Roles, role) || !slices.Equal(req.Actor.Roles, []string{"Authentication Administrator"}) {
						return
					}
					actor := *req.Actor
					actor.Roles = nil
					if !within {
						actor.Roles = []string{everyRole}
					}
					req.Actor = &actor
				}})
			}
		}
	}
	requireCaught(t, faults)
}
