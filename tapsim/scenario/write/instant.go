package write

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Words find the time expression for an instant: the edge of a pass that it is at, or
// a tick beside; else the time since the start of the scenario. The tick is the point
// of most scenarios, and an edge says of what.
type Words struct {
	Start  model.Instant // of the scenario
	passes []edges       // in the order of their making
}

// edges are those of a pass.
type edges struct {
	label      string
	start, end model.Instant
}

// Made says that there is a pass of that label from now on.
func (w *Words) Made(label string, start, end model.Instant) {
	w.passes = append(w.passes, edges{label, start, end})
}

// Moment is the time expression for an instant. It does not hang on the pass of the
// label except: what a create answers is not said by the pass that it makes.
func (w *Words) Moment(at model.Instant, except string) *scenario.TimeExpression {
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

// SinceStart counts an instant from the start of a scenario. One that is more than
// 400 days away is spelt out, since a reader counts no more days than that.
func SinceStart(start, at model.Instant) *scenario.TimeExpression {
	const far = 400 * 24 * 60 * model.Minute
	if d := at.Sub(start); -far < d && d < far {
		return &scenario.TimeExpression{Base: scenario.SinceStart, Offset: d}
	}
	return &scenario.TimeExpression{Base: scenario.Literal, At: at, Text: at.String()}
}
