package write

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Words find the time expression of an instant: at an edge of a pass, or one tick
// beside it; otherwise the time since the start of the scenario. Most scenarios are
// about a tick at an edge, and the expression names the edge.
type Words struct {
	Start  model.Instant // of the scenario
	passes []edges       // in the order of their making
}

// edges are the edges of a pass.
type edges struct {
	label      string
	start, end model.Instant
}

// Made adds a pass with that label.
func (w *Words) Made(label string, start, end model.Instant) {
	w.passes = append(w.passes, edges{label, start, end})
}

// TimeExpression returns the time expression of an instant. It does not use the pass
// with the label except: the answer to a create cannot refer to the pass that it
// makes.
func (w *Words) TimeExpression(at model.Instant, except string) *scenario.TimeExpression {
	for i := len(w.passes) - 1; i >= 0; i-- {
		p := &w.passes[i]
		if p.label == except {
			continue
		}
		for _, edge := range []struct {
			base scenario.TimeBase
			at   model.Instant
		}{{scenario.OfEnd, p.end}, {scenario.OfStart, p.start}} {
			if d := at.Sub(edge.at); -model.Tick <= d && d <= model.Tick && edge.at > w.Start {
				return &scenario.TimeExpression{Base: edge.base, Label: p.label, Offset: d}
			}
		}
	}
	return SinceStart(w.Start, at)
}

// SinceStart returns an instant as the time since the start of a scenario. An instant
// that is more than 400 days away is spelt out, because a reader does not count that
// many days.
func SinceStart(start, at model.Instant) *scenario.TimeExpression {
	const far = 400 * 24 * 60 * model.Minute
	if d := at.Sub(start); -far < d && d < far {
		return &scenario.TimeExpression{Base: scenario.SinceStart, Offset: d}
	}
	return &scenario.TimeExpression{Base: scenario.Literal, At: at, Text: at.String()}
}
