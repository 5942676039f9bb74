package explore

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// A Trace is a way through a graph, from its beginning.
type Trace struct {
	World *World
	Begin State
	Steps []Transition

	graph *Graph
}

// Trace returns a way to a state with the fewest commands. It panics if the state is not
// one of the graph.
func (g *Graph) Trace(s State) Trace {
	i, known := g.number[s]
	if !known {
		panic("explore: no such state")
	}
	return g.trace(i)
}

func (g *Graph) trace(to int32) Trace {
	t := Trace{World: &g.World, graph: g}
	for by := g.from[to]; by.state != none; to, by = by.state, g.from[by.state] {
		t.Steps = append(t.Steps, g.transition(by, g.move(by)))
	}
	slices.Reverse(t.Steps)
	t.Begin = g.states[to]
	return t
}

// move is where a step leads.
func (g *Graph) move(by step) move {
	if by.input < 0 {
		return g.waits[2*by.state+forward-by.input]
	}
	return g.moves[int(by.state)*len(g.Inputs)+int(by.input)]
}

// then is the trace with one transition more.
func (t Trace) then(next Transition) Trace {
	t.Steps = append(slices.Clip(t.Steps), next)
	return t
}

// Graph is the graph of the trace.
func (t *Trace) Graph() *Graph { return t.graph }

// Commands is how many commands a trace has. Waiting is none.
func (t *Trace) Commands() int {
	n := 0
	for i := range t.Steps {
		if t.Steps[i].Input.Kind != Wait {
			n++
		}
	}
	return n
}

// Abstract returns the transitions of a trace at a level, in the order in which it takes
// them.
func (t *Trace) Abstract(l Level) (all []AbstractTransition) {
	for i := range t.Steps {
		s := &t.Steps[i]
		a := AbstractTransition{
			Before: t.graph.AbstractState(l, s.From), After: t.graph.AbstractState(l, s.To),
			Question: s.Input.Question(), Rule: s.Label.Rule,
		}
		if a.counts() {
			all = append(all, a)
		}
	}
	return all
}

// Observed is the trace with a list at its end, which shows the pass that is there.
func (t Trace) Observed() Trace {
	g, at := t.graph, t.Begin
	if n := len(t.Steps); n > 0 {
		at = t.Steps[n-1].To
	}
	for i := range g.Inputs {
		if in := &g.Inputs[i]; in.Kind == OfPass && in.Op == model.List {
			by := step{g.number[at], int32(i)}
			if m := g.move(by); m.to != none {
				return t.then(g.transition(by, m))
			}
			break
		}
	}
	return t
}
