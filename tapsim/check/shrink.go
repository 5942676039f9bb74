package check

import (
	"slices"

	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A shrinker makes a trace shorter and simpler for as long as it shows the same. It
// interprets each candidate against the model, and asks whether it shows that only if
// it is simpler than the best so far: of fewer steps, or of as many and of lower cost.
type shrinker struct {
	*interpreter
	shows func(*trace, *scenario.Scenario) (steps int, ok bool) // how many steps of the trace, which was just interpreted, show it
	done  func() bool                                           // there is no more time

	best  trace
	after []issued // the passes of the best
	cost  cost
}

// try takes a trace for the best, if it is simpler and shows what is to be shown; the
// first one however simple it is.
func (s *shrinker) try(x trace) bool {
	n := len(s.best.acts)
	if len(x.acts) == 0 || n > 0 && len(x.acts) > n || s.done() {
		return false
	}
	if s.retrace(&x); s.impossible {
		return false
	}
	written := x.scenario()
	if len(x.acts) == n && !costOf(&x, written).less(s.cost) {
		return false
	}
	steps, ok := s.shows(&x, written)
	if !ok {
		return false
	}
	s.best, s.after = x, slices.Clone(s.passes)
	s.best.acts = x.acts[:steps:steps]
	s.cost = costOf(&s.best, s.best.scenario())
	return true
}

// shrink leaves out as much as it can: first many steps at once, which is fast, then
// one thing at a time until nothing more can go.
func (s *shrinker) shrink() {
	for size := len(s.best.acts) / 2; size > 1; size /= 2 {
		for to := len(s.best.acts) - 1; to > 0; {
			from := max(0, to-size)
			s.try(s.without(from, to))
			to = min(from, len(s.best.acts)-1)
		}
	}
	for s.candidates() {
	}
}

// A cost is what a reader has to take in, of scenarios of as many steps: above all the
// time expressions, then the rest of the text. Of two texts as long as each other the
// first one by the alphabet costs less, so that users are called ada before bob.
type cost struct {
	weight int
	text   string
}

func (c cost) less(o cost) bool {
	if c.weight != o.weight {
		return c.weight < o.weight
	}
	return c.text < o.text
}

func costOf(x *trace, s *scenario.Scenario) cost {
	text := string(write.Text(s))
	weight := len(text)
	for i := range x.acts {
		a := &x.acts[i]
		weight += 10 * (momentCost(a.when) + momentCost(a.from))
		if a.named != 0 && a.verb == doSignIn {
			weight += 50 // a wrong code that no pass has is simpler
		}
		if a.text != nil && a.verb == doCreate {
			weight += 50000 // more than any time expression that says the same in no odd way
		}
		if s.Steps[i].User == "me" {
			weight += 50
		}
		if s.Steps[i].Raw {
			weight += 100
		}
	}
	return cost{weight, text}
}
