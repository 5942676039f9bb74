package mutant

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// noting makes a mutant that notes every pass that is replaced or deleted, and can use
// its notes to change a request.
func noting(note func(f *faulty, user string, was pass), use func(f *faulty, user string, r *protocol.Request)) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		u, known := f.user(r)
		if !known || r.Op == protocol.Reset {
			return f.ask(r)
		}
		was, existed := f.pass(r)
		use(f, u.Name, &r)
		res := f.ask(r)
		if now, exists := f.pass(r); existed && (!exists || now.ID != was.ID) {
			note(f, u.Name, was)
		}
		return res
	}
}

// listing makes a mutant that changes the pass that a list shows, or leaves it out.
func listing(change func(pass map[string]any) map[string]any) wrong {
	return accepting(protocol.List, func(_ *faulty, _ protocol.Request, res *protocol.Response) { edit(res, change) })
}

// reading makes a mutant that changes the pass that a list or a get shows, and not the one
// in the answer to a create: what is kept is not what was answered.
func reading(change func(pass map[string]any)) wrong {
	return seeing(func(_ *faulty, r protocol.Request, p map[string]any) {
		if r.Op != protocol.Create {
			change(p)
		}
	})
}

// exactly makes a mutant that finds a user by one kind of key only in its exact case.
func exactly(key func(u protocol.User) string) wrong {
	return before(func(f *faulty, r *protocol.Request) {
		if u, ok := f.user(*r); ok && r.User != key(u) && strings.EqualFold(r.User, key(u)) {
			r.User = "nobody@contoso.example"
		}
	})
}

// directoryMutants are wrong about users, about time, or about passes that are gone: about
// what the engine keeps and the machine does not.
var directoryMutants = []Mutant{
	{ID: "clock-never-goes-back", Text: "you let time stand still when the clock is turned back", Rule: model.TimeTotal,
		wrong: before(func(f *faulty, r *protocol.Request) {
			r.At = max(r.At, f.latest)
			f.latest = r.At
		})},
	{ID: "expiry-sticks", Text: "you keep a pass expired once you have seen it so, even if the clock is turned back", Rule: model.TimeTotal,
		wrong: before(func(f *faulty, r *protocol.Request) {
			if p, ok := f.pass(*r); ok && f.notes[p.ID] != "" && (r.Op == protocol.List || r.Op == protocol.Get || r.Op == protocol.SignIn || r.Op == protocol.Refresh) {
				r.At = max(r.At, p.end())
			}
		}).then(func(f *faulty, r protocol.Request, res *protocol.Response) {
			seen := res.Reason == "Expired"
			if res.Accepted() && shows(r.Op) {
				edit(res, func(p map[string]any) map[string]any {
					seen = p["methodUsabilityReason"] == "Expired"
					return p
				})
			}
			if p, ok := f.pass(r); ok && seen {
				f.notes[p.ID] = "expired"
			}
		})},
	{ID: "disabled-sign-in-spends", Text: "you spend a one-time pass when you refuse its code because of the policy", Rule: model.SigninOnce,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			p, _ := f.pass(r)
			res := f.ask(r)
			switch spent := f.notes[p.ID] != ""; {
			case r.Op == protocol.SignIn && p.Once && res.Reason == "DisabledByPolicy":
				f.notes[p.ID] = "spent"
			case r.Op == protocol.SignIn && spent && res.Result == "accepted":
				return refuse(model.SigninUsed)
			case spent && res.Accepted() && (r.Op == protocol.List || r.Op == protocol.Get):
				edit(&res, func(p map[string]any) map[string]any {
					if p["isUsable"] == true {
						p["isUsable"], p["methodUsabilityReason"] = false, "OneTimeUsed"
					}
					return p
				})
			}
			return res
		}},
	{ID: "refresh-after-deletion", Text: "you renew a session although its pass was deleted", Rule: model.RefreshNone,
		wrong: noting(
			func(f *faulty, user string, was pass) {
				f.notes["id "+user], f.notes["end "+user] = was.ID, was.end().String()
			},
			func(*faulty, string, *protocol.Request) {}).then(
			func(f *faulty, r protocol.Request, res *protocol.Response) {
				u, _ := f.user(r)
				if _, exists := f.pass(r); !exists && r.Op == protocol.Refresh && r.ID == f.notes["id "+u.Name] {
					if end := f.notes["end "+u.Name]; r.At.String() < end {
						*res = protocol.Response{Result: "accepted", SessionEnds: end}
					}
				}
			})},
	{ID: "role-groups-captured", Text: "you ignore changes of a user's membership in role-assignable groups", Rule: model.AccessWrite,
		wrong: before(func(f *faulty, r *protocol.Request) {
			u, ok := f.user(*r)
			body := object(r.Body)
			groups, named := body["groups"].([]any)
			if r.Op != protocol.UpdateUser || !ok || !named {
				return
			}
			assignable := func(id string) bool {
				return slices.ContainsFunc(f.tenant.Groups, func(g protocol.Group) bool { return g.RoleAssignable && strings.EqualFold(g.ID.String(), id) })
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
	{ID: "me-of-an-operator", Text: "you take /me from an operator for the first user", Rule: model.AccessMe,
		wrong: before(func(f *faulty, r *protocol.Request) {
			if r.Actor == nil && r.User == "me" && len(f.tenant.Users) > 0 {
				r.User = f.tenant.Users[0].UPN()
			}
		})},
	{ID: "body-before-me", Text: "you refuse the wrong body of a create before you refuse /me from a caller who is not a user", Rule: model.AccessMe, Unspecified: true,
		wrong: after(func(_ *faulty, r protocol.Request, res *protocol.Response) {
			if _, _, refused := wire.ParseCreate(r.Body.Reveal()); r.Op == protocol.Create && res.Rule == model.AccessMe && refused != model.NoRule {
				*res = refuse(refused)
			}
		})},
	{ID: "me-of-an-application", Text: "you take /me from an application for the first user", Rule: model.AccessMe,
		wrong: before(func(f *faulty, r *protocol.Request) {
			if r.Actor != nil && r.Actor.Kind == "application" && r.User == "me" && len(f.tenant.Users) > 0 {
				r.User = f.tenant.Users[0].UPN()
			}
		})},
	{ID: "second-pass-kept", Text: "you list the previous pass beside the new one", Rule: model.PassSingle,
		wrong: noting(
			func(f *faulty, user string, was pass) { f.notes[user] = was.ID },
			func(*faulty, string, *protocol.Request) {}).then(
			func(f *faulty, r protocol.Request, res *protocol.Response) {
				u, _ := f.user(r)
				if old := f.notes[u.Name]; r.Op == protocol.List && res.Accepted() && old != "" {
					body := object(res.Body)
					if list := body["value"].([]any); len(list) == 1 {
						second := maps.Clone(list[0].(map[string]any))
						second["id"] = old
						body["value"] = append(list, second)
					}
					res.Body = encode(body)
				}
			})},
	{ID: "list-is-no-collection", Text: "you answer a list with the pass itself, not with a collection of one", Rule: model.ListOne,
		wrong: accepting(protocol.List, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if list, _ := object(res.Body)["value"].([]any); len(list) == 1 {
				res.Body = encode(list[0].(map[string]any))
			}
		})},
	{ID: "list-of-none-refused", Text: "you answer a list with 404 where the user has no pass", Rule: model.ListOne,
		wrong: accepting(protocol.List, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if list, _ := object(res.Body)["value"].([]any); len(list) == 0 {
				*res = refuse(model.GetMissing)
			}
		})},
	{ID: "list-of-none-is-null", Text: "you write null instead of an empty list where the user has no pass", Rule: model.ListOne,
		wrong: accepting(protocol.List, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if list, _ := object(res.Body)["value"].([]any); len(list) == 0 {
				res.Body = with(res.Body, map[string]any{"value": nil})
			}
		})},
	{ID: "get-is-a-collection", Text: "you answer a get with a collection of one, not with the pass itself", Rule: model.GetFound,
		wrong: accepting(protocol.Get, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			res.Body = encode(map[string]any{"value": []any{object(res.Body)}})
		})},
	{ID: "code-masked", Text: "you show asterisks instead of null for the code in a list or a get", Rule: model.PassCodeOnce,
		wrong: reading(func(p map[string]any) { p["temporaryAccessPass"] = "********" })},
	{ID: "code-blank", Text: "you show an empty string instead of null for the code in a list or a get", Rule: model.PassCodeOnce,
		wrong: reading(func(p map[string]any) { p["temporaryAccessPass"] = "" })},
	{ID: "code-key-missing", Text: "you leave temporaryAccessPass out of a list instead of showing null", Rule: model.PassCodeOnce,
		wrong: listing(func(p map[string]any) map[string]any {
			delete(p, "temporaryAccessPass")
			return p
		})},
	{ID: "code-of-eight", Text: "you show only the first eight characters of a code, whatever defaultLength says", Rule: model.PassCodeLength,
		wrong: seeing(func(_ *faulty, _ protocol.Request, p map[string]any) {
			if code, ok := p["temporaryAccessPass"].(string); ok {
				p["temporaryAccessPass"] = code[:8]
			}
		})},
	{ID: "usable-is-stored", Text: "you keep isUsable as it was when the pass was created", Rule: model.UsabilityExpired,
		wrong: seeing(func(f *faulty, r protocol.Request, p map[string]any) {
			id := p["id"].(string)
			if r.Op == protocol.Create && p["isUsable"] == true {
				f.notes[id] = "usable"
			}
			p["isUsable"] = f.notes[id] == "usable"
		})},
	{ID: "users-share", Text: "you let all users share one pass", Rule: model.PassSingle,
		wrong: before(func(f *faulty, r *protocol.Request) {
			if _, ok := f.user(*r); ok && r.Op != protocol.Reset && r.Op != protocol.UpdateUser && r.Actor == nil {
				r.User = f.tenant.Users[0].UPN()
			}
		})},
	{ID: "case-sensitive-user", Text: "you find a user by name or id only in the exact case of letters", Rule: model.UserKey,
		wrong: before(func(f *faulty, r *protocol.Request) {
			if u, ok := f.user(*r); ok && !strings.EqualFold(r.User, "me") && r.User != u.UPN() && r.User != u.ID.String() {
				r.User = "nobody@contoso.example"
			}
		})},
	{ID: "case-sensitive-name", Text: "you find a user by userPrincipalName only in the exact case of letters", Rule: model.UserKey,
		wrong: exactly(func(u protocol.User) string { return u.UPN() })},
	{ID: "case-sensitive-object-id", Text: "you find a user by object id only in the exact case of letters", Rule: model.UserKey,
		wrong: exactly(func(u protocol.User) string { return u.ID.String() })},
	{ID: "nobody-has-no-pass", Text: "you answer the list of an unknown user with an empty collection instead of a refusal", Rule: model.UserMissing,
		wrong: after(func(f *faulty, r protocol.Request, res *protocol.Response) {
			if _, ok := f.user(r); r.Op == protocol.List && !ok && res.Status == 404 {
				*res = protocol.Response{Status: 200, Body: protocol.NewJSON(`{"value":[]}`)}
			}
		})},
}
