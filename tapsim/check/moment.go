package check

import (
	"cmp"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// rounds are the times that people think in, and that some rule is about.
var rounds = []model.Duration{model.Minute, model.RegistrationWindow, 60 * model.Minute, 24 * 60 * model.Minute}

// momentCost is what a time expression costs a reader: nothing where there is none;
// little where it is an edge; more where it is a round time, and more again a tick
// beside either, for then the tick must be the point, beside a pass above all. Of all
// others the shorter is the better one.
func momentCost(m *scenario.TimeExpression) int {
	tick := func(d model.Duration) bool { return d == -model.Tick || d == model.Tick }
	besideRound := func(d model.Duration) bool { return tick(max(m.Offset, -m.Offset) - d) }
	switch {
	case m == nil:
		return 0
	case m.Base == scenario.Literal:
		return 2000 + len(m.Text)
	case m.Offset == 0:
		return 1
	case m.Base == scenario.SinceStart && slices.Contains(rounds, m.Offset):
		return 2
	case m.Base != scenario.SinceStart && tick(m.Offset):
		return 3
	case m.Base == scenario.SinceStart && (m.Offset == model.Tick || slices.Contains(rounds, -m.Offset)):
		return 4
	case m.Base == scenario.SinceStart && m.Offset == -model.Tick:
		return 5
	case m.Base == scenario.SinceStart && slices.ContainsFunc(rounds, besideRound):
		return 6
	}
	return 1000 + len(write.TimeExpression(m))
}

// simplerMoments are the time expressions that cost a reader less than m, the cheapest
// first: edges of the passes of those labels, round times, what is a tick beside them,
// and m itself with a part of its offset left out. A start may also be said in the
// words of now.
func simplerMoments(m *scenario.TimeExpression, labels []string, now *scenario.TimeExpression) []*scenario.TimeExpression {
	bases := []scenario.TimeExpression{{Base: scenario.SinceStart}}
	for _, label := range labels {
		bases = append(bases, scenario.TimeExpression{Base: scenario.OfEnd, Label: label}, scenario.TimeExpression{Base: scenario.OfStart, Label: label})
	}
	if now != nil {
		bases = append(bases, *now)
	}
	for _, d := range rounds {
		bases = append(bases, scenario.TimeExpression{Base: scenario.SinceStart, Offset: d}, scenario.TimeExpression{Base: scenario.SinceStart, Offset: -d})
	}
	var all []*scenario.TimeExpression
	add := func(c scenario.TimeExpression, d model.Duration) {
		if c.Offset += d; c.Base != scenario.Literal && momentCost(&c) < momentCost(m) && !slices.ContainsFunc(all, func(o *scenario.TimeExpression) bool { return *o == c }) {
			all = append(all, &c)
		}
	}
	for _, base := range bases {
		add(base, 0)
		add(base, -model.Tick)
		add(base, model.Tick)
	}
	for _, unit := range []model.Duration{model.Second, model.Minute, 60 * model.Minute, 24 * 60 * model.Minute} {
		add(*m, -(m.Offset % unit))              // what is less than the unit
		add(*m, -(m.Offset / unit * unit))       // what is more
		add(*m, -(m.Offset%(60*unit)/unit)*unit) // the unit itself
	}
	slices.SortStableFunc(all, func(a, b *scenario.TimeExpression) int { return cmp.Compare(momentCost(a), momentCost(b)) })
	return all
}
