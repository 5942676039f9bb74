package variant

import "github.com/tapsim/tap/model"

// disabled reports whether the policy disables the pass in a slot.
func disabled(s *model.State, env *model.Env) bool {
	v, ok := s.View(*env)
	return ok && v.Reason == model.DisabledByPolicy
}

// allow makes the policy one that disables nothing.
func allow(env *model.Env) {
	env.Policy.Enabled, env.Policy.OnceOnly = true, false
	env.Policy.Include, env.Policy.Exclude = []model.Target{{Type: model.GroupTarget, All: true}}, nil
}

// sooner makes a machine that refuses by the rule later wherever that rule refuses too,
// although the rule first should decide.
func sooner(first, later model.Rule, holds func(s *model.State, env *model.Env, cmd *model.Command) bool) wrapper {
	return misanswer(func(a *answer) {
		if a.out.Rule != first || !holds(&a.before, a.env, a.cmd) {
			return
		}
		a.refuse(later)
		if later == model.CreateLifetimeRange {
			a.out.Minimum, a.out.Maximum = a.env.Policy.Minimum, a.env.Policy.Maximum
		}
	})
}

// orders exchange two reasons, or two checks: each pair that can hold at once. The
// gate and the conflict belong to different editions and never meet.
var orders = []Variant{
	{ID: "expired-before-disabled", Text: "you report Expired instead of DisabledByPolicy when both hold", Rule: model.UsabilityOrder, Unspecified: true,
		Over: reading(model.ExpiredBeforeDisabled)},
	{ID: "early-before-disabled", Text: "you report NotYetValid instead of DisabledByPolicy when both hold", Rule: model.UsabilityOrder, Unspecified: true,
		Over: reading(model.EarlyBeforeDisabled)},
	{ID: "used-before-disabled", Text: "you report OneTimeUsed instead of DisabledByPolicy when only these two hold", Rule: model.UsabilityOrder, Unspecified: true,
		Over: reading(model.UsedBeforeDisabled)},
	{ID: "used-before-expired", Text: "you report OneTimeUsed instead of Expired when both hold", Rule: model.UsabilityOrder, Unspecified: true,
		Over: reading(model.UsedBeforeExpired)},
	{ID: "used-before-early", Text: "you report OneTimeUsed instead of NotYetValid when both hold", Rule: model.UsabilityOrder, Unspecified: true,
		Over: reading(model.UsedBeforeEarly)},
	{ID: "code-checked-last", Text: "you answer a wrong code for an unusable pass with the reason why the pass is unusable", Rule: model.SigninOrder, Unspecified: true,
		Over: reading(model.StateBeforeCode)},
	{ID: "user-before-me", Text: "you refuse /me from a caller who is not a user as if the user did not exist", Rule: model.AccessMe, Unspecified: true,
		Over: misread(func(_ *model.State, env *model.Env, _ *model.Command) { env.Me = env.Me && !env.User.Unknown })},
	{ID: "guest-before-access", Text: "you refuse a create for an external guest before you check the caller's permission", Rule: model.AccessRefused, Unspecified: true,
		Over: sooner(model.AccessRefused, model.CreateGuest, isGuest)},
	{ID: "gate-before-guest", Text: "you check that the policy is on and includes the user before you check for an external guest", Rule: model.CreateGuest, Unspecified: true,
		Over: sooner(model.CreateGuest, model.CreateGated, isShutOut)},
	{ID: "conflict-before-guest", Text: "you check whether the old pass blocks a create before you check for an external guest", Rule: model.CreateGuest, Edition: model.Preview, Unspecified: true,
		Over: sooner(model.CreateGuest, model.CreateConflict, isInTheWay)},
	{ID: "lifetime-before-guest", Text: "you check the lifetime before you check for an external guest", Rule: model.CreateGuest, Unspecified: true,
		Over: sooner(model.CreateGuest, model.CreateLifetimeRange, isOutOfRange)},
	{ID: "lifetime-before-gate", Text: "you check the lifetime before you check that the policy is on and includes the user", Rule: model.CreateGated, Unspecified: true,
		Over: sooner(model.CreateGated, model.CreateLifetimeRange, isOutOfRange)},
	{ID: "lifetime-before-conflict", Text: "you check the lifetime before you check whether the old pass blocks a create", Rule: model.CreateConflict, Edition: model.Preview, Unseen: true,
		Over: sooner(model.CreateConflict, model.CreateLifetimeRange, isOutOfRange)},
	{ID: "once-before-lifetime", Text: "you check isUsableOnce before lifetimeInMinutes", Rule: model.CreateLifetimeRange, Unspecified: true,
		Over: sooner(model.CreateLifetimeRange, model.CreateOnceRequired, isMultiUse)},
	{ID: "past-before-lifetime", Text: "you refuse a startDateTime in the past before you check lifetimeInMinutes", Rule: model.CreateLifetimeRange, Unspecified: true,
		Over: sooner(model.CreateLifetimeRange, model.CreateStartPast, isPast)},
	{ID: "past-before-once", Text: "you refuse a startDateTime in the past before you check isUsableOnce", Rule: model.CreateOnceRequired, Unspecified: true,
		Over: sooner(model.CreateOnceRequired, model.CreateStartPast, isPast)},
	{ID: "far-before-lifetime", Text: "you refuse a startDateTime that is too far ahead before you check lifetimeInMinutes", Rule: model.CreateLifetimeRange, Unspecified: true,
		Over: sooner(model.CreateLifetimeRange, model.CreateStartFar, isFar)},
	{ID: "far-before-once", Text: "you refuse a startDateTime that is too far ahead before you check isUsableOnce", Rule: model.CreateOnceRequired, Unspecified: true,
		Over: sooner(model.CreateOnceRequired, model.CreateStartFar, isFar)},
	{ID: "far-before-past", Text: "you refuse a past start that is too close to the year 10000 as too far ahead, not as past", Rule: model.CreateStartPast, Unspecified: true,
		Over: sooner(model.CreateStartPast, model.CreateStartFar, isFar)},
	{ID: "id-before-access", Text: "you look for the id in a get before you check the caller's permission", Rule: model.AccessRefused, Unspecified: true,
		Over: sooner(model.AccessRefused, model.GetMissing, func(s *model.State, _ *model.Env, cmd *model.Command) bool {
			return cmd.Op == model.Get && cmd.ID != s.ID
		})},
	{ID: "refresh-policy-before-id", Text: "you check the policy before the id of the pass when a session is renewed", Rule: model.RefreshNone,
		Over: sooner(model.RefreshNone, model.RefreshDisabled, func(s *model.State, env *model.Env, _ *model.Command) bool { return disabled(s, env) })},
	{ID: "refresh-end-before-policy", Text: "you check the end of the pass before the policy when a session is renewed", Rule: model.RefreshDisabled, Unspecified: true,
		Over: sooner(model.RefreshDisabled, model.RefreshExpired, func(s *model.State, env *model.Env, _ *model.Command) bool { return env.Now >= s.End() })},
	{ID: "refresh-start-before-policy", Text: "you check the start of the pass before the policy when a session is renewed", Rule: model.RefreshDisabled, Unspecified: true,
		Over: sooner(model.RefreshDisabled, model.RefreshEarly, func(s *model.State, env *model.Env, _ *model.Command) bool { return env.Now < s.Start })},
}

// Each refuses a create for one reason.

func isGuest(_ *model.State, env *model.Env, cmd *model.Command) bool {
	return cmd.Op == model.Create && env.User.Guest && env.User.External
}

func isShutOut(_ *model.State, env *model.Env, _ *model.Command) bool {
	return env.Edition == model.Current && !(env.Policy.Enabled && env.Policy.Includes(&env.User))
}

func isInTheWay(s *model.State, env *model.Env, _ *model.Command) bool {
	v, _ := s.View(*env)
	return env.Edition == model.Preview && (v.Reason == model.EnabledByPolicy || v.Reason == model.NotYetValid)
}

func isOutOfRange(_ *model.State, env *model.Env, cmd *model.Command) bool {
	m := or(cmd.Lifetime, env.Policy.Default)
	return m < env.Policy.Minimum || m > env.Policy.Maximum
}

func isMultiUse(_ *model.State, env *model.Env, cmd *model.Command) bool {
	return env.Policy.OnceOnly && cmd.Once != nil && !*cmd.Once
}

func isPast(_ *model.State, env *model.Env, cmd *model.Command) bool {
	return cmd.Start != nil && *cmd.Start < env.Now.Add(-model.StartTolerance)
}

func isFar(_ *model.State, env *model.Env, cmd *model.Command) bool {
	return or(cmd.Start, env.Now) > lastStart(env, cmd)
}
