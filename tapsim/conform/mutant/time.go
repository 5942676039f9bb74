package mutant

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// at makes a mutant that, where the answer depends on the state of a pass,
// takes one instant of the pass for another.
func at(change func(p pass, now model.Instant) model.Instant) wrong {
	return before(func(l *liar, r *protocol.Request) {
		if !judges(r.Op) {
			return
		}
		if p, ok := l.pass(*r); ok {
			r.At = max(0, change(p, r.At))
		}
	})
}

// startingAt makes a mutant that takes a start at that distance from now for
// another one.
func startingAt(distance, by model.Duration) wrong {
	return reading(func(_ *liar, r *protocol.Request, cmd *model.Command) bool {
		if cmd.Start == nil || cmd.Start.Sub(r.At) != distance {
			return false
		}
		cmd.Start = new(cmd.Start.Add(by))
		return true
	})
}

// last is the last start that a create may ask for.
func (l *liar) last(r *protocol.Request, cmd *model.Command) model.Instant {
	lifetime := model.Minutes(l.policy(r.At).Default)
	if cmd.Lifetime != nil {
		lifetime = *cmd.Lifetime
	}
	return model.LastInstant.Add(-lifetime.Ticks() - model.RegistrationWindow)
}

var timeMutants = []Mutant{
	{Name: "end-included", What: "a pass is still usable at the very end of its lifetime", Rule: model.UsabilityEnd, Free: true,
		wrong: at(func(p pass, now model.Instant) model.Instant {
			if now == p.end() {
				return now.Add(-model.Tick)
			}
			return now
		})},
	{Name: "end-a-tick-early", What: "a pass expires one tick before its end", Rule: model.UsabilityEnabled,
		wrong: at(func(p pass, now model.Instant) model.Instant {
			if now == p.end().Add(-model.Tick) {
				return p.end()
			}
			return now
		})},
	{Name: "end-a-tick-late", What: "a pass expires two ticks after the last at which it is usable", Rule: model.UsabilityExpired,
		wrong: at(func(p pass, now model.Instant) model.Instant {
			if now == p.end() || now == p.end().Add(model.Tick) {
				return p.end().Add(-model.Tick)
			}
			return now
		})},
	{Name: "start-excluded", What: "a pass is not yet valid at its very start", Rule: model.UsabilityEnabled,
		wrong: at(func(p pass, now model.Instant) model.Instant {
			if now == p.start() {
				return now.Add(-model.Tick)
			}
			return now
		})},
	{Name: "start-a-tick-early", What: "a pass is usable one tick before its start", Rule: model.UsabilityEarly,
		wrong: at(func(p pass, now model.Instant) model.Instant {
			if now == p.start().Add(-model.Tick) {
				return p.start()
			}
			return now
		})},
	{Name: "tolerance-a-tick-short", What: "a start exactly 60 seconds ago counts as past", Rule: model.CreateStartTolerance, Free: true,
		wrong: startingAt(-model.StartTolerance, -model.Tick)},
	{Name: "no-tolerance", What: "any start before now counts as past", Rule: model.CreateStartTolerance, Free: true,
		wrong: reading(func(_ *liar, r *protocol.Request, cmd *model.Command) bool {
			if cmd.Start == nil || *cmd.Start >= r.At {
				return false
			}
			cmd.Start = new(max(0, cmd.Start.Add(-model.StartTolerance)))
			return true
		})},
	{Name: "tolerance-a-tick-long", What: "a start 60 seconds and a tick ago does not count as past", Rule: model.CreateStartPast,
		wrong: startingAt(-model.StartTolerance-model.Tick, model.Tick)},
	{Name: "tolerated-start-moved", What: "a start that is tolerated becomes now", Rule: model.CreateStartTolerance, Free: true,
		wrong: reading(func(_ *liar, r *protocol.Request, cmd *model.Command) bool {
			if cmd.Start == nil || *cmd.Start >= r.At || *cmd.Start < r.At.Add(-model.StartTolerance) {
				return false
			}
			cmd.Start = new(r.At)
			return true
		})},
	{Name: "past-start-coerced", What: "a start in the past becomes now and is not refused", Rule: model.CreateStartPast,
		wrong: reading(func(_ *liar, r *protocol.Request, cmd *model.Command) bool {
			if cmd.Start == nil || *cmd.Start >= r.At.Add(-model.StartTolerance) {
				return false
			}
			cmd.Start = new(r.At)
			return true
		})},
	{Name: "far-a-tick-early", What: "the last start that leaves room before the year 10000 is refused", Rule: model.CreateStartFar, Free: true,
		wrong: reading(func(l *liar, r *protocol.Request, cmd *model.Command) bool {
			if cmd.Start == nil || *cmd.Start != l.last(r, cmd) {
				return false
			}
			cmd.Start = new(cmd.Start.Add(model.Tick))
			return true
		})},
	{Name: "far-a-tick-late", What: "a start is accepted one tick beyond the last that leaves room before the year 10000", Rule: model.CreateStartFar, Free: true,
		wrong: reading(func(l *liar, r *protocol.Request, cmd *model.Command) bool {
			last := l.last(r, cmd)
			if cmd.Start == nil || *cmd.Start != last.Add(model.Tick) {
				return false
			}
			cmd.Start = &last
			return true
		})},
	{Name: "far-is-a-year", What: "a start more than a year ahead is refused", Rule: model.CreateStartFar, Free: true,
		wrong: reading(func(_ *liar, r *protocol.Request, cmd *model.Command) bool {
			if cmd.Start == nil || cmd.Start.Sub(r.At) <= 365*24*60*model.Minute {
				return false
			}
			cmd.Start = new(model.LastInstant)
			return true
		})},
	{Name: "now-or-never", What: "a start to come is refused", Rule: model.CreateAccepted,
		wrong: reading(func(_ *liar, r *protocol.Request, cmd *model.Command) bool {
			if cmd.Start == nil || *cmd.Start <= r.At {
				return false
			}
			cmd.Start = new(model.LastInstant)
			return true
		})},
	{Name: "ended-is-gone", What: "a get at the very end of a pass does not find it", Rule: model.GetFound,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			if p, ok := l.pass(r); r.Op == protocol.Get && ok && r.At == p.end() {
				return refuse(model.GetMissing)
			}
			return l.ask(r)
		}},
	{Name: "usable-and-expired", What: "at the very end isUsable is true beside the reason Expired", Rule: model.UsabilityExpired,
		wrong: seeing(func(_ *liar, r protocol.Request, p map[string]any) {
			if p["methodUsabilityReason"] == "Expired" && r.At == shown(p).end() {
				p["isUsable"] = true
			}
		})},
	{Name: "spent-by-its-end", What: "a pass that nobody used shows OneTimeUsed at its very end", Rule: model.UsabilityExpired,
		wrong: seeing(func(_ *liar, r protocol.Request, p map[string]any) {
			if p["methodUsabilityReason"] == "Expired" && r.At == shown(p).end() {
				p["methodUsabilityReason"] = "OneTimeUsed"
			}
		})},
	{Name: "usable-again-at-the-end", What: "a spent pass is usable at the very end of its lifetime", Rule: model.UsabilityExpired,
		wrong: after(func(l *liar, r protocol.Request, res *protocol.Response) {
			p, ok := l.pass(r)
			if !ok || r.At != p.end() || p.Reason != "Expired" || !l.used(r, p) {
				return
			}
			switch {
			case r.Op == protocol.SignIn && res.Reason == "Expired":
				*res = protocol.Response{Result: "accepted", SessionEnds: p.end().String(), RegisterBy: r.At.Add(model.RegistrationWindow).String()}
			case res.Accepted() && (r.Op == protocol.List || r.Op == protocol.Get):
				edit(res, func(p map[string]any) map[string]any {
					p["isUsable"], p["methodUsabilityReason"] = true, "EnabledByPolicy"
					return p
				})
			}
		})},
	{Name: "clock-never-goes-back", What: "a clock that is turned back is taken to stand still", Rule: model.TimeTotal,
		wrong: before(func(l *liar, r *protocol.Request) {
			r.At = max(r.At, l.latest)
			l.latest = r.At
		})},
}
