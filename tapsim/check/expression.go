package check

import (
	"cmp"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// rounds are durations that are easy to read, and that some rule is about.
var rounds = []model.Duration{model.Minute, model.RegistrationWindow, 60 * model.Minute, 24 * 60 * model.Minute}

// expressionCost is the cost of a time expression for a reader: nothing if there is
// none, little for an edge, more for a round duration, and more again for a tick beside
// either of them: a reader asks what the tick is for. Of all other expressions the
// shorter one costs less.
func expressionCost(m *scenario.TimeExpression) int {
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

// simplerExpressions are the time expressions that cost less than m, the cheapest first:
// edges of the passes with those labels, round durations, each of these with a tick more
// or less, and m itself with a part of its offset left out. The start of a pass may also
// be written as now is.
func simplerExpressions(m *scenario.TimeExpression, labels []string, now *scenario.TimeExpression) []*scenario.TimeExpression {
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
		if c.Offset += d; c.Base != scenario.Literal && expressionCost(&c) < expressionCost(m) && !slices.ContainsFunc(all, func(o *scenario.TimeExpression) bool { return *o == c }) {
			all = append(all, &c)
		}
	}
	for _, base := range bases {
		add(base, 0)
		add(base, -model.Tick)
		add(base, model.Tick)
	}
	for _, unit := range []model.Duration{model.Second, model.Minute, 60 * model.Minute, 24 * 60 * model.Minute} {
		add(*m, -(m.Offset % unit))              // without what is less than the unit
		add(*m, -(m.Offset / unit * unit))       // without whole units
		add(*m, -(m.Offset%(60*unit)/unit)*unit) // without those below the next larger unit
	}
	slices.SortStableFunc(all, func(a, b *scenario.TimeExpression) int { return cmp.Compare(expressionCost(a), expressionCost(b)) })
	return all
}
