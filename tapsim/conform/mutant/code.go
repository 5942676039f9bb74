package mutant

import (
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Each of these mutants accepts some wrong codes, or any code in some states. An
// implementation that does not compare the code in one of many states is found only by a
// wrong code in that state.

// A lapse decides whether a wrong code is accepted for the pass p.
type lapse func(f *faulty, r protocol.Request, p pass) bool

// An observer is called with every answer, and with the pass that the user had before; its
// ID is empty if there was none.
type observer func(f *faulty, r protocol.Request, was pass, res *protocol.Response)

// acceptingCodes makes a mutant that accepts some wrong codes. The answer is the one to
// the right code.
func acceptingCodes(when lapse) wrong {
	return acceptingCodesAfter(func(*faulty, protocol.Request, pass, *protocol.Response) {}, when)
}

// acceptingCodesAfter is acceptingCodes with an observer that notes what the lapse needs.
func acceptingCodesAfter(note observer, when lapse) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		p, ok := f.pass(r)
		if r.Op == protocol.SignIn && ok && r.Code != f.codes[p.ID] && when(f, r, p) {
			r.Code = f.codes[p.ID]
		}
		res := f.ask(r)
		note(f, r, p, &res)
		return res
	}
}

// acceptingAnyCodeAfter makes a mutant that accepts any code while there is a note about
// the pass, its user, or the case.
func acceptingAnyCodeAfter(note observer) wrong {
	return acceptingCodesAfter(note, func(f *faulty, r protocol.Request, p pass) bool {
		u, _ := f.user(r)
		return f.notes["pass "+p.ID] != "" || f.notes["user "+u.Name] != "" || f.notes["case"] != ""
	})
}

// notingCodes notes, for every user, the codes of the passes before the current one:
// "replaced 1 ada" is that of the last one that was replaced, "replaced 2 ada" that of
// the one before, and "deleted ada" that of the last one that was deleted.
func notingCodes(f *faulty, r protocol.Request, was pass, res *protocol.Response) {
	u, _ := f.user(r)
	if was.ID == "" || !res.Accepted() {
		return
	}
	switch code := f.codes[was.ID].Reveal(); r.Op {
	case protocol.Create:
		f.notes["replaced 2 "+u.Name] = f.notes["replaced 1 "+u.Name]
		f.notes["replaced 1 "+u.Name] = code
	case protocol.Delete:
		f.notes["deleted "+u.Name] = code
	}
}

// isNoted reports whether the code is one that notingCodes noted for the user.
func isNoted(as string) lapse {
	return func(f *faulty, r protocol.Request, _ pass) bool {
		u, _ := f.user(r)
		code := f.notes[as+u.Name]
		return code != "" && code == r.Code.Reveal()
	}
}

var codeMutants = []Mutant{
	{ID: "deleted-code-works", Text: "you let the code of a deleted pass sign in while the user has no other pass", Rule: model.SigninNone,
		wrong: noting(
			func(f *faulty, user string, was pass) {
				f.notes[user+" "+f.codes[was.ID].Reveal()] = was.end().String()
			},
			func(*faulty, string, *protocol.Request) {}).then(
			func(f *faulty, r protocol.Request, res *protocol.Response) {
				u, _ := f.user(r)
				if end := f.notes[u.Name+" "+r.Code.Reveal()]; r.Op == protocol.SignIn && res.Reason == "NoPass" && end != "" {
					*res = protocol.Response{Result: "accepted", SessionEnds: end}
				}
			})},
	{ID: "any-code-after-a-policy-change", Text: "you let any code sign in once the policy was changed", Rule: model.SigninCode,
		wrong: acceptingAnyCodeAfter(func(f *faulty, r protocol.Request, _ pass, res *protocol.Response) {
			if (r.Op == protocol.UpdatePolicy || r.Op == protocol.ResetPolicy) && res.Accepted() {
				f.notes["case"] = "so"
			}
		})},
	{ID: "any-code-after-off-and-on", Text: "you let any code sign in once the policy was switched off and on again", Rule: model.SigninCode,
		wrong: acceptingAnyCodeAfter(func(f *faulty, r protocol.Request, _ pass, res *protocol.Response) {
			if (r.Op == protocol.UpdatePolicy || r.Op == protocol.ResetPolicy) && res.Accepted() && f.policy(r.At).State != "enabled" {
				f.notes["case"] = "so"
			}
		})},
	{ID: "any-code-after-a-user-update", Text: "you let any code sign in once the user was updated", Rule: model.SigninCode,
		wrong: acceptingAnyCodeAfter(func(f *faulty, r protocol.Request, _ pass, res *protocol.Response) {
			if u, ok := f.user(r); ok && r.Op == protocol.UpdateUser && res.Accepted() {
				f.notes["user "+u.Name] = "so"
			}
		})},
	{ID: "any-code-of-a-later-user", Text: "you let any code sign in if the user is not the first one of the tenant", Rule: model.SigninCode,
		wrong: acceptingCodes(func(f *faulty, r protocol.Request, _ pass) bool {
			u, _ := f.user(r)
			return u.ID != f.tenant.Users[0].ID
		})},
	{ID: "any-code-when-time-has-gone-back", Text: "you let any code sign in once the clock was turned back", Rule: model.SigninCode,
		wrong: acceptingAnyCodeAfter(func(f *faulty, r protocol.Request, _ pass, _ *protocol.Response) {
			if r.At < f.latest {
				f.notes["case"] = "so"
			}
			f.latest = max(f.latest, r.At)
		})},
	{ID: "any-code-after-a-delete", Text: "you let any code sign in if an earlier pass of the user was deleted", Rule: model.SigninCode,
		wrong: acceptingAnyCodeAfter(func(f *faulty, r protocol.Request, was pass, res *protocol.Response) {
			if u, ok := f.user(r); ok && r.Op == protocol.Delete && res.Accepted() {
				f.notes["user "+u.Name] = "so"
			}
		})},
	{ID: "deleted-code-works-again", Text: "you let the code of a deleted pass sign in for the pass that was created after it", Rule: model.SigninCode,
		wrong: acceptingCodesAfter(notingCodes, isNoted("deleted "))},
	{ID: "code-of-another-user", Text: "you let the code of another user's pass sign in", Rule: model.SigninCode,
		wrong: acceptingCodes(func(f *faulty, r protocol.Request, _ pass) bool {
			for _, u := range f.tenant.Users {
				if p, ok := f.pass(protocol.Request{At: r.At, User: u.UPN()}); ok && f.codes[p.ID] == r.Code {
					return true
				}
			}
			return false
		})},
	{ID: "old-code-of-another-user", Text: "you let the code of another user's last replaced pass sign in", Rule: model.SigninCode,
		wrong: acceptingCodesAfter(notingCodes, func(f *faulty, r protocol.Request, _ pass) bool {
			self, _ := f.user(r)
			for _, u := range f.tenant.Users {
				if u.ID != self.ID && r.Code.Reveal() != "" && f.notes["replaced 1 "+u.Name] == r.Code.Reveal() {
					return true
				}
			}
			return false
		})},

	{ID: "any-code-by-id", Text: "you let any code sign in if the user is named by id", Rule: model.SigninCode,
		wrong: acceptingCodes(func(f *faulty, r protocol.Request, _ pass) bool { return !strings.Contains(r.User, "@") })},
	{ID: "any-code-by-name-in-capitals", Text: "you let any code sign in if the user is named with capital letters", Rule: model.SigninCode,
		wrong: acceptingCodes(func(_ *faulty, r protocol.Request, _ pass) bool { return r.User != strings.ToLower(r.User) })},
}
