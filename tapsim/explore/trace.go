package explore

import (
	"slices"
	"strings"

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
// them. Several waits in a row are one: nobody asks in between.
func (t *Trace) Abstract(l Level) (all []AbstractTransition) {
	var wait AbstractTransition
	waited := false
	for i := range t.Steps {
		s := &t.Steps[i]
		a := AbstractTransition{
			Before: t.graph.AbstractState(l, s.From), After: t.graph.AbstractState(l, s.To),
			Question: s.Input.Question(), Rule: s.Label.Rule,
		}
		if s.Input.Kind == Wait {
			if !waited {
				wait, waited = a, true
			}
			wait.After = a.After
			continue
		}
		if waited && wait.counts() {
			all = append(all, wait)
		}
		all, waited = append(all, a), false
	}
	return all
}

// Observed is the trace with a list at its end, which shows the pass that is there.
func (t Trace) Observed() Trace {
	g, at := t.graph, t.Begin
	if n := len(t.Steps); n > 0 {
		at = t.Steps[n-1].To
	}
	i := g.number[at]
	if g.World.Depth > 0 && int(g.depth[i]) == g.World.Depth {
		return t // nothing was asked there
	}
	by := g.list(i)
	return t.then(g.transition(by, g.move(by)))
}

// String tells a trace in a few words: create one-time; wait until at end; refresh current.
// Of several waits it tells the last.
func (t *Trace) String() string {
	var words []string
	for i := range t.Steps {
		s := &t.Steps[i]
		text := s.Input.String()
		if s.Input.Kind == Wait {
			if i+1 < len(t.Steps) && t.Steps[i+1].Input.Kind == Wait {
				continue
			}
			to := t.graph.AbstractState(Ticks, s.To)
			text = "wait until " + to.Region.String()
			if to.Last {
				text += ", last tick"
			}
		}
		words = append(words, text)
	}
	return strings.Join(words, "; ")
}

// Ways returns, for each transition of a graph at a level, a trace that takes it and has
// the fewest commands. A wait has a list after it, and before it where another wait would be
// one transition with it.
func (g *Graph) Ways(l Level) map[AbstractTransition]Trace {
	states, ways := g.abstractStates(l), map[AbstractTransition]Trace{}
	cost := map[AbstractTransition]int32{}
	for from := range g.states {
		for by, m := range g.steps(int32(from)) {
			a := g.abstract(states, by, m)
			commands := g.depth[from]
			if by.input >= 0 {
				commands++
			}
			if least, known := cost[a]; a.counts() && (!known || commands < least) {
				cost[a] = commands
				ways[a] = g.trace(int32(from)).then(g.transition(by, m))
				if by.input < 0 {
					ways[a] = g.seen(l, ways[a])
				}
			}
		}
	}
	return ways
}

// seen is a trace that ends with a wait, with the lists that show that wait by itself.
func (g *Graph) seen(l Level, t Trace) Trace {
	list := func(at int32) Transition { by := g.list(at); return g.transition(by, g.move(by)) }
	n := len(t.Steps) - 1
	wait, began := t.Steps[n], n // began: since when nobody asks
	for began > 0 && t.Steps[began-1].Input.Kind == Wait {
		began--
	}
	t.Steps = slices.Clone(t.Steps[:n])
	if g.AbstractState(l, wait.From) != g.AbstractState(l, append(t.Steps, wait)[began].From) {
		t.Steps = append(t.Steps, list(wait.step.state))
	}
	t.Steps = append(t.Steps, wait, list(g.move(wait.step).to))
	return t
}

// Departs reports whether the machine does something else than the reference model in the
// last step, a command. If the answers are alike there and only the pass is another one,
// the trace that is returned has one command more, whose answer shows it, if there is one.
func (t Trace) Departs() (Trace, bool) {
	g, last := t.graph, &t.Steps[len(t.Steps)-1]
	if g.Reference(last) != last.Label {
		return t, true
	}
	if last.Input.Kind != OfPass {
		return t, false
	}
	env := g.Env(last.From, last.Input)
	cmd := last.Input.command(last.From.Now, &env.Policy)
	slot, out := model.Step(last.From.Slot, env, cmd)
	if theirs, _ := g.World.Machine.Step(last.From.Slot, env, cmd); theirs == slot {
		return t, false
	}
	right := g.World.after(last.From, slot, last.Input.Op, &out)
	for next := range g.out(g.number[last.To]) {
		if in := &next.Input; in.Kind == OfPass && right.defined(in) {
			env := g.Env(right, *in)
			_, out := model.Step(right.Slot, env, in.command(right.Now, &env.Policy))
			if labelOf(&out) != next.Label {
				return t.then(next), true
			}
		}
	}
	return t, true
}
