package scenarios_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// An attempt is a sign-in with a wrong code, of a user with a pass.
type attempt struct {
	o    *observer
	u    *seenUser
	p    *seenPass // the user's pass
	req  *protocol.Request
	code string // the wrong one
}

func (a *attempt) right() string { return a.p.code.Reveal() }

// A choice picks some of the attempts.
type choice = map[string]func(a *attempt) bool

// kinds are the kinds of passes.
var kinds = choice{
	"a multi-use pass":         func(a *attempt) bool { return !a.p.once },
	"an unspent one-time pass": func(a *attempt) bool { return a.p.once && a.p.did["signIn"] == 0 },
	"a spent one-time pass":    func(a *attempt) bool { return a.p.once && a.p.did["signIn"] > 0 },
}

// wrongCodes are codes that an implementation could accept by a fault.
//
// The format has no words for the code with one character changed. White space around
// the code, and the id in its place, are in signin/nearly-the-right-code.
var wrongCodes = choice{
	"any wrong code":                 func(*attempt) bool { return true },
	"a code of no pass":              func(a *attempt) bool { return !a.resembles() },
	"the code in other case":         func(a *attempt) bool { return strings.EqualFold(a.code, a.right()) },
	"the code cut short":             func(a *attempt) bool { return a.code != "" && strings.HasPrefix(a.right(), a.code) },
	"the code with more after it":    func(a *attempt) bool { return strings.HasPrefix(a.code, a.right()) },
	"the code of the pass before":    func(a *attempt) bool { return a.earlier(1, protocol.Create) },
	"the code of the pass before it": func(a *attempt) bool { return a.earlier(2, protocol.Create) },
	"the code of a deleted pass": func(a *attempt) bool {
		return a.earlier(1, protocol.Delete) || a.earlier(2, protocol.Delete) || a.earlier(3, protocol.Delete)
	},
	"another user's code":                    func(a *attempt) bool { return a.others("") },
	"another user's code of the pass before": func(a *attempt) bool { return a.others(protocol.Create) },
	"another user's code of a deleted pass":  func(a *attempt) bool { return a.others(protocol.Delete) },
}

// words are texts that stand for no code, or for the user.
var words = choice{
	"the empty text":       func(a *attempt) bool { return a.code == "" },
	"a blank":              func(a *attempt) bool { return a.code == " " },
	"the word null":        func(a *attempt) bool { return a.code == "null" },
	"a row of dots":        func(a *attempt) bool { return a.code != "" && strings.Trim(a.code, "•") == "" },
	"the name of the user": func(a *attempt) bool { return strings.EqualFold(a.code, a.u.UPN()) },
	"the id of the user":   func(a *attempt) bool { return strings.EqualFold(a.code, a.u.ID.String()) },
}

// earlier reports whether the code is that of the pass n before the current one, which
// ended by gone.
func (a *attempt) earlier(n int, gone protocol.Op) bool {
	i := len(a.u.passes) - 1 - n
	return i >= 0 && a.u.passes[i].gone == gone && a.u.passes[i].code.Reveal() == a.code
}

func (a *attempt) others(gone protocol.Op) bool {
	return a.anyPass(func(u *seenUser, p *seenPass) bool { return u != a.u && p.gone == gone && p.code.Reveal() == a.code })
}

// resembles reports whether the code is similar to that of some pass.
func (a *attempt) resembles() bool {
	return a.anyPass(func(_ *seenUser, p *seenPass) bool {
		code := p.code.Reveal()
		return strings.EqualFold(a.code, code) || strings.HasPrefix(code, a.code) || strings.HasPrefix(a.code, code)
	})
}

func (a *attempt) anyPass(is func(u *seenUser, p *seenPass) bool) bool {
	return slices.ContainsFunc(a.o.users, func(u *seenUser) bool {
		return slices.ContainsFunc(u.passes, func(p *seenPass) bool { return is(u, p) })
	})
}

// happenings are the events after which an implementation could compare codes in
// another way.
var happenings = []string{
	"signIn", "refresh", "list", "get",
	"refused signIn", "refused refresh", "refused create", "refused get", "refused delete",
	"updatePolicy", "updatePolicy of state", "updatePolicy of isUsableOnce", "updatePolicy of includeTargets",
	"updatePolicy of excludeTargets", "updatePolicy of defaultLength", "resetPolicy",
	"updateUser", "updateUser of groups", "updateUser of userType", "updateUser of external", "updateUser of roles",
	"another user's create", "another user's delete", "another user's signIn", "another user's refused signIn",
}

// edges are the instants at which a pass becomes usable and stops being usable, and
// the ticks beside them.
var edges = map[string]func(p *seenPass, at model.Instant) bool{
	"a tick before the start": func(p *seenPass, at model.Instant) bool { return at == p.start.Add(-model.Tick) },
	"at the start":            func(p *seenPass, at model.Instant) bool { return at == p.start },
	"a tick after the start":  func(p *seenPass, at model.Instant) bool { return at == p.start.Add(model.Tick) },
	"a tick before the end":   func(p *seenPass, at model.Instant) bool { return at == p.end.Add(-model.Tick) },
	"at the end":              func(p *seenPass, at model.Instant) bool { return at == p.end },
	"a tick after the end":    func(p *seenPass, at model.Instant) bool { return at == p.end.Add(model.Tick) },
}

// everyCode are the conditions under which every wrong code is presented for every
// kind of pass, and anyCode those under which one of them is.
func everyCode() choice {
	all := choice{
		"at any time":             func(*attempt) bool { return true },
		"after three wrong codes": func(a *attempt) bool { return len(a.p.wrong) >= 3 },
	}
	for _, event := range happenings {
		all["after "+event] = func(a *attempt) bool { return a.p.did[event] > 0 }
	}
	return all
}

func anyCode() choice {
	wrong := func(n int) func(a *attempt) bool { return func(a *attempt) bool { return len(a.p.wrong) == n } }
	length := func(n int) func(a *attempt) bool { return func(a *attempt) bool { return len(a.right()) == n } }
	includes := func(kind string) func(a *attempt) bool {
		return func(a *attempt) bool {
			p := a.o.policy(a.req.At)
			return p.State == "enabled" && len(p.Include) == 1 && p.Include[0].TargetType == kind && p.Include[0].ID != "all_users"
		}
	}
	all := choice{
		"before anything has happened": func(a *attempt) bool { return a.p.last == nil },
		"after one wrong code":         wrong(1),
		"after two wrong codes":        wrong(2),
		"after ten wrong codes":        wrong(10),
		"that was wrong before":        func(a *attempt) bool { return slices.Contains(a.p.wrong, a.req.Code) },
		"after two sign-ins":           func(a *attempt) bool { return a.p.did["signIn"] == 2 },
		"of the first pass":            func(a *attempt) bool { return len(a.u.passes) == 1 },
		"of the second pass":           func(a *attempt) bool { return len(a.u.passes) == 2 },
		"of the third pass or a later": func(a *attempt) bool { return len(a.u.passes) > 2 },
		"of a pass after a deleted one": func(a *attempt) bool {
			return len(a.u.passes) > 1 && a.u.passes[len(a.u.passes)-2].gone == protocol.Delete
		},
		"where codes have 8 characters":      length(8),
		"where codes have 12 characters":     length(12),
		"where codes have 48 characters":     length(48),
		"for the id of the user":             func(a *attempt) bool { return a.req.User == a.u.ID.String() },
		"for the id in capitals":             func(a *attempt) bool { return a.req.User == strings.ToUpper(a.u.ID.String()) },
		"for the name of the user":           func(a *attempt) bool { return a.req.User == a.u.UPN() },
		"for the name in capitals":           func(a *attempt) bool { return a.req.User == strings.ToUpper(a.u.UPN()) },
		"of a guest":                         func(a *attempt) bool { return a.u.Guest },
		"of a member from outside":           func(a *attempt) bool { return a.u.External && !a.u.Guest },
		"of a user with a role":              func(a *attempt) bool { return len(a.u.Roles) > 0 },
		"of a member of a group":             func(a *attempt) bool { return len(a.u.Groups) > 0 },
		"where the policy includes the user": includes("user"),
		"where the policy includes a group":  includes("group"),
		"where the policy excludes another user": func(a *attempt) bool {
			p := a.o.policy(a.req.At)
			return p.State == "enabled" && len(p.Exclude) == 1 && p.Exclude[0].TargetType == "user" && p.Exclude[0].ID != a.u.ID.String()
		},
		"where the policy is for one-time passes": func(a *attempt) bool { p := a.o.policy(a.req.At); return p.State == "enabled" && p.OnceOnly },
		"in the edition documented":               func(a *attempt) bool { return a.o.edition == model.Documented },
		"in the edition preview":                  func(a *attempt) bool { return a.o.edition == model.Preview },
	}
	for r := model.EnabledByPolicy; r <= model.OneTimeUsed; r++ {
		all["while "+r.String()] = func(a *attempt) bool { return a.o.reason(a.u, a.req.At) == r.String() }
	}
	for when, is := range edges {
		all[when] = func(a *attempt) bool { return is(a.p, a.req.At) }
	}
	for _, event := range happenings {
		if event != "another user's refused signIn" { // which comes between all attempts
			all["right after "+event] = func(a *attempt) bool {
				return slices.Contains(a.p.last, event) || slices.Contains(a.p.beside, event)
			}
		}
	}
	return all
}

// never are the conditions that no attempt meets: an unspent pass has begun no
// session, and a spent one is neither usable nor early.
func never(kind, condition string) bool {
	switch kind {
	case "a multi-use pass":
		return condition == "while OneTimeUsed"
	case "an unspent one-time pass":
		return slices.Contains([]string{"while OneTimeUsed", "after two sign-ins", "after signIn", "right after signIn", "after refresh", "right after refresh"}, condition)
	default:
		return slices.Contains([]string{"while EnabledByPolicy", "while NotYetValid", "after two sign-ins", "a tick before the start", "before anything has happened"}, condition)
	}
}

// takenForRight is the fault of accepting the wrong code.
func takenForRight(name string, conditions ...func(a *attempt) bool) fault {
	return fault{name: name, hears: func(o *observer, req *protocol.Request) {
		u := o.user(req)
		if req.Op != protocol.SignIn || u == nil || u.pass() == nil || req.Code == u.pass().code {
			return
		}
		a := &attempt{o, u, u.pass(), req, req.Code.Reveal()}
		for _, is := range conditions {
			if !is(a) {
				return
			}
		}
		req.Code = a.p.code
	}}
}

// An implementation that accepts a wrong code does so for a kind of pass, for some
// codes and under a condition. A scenario catches each combination.
func TestEveryWrongCodeIsCaught(t *testing.T) {
	t.Parallel()
	every, any := everyCode(), anyCode()
	var faults []fault
	for _, kind := range sorted(kinds) {
		for _, when := range sorted(every) {
			for _, code := range sorted(wrongCodes) {
				if !never(kind, when) {
					faults = append(faults, takenForRight(code+" opens "+kind+" "+when, kinds[kind], every[when], wrongCodes[code]))
				}
			}
		}
		for _, when := range sorted(any) {
			if !never(kind, when) {
				faults = append(faults, takenForRight("a wrong code opens "+kind+" "+when, kinds[kind], any[when]))
			}
		}
		for _, word := range sorted(words) {
			faults = append(faults, takenForRight(word+" opens "+kind, kinds[kind], words[word]))
		}
	}
	requireCaught(t, faults)
}
