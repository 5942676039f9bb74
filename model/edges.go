package model

import "slices"

// Faults show at edges: at the instants and the values where an answer changes, and
// one step to either side. Tests by hand, random tests and exhaustive ones take their
// times and values from here.

// Edges returns the instants at which an answer about the pass can change.
func (s State) Edges() [2]Instant { return [2]Instant{s.Start, s.End()} }

// EdgeInstants returns, in order, now and every later edge of these slots, each with
// the tick before and the tick after. None of them is before now.
func EdgeInstants(now Instant, slots ...State) []Instant {
	near := append(make([]Instant, 0, 2+6*len(slots)), now, now.Add(Tick))
	for _, s := range slots {
		if !s.Exists() {
			continue
		}
		for _, edge := range s.Edges() {
			near = append(near, edge.Add(-Tick), edge, edge.Add(Tick))
		}
	}
	near = slices.DeleteFunc(near, func(i Instant) bool { return i < now })
	slices.Sort(near)
	return slices.Compact(near)
}

// EdgeStarts returns, in order, the starts at which the answer to a create at now
// changes, for a pass of that lifetime, each with its neighbours.
func EdgeStarts(now Instant, lifetime Minutes) []Instant {
	near := make([]Instant, 0, 12)
	last := LastInstant.Add(-lifetime.Ticks() - RegistrationWindow)
	for _, edge := range []Instant{now.Add(-StartTolerance), now, now.Add(Minute) /* no edge: a start to come */, last} {
		near = append(near, edge.Add(-Tick), edge, edge.Add(Tick))
	}
	slices.Sort(near)
	return slices.Compact(near)
}

// EdgeLifetimes returns, in order, the lifetimes at the bounds of the policy and
// at the bounds of every policy, each with its neighbours, and zero.
func EdgeLifetimes(p Policy) []Minutes {
	near := append(make([]Minutes, 0, 13), 0)
	for _, edge := range []Minutes{LeastLifetime, p.Minimum, p.Maximum, GreatestLifetime} {
		near = append(near, edge-1, edge, edge+1)
	}
	slices.Sort(near)
	return slices.Compact(near)
}
