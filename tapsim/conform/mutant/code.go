package mutant

import (
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Each of these accepts wrong codes, some of them or sometimes. An implementation
// that forgets to compare the code in one state of many is found by a wrong code in
// that state, and by nothing else.

// A lapse says whether a wrong code is taken for that of the pass p.
type lapse func(l *faulty, r protocol.Request, p pass) bool

// A witness hears of every answer, with the pass that the user had before; its ID is
// empty if there was none.
type witness func(l *faulty, r protocol.Request, was pass, res *protocol.Response)

// letsIn makes a mutant that takes some wrong codes for the right one. What comes of
// the sign-in is what would come of it with the right code.
func letsIn(when lapse) wrong {
	return letsInOnce(func(*faulty, protocol.Request, pass, *protocol.Response) {}, when)
}

// letsInOnce is letsIn where the lapse goes by what was noted before.
func letsInOnce(note witness, when lapse) wrong {
	return func(l *faulty, r protocol.Request) protocol.Response {
		p, ok := l.pass(r)
		if r.Op == protocol.SignIn && ok && r.Code != l.codes[p.ID] && when(l, r, p) {
			r.Code = l.codes[p.ID]
		}
		res := l.ask(r)
		note(l, r, p, &res)
		return res
	}
}

// letsAnyIn makes a mutant that takes any code in the place of one, for as long as
// something is noted of the pass, of its user, or of the case.
func letsAnyIn(note witness) wrong {
	return letsInOnce(note, func(l *faulty, r protocol.Request, p pass) bool {
		u, _ := l.user(r)
		return l.notes["pass "+p.ID] != "" || l.notes["user "+u.Name] != "" || l.notes["case"] != ""
	})
}

// history notes, for every user, the codes of the passes before the current one:
// "replaced 1 ada" is that of the last one that was replaced, "replaced 2 ada" that of
// the one before, and "deleted ada" that of the last one that was deleted.
func history(l *faulty, r protocol.Request, was pass, res *protocol.Response) {
	u, _ := l.user(r)
	if was.ID == "" || !res.Accepted() {
		return
	}
	switch code := l.codes[was.ID].Reveal(); r.Op {
	case protocol.Create:
		l.notes["replaced 2 "+u.Name] = l.notes["replaced 1 "+u.Name]
		l.notes["replaced 1 "+u.Name] = code
	case protocol.Delete:
		l.notes["deleted "+u.Name] = code
	}
}

// isNoted reports whether a code is one that history noted of the user.
func isNoted(as string) lapse {
	return func(l *faulty, r protocol.Request, _ pass) bool {
		u, _ := l.user(r)
		code := l.notes[as+u.Name]
		return code != "" && code == r.Code.Reveal()
	}
}

var codeMutants = []Mutant{
	{ID: "deleted-code-works", Text: "the code of a deleted pass still works", Rule: model.SigninNone,
		wrong: noting(
			func(l *faulty, user string, was pass) {
				l.notes[user+" "+l.codes[was.ID].Reveal()] = was.end().String()
			},
			func(*faulty, string, *protocol.Request) {}).then(
			func(l *faulty, r protocol.Request, res *protocol.Response) {
				u, _ := l.user(r)
				if end := l.notes[u.Name+" "+r.Code.Reveal()]; r.Op == protocol.SignIn && res.Reason == "NoPass" && end != "" {
					*res = protocol.Response{Result: "accepted", SessionEnds: end}
				}
			})},
	{ID: "any-code-after-a-policy-change", Text: "any code signs in once the policy has changed", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *faulty, r protocol.Request, _ pass, res *protocol.Response) {
			if (r.Op == protocol.UpdatePolicy || r.Op == protocol.ResetPolicy) && res.Accepted() {
				l.notes["case"] = "so"
			}
		})},
	{ID: "any-code-after-off-and-on", Text: "any code signs in once the policy was off and is on again", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *faulty, r protocol.Request, _ pass, res *protocol.Response) {
			if (r.Op == protocol.UpdatePolicy || r.Op == protocol.ResetPolicy) && res.Accepted() && l.policy(r.At).State != "enabled" {
				l.notes["case"] = "so"
			}
		})},
	{ID: "any-code-after-a-user-update", Text: "any code signs in once the user was updated", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *faulty, r protocol.Request, _ pass, res *protocol.Response) {
			if u, ok := l.user(r); ok && r.Op == protocol.UpdateUser && res.Accepted() {
				l.notes["user "+u.Name] = "so"
			}
		})},
	{ID: "any-code-of-a-later-user", Text: "any code signs in where the user is not the first one", Rule: model.SigninCode,
		wrong: letsIn(func(l *faulty, r protocol.Request, _ pass) bool {
			u, _ := l.user(r)
			return u.ID != l.world.Users[0].ID
		})},
	{ID: "any-code-when-time-has-gone-back", Text: "any code signs in once the clock was turned back", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *faulty, r protocol.Request, _ pass, _ *protocol.Response) {
			if r.At < l.latest {
				l.notes["case"] = "so"
			}
			l.latest = max(l.latest, r.At)
		})},
	{ID: "any-code-after-a-delete", Text: "any code signs in where a pass was deleted and another created", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *faulty, r protocol.Request, was pass, res *protocol.Response) {
			if u, ok := l.user(r); ok && r.Op == protocol.Delete && res.Accepted() {
				l.notes["user "+u.Name] = "so"
			}
		})},
	{ID: "deleted-code-works-again", Text: "the code of a deleted pass works for the one that was created after it", Rule: model.SigninCode,
		wrong: letsInOnce(history, isNoted("deleted "))},
	{ID: "code-of-another-user", Text: "the code of another user's pass signs in", Rule: model.SigninCode,
		wrong: letsIn(func(l *faulty, r protocol.Request, _ pass) bool {
			for _, u := range l.world.Users {
				if p, ok := l.pass(protocol.Request{At: r.At, User: u.UPN()}); ok && l.codes[p.ID] == r.Code {
					return true
				}
			}
			return false
		})},
	{ID: "old-code-of-another-user", Text: "the code of another user's pass signs in once it was replaced", Rule: model.SigninCode,
		wrong: letsInOnce(history, func(l *faulty, r protocol.Request, _ pass) bool {
			self, _ := l.user(r)
			for _, u := range l.world.Users {
				if u.ID != self.ID && r.Code.Reveal() != "" && l.notes["replaced 1 "+u.Name] == r.Code.Reveal() {
					return true
				}
			}
			return false
		})},

	{ID: "any-code-by-id", Text: "any code signs in where the user is named by id", Rule: model.SigninCode,
		wrong: letsIn(func(l *faulty, r protocol.Request, _ pass) bool { return !strings.Contains(r.User, "@") })},
	{ID: "any-code-by-name-in-capitals", Text: "any code signs in where the user is named in capitals", Rule: model.SigninCode,
		wrong: letsIn(func(_ *faulty, r protocol.Request, _ pass) bool { return r.User != strings.ToLower(r.User) })},
}
