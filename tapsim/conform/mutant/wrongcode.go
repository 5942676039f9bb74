package mutant

import (
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Each of these accepts wrong codes, some of them or sometimes. An implementation
// that forgets to compare the code in one state of many is found by a wrong code in
// that state, and by nothing else.

// A lapse says whether a wrong code is taken for that of the pass p.
type lapse func(l *liar, r protocol.Request, p pass) bool

// A witness hears of every answer, with the pass that the user had before; its ID is
// empty if there was none.
type witness func(l *liar, r protocol.Request, was pass, res *protocol.Response)

// letsIn makes a mutant that takes some wrong codes for the right one. What comes of
// the sign-in is what would come of it with the right code.
func letsIn(when lapse) wrong {
	return letsInOnce(func(*liar, protocol.Request, pass, *protocol.Response) {}, when)
}

// letsInOnce is letsIn where the lapse goes by what was noted before.
func letsInOnce(note witness, when lapse) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
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
	return letsInOnce(note, func(l *liar, r protocol.Request, p pass) bool {
		u, _ := l.user(r)
		return l.notes["pass "+p.ID] != "" || l.notes["user "+u.Name] != "" || l.notes["case"] != ""
	})
}

// onceAccepted notes the pass of a user when one of these ops was accepted.
func onceAccepted(ops ...protocol.Op) witness {
	return func(l *liar, r protocol.Request, was pass, res *protocol.Response) {
		for _, op := range ops {
			if r.Op == op && was.ID != "" && res.Accepted() {
				l.notes["pass "+was.ID] = "so"
			}
		}
	}
}

// history notes, for every user, the codes of the passes before the current one:
// "replaced 1 ada" is that of the last one that was replaced, "replaced 2 ada" that of
// the one before, and "deleted ada" that of the last one that was deleted.
func history(l *liar, r protocol.Request, was pass, res *protocol.Response) {
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
	return func(l *liar, r protocol.Request, _ pass) bool {
		u, _ := l.user(r)
		code := l.notes[as+u.Name]
		return code != "" && code == r.Code.Reveal()
	}
}

// attempt makes a mutant that takes the wrong code of that number for the right one,
// counted for each pass.
func attempt(number int) wrong {
	return letsIn(func(l *liar, _ protocol.Request, p pass) bool {
		n, _ := strconv.Atoi(l.notes["wrong "+p.ID])
		l.notes["wrong "+p.ID] = strconv.Itoa(n + 1)
		return n+1 == number
	})
}

// likeThis makes a mutant that takes a code for the right one if it is like it.
func likeThis(alike func(given, right string) bool) wrong {
	return letsIn(func(l *liar, r protocol.Request, p pass) bool {
		return alike(r.Code.Reveal(), l.codes[p.ID].Reveal())
	})
}

// welcoming makes a mutant that accepts any wrong code of a pass in some state,
// whatever would come of the right one, and changes nothing.
func welcoming(when lapse) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		p, ok := l.pass(r)
		if r.Op != protocol.SignIn || !ok || r.Code == l.codes[p.ID] || !when(l, r, p) {
			return l.ask(r)
		}
		res := protocol.Response{Result: "accepted", SessionEnds: p.end().String()}
		if p.Once {
			res.RegisterBy = r.At.Add(model.RegistrationWindow).String()
		}
		return res
	}
}

var wrongCodeMutants = []Mutant{
	{Name: "any-code-after-a-sign-in", What: "any code signs in once the right one has", Rule: model.SigninCode,
		wrong: letsAnyIn(onceAccepted(protocol.SignIn))},
	{Name: "any-code-after-a-refresh", What: "any code signs in once a session was renewed", Rule: model.SigninCode,
		wrong: letsAnyIn(onceAccepted(protocol.Refresh))},
	{Name: "any-code-after-a-list", What: "any code signs in once the pass was listed", Rule: model.SigninCode,
		wrong: letsAnyIn(onceAccepted(protocol.List))},
	{Name: "any-code-after-a-get", What: "any code signs in once the pass was read by its id", Rule: model.SigninCode,
		wrong: letsAnyIn(onceAccepted(protocol.Get))},
	{Name: "any-code-after-a-policy-change", What: "any code signs in once the policy has changed", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *liar, r protocol.Request, _ pass, res *protocol.Response) {
			if (r.Op == protocol.UpdatePolicy || r.Op == protocol.ResetPolicy) && res.Accepted() {
				l.notes["case"] = "so"
			}
		})},
	{Name: "any-code-after-off-and-on", What: "any code signs in once the policy was off and is on again", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *liar, r protocol.Request, _ pass, res *protocol.Response) {
			if (r.Op == protocol.UpdatePolicy || r.Op == protocol.ResetPolicy) && res.Accepted() && l.policy(r.At).State != "enabled" {
				l.notes["case"] = "so"
			}
		})},
	{Name: "any-code-after-a-user-update", What: "any code signs in once the user was updated", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *liar, r protocol.Request, _ pass, res *protocol.Response) {
			if u, ok := l.user(r); ok && r.Op == protocol.UpdateUser && res.Accepted() {
				l.notes["user "+u.Name] = "so"
			}
		})},
	{Name: "any-code-of-a-multi-use-pass", What: "any code signs in where the pass is a multi-use pass", Rule: model.SigninCode,
		wrong: letsIn(func(_ *liar, _ protocol.Request, p pass) bool { return !p.Once })},
	{Name: "any-code-of-a-one-time-pass", What: "any code signs in where the pass is a one-time pass", Rule: model.SigninCode,
		wrong: letsIn(func(_ *liar, _ protocol.Request, p pass) bool { return p.Once })},
	{Name: "any-code-of-a-later-start", What: "any code signs in where the pass begins later than it was created", Rule: model.SigninCode,
		wrong: letsIn(func(_ *liar, _ protocol.Request, p pass) bool { return p.Start > p.Created })},
	{Name: "any-code-of-another-lifetime", What: "any code signs in where the lifetime is not the policy's default", Rule: model.SigninCode,
		wrong: letsIn(func(l *liar, r protocol.Request, p pass) bool { return p.Lifetime != l.policy(r.At).Default })},
	{Name: "any-code-under-a-one-time-policy", What: "any code signs in where the policy allows one-time passes only", Rule: model.SigninCode,
		wrong: letsIn(func(l *liar, r protocol.Request, _ pass) bool { return l.policy(r.At).Once })},
	{Name: "any-code-in-the-edition-documented", What: "any code signs in in the edition documented", Rule: model.SigninCode, Edition: model.Documented,
		wrong: letsIn(func(l *liar, _ protocol.Request, _ pass) bool { return l.world.Edition == model.Documented })},
	{Name: "any-code-in-the-edition-preview", What: "any code signs in in the edition preview", Rule: model.SigninCode, Edition: model.Preview,
		wrong: letsIn(func(l *liar, _ protocol.Request, _ pass) bool { return l.world.Edition == model.Preview })},
	{Name: "any-code-of-a-guest", What: "any code signs in where the user is a guest", Rule: model.SigninCode,
		wrong: letsIn(func(l *liar, r protocol.Request, _ pass) bool {
			u, _ := l.user(r)
			return u.Guest
		})},
	{Name: "any-code-of-a-later-user", What: "any code signs in where the user is not the first one", Rule: model.SigninCode,
		wrong: letsIn(func(l *liar, r protocol.Request, _ pass) bool {
			u, _ := l.user(r)
			return u.ID != l.world.Users[0].ID
		})},
	{Name: "any-code-after-a-refused-create", What: "any code signs in once a create over the pass was refused", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *liar, r protocol.Request, was pass, res *protocol.Response) {
			if r.Op == protocol.Create && was.ID != "" && !res.Accepted() {
				l.notes["pass "+was.ID] = "so"
			}
		})},
	{Name: "any-code-after-the-right-one-was-refused", What: "any code signs in once the right one was refused for the state of the pass", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *liar, r protocol.Request, was pass, res *protocol.Response) {
			if r.Op == protocol.SignIn && was.ID != "" && !res.Accepted() && res.Reason != "WrongCode" {
				l.notes["pass "+was.ID] = "so"
			}
		})},
	{Name: "any-code-when-time-has-gone-back", What: "any code signs in once the clock was turned back", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *liar, r protocol.Request, _ pass, _ *protocol.Response) {
			if r.At < l.latest {
				l.notes["case"] = "so"
			}
			l.latest = max(l.latest, r.At)
		})},
	{Name: "any-code-of-a-replacement", What: "any code signs in where the pass has replaced another", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *liar, r protocol.Request, was pass, res *protocol.Response) {
			if r.Op == protocol.Create && was.ID != "" && res.Accepted() {
				l.notes["pass "+passIn(res.Body).ID] = "so"
			}
		})},
	{Name: "any-code-after-a-delete", What: "any code signs in where a pass was deleted and another created", Rule: model.SigninCode,
		wrong: letsAnyIn(func(l *liar, r protocol.Request, was pass, res *protocol.Response) {
			if u, ok := l.user(r); ok && r.Op == protocol.Delete && res.Accepted() {
				l.notes["user "+u.Name] = "so"
			}
		})},
	{Name: "previous-code-works", What: "the code of the pass that was replaced last still works", Rule: model.SigninCode,
		wrong: letsInOnce(history, isNoted("replaced 1 "))},
	{Name: "code-before-the-previous-works", What: "the code of the pass that was replaced last but one still works", Rule: model.SigninCode,
		wrong: letsInOnce(history, isNoted("replaced 2 "))},
	{Name: "deleted-code-works-again", What: "the code of a deleted pass works for the one that was created after it", Rule: model.SigninCode,
		wrong: letsInOnce(history, isNoted("deleted "))},
	{Name: "code-of-another-user", What: "the code of another user's pass signs in", Rule: model.SigninCode,
		wrong: letsIn(func(l *liar, r protocol.Request, _ pass) bool {
			for _, u := range l.world.Users {
				if p, ok := l.pass(protocol.Request{At: r.At, User: u.UPN()}); ok && l.codes[p.ID] == r.Code {
					return true
				}
			}
			return false
		})},
	{Name: "old-code-of-another-user", What: "the code of another user's pass signs in once it was replaced", Rule: model.SigninCode,
		wrong: letsInOnce(history, func(l *liar, r protocol.Request, _ pass) bool {
			self, _ := l.user(r)
			for _, u := range l.world.Users {
				if u.ID != self.ID && r.Code.Reveal() != "" && l.notes["replaced 1 "+u.Name] == r.Code.Reveal() {
					return true
				}
			}
			return false
		})},

	{Name: "prefix-works", What: "the beginning of a code signs in", Rule: model.SigninCode,
		wrong: likeThis(func(given, right string) bool { return given != "" && strings.HasPrefix(right, given) })},
	{Name: "first-character-suffices", What: "the first character of a code suffices", Rule: model.SigninCode,
		wrong: likeThis(func(given, right string) bool { return given == right[:1] })},
	{Name: "space-around-ignored", What: "white space around a code is not looked at", Rule: model.SigninCode,
		wrong: likeThis(func(given, right string) bool { return strings.TrimSpace(given) == right })},
	{Name: "id-as-code", What: "the id of a pass does for its code", Rule: model.SigninCode,
		wrong: letsIn(func(_ *liar, r protocol.Request, p pass) bool { return strings.EqualFold(r.Code.Reveal(), p.ID) })},
	{Name: "last-character-ignored", What: "the last character of a code may be missing", Rule: model.SigninCode,
		wrong: likeThis(func(given, right string) bool { return given == right[:len(right)-1] })},
	{Name: "more-than-the-code", What: "a code may go on after its end", Rule: model.SigninCode,
		wrong: likeThis(strings.HasPrefix)},
	{Name: "case-of-the-code-ignored", What: "a code signs in in any case of letters", Rule: model.SigninCode,
		wrong: likeThis(strings.EqualFold)},
	{Name: "empty-code", What: "the empty code signs in", Rule: model.SigninCode,
		wrong: likeThis(func(given, _ string) bool { return given == "" })},
	{Name: "any-code-that-is-longer", What: "any code signs in that is longer than the right one", Rule: model.SigninCode,
		wrong: likeThis(func(given, right string) bool { return len(given) > len(right) })},
	{Name: "any-code-of-that-length", What: "any code signs in that is as long as the right one", Rule: model.SigninCode,
		wrong: likeThis(func(given, right string) bool { return len(given) == len(right) })},
	{Name: "any-code-of-a-long-code", What: "any code signs in where the right one has more than eight characters", Rule: model.SigninCode,
		wrong: likeThis(func(_, right string) bool { return len(right) != 8 })},

	{Name: "second-wrong-code", What: "the second wrong code signs in", Rule: model.SigninCode, wrong: attempt(2)},
	{Name: "third-wrong-code", What: "the third wrong code signs in", Rule: model.SigninCode, wrong: attempt(3)},
	{Name: "any-code-at-the-start", What: "any code signs in at the very start of a pass", Rule: model.SigninCode,
		wrong: letsIn(func(_ *liar, r protocol.Request, p pass) bool { return r.At == p.start() })},
	{Name: "any-code-at-the-last-tick", What: "any code signs in at the last tick of a pass", Rule: model.SigninCode,
		wrong: letsIn(func(_ *liar, r protocol.Request, p pass) bool { return r.At == p.end().Add(-model.Tick) })},
	{Name: "any-code-by-id", What: "any code signs in where the user is named by id", Rule: model.SigninCode,
		wrong: letsIn(func(l *liar, r protocol.Request, _ pass) bool { return !strings.Contains(r.User, "@") })},
	{Name: "any-code-by-name-in-capitals", What: "any code signs in where the user is named in capitals", Rule: model.SigninCode,
		wrong: letsIn(func(_ *liar, r protocol.Request, _ pass) bool { return r.User != strings.ToLower(r.User) })},

	{Name: "any-code-spends-nothing", What: "any code signs in, and a one-time pass is spent by the right one alone", Rule: model.SigninCode,
		wrong: welcoming(func(_ *liar, _ protocol.Request, p pass) bool { return p.Usable })},
	{Name: "any-code-of-the-spent", What: "any wrong code signs in where the pass is spent", Rule: model.SigninCode,
		wrong: welcoming(func(_ *liar, _ protocol.Request, p pass) bool { return p.Reason == "OneTimeUsed" })},
	{Name: "any-code-of-the-expired", What: "any wrong code signs in where the pass has expired", Rule: model.SigninCode,
		wrong: welcoming(func(_ *liar, _ protocol.Request, p pass) bool { return p.Reason == "Expired" })},
	{Name: "any-code-of-the-early", What: "any wrong code signs in where the pass has not begun", Rule: model.SigninCode,
		wrong: welcoming(func(_ *liar, _ protocol.Request, p pass) bool { return p.Reason == "NotYetValid" })},
	{Name: "any-code-of-the-disabled", What: "any wrong code signs in where the policy forbids the pass", Rule: model.SigninCode,
		wrong: welcoming(func(_ *liar, _ protocol.Request, p pass) bool { return p.Reason == "DisabledByPolicy" })},
}
