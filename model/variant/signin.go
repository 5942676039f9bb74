package variant

import "github.com/tapsim/tap/model"

// asked is a machine that misreads a sign-in or a refresh, its slot or its env.
func asked(op model.Op, change func(s *model.State, env *model.Env, cmd *model.Command)) Machine {
	return misread(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == op && s.Exists() {
			change(s, env, cmd)
		}
	})
}

// letIn is a machine that changes the answer to an accepted sign-in or refresh.
func letIn(op model.Op, change func(a *answer)) Machine {
	return misanswer(func(a *answer) {
		if a.cmd.Op == op && a.out.Accepted() {
			change(a)
		}
	})
}

// answeredAs is a machine that refuses with another rule.
func answeredAs(rule, as model.Rule) Machine {
	return misanswer(func(a *answer) {
		if a.out.Rule == rule {
			a.refuse(as)
		}
	})
}

var signIns = []Variant{
	{ID: "once-is-for-ever", Text: "a one-time pass can be used again", Rule: model.SigninUsed,
		Machine: misanswer(func(a *answer) { a.after.Used = false })},
	{ID: "refused-sign-in-spends", Text: "a refused sign-in spends a one-time pass", Rule: model.SigninOnce,
		Machine: misanswer(func(a *answer) {
			if a.cmd.Op == model.SignIn && a.before.Once {
				a.after.Used = true
			}
		})},
	{ID: "no-pass-is-a-wrong-code", Text: "a sign-in without a pass is refused for the code", Rule: model.SigninNone, Machine: answeredAs(model.SigninNone, model.SigninCode)},
	{ID: "wrong-code-is-no-pass", Text: "a wrong code is refused as if there were no pass", Rule: model.SigninCode, Machine: answeredAs(model.SigninCode, model.SigninNone)},
	{ID: "signs-in-while-disabled", Text: "a sign-in does not ask the policy", Rule: model.SigninDisabled,
		Machine: asked(model.SignIn, func(_ *model.State, env *model.Env, _ *model.Command) { allow(env) })},
	{ID: "signs-in-early", Text: "a sign-in does not ask whether the pass has begun", Rule: model.SigninEarly,
		Machine: asked(model.SignIn, func(s *model.State, env *model.Env, _ *model.Command) { env.Now = max(env.Now, s.Start) })},
	{ID: "session-outlives", Text: "a session lasts as long as the pass did, counted from the sign-in", Rule: model.SigninSession,
		Machine: letIn(model.SignIn, func(a *answer) { a.out.SessionEnds = a.env.Now.Add(a.before.Lifetime.Ticks()) })},
	{ID: "session-a-tick-long", Text: "a session ends one tick after its pass", Rule: model.SigninSession,
		Machine: letIn(model.SignIn, func(a *answer) { a.out.SessionEnds++ })},
	{ID: "refresh-extends", Text: "a renewed session lasts as long as the pass did, counted from the renewal", Rule: model.SigninSession,
		Machine: letIn(model.Refresh, func(a *answer) { a.out.SessionEnds = a.env.Now.Add(a.before.Lifetime.Ticks()) })},
	{ID: "window-ends-with-session", Text: "the deadline to register lies no later than the end of the session", Rule: model.SigninWindow,
		Machine: letIn(model.SignIn, func(a *answer) { a.out.RegisterBy = min(a.out.RegisterBy, a.out.SessionEnds) })},
	{ID: "window-a-tick-short", Text: "the deadline to register is one tick short of ten minutes", Rule: model.SigninWindow,
		Machine: letIn(model.SignIn, func(a *answer) { a.out.RegisterBy = max(0, a.out.RegisterBy-1) })},
	{ID: "window-missing", Text: "a one-time pass sets no deadline to register", Rule: model.SigninWindow,
		Machine: letIn(model.SignIn, func(a *answer) { a.out.RegisterBy = 0 })},
	{ID: "window-for-all", Text: "a multi-use pass sets a deadline to register", Rule: model.SigninWindowMulti,
		Machine: letIn(model.SignIn, func(a *answer) { a.out.RegisterBy = a.env.Now.Add(model.RegistrationWindow) })},
	{ID: "spent-renews-nothing", Text: "a session that began with a spent one-time pass is not renewed", Rule: model.RefreshAccepted,
		Machine: letIn(model.Refresh, func(a *answer) {
			if a.before.Used {
				a.refuse(model.SigninUsed)
			}
		})},
	{ID: "refresh-outlives", Text: "a session is renewed after the end of the pass", Rule: model.RefreshExpired,
		Machine: asked(model.Refresh, func(s *model.State, env *model.Env, _ *model.Command) { env.Now = min(env.Now, s.End()-1) })},
	{ID: "refresh-after-replacement", Text: "a session is renewed although its pass was replaced", Rule: model.RefreshNone, Machine: byOldID(model.Refresh)},
	{ID: "refresh-while-disabled", Text: "a renewal does not ask the policy", Rule: model.RefreshDisabled, Unspecified: true,
		Machine: asked(model.Refresh, func(_ *model.State, env *model.Env, _ *model.Command) { allow(env) })},
	{ID: "refresh-for-ever-while-disabled", Text: "a renewal under a policy that forbids it does not even ask for the end", Rule: model.RefreshExpired,
		Machine: misanswer(func(a *answer) {
			if a.out.Rule == model.RefreshDisabled && a.env.Now > a.before.End() {
				a.out = model.RefreshAccepted.Outcome()
				a.out.SessionEnds = a.before.End()
			}
		})},
	{ID: "right-code-is-wrong-once-expired", Text: "a code is taken for a wrong one when its pass has expired and the policy is off", Rule: model.SigninDisabled,
		Machine: misanswer(func(a *answer) {
			if a.out.Rule == model.SigninDisabled && a.env.Now >= a.before.End() {
				a.refuse(model.SigninCode)
			}
		})},
	{ID: "refresh-early", Text: "a renewal does not ask whether the pass has begun", Rule: model.RefreshEarly, Unspecified: true,
		Machine: asked(model.Refresh, func(s *model.State, env *model.Env, _ *model.Command) { env.Now = max(env.Now, s.Start) })},
}
