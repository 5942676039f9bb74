package variant

import "github.com/tapsim/tap/model"

// asked makes a machine that misreads a sign-in or a refresh, its slot or its env.
func asked(op model.Op, change func(s *model.State, env *model.Env, cmd *model.Command)) wrapper {
	return misread(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == op && s.Exists() {
			change(s, env, cmd)
		}
	})
}

// letIn makes a machine that changes the answer to an accepted sign-in or refresh.
func letIn(op model.Op, change func(a *answer)) wrapper {
	return misanswer(func(a *answer) {
		if a.cmd.Op == op && a.out.Accepted() {
			change(a)
		}
	})
}

// answeredAs makes a machine that refuses with another rule.
func answeredAs(rule, as model.Rule) wrapper {
	return misanswer(func(a *answer) {
		if a.out.Rule == rule {
			a.refuse(as)
		}
	})
}

// spending makes a machine that spends a one-time pass where a rule refuses a sign-in.
func spending(rule model.Rule) wrapper {
	return misanswer(func(a *answer) {
		if a.out.Rule == rule && a.before.Once {
			a.after.Used = true
		}
	})
}

// due makes a machine that sets another deadline to register, where there is one.
func due(by func(a *answer) model.Instant) wrapper {
	return letIn(model.SignIn, func(a *answer) {
		if a.out.RegisterBy != 0 {
			a.out.RegisterBy = by(a)
		}
	})
}

const hour = 60 * model.Minute

var signIns = []Variant{
	{ID: "once-is-for-ever", Text: "you let a one-time pass sign in more than once", Rule: model.SigninUsed,
		Over: misanswer(func(a *answer) { a.after.Used = false })},
	{ID: "refused-sign-in-spends", Text: "you spend a one-time pass when you refuse a sign-in", Rule: model.SigninOnce,
		Over: misanswer(func(a *answer) {
			if a.cmd.Op == model.SignIn && a.before.Once {
				a.after.Used = true
			}
		})},
	{ID: "wrong-code-spends", Text: "you spend a one-time pass when you refuse a wrong code", Rule: model.SigninOnce, Over: spending(model.SigninCode)},
	{ID: "early-sign-in-spends", Text: "you spend a one-time pass when you refuse its code before the start", Rule: model.SigninOnce, Over: spending(model.SigninEarly)},
	{ID: "sign-in-spends-multi-use", Text: "you spend a multi-use pass, too, when it signs in", Rule: model.UsabilityUsed,
		Over: letIn(model.SignIn, func(a *answer) { a.after.Used = true })},
	{ID: "no-pass-is-a-wrong-code", Text: "you refuse a sign-in as a wrong code where the user has no pass", Rule: model.SigninNone, Over: answeredAs(model.SigninNone, model.SigninCode)},
	{ID: "wrong-code-is-no-pass", Text: "you refuse a wrong code as if the user had no pass", Rule: model.SigninCode, Over: answeredAs(model.SigninCode, model.SigninNone)},
	{ID: "expired-is-no-pass", Text: "you refuse the code of an expired pass as if the user had no pass", Rule: model.SigninExpired, Over: answeredAs(model.SigninExpired, model.SigninNone)},
	{ID: "spent-is-no-pass", Text: "you refuse the code of a spent pass as if the user had no pass", Rule: model.SigninUsed, Over: answeredAs(model.SigninUsed, model.SigninNone)},
	{ID: "spent-is-a-wrong-code", Text: "you refuse the code of a spent pass as a wrong code", Rule: model.SigninUsed, Over: answeredAs(model.SigninUsed, model.SigninCode)},
	{ID: "early-is-expired", Text: "you refuse a sign-in before the start of a pass as if the pass had expired", Rule: model.SigninEarly, Over: answeredAs(model.SigninEarly, model.SigninExpired)},
	{ID: "signs-in-while-disabled", Text: "you ignore the policy in a sign-in", Rule: model.SigninDisabled,
		Over: asked(model.SignIn, func(_ *model.State, env *model.Env, _ *model.Command) { allow(env) })},
	{ID: "signs-in-early", Text: "you let a pass sign in before its start", Rule: model.SigninEarly,
		Over: asked(model.SignIn, func(s *model.State, env *model.Env, _ *model.Command) { env.Now = max(env.Now, s.Start) })},
	{ID: "session-outlives", Text: "you end a session one full lifetime after the sign-in, not at the end of the pass", Rule: model.SigninSession,
		Over: letIn(model.SignIn, func(a *answer) { a.out.SessionEnds = a.env.Now.Add(a.before.Lifetime.Ticks()) })},
	{ID: "session-a-tick-long", Text: "you end a session one tick (100 ns) after its pass", Rule: model.SigninSession,
		Over: letIn(model.SignIn, func(a *answer) { a.out.SessionEnds++ })},
	{ID: "session-of-an-hour", Text: "you end every session an hour after the sign-in", Rule: model.SigninSession,
		Over: letIn(model.SignIn, func(a *answer) { a.out.SessionEnds = a.env.Now.Add(hour) })},
	{ID: "session-of-an-hour-at-most", Text: "you end a session an hour after the sign-in if its pass lasts longer", Rule: model.SigninSession,
		Over: letIn(model.SignIn, func(a *answer) { a.out.SessionEnds = min(a.out.SessionEnds, a.env.Now.Add(hour)) })},
	{ID: "session-from-the-creation", Text: "you end a session one lifetime after the creation of its pass, not after the start", Rule: model.SigninSession,
		Over: letIn(model.SignIn, func(a *answer) { a.out.SessionEnds = a.before.Created.Add(a.before.Lifetime.Ticks()) })},
	{ID: "refresh-of-an-hour", Text: "you end every renewed session an hour after the renewal", Rule: model.SigninSession,
		Over: letIn(model.Refresh, func(a *answer) { a.out.SessionEnds = a.env.Now.Add(hour) })},
	{ID: "refresh-extends", Text: "you end a renewed session one full lifetime after the renewal, not at the end of the pass", Rule: model.SigninSession,
		Over: letIn(model.Refresh, func(a *answer) { a.out.SessionEnds = a.env.Now.Add(a.before.Lifetime.Ticks()) })},
	{ID: "window-ends-with-session", Text: "you set the deadline to register no later than the end of the session", Rule: model.SigninWindow,
		Over: letIn(model.SignIn, func(a *answer) { a.out.RegisterBy = min(a.out.RegisterBy, a.out.SessionEnds) })},
	{ID: "window-a-tick-short", Text: "you set the deadline to register one tick (100 ns) short of ten minutes", Rule: model.SigninWindow,
		Over: letIn(model.SignIn, func(a *answer) { a.out.RegisterBy = max(0, a.out.RegisterBy-1) })},
	{ID: "window-of-five-minutes", Text: "you set the deadline to register five minutes after the sign-in", Rule: model.SigninWindow,
		Over: due(func(a *answer) model.Instant { return a.env.Now.Add(5 * model.Minute) })},
	{ID: "window-of-a-quarter", Text: "you set the deadline to register a quarter of an hour after the sign-in", Rule: model.SigninWindow,
		Over: due(func(a *answer) model.Instant { return a.env.Now.Add(15 * model.Minute) })},
	{ID: "window-of-an-hour", Text: "you set the deadline to register an hour after the sign-in", Rule: model.SigninWindow,
		Over: due(func(a *answer) model.Instant { return a.env.Now.Add(hour) })},
	{ID: "window-from-the-start", Text: "you set the deadline to register ten minutes after the start of the pass", Rule: model.SigninWindow,
		Over: due(func(a *answer) model.Instant { return a.before.Start.Add(model.RegistrationWindow) })},
	{ID: "window-missing", Text: "you set no deadline to register after a sign-in with a one-time pass", Rule: model.SigninWindow,
		Over: letIn(model.SignIn, func(a *answer) { a.out.RegisterBy = 0 })},
	{ID: "window-for-all", Text: "you set a deadline to register after a sign-in with a multi-use pass", Rule: model.SigninWindowMulti,
		Over: letIn(model.SignIn, func(a *answer) { a.out.RegisterBy = a.env.Now.Add(model.RegistrationWindow) })},
	{ID: "spent-renews-nothing", Text: "you refuse to renew the session of a spent one-time pass", Rule: model.RefreshAccepted,
		Over: letIn(model.Refresh, func(a *answer) {
			if a.before.Used {
				a.refuse(model.SigninUsed)
			}
		})},
	{ID: "refresh-outlives", Text: "you renew a session even after its pass has expired", Rule: model.RefreshExpired,
		Over: asked(model.Refresh, func(s *model.State, env *model.Env, _ *model.Command) { env.Now = min(env.Now, s.End()-1) })},
	{ID: "refresh-after-replacement", Text: "you renew a session although its pass was replaced", Rule: model.RefreshNone, Over: byOldID(model.Refresh)},
	{ID: "refresh-any-id", Text: "you ignore with which pass a session began when it is renewed", Rule: model.RefreshNone, Over: byAnyID(model.Refresh)},
	{ID: "refresh-while-disabled", Text: "you ignore the policy when a session is renewed", Rule: model.RefreshDisabled, Unspecified: true,
		Over: reading(model.RefreshedWhileDisabled)},
	{ID: "refresh-for-ever-while-disabled", Text: "you renew a session after the end of its pass if the policy also disables the pass", Rule: model.RefreshExpired,
		Over: misanswer(func(a *answer) {
			if a.out.Rule == model.RefreshDisabled && a.env.Now > a.before.End() {
				a.out = model.RefreshAccepted.Outcome()
				a.out.SessionEnds = a.before.End()
			}
		})},
	{ID: "right-code-is-wrong-once-expired", Text: "you refuse the right code as wrong when its pass has expired and the policy disables it", Rule: model.SigninDisabled,
		Over: misanswer(func(a *answer) {
			if a.out.Rule == model.SigninDisabled && a.env.Now >= a.before.End() {
				a.refuse(model.SigninCode)
			}
		})},
	{ID: "refresh-early", Text: "you renew a session before the start of its pass", Rule: model.RefreshEarly, Unspecified: true,
		Over: reading(model.RefreshedEarly)},
}
