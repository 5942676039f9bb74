package mutant

import (
	"maps"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// noting makes a mutant that is told, for every pass that is replaced or
// deleted, what it was, and may then mishear a request.
func noting(note func(l *liar, user string, was pass), use func(l *liar, user string, r *protocol.Request)) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		u, known := l.user(r)
		if !known || r.Op == protocol.Reset {
			return l.ask(r)
		}
		was, existed := l.pass(r)
		use(l, u.Name, &r)
		res := l.ask(r)
		if now, exists := l.pass(r); existed && (!exists || now.ID != was.ID) {
			note(l, u.Name, was)
		}
		return res
	}
}

// oldID makes a mutant that takes the id of an earlier pass for that of the
// current one.
func oldID(op protocol.Op) wrong {
	return noting(
		func(l *liar, user string, was pass) { l.notes[was.ID] = user },
		func(l *liar, user string, r *protocol.Request) {
			if p, ok := l.pass(*r); r.Op == op && ok && l.notes[strings.ToLower(r.ID)] == user {
				r.ID = p.ID
			}
		})
}

// anyID makes a mutant that does not look at the id in a request.
func anyID(op protocol.Op) wrong {
	return before(func(l *liar, r *protocol.Request) {
		if p, ok := l.pass(*r); r.Op == op && ok {
			r.ID = p.ID
		}
	})
}

// listing makes a mutant that edits what a list shows, or leaves it out.
func listing(change func(pass map[string]any) map[string]any) wrong {
	return accepting(protocol.List, func(_ *liar, _ protocol.Request, res *protocol.Response) { edit(res, change) })
}

var lifeMutants = []Mutant{
	{Name: "old-code-works", What: "the code of a replaced pass still works", Rule: model.SigninCode,
		wrong: noting(
			func(l *liar, user string, was pass) { l.notes[l.codes[was.ID].Reveal()] = user },
			func(l *liar, user string, r *protocol.Request) {
				if p, ok := l.pass(*r); r.Op == protocol.SignIn && ok && l.notes[r.Code.Reveal()] == user {
					r.Code = l.codes[p.ID]
				}
			})},
	{Name: "old-id-found", What: "the id of a replaced pass finds the new one", Rule: model.GetMissing,
		wrong: oldID(protocol.Get)},
	{Name: "get-any-id", What: "a get does not look at the id", Rule: model.GetMissing,
		wrong: anyID(protocol.Get)},
	{Name: "delete-any-id", What: "a delete does not look at the id", Rule: model.DeleteMissing, Free: true,
		wrong: anyID(protocol.Delete)},
	{Name: "delete-of-nothing", What: "a delete that finds nothing is as good as done", Rule: model.DeleteMissing, Free: true,
		wrong: after(func(_ *liar, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.DeleteMissing {
				*res = protocol.Response{Status: 204}
			}
		})},
	{Name: "expired-stays", What: "an expired pass cannot be deleted", Rule: model.DeleteFound,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			if p, ok := l.pass(r); r.Op == protocol.Delete && ok && r.At >= p.end() {
				return refuse(model.DeleteMissing)
			}
			return l.ask(r)
		}},
	{Name: "refused-create-deletes", What: "a create deletes the pass before it, and then is refused", Rule: model.CreateReplaces,
		wrong: after(func(l *liar, r protocol.Request, res *protocol.Response) {
			if p, ok := l.pass(r); r.Op == protocol.Create && ok && !res.Accepted() {
				l.Reference.Do(protocol.Request{Op: protocol.Delete, At: r.At, User: key(r), ID: p.ID})
			}
		})},
	{Name: "same-id-again", What: "the pass that replaces another has its id", Rule: model.PassID,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			was, existed := l.pass(r)
			res := l.ask(r)
			if r.Op == protocol.Create && existed && res.Accepted() {
				res.Body = with(res.Body, map[string]any{"id": was.ID})
			}
			return res
		}},
	{Name: "second-pass-kept", What: "a replaced pass is still listed beside the new one", Rule: model.PassSingle,
		wrong: noting(
			func(l *liar, user string, was pass) { l.notes[user] = was.ID },
			func(*liar, string, *protocol.Request) {}).then(
			func(l *liar, r protocol.Request, res *protocol.Response) {
				u, _ := l.user(r)
				if old := l.notes[u.Name]; r.Op == protocol.List && res.Accepted() && old != "" {
					body := object(res.Body)
					if list := body["value"].([]any); len(list) == 1 {
						second := maps.Clone(list[0].(map[string]any))
						second["id"] = old
						body["value"] = append(list, second)
					}
					res.Body = encode(body)
				}
			})},
	{Name: "list-hides-expired", What: "an expired pass is not listed", Rule: model.PassStays,
		wrong: listing(func(p map[string]any) map[string]any {
			if p["methodUsabilityReason"] == "Expired" {
				return nil
			}
			return p
		})},
	{Name: "list-is-no-collection", What: "a list answers with the pass and not with a collection of one", Rule: model.ListOne,
		wrong: accepting(protocol.List, func(_ *liar, _ protocol.Request, res *protocol.Response) {
			if list, _ := object(res.Body)["value"].([]any); len(list) == 1 {
				res.Body = encode(list[0].(map[string]any))
			}
		})},
	{Name: "code-twice", What: "a get shows the code again", Rule: model.PassCodeOnce,
		wrong: accepting(protocol.Get, func(l *liar, _ protocol.Request, res *protocol.Response) {
			code := l.codes[passIn(res.Body).ID].Reveal()
			res.Body = with(res.Body, map[string]any{"temporaryAccessPass": code})
		})},
	{Name: "code-key-missing", What: "a list leaves the property of the code out where it should be null", Rule: model.PassCodeOnce,
		wrong: listing(func(p map[string]any) map[string]any {
			delete(p, "temporaryAccessPass")
			return p
		})},
	{Name: "code-of-eight", What: "codes have eight characters, whatever the policy says", Rule: model.PassCodeLength,
		wrong: seeing(func(_ *liar, _ protocol.Request, p map[string]any) {
			if code, ok := p["temporaryAccessPass"].(string); ok {
				p["temporaryAccessPass"] = code[:8]
			}
		})},
	{Name: "usable-is-stored", What: "isUsable stays what it was when the pass was created", Rule: model.UsabilityExpired,
		wrong: seeing(func(l *liar, r protocol.Request, p map[string]any) {
			id := p["id"].(string)
			if r.Op == protocol.Create && p["isUsable"] == true {
				l.notes[id] = "usable"
			}
			p["isUsable"] = l.notes[id] == "usable"
		})},
	{Name: "users-share", What: "all users share one pass", Rule: model.PassSingle,
		wrong: before(func(l *liar, r *protocol.Request) {
			if _, ok := l.user(*r); ok && r.Op != protocol.Reset && r.Op != protocol.UpdateUser && r.Actor == nil {
				r.User = l.world.Users[0].UPN()
			}
		})},
	{Name: "case-sensitive-user", What: "a user is not found by a name in other letters", Rule: model.UserKey,
		wrong: before(func(l *liar, r *protocol.Request) {
			if u, ok := l.user(*r); ok && !strings.EqualFold(r.User, "me") && r.User != u.UPN() && r.User != u.ID.String() {
				r.User = "nobody@contoso.example"
			}
		})},
	{Name: "nobody-has-no-pass", What: "the list of a user who does not exist is empty and not refused", Rule: model.UserMissing,
		wrong: after(func(l *liar, r protocol.Request, res *protocol.Response) {
			if _, ok := l.user(r); r.Op == protocol.List && !ok && res.Status == 404 {
				*res = protocol.Response{Status: 200, Body: protocol.NewJSON(`{"value":[]}`)}
			}
		})},
}
