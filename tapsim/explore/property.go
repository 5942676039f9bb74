package explore

import (
	"context"

	"github.com/tapsim/tap/model"
)

// A Property is something that must be true of a whole graph. Always, Step, Sometimes,
// Recoverable, Inevitable and Alike make one.
type Property struct {
	Name string // never changes
	Text string // the property in a sentence

	// check begins to check a graph, and returns what to do in each of its moments; nil:
	// nothing.
	check func(g *Graph, f *Finding) func(*Moment)
}

// A Finding is what a property comes to in a graph.
type Finding struct {
	Name, Text string
	Held       int // in how many states or transitions its premise held
	Violation  *Violation
}

// Good reports whether the property holds, and says something: a premise that never holds
// is a failure, too.
func (f *Finding) Good() bool { return f.Held > 0 && f.Violation == nil }

// A Violation is a shortest way to where a property does not hold.
type Violation struct {
	Why   string
	Trace Trace
	Other *Trace // of a property about two traces: the other one
}

// Check checks properties in a graph. It ends early if ctx is done, with what it has found,
// and the error is that of ctx.
func (g *Graph) Check(ctx context.Context, properties ...Property) ([]Finding, error) {
	all := make([]Finding, len(properties))
	var each []func(*Moment)
	for i, p := range properties {
		all[i] = Finding{Name: p.Name, Text: p.Text}
		if do := p.check(g, &all[i]); do != nil {
			each = append(each, do)
		}
	}
	n := 0
	g.Moments(func(m *Moment) bool {
		for _, do := range each {
			do(m)
		}
		n++
		return n%4096 != 0 || ctx.Err() == nil
	})
	return all, ctx.Err()
}

// violated notes the first violation.
func (f *Finding) violated(why string, t Trace) {
	if f.Violation == nil {
		f.Violation = &Violation{Why: why, Trace: t}
	}
}

// A Moment is one command in one state, with its answer.
type Moment struct {
	Graph *Graph
	Transition

	Env     model.Env
	Command model.Command       // zero if the command is one on the policy
	Policy  model.PolicyCommand // zero if not
	Slot    model.State         // after the command, at the instants of From
	Then    model.Policy        // after the command
	Outcome model.Outcome
}

// Moments calls do for each command in each state, until it returns false. What it is given
// is valid during the call.
func (g *Graph) Moments(do func(*Moment) bool) {
	m := Moment{Graph: g}
	for i := range g.states {
		s := &g.states[i]
		m.Env = g.env(s)
		for t := range g.out(int32(i)) {
			if t.Input.Kind != OfPass && t.Input.Kind != OfPolicy {
				continue
			}
			m.Transition = t
			g.call(&m.Env, &t.Input)
			m.Command, m.Policy, m.Slot, m.Then = model.Command{}, model.PolicyCommand{}, s.Slot, m.Env.Policy
			if t.Input.Kind == OfPass {
				m.Command = t.Input.command(s.Now, &m.Env.Policy)
				m.Slot, m.Outcome = g.World.Machine.Step(s.Slot, m.Env, m.Command)
			} else {
				m.Policy = t.Input.Update
				m.Then, m.Outcome = g.World.Machine.StepPolicy(m.Env.Policy, m.Env, m.Policy)
			}
			if !do(&m) {
				return
			}
		}
	}
}

// trace is the trace that ends with the moment.
func (m *Moment) trace() Trace { return m.Graph.trace(m.step.state).then(m.Transition) }

// whole is a property that looks at the whole graph at once.
func whole(name, text string, check func(*Graph, *Finding)) Property {
	return Property{name, text, func(g *Graph, f *Finding) func(*Moment) {
		check(g, f)
		return nil
	}}
}

// Always is a property of every state in which premise holds: broken says how a state
// violates it; empty: it does not.
func Always(name, text string, premise func(*Graph, State) bool, broken func(*Graph, State) string) Property {
	return whole(name, text, func(g *Graph, f *Finding) {
		for i, s := range g.states {
			if !premise(g, s) {
				continue
			}
			f.Held++
			if why := broken(g, s); why != "" && f.Violation == nil {
				f.violated(why, g.trace(int32(i)))
			}
		}
	})
}

// Step is a property of every command for which premise holds.
func Step(name, text string, premise func(*Moment) bool, broken func(*Moment) string) Property {
	return Property{name, text, func(g *Graph, f *Finding) func(*Moment) {
		return func(m *Moment) {
			if !premise(m) {
				return
			}
			f.Held++
			if why := broken(m); why != "" && f.Violation == nil {
				f.violated(why, m.trace())
			}
		}
	}}
}

// Sometimes says that there is such a command. Its premise is the property itself.
func Sometimes(name, text string, is func(*Moment) bool) Property {
	return Step(name, text, is, func(*Moment) string { return "" })
}

// Recoverable says that from every state in which premise holds there is a way to a state
// that is a goal, with at most so many commands. Waiting is no command.
func Recoverable(name, text string, commands int, premise, goal func(*Graph, State) bool) Property {
	return whole(name, text, func(g *Graph, f *Finding) {
		far := g.farFrom(goal)
		for i, s := range g.states {
			if !premise(g, s) {
				continue
			}
			f.Held++
			if far[i] > commands && f.Violation == nil {
				f.violated("no way of so few commands leads there", g.trace(int32(i)))
			}
		}
	})
}

// farFrom says for each state how many commands it is from a goal.
func (g *Graph) farFrom(goal func(*Graph, State) bool) []int {
	const never = 1 << 30
	far, before := make([]int, len(g.states)), g.before()
	var level []int32
	for i := range g.states {
		if far[i] = never; goal(g, g.states[i]) {
			far[i], level = 0, append(level, int32(i))
		}
	}
	for n := 0; len(level) > 0; n++ {
		var next []int32
		for len(level) > 0 {
			i := level[len(level)-1]
			level = level[:len(level)-1]
			for _, by := range before[i] {
				switch {
				case by.input < 0 && far[by.state] > n:
					far[by.state], level = n, append(level, by.state)
				case by.input >= 0 && far[by.state] > n+1:
					far[by.state], next = n+1, append(next, by.state)
				}
			}
		}
		level = next
	}
	return far
}

// before lists the steps that lead to each state from another one.
func (g *Graph) before() [][]step {
	all := make([][]step, len(g.states))
	add := func(to, from int32, input int) {
		if to != none && to != from {
			all[to] = append(all[to], step{from, int32(input)})
		}
	}
	for i := range g.states {
		for k := range 2 {
			add(g.waits[2*i+k].to, int32(i), forward-k)
		}
		for k, m := range g.moves[i*len(g.Inputs) : (i+1)*len(g.Inputs)] {
			add(m.to, int32(i), k)
		}
	}
	return all
}

// Inevitable says that from every state in which premise holds, time alone leads to a goal.
func Inevitable(name, text string, premise, goal func(*Graph, State) bool) Property {
	return whole(name, text, func(g *Graph, f *Finding) {
		for i := range g.states {
			if !premise(g, g.states[i]) {
				continue
			}
			f.Held++
			at := int32(i)
			for at != none && !goal(g, g.states[at]) {
				at = g.waits[2*at].to
			}
			if at == none {
				f.violated("time passes, and it is never so", g.trace(int32(i)))
			}
		}
	})
}

// Alike says that of all moments with the same key the answer is the same: who gives the
// command learns no more than the key. Key and answer are comparable; ok says whether the
// premise holds.
func Alike(name, text string, of func(*Moment) (key, answer any, ok bool)) Property {
	type seen struct {
		answer any
		by     step
	}
	return Property{name, text, func(g *Graph, f *Finding) func(*Moment) {
		first := map[any]seen{}
		return func(m *Moment) {
			key, answer, ok := of(m)
			if !ok {
				return
			}
			f.Held++
			was, known := first[key]
			switch {
			case !known:
				first[key] = seen{answer, m.step}
			case was.answer != answer && f.Violation == nil:
				f.violated("two states that must not be told apart have other answers", m.trace())
				other := g.trace(was.by.state).then(g.transition(was.by, g.move(was.by)))
				f.Violation.Other = &other
			}
		}
	}}
}
