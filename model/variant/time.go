package variant

import "github.com/tapsim/tap/model"

// usableAt makes a machine that takes another instant for now where the answer depends on
// whether the pass is usable.
func usableAt(change func(s *model.State, now model.Instant) model.Instant) wrapper {
	return judgedAt(func(s *model.State, env *model.Env) model.Instant { return change(s, env.Now) })
}

// judgedAt is usableAt for a change that depends on more than now. A deadline to register
// still counts from the true now: nothing else is wrong.
func judgedAt(change func(s *model.State, env *model.Env) model.Instant) wrapper {
	return func(under Machine) Machine {
		return Machine{StepPolicy: under.StepPolicy, Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			now := env.Now
			if dependsOnUsable(cmd.Op) && s.Exists() {
				env.Now = max(0, change(&s, &env))
			}
			next, out := under.Step(s, env, cmd)
			if out.RegisterBy == env.Now.Add(model.RegistrationWindow) {
				out.RegisterBy = now.Add(model.RegistrationWindow)
			}
			return next, out
		}}
	}
}

// ending makes a machine in which a pass, and each session with it, ends at another
// instant. What the pass shows as its start and its lifetime stays.
func ending(end func(s *model.State, p *model.Policy) model.Instant) wrapper {
	return both(
		misanswer(func(a *answer) {
			if a.out.SessionEnds == a.before.End() {
				a.out.SessionEnds = end(&a.before, &a.env.Policy)
			}
		}),
		judgedAt(func(s *model.State, env *model.Env) model.Instant {
			switch end := end(s, &env.Policy); {
			case env.Now >= end:
				return max(env.Now, s.End())
			default:
				return min(env.Now, s.End()-1)
			}
		}),
	)
}

// lasts makes a machine in which a pass ends another lifetime after its start.
func lasts(change func(lifetime model.Minutes, p *model.Policy) model.Minutes) wrapper {
	return ending(func(s *model.State, p *model.Policy) model.Instant {
		return s.Start.Add(change(s.Lifetime, p).Ticks())
	})
}

// lenient makes a machine in which a pass is usable so long before its start and so long
// after its end, as libraries allow for clocks that differ.
func lenient(early, late model.Duration) wrapper {
	return usableAt(func(s *model.State, now model.Instant) model.Instant {
		switch {
		case now < s.Start && now >= s.Start.Add(-early):
			return s.Start
		case now >= s.End() && now < s.End().Add(late):
			return s.End() - 1
		}
		return now
	})
}

// compared makes a machine that compares now with the start and the end in whole units.
func compared(unit model.Duration, endIncluded bool) wrapper {
	return usableAt(func(s *model.State, now model.Instant) model.Instant {
		switch at, end := whole(now, unit), whole(s.End(), unit); {
		case at > end || at == end && !endIncluded:
			return max(now, s.End())
		case at < whole(s.Start, unit):
			return min(now, s.Start-1)
		}
		return min(max(now, s.Start), s.End()-1)
	})
}

// whole cuts an instant to whole units.
func whole(i model.Instant, unit model.Duration) model.Instant { return i - i%model.Instant(unit) }

// keptIn makes a machine that knows instants only in whole units: its clock has no more.
func keptIn(unit model.Duration) wrapper {
	return misread(func(_ *model.State, env *model.Env, cmd *model.Command) {
		env.Now = whole(env.Now, unit)
		if cmd.Start != nil {
			cmd.Start = new(whole(*cmd.Start, unit))
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

// tolerant makes a machine that accepts some starts in the past, and keeps them.
func tolerant(accepts func(ago model.Duration) bool) wrapper {
	return misanswer(func(a *answer) {
		if a.out.Rule != model.CreateStartPast || *a.cmd.Start < 0 || !accepts(a.env.Now.Sub(*a.cmd.Start)) {
			return
		}
		then := *a.env
		then.Now = *a.cmd.Start
		after, out := model.Step(a.before, then, *a.cmd)
		if !out.Accepted() {
			return
		}
		a.after, a.out = after, out
		a.after.Created = a.env.Now
		a.out.View, _ = a.after.View(*a.env)
	})
}

// lastStart is the last start that leaves room before the year 10000.
func lastStart(env *model.Env, cmd *model.Command) model.Instant {
	return model.LastInstant.Add(-or(cmd.Lifetime, env.Policy.Default).Ticks() - model.RegistrationWindow)
}

// day is a day in minutes.
const day model.Minutes = 24 * 60

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
	{ID: "end-a-tick-early", Text: "you let a pass expire one tick (100 ns) before its end", Rule: model.UsabilityExpired,
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
	{ID: "start-excluded", Text: "you treat a pass as not yet valid at its very start", Rule: model.UsabilityEarly,
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
	{ID: "end-from-the-creation", Text: "you count the lifetime of a pass from its creation, not from its start", Rule: model.UsabilityExpired,
		Over: ending(func(s *model.State, _ *model.Policy) model.Instant { return s.Created.Add(s.Lifetime.Ticks()) })},
	{ID: "whole-days-lost", Text: "you lose the whole days of a lifetime: 1500 minutes end after 60", Rule: model.UsabilityExpired,
		Over: lasts(func(m model.Minutes, _ *model.Policy) model.Minutes { return m % day })},
	{ID: "minutes-beyond-days-lost", Text: "you lose the minutes of a lifetime beyond its whole days: 1500 minutes end after 1440", Rule: model.UsabilityExpired,
		Over: lasts(func(m model.Minutes, _ *model.Policy) model.Minutes {
			if m > day {
				return m - m%day
			}
			return m
		})},
	{ID: "usable-a-minute-late", Text: "you treat a pass as usable for a minute after its end", Rule: model.UsabilityExpired, Over: lenient(0, model.Minute)},
	{ID: "usable-five-minutes-late", Text: "you treat a pass as usable for five minutes after its end", Rule: model.UsabilityExpired, Over: lenient(0, 5*model.Minute)},
	{ID: "usable-a-minute-early", Text: "you treat a pass as usable from a minute before its start", Rule: model.UsabilityEarly, Over: lenient(model.Minute, 0)},
	{ID: "usable-five-minutes-early", Text: "you treat a pass as usable from five minutes before its start", Rule: model.UsabilityEarly, Over: lenient(5*model.Minute, 0)},
	{ID: "compared-in-seconds", Text: "you compare now with the start and the end of a pass in whole seconds", Rule: model.UsabilityEarly, Over: compared(model.Second, false)},
	{ID: "compared-in-seconds-end-included", Text: "you compare now with the end of a pass in whole seconds, and the last of them still counts", Rule: model.UsabilityExpired, Over: compared(model.Second, true)},
	{ID: "compared-in-minutes", Text: "you compare now with the start and the end of a pass in whole minutes", Rule: model.UsabilityEarly, Over: compared(model.Minute, false)},
	{ID: "now-in-whole-seconds", Text: "you cut now to whole seconds before you compare it with the start and the end of a pass", Rule: model.TimeUTC,
		Over: usableAt(func(_ *model.State, now model.Instant) model.Instant { return whole(now, model.Second) })},
	{ID: "kept-in-microseconds", Text: "you cut every instant to microseconds where it enters, now too", Rule: model.TimeUTC, Over: keptIn(model.Second / 1_000_000)},
	{ID: "kept-in-milliseconds", Text: "you cut every instant to milliseconds where it enters, now too", Rule: model.TimeUTC, Over: keptIn(model.Second / 1000)},
	{ID: "kept-in-seconds", Text: "you cut every instant to whole seconds where it enters, now too", Rule: model.TimeUTC, Over: keptIn(model.Second)},
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
	{ID: "past-start-kept", Text: "you accept any start in the past, and keep it", Rule: model.CreateStartPast,
		Over: tolerant(func(ago model.Duration) bool { return true })},
	{ID: "tolerance-of-five-minutes", Text: "you accept a start up to five minutes in the past", Rule: model.CreateStartPast,
		Over: tolerant(func(ago model.Duration) bool { return ago <= 5*model.Minute })},
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
