package mutant

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// letting makes a mutant that takes some callers for an operator, who may do
// everything.
func letting(when func(l *liar, r protocol.Request) bool) wrong {
	return before(func(l *liar, r *protocol.Request) {
		if _, ok := l.user(*r); r.Actor != nil && (ok || onPolicy(r.Op)) && when(l, *r) {
			r.User, r.Actor = key(*r), nil
		}
	})
}

// barring makes a mutant that refuses some callers whom the reference admits.
func barring(when func(l *liar, r protocol.Request) bool) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		if _, ok := l.user(r); r.Actor != nil && (ok || onPolicy(r.Op)) && when(l, r) {
			return refuse(model.AccessRefused)
		}
		return l.ask(r)
	}
}

func onPolicy(op protocol.Op) bool {
	return op == protocol.GetPolicy || op == protocol.UpdatePolicy || op == protocol.ResetPolicy
}

func reads(op protocol.Op) bool  { return op == protocol.List || op == protocol.Get }
func writes(op protocol.Op) bool { return op == protocol.Create || op == protocol.Delete }

// self reports whether a user asks about themselves.
func self(l *liar, r protocol.Request) bool {
	u, ok := l.user(r)
	return ok && r.Actor.Kind == "delegated" && strings.EqualFold(r.Actor.User, u.ID.String())
}

// other reports whether a user asks about somebody else.
func other(l *liar, r protocol.Request) bool { return r.Actor.Kind == "delegated" && !self(l, r) }

// granted reports whether a caller has a scope or permission with such an end.
func granted(r protocol.Request, ends ...string) bool {
	return slices.ContainsFunc(slices.Concat(r.Actor.Scopes, r.Actor.Permissions), func(scope string) bool {
		return strings.HasPrefix(scope, "UserAuth") && slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(scope, end) })
	})
}

const (
	globalAdministrator         = "Global Administrator"
	authenticationAdministrator = "Authentication Administrator"
)

// is reports whether a caller has a directory role.
func is(r protocol.Request, role string) bool { return slices.Contains(r.Actor.Roles, role) }

// byReach reports whether it depends on the user what the caller may do.
func byReach(r protocol.Request) bool {
	everybody := is(r, globalAdministrator) || is(r, "Privileged Authentication Administrator") ||
		r.Actor.Kind == "application" && granted(r, ".ReadWrite.All")
	return is(r, authenticationAdministrator) && !everybody
}

var accessMutants = []Mutant{
	{Name: "everybody-may", What: "nobody is asked for permission", Rule: model.AccessRefused,
		wrong: letting(func(*liar, protocol.Request) bool { return true })},
	{Name: "self-create", What: "users create passes for themselves", Rule: model.AccessSelfCreate,
		wrong: letting(func(l *liar, r protocol.Request) bool { return r.Op == protocol.Create && self(l, r) })},
	{Name: "self-delete-refused", What: "users cannot delete their own pass", Rule: model.AccessSelfDelete,
		wrong: barring(func(l *liar, r protocol.Request) bool { return r.Op == protocol.Delete && self(l, r) })},
	{Name: "self-read-needs-all", What: "users need a scope for all users to read their own pass", Rule: model.AccessSelfRead,
		wrong: barring(func(l *liar, r protocol.Request) bool { return reads(r.Op) && self(l, r) && !granted(r, ".All") })},
	{Name: "read-without-role", What: "the pass of another user is read without a role", Rule: model.AccessOtherRead,
		wrong: letting(func(l *liar, r protocol.Request) bool { return reads(r.Op) && other(l, r) && granted(r, ".All") })},
	{Name: "read-without-all", What: "an application reads with a permission that is not for all users", Rule: model.AccessOtherRead,
		wrong: letting(func(_ *liar, r protocol.Request) bool {
			return reads(r.Op) && r.Actor.Kind == "application" && granted(r, ".Read", ".ReadWrite")
		})},
	{Name: "read-scope-writes", What: "an application creates and deletes with a permission to read", Rule: model.AccessWrite,
		wrong: letting(func(_ *liar, r protocol.Request) bool {
			return writes(r.Op) && r.Actor.Kind == "application" && granted(r, ".Read.All")
		})},
	{Name: "target-roles-ignored", What: "an Authentication Administrator reaches every administrator", Rule: model.AccessWrite,
		wrong: world(func(_ *protocol.Tenant, u *protocol.User) { u.Roles = nil }, "roles")},
	{Name: "global-administrator-writes-nothing", What: "a Global Administrator neither creates nor deletes passes", Rule: model.AccessWrite,
		wrong: barring(func(l *liar, r protocol.Request) bool {
			return writes(r.Op) && other(l, r) && is(r, globalAdministrator)
		})},
	{Name: "global-administrator-reads-nothing", What: "a Global Administrator does not read the passes of others", Rule: model.AccessOtherRead,
		wrong: barring(func(l *liar, r protocol.Request) bool {
			return reads(r.Op) && other(l, r) && is(r, globalAdministrator)
		})},
	{Name: "global-administrator-without-policy", What: "a Global Administrator neither reads nor changes the policy", Rule: model.AccessPolicy,
		wrong: barring(func(_ *liar, r protocol.Request) bool {
			return onPolicy(r.Op) && r.Actor.Kind == "delegated" && is(r, globalAdministrator)
		})},
	{Name: "global-administrator-without-scope", What: "a Global Administrator creates and deletes passes with any scope", Rule: model.AccessWrite,
		wrong: letting(func(l *liar, r protocol.Request) bool {
			return writes(r.Op) && other(l, r) && is(r, globalAdministrator)
		})},
	{Name: "application-role-ignored", What: "the directory roles of an application count for nothing", Rule: model.AccessWrite,
		wrong: before(func(_ *liar, r *protocol.Request) {
			if r.Actor != nil && r.Actor.Kind == "application" {
				actor := *r.Actor
				actor.Roles = nil
				r.Actor = &actor
			}
		})},
	{Name: "application-role-reaches-everybody", What: "an application with the role Authentication Administrator reaches every administrator", Rule: model.AccessWrite,
		wrong: letting(func(_ *liar, r protocol.Request) bool {
			return writes(r.Op) && r.Actor.Kind == "application" && is(r, authenticationAdministrator)
		})},
	{Name: "application-reads-so-its-role-writes", What: "an application that reads all passes creates and deletes them with any role", Rule: model.AccessWrite,
		wrong: letting(func(_ *liar, r protocol.Request) bool {
			return writes(r.Op) && r.Actor.Kind == "application" && granted(r, ".Read.All") && len(r.Actor.Roles) > 0
		})},
	{Name: "role-groups-ignored", What: "an Authentication Administrator reaches the members of role-assignable groups", Rule: model.AccessWrite,
		wrong: before(func(_ *liar, r *protocol.Request) {
			if r.Op == protocol.Reset {
				w := *r.Tenant
				w.Groups = slices.Clone(w.Groups)
				for i := range w.Groups {
					w.Groups[i].RoleAssignable = false
				}
				r.Tenant = &w
			}
		})},
	{Name: "any-role-group-counts", What: "an Authentication Administrator reaches nobody where there is a role-assignable group", Rule: model.AccessWrite,
		wrong: barring(func(l *liar, r protocol.Request) bool {
			return writes(r.Op) && !self(l, r) && byReach(r) && slices.ContainsFunc(l.world.Groups, func(g protocol.Group) bool { return g.RoleAssignable })
		})},
	{Name: "role-groups-captured", What: "a change of somebody's groups makes nobody a member of a role-assignable group, or no member of one", Rule: model.AccessWrite,
		wrong: before(func(l *liar, r *protocol.Request) {
			u, ok := l.user(*r)
			body := object(r.Body)
			groups, named := body["groups"].([]any)
			if r.Op != protocol.UpdateUser || !ok || !named {
				return
			}
			assignable := func(id string) bool {
				return slices.ContainsFunc(l.world.Groups, func(g protocol.Group) bool { return g.RoleAssignable && strings.EqualFold(g.ID.String(), id) })
			}
			groups = slices.DeleteFunc(groups, func(g any) bool { return assignable(fmt.Sprint(g)) })
			for _, g := range u.Groups {
				if assignable(g.String()) {
					groups = append(groups, g.String())
				}
			}
			body["groups"] = groups
			r.Body = encode(body)
		})},
	{Name: "me-of-an-operator", What: "an operator has a /me: the first user", Rule: model.AccessMe,
		wrong: before(func(l *liar, r *protocol.Request) {
			if r.Actor == nil && r.User == "me" && len(l.world.Users) > 0 {
				r.User = l.world.Users[0].UPN()
			}
		})},
	{Name: "me-is-forbidden", What: "a /me that is nobody's is refused as a caller without permission is", Rule: model.AccessMe, Free: true,
		wrong: after(func(_ *liar, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.AccessMe {
				*res = refuse(model.AccessRefused)
			}
		})},
	{Name: "body-before-me", What: "a body that is wrong is refused before a /me that is nobody's", Rule: model.AccessMe, Free: true,
		wrong: after(func(_ *liar, r protocol.Request, res *protocol.Response) {
			if _, _, refused := wire.ParseCreate(r.Body.Reveal()); r.Op == protocol.Create && res.Rule == model.AccessMe && refused != model.NoRule {
				*res = refuse(refused)
			}
		})},
	{Name: "me-of-an-application", What: "an application has a /me: the first user", Rule: model.AccessMe,
		wrong: before(func(l *liar, r *protocol.Request) {
			if r.Actor != nil && r.Actor.Kind == "application" && r.User == "me" && len(l.world.Users) > 0 {
				r.User = l.world.Users[0].UPN()
			}
		})},
	{Name: "reader-writes-policy", What: "a Global Reader changes the policy", Rule: model.AccessPolicy,
		wrong: letting(func(_ *liar, r protocol.Request) bool {
			return r.Op == protocol.UpdatePolicy && slices.Contains(r.Actor.Roles, "Global Reader")
		})},
	{Name: "caller-before-user", What: "a caller without permission does not learn that there is no such user", Rule: model.UserMissing, Free: true,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			res := l.ask(r)
			if _, ok := l.user(r); !ok && r.Actor != nil && res.Status == 404 && len(l.world.Users) > 0 {
				// The same of somebody who is there, in a way that changes nothing.
				asked := r
				asked.User, asked.ID, asked.Body = l.world.Users[0].UPN(), "", protocol.NewJSON(`{"lifetimeInMinutes":0}`)
				if instead := l.Reference.Do(asked); instead.Rule == model.AccessRefused {
					return instead
				}
			}
			return res
		}},
}
