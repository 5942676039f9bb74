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

// directoryMutants are wrong about users, about time, or about passes that are gone: about
// what the engine keeps and the machine does not.
var directoryMutants = []Mutant{
	{ID: "clock-never-goes-back", Text: "you let time stand still when the clock is turned back", Rule: model.TimeTotal,
		wrong: before(func(f *faulty, r *protocol.Request) {
			r.At = max(r.At, f.latest)
			f.latest = r.At
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
	{ID: "nobody-has-no-pass", Text: "you answer the list of an unknown user with an empty collection instead of a refusal", Rule: model.UserMissing,
		wrong: after(func(f *faulty, r protocol.Request, res *protocol.Response) {
			if _, ok := f.user(r); r.Op == protocol.List && !ok && res.Status == 404 {
				*res = protocol.Response{Status: 200, Body: protocol.NewJSON(`{"value":[]}`)}
			}
		})},
}
