package check

import (
	"slices"

	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A shrinker makes a trace shorter and simpler while it still shows the same. It
// interprets each candidate against the model. Only a candidate that is simpler than the
// best so far, with fewer steps or with as many and a lower cost, is given to shows.
type shrinker struct {
	*interpreter
	shows func(*trace, *scenario.Scenario) (steps int, ok bool) // how many steps are needed of the trace, which was just interpreted
	done  func() bool                                           // there is no more time

	best  trace
	after []issued // the passes of the best trace
	cost  cost
}

// try makes a trace the best one if it is simpler and shows the same. The first trace
// does not have to be simpler than any other.
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

// shrink leaves out as much as it can: first many steps at once, which is fast, then one
// thing at a time, until no candidate is left.
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

// A cost orders scenarios with the same number of steps by what a reader has to
// understand: first of all the time expressions, then the rest of the text. Of two texts
// of the same length the first one by the alphabet costs less, so that a user is called
// ada before bob.
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
		weight += 10 * (expressionCost(a.when) + expressionCost(a.from))
		if a.named != 0 && a.verb == doSignIn {
			weight += 50 // a literal wrong code is simpler
		}
		if a.text != nil && a.verb == doCreate {
			weight += 50000 // more than any time expression that gives the same start
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
