package mutant

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// signingIn makes a mutant that takes a sign-in, or a refresh, where there is a
// pass for another one.
func signingIn(op protocol.Op, change func(l *liar, r *protocol.Request, p pass)) wrong {
	return before(func(l *liar, r *protocol.Request) {
		if p, ok := l.pass(*r); r.Op == op && ok {
			change(l, r, p)
		}
	})
}

// ignoringPolicy makes a mutant that does not ask the policy when somebody signs in
// or goes on.
func ignoringPolicy(op protocol.Op) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		if r.Op == op {
			return l.under(open, r)
		}
		return l.ask(r)
	}
}

// again is the end of a session that lasts as long as the pass does.
func again(p pass, now model.Instant) string {
	return now.Add(model.Minutes(p.Lifetime).Ticks()).String()
}

var signinMutants = []Mutant{
	{Name: "once-is-for-ever", What: "a one-time pass can be used again", Rule: model.SigninUsed,
		wrong: after(func(l *liar, r protocol.Request, res *protocol.Response) {
			switch p, _ := l.pass(r); {
			case r.Op == protocol.SignIn && res.Reason == "OneTimeUsed":
				*res = protocol.Response{Result: "accepted", SessionEnds: p.end().String(), RegisterBy: r.At.Add(model.RegistrationWindow).String()}
			case shows(r.Op) && p.Reason == "OneTimeUsed" && res.Accepted():
				edit(res, func(p map[string]any) map[string]any {
					p["isUsable"], p["methodUsabilityReason"] = true, "EnabledByPolicy"
					return p
				})
			}
		})},
	{Name: "refused-sign-in-spends", What: "a refused sign-in spends a one-time pass", Rule: model.SigninOnce,
		wrong: after(func(l *liar, r protocol.Request, res *protocol.Response) {
			if p, ok := l.pass(r); r.Op == protocol.SignIn && ok && !res.Accepted() {
				l.under(open, protocol.Request{Op: protocol.SignIn, At: p.start(), User: key(r), Code: l.codes[p.ID]})
			}
		})},
	{Name: "any-code", What: "any code signs in", Rule: model.SigninCode,
		wrong: signingIn(protocol.SignIn, func(l *liar, r *protocol.Request, p pass) { r.Code = l.codes[p.ID] })},
	{Name: "deleted-code-works", What: "the code of a deleted pass still works", Rule: model.SigninNone,
		wrong: noting(
			func(l *liar, user string, was pass) { l.notes[user+" "+l.codes[was.ID].Reveal()] = was.end().String() },
			func(*liar, string, *protocol.Request) {}).then(
			func(l *liar, r protocol.Request, res *protocol.Response) {
				u, _ := l.user(r)
				if end := l.notes[u.Name+" "+r.Code.Reveal()]; r.Op == protocol.SignIn && res.Reason == "NoPass" && end != "" {
					*res = protocol.Response{Result: "accepted", SessionEnds: end}
				}
			})},
	{Name: "no-pass-is-a-wrong-code", What: "a sign-in without a pass is refused for the code", Rule: model.SigninNone,
		wrong: after(func(_ *liar, r protocol.Request, res *protocol.Response) {
			if r.Op == protocol.SignIn && res.Reason == "NoPass" {
				*res = refuse(model.SigninCode)
			}
		})},
	{Name: "wrong-code-is-no-pass", What: "a wrong code is refused as if there were no pass", Rule: model.SigninCode,
		wrong: after(func(_ *liar, _ protocol.Request, res *protocol.Response) {
			if res.Reason == "WrongCode" {
				*res = refuse(model.SigninNone)
			}
		})},
	{Name: "signs-in-while-disabled", What: "a sign-in does not ask the policy", Rule: model.SigninDisabled,
		wrong: ignoringPolicy(protocol.SignIn)},
	{Name: "signs-in-early", What: "a sign-in does not ask whether the pass has begun", Rule: model.SigninEarly,
		wrong: signingIn(protocol.SignIn, func(_ *liar, r *protocol.Request, p pass) { r.At = max(r.At, p.start()) })},
	{Name: "session-outlives", What: "a session lasts as long as the pass did, counted from the sign-in", Rule: model.SigninSession,
		wrong: accepting(protocol.SignIn, func(l *liar, r protocol.Request, res *protocol.Response) {
			p, _ := l.pass(r)
			res.SessionEnds = again(p, r.At)
		})},
	{Name: "session-a-tick-long", What: "a session ends one tick after its pass", Rule: model.SigninSession,
		wrong: accepting(protocol.SignIn, func(l *liar, r protocol.Request, res *protocol.Response) {
			p, _ := l.pass(r)
			res.SessionEnds = p.end().Add(model.Tick).String()
		})},
	{Name: "refresh-extends", What: "a renewed session lasts as long as the pass did, counted from the renewal", Rule: model.SigninSession,
		wrong: accepting(protocol.Refresh, func(l *liar, r protocol.Request, res *protocol.Response) {
			p, _ := l.pass(r)
			res.SessionEnds = again(p, r.At)
		})},
	{Name: "window-ends-with-session", What: "the deadline to register lies no later than the end of the session", Rule: model.SigninWindow,
		wrong: accepting(protocol.SignIn, func(l *liar, r protocol.Request, res *protocol.Response) {
			if p, _ := l.pass(r); res.RegisterBy != "" && r.At.Add(model.RegistrationWindow) > p.end() {
				res.RegisterBy = res.SessionEnds
			}
		})},
	{Name: "window-a-tick-short", What: "the deadline to register is one tick short of ten minutes", Rule: model.SigninWindow,
		wrong: accepting(protocol.SignIn, func(_ *liar, r protocol.Request, res *protocol.Response) {
			if res.RegisterBy != "" {
				res.RegisterBy = r.At.Add(model.RegistrationWindow - model.Tick).String()
			}
		})},
	{Name: "window-missing", What: "a one-time pass sets no deadline to register", Rule: model.SigninWindow,
		wrong: accepting(protocol.SignIn, func(_ *liar, _ protocol.Request, res *protocol.Response) { res.RegisterBy = "" })},
	{Name: "window-for-all", What: "a multi-use pass sets a deadline to register", Rule: model.SigninWindowMulti,
		wrong: accepting(protocol.SignIn, func(_ *liar, r protocol.Request, res *protocol.Response) {
			res.RegisterBy = r.At.Add(model.RegistrationWindow).String()
		})},
	{Name: "spent-renews-nothing", What: "a session that began with a spent one-time pass is not renewed", Rule: model.RefreshAccepted,
		wrong: accepting(protocol.Refresh, func(l *liar, r protocol.Request, res *protocol.Response) {
			if p, ok := l.pass(r); ok && l.used(r, p) {
				*res = refuse(model.SigninUsed)
			}
		})},
	{Name: "refresh-outlives", What: "a session is renewed after the end of the pass", Rule: model.RefreshExpired,
		wrong: signingIn(protocol.Refresh, func(_ *liar, r *protocol.Request, p pass) { r.At = min(r.At, p.end().Add(-model.Tick)) })},
	{Name: "refresh-after-replacement", What: "a session is renewed although its pass was replaced", Rule: model.RefreshNone,
		wrong: oldID(protocol.Refresh)},
	{Name: "refresh-while-disabled", What: "a renewal does not ask the policy", Rule: model.RefreshDisabled, Free: true,
		wrong: ignoringPolicy(protocol.Refresh)},
	{Name: "refresh-for-ever-while-disabled", What: "a renewal under a policy that forbids it does not even ask for the end", Rule: model.RefreshExpired,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			res := l.ask(r)
			if p, ok := l.pass(r); ok && res.Rule == model.RefreshDisabled && r.At > p.end() {
				return protocol.Response{Result: "accepted", SessionEnds: p.end().String()}
			}
			return res
		}},
	{Name: "right-code-is-wrong-once-expired", What: "a code is taken for a wrong one when its pass has expired and the policy is off", Rule: model.SigninDisabled,
		wrong: after(func(l *liar, r protocol.Request, res *protocol.Response) {
			if p, ok := l.pass(r); ok && res.Rule == model.SigninDisabled && r.At >= p.end() {
				*res = refuse(model.SigninCode)
			}
		})},
	{Name: "refresh-early", What: "a renewal does not ask whether the pass has begun", Rule: model.RefreshEarly, Free: true,
		wrong: signingIn(protocol.Refresh, func(_ *liar, r *protocol.Request, p pass) { r.At = max(r.At, p.start()) })},
}
