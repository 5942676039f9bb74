package variant

import "github.com/tapsim/tap/model"

// usableAt makes a machine that takes another instant for now where the answer depends on
// whether the pass is usable.
func usableAt(change func(s *model.State, now model.Instant) model.Instant) wrapper {
	return misread(func(s *model.State, env *model.Env, cmd *model.Command) {
		if dependsOnUsable(cmd.Op) && s.Exists() {
			env.Now = max(0, change(s, env.Now))
		}
	})
}

// started makes a machine that reads another start than a create says. Creates without a
// start are not changed.
func started(change func(start model.Instant, env *model.Env, cmd *model.Command) model.Instant) wrapper {
	return misread(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.Create && cmd.Start != nil {
			cmd.Start = new(max(0, change(*cmd.Start, env, cmd)))
		}
	})
}

// startedAt makes a machine that moves a start at that distance from now.
func startedAt(distance, by model.Duration) wrapper {
	return started(func(start model.Instant, env *model.Env, _ *model.Command) model.Instant {
		if start.Sub(env.Now) == distance {
			return start.Add(by)
		}
		return start
	})
}

// lastStart is the last start that leaves room before the year 10000.
func lastStart(env *model.Env, cmd *model.Command) model.Instant {
	return model.LastInstant.Add(-or(cmd.Lifetime, env.Policy.Default).Ticks() - model.RegistrationWindow)
}

var times = []Variant{
	{ID: "end-included", Text: "you treat a pass as still usable at the very end of its lifetime", Rule: model.UsabilityEnd, Unspecified: true,
		Over: reading(model.EndIncluded)},
	{ID: "end-included-of-the-longest", Text: "you treat a pass of 43200 minutes as still usable at the very end of its lifetime", Rule: model.UsabilityEnd, Unspecified: true,
		Over: usableAt(func(s *model.State, now model.Instant) model.Instant {
			if s.Lifetime == model.GreatestLifetime && now == s.End() {
				return now - 1
			}
			return now
		})},
	{ID: "end-a-tick-early", Text: "you let a pass expire one tick (100 ns) before its end", Rule: model.UsabilityEnabled,
		Over: usableAt(func(s *model.State, now model.Instant) model.Instant {
			if now == s.End()-1 {
				return s.End()
			}
			return now
		})},
	{ID: "end-a-tick-late", Text: "you treat a pass as still usable at its end and one tick (100 ns) later", Rule: model.UsabilityExpired,
		Over: usableAt(func(s *model.State, now model.Instant) model.Instant {
			if now == s.End() || now == s.End()+1 {
				return s.End() - 1
			}
			return now
		})},
	{ID: "start-excluded", Text: "you treat a pass as not yet valid at its very start", Rule: model.UsabilityEnabled,
		Over: usableAt(func(s *model.State, now model.Instant) model.Instant {
			if now == s.Start {
				return now - 1
			}
			return now
		})},
	{ID: "start-a-tick-early", Text: "you treat a pass as usable one tick (100 ns) before its start", Rule: model.UsabilityEarly,
		Over: usableAt(func(s *model.State, now model.Instant) model.Instant {
			if now == s.Start-1 {
				return s.Start
			}
			return now
		})},
	{ID: "expired-wakes-up", Text: "you treat a pass as usable again from one tick (100 ns) after its end", Rule: model.UsabilityExpired,
		Over: usableAt(func(s *model.State, now model.Instant) model.Instant {
			if now > s.End() {
				return s.Start
			}
			return now
		})},
	{ID: "spent-wakes-up", Text: "you make a spent pass usable again when it is listed more than a minute after its start", Rule: model.UsabilityUsed,
		Over: misread(func(s *model.State, env *model.Env, cmd *model.Command) {
			if cmd.Op == model.List && env.Now > s.Start.Add(model.Minute) {
				s.Used = false
			}
		})},
	{ID: "odd-instants", Text: "you treat the policy as disabled at every second tick of 100 ns", Rule: model.UsabilityEnabled,
		Over: misread(func(_ *model.State, env *model.Env, _ *model.Command) {
			env.Policy.Enabled = env.Policy.Enabled && env.Now%2 != 0
		})},
	{ID: "tolerance-a-tick-short", Text: "you refuse a start exactly 60 seconds in the past", Rule: model.CreateStartTolerance, Unspecified: true,
		Over: startedAt(-model.StartTolerance, -model.Tick)},
	{ID: "no-tolerance", Text: "you refuse every start in the past, even by one tick (100 ns)", Rule: model.CreateStartTolerance, Unspecified: true,
		Over: reading(model.NoTolerance)},
	{ID: "tolerance-a-tick-long", Text: "you accept a start 60 seconds and one tick (100 ns) in the past", Rule: model.CreateStartPast,
		Over: startedAt(-model.StartTolerance-model.Tick, model.Tick)},
	{ID: "tolerated-start-moved", Text: "you move a start up to 60 seconds in the past to now", Rule: model.CreateStartTolerance, Unspecified: true,
		Over: reading(model.ToleratedStartIsNow)},
	{ID: "past-start-coerced", Text: "you move a start more than 60 seconds in the past to now instead of refusing it", Rule: model.CreateStartPast,
		Over: started(func(start model.Instant, env *model.Env, _ *model.Command) model.Instant {
			if start < env.Now.Add(-model.StartTolerance) {
				return env.Now
			}
			return start
		})},
	{ID: "far-a-tick-early", Text: "you refuse the latest start that leaves room for the pass before the year 10000", Rule: model.CreateStartFar, Unspecified: true,
		Over: started(func(start model.Instant, env *model.Env, cmd *model.Command) model.Instant {
			if start == lastStart(env, cmd) {
				return start + 1
			}
			return start
		})},
	{ID: "far-a-tick-late", Text: "you accept a start one tick (100 ns) too late to leave room for the pass before the year 10000", Rule: model.CreateStartFar, Unspecified: true,
		Over: started(func(start model.Instant, env *model.Env, cmd *model.Command) model.Instant {
			if start == lastStart(env, cmd)+1 {
				return start - 1
			}
			return start
		})},
	{ID: "far-is-a-year", Text: "you refuse a start more than 365 days ahead", Rule: model.CreateStartFar, Unspecified: true,
		Over: started(func(start model.Instant, env *model.Env, _ *model.Command) model.Instant {
			if start.Sub(env.Now) > 365*24*60*model.Minute {
				return model.LastInstant
			}
			return start
		})},
	{ID: "now-or-never", Text: "you refuse every start in the future", Rule: model.CreateAccepted,
		Over: started(func(start model.Instant, env *model.Env, _ *model.Command) model.Instant {
			if start > env.Now {
				return model.LastInstant
			}
			return start
		})},
	{ID: "ended-is-gone", Text: "you answer a get at the very end of a pass as if the pass did not exist", Rule: model.GetFound,
		Over: misanswer(func(a *answer) {
			if a.out.Rule == model.GetFound && a.env.Now == a.before.End() {
				a.refuse(model.GetMissing)
			}
		})},
	{ID: "spent-by-its-end", Text: "you show OneTimeUsed instead of Expired at the very end of a pass, even if it was never used", Rule: model.UsabilityExpired,
		Over: misanswer(func(a *answer) {
			if a.out.View.Reason == model.Expired && a.env.Now == a.before.End() {
				a.out.View.Reason = model.OneTimeUsed
			}
		})},
	{ID: "usable-again-at-the-end", Text: "you treat a spent pass as usable at the very end of its lifetime", Rule: model.UsabilityExpired,
		Over: misread(func(s *model.State, env *model.Env, cmd *model.Command) {
			if dependsOnUsable(cmd.Op) && cmd.Op != model.Refresh && s.Used && env.Now == s.End() {
				s.Used = false
				env.Now--
			}
		})},
}
