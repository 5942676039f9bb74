package model_test

import "github.com/tapsim/tap/model"

// orderMutants let a later check speak before an earlier one: every two
// neighbours in the order of checks, and some that stand further apart. The gate
// and the conflict belong to different editions and never meet.
var orderMutants = []mutant{
	{"the user is looked for before /me is asked for", before(func(_ *model.State, env *model.Env, _ *model.Command) { env.Me = env.Me && !env.User.Unknown })},
	{"the guest is checked before the access", sooner(model.AccessRefused, model.CreateGuest, isGuest)},
	{"the gate is checked before the guest", sooner(model.CreateGuest, model.CreateGated, isShutOut)},
	{"the conflict is checked before the guest", sooner(model.CreateGuest, model.CreateConflict, isInTheWay)},
	{"the lifetime is checked before the guest", sooner(model.CreateGuest, model.CreateLifetimeRange, isOutOfRange)},
	{"the lifetime is checked before the gate", sooner(model.CreateGated, model.CreateLifetimeRange, isOutOfRange)},
	{"the lifetime is checked before the conflict", sooner(model.CreateConflict, model.CreateLifetimeRange, isOutOfRange)},
	{"the kind is checked before the lifetime", sooner(model.CreateLifetimeRange, model.CreateOnceRequired, isMultiUse)},
	{"the start is checked before the lifetime", sooner(model.CreateLifetimeRange, model.CreateStartPast, isPast)},
	{"the start is checked before the kind", sooner(model.CreateOnceRequired, model.CreateStartPast, isPast)},
	{"the end of time is checked before the lifetime", sooner(model.CreateLifetimeRange, model.CreateStartFar, isFar)},
	{"the end of time is checked before the kind", sooner(model.CreateOnceRequired, model.CreateStartFar, isFar)},
	{"the end of time is checked before the start", sooner(model.CreateStartPast, model.CreateStartFar, isFar)},
	{"the id is checked before the access", sooner(model.AccessRefused, model.GetMissing, func(s *model.State, _ *model.Env, cmd *model.Command) bool {
		return cmd.Op == model.Get && cmd.ID != s.ID
	})},
	{"a renewal asks the policy before the id", sooner(model.RefreshNone, model.RefreshDisabled, func(s *model.State, env *model.Env, _ *model.Command) bool {
		disabled, _, _ := holding(s, env)
		return disabled
	})},
	{"a renewal asks for the end before the policy", sooner(model.RefreshDisabled, model.RefreshExpired, func(s *model.State, env *model.Env, _ *model.Command) bool {
		return env.Now >= s.End()
	})},
	{"a renewal asks for the start before the policy", sooner(model.RefreshDisabled, model.RefreshEarly, func(s *model.State, env *model.Env, _ *model.Command) bool {
		return env.Now < s.Start
	})},
}

// sooner builds a mutant that refuses by the rule later wherever that holds too,
// though the rule first should speak.
func sooner(first, later model.Rule, holds func(s *model.State, env *model.Env, cmd *model.Command) bool) machine {
	return afterwards(func(s model.State, env *model.Env, cmd *model.Command, next *model.State, out *model.Outcome) {
		if out.Rule != first || !holds(&s, env, cmd) {
			return
		}
		refuse(s, next, out, later)
		if later == model.CreateLifetimeRange {
			out.Minimum, out.Maximum = env.Policy.Minimum, env.Policy.Maximum
		}
	})
}

// What a create is refused for, each by itself.

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
	m := newest(env.Policy.Default, cmd.Lifetime)
	return m < env.Policy.Minimum || m > env.Policy.Maximum
}

func isMultiUse(_ *model.State, env *model.Env, cmd *model.Command) bool {
	return env.Policy.OnceOnly && cmd.Once != nil && !*cmd.Once
}

func isPast(_ *model.State, env *model.Env, cmd *model.Command) bool {
	return cmd.Start != nil && *cmd.Start < env.Now.Add(-model.StartTolerance)
}

func isFar(_ *model.State, env *model.Env, cmd *model.Command) bool {
	needed := newest(env.Policy.Default, cmd.Lifetime).Ticks() + model.RegistrationWindow
	return newest(env.Now, cmd.Start).Add(needed) > model.LastInstant
}
