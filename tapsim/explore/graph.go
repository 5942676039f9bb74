package explore

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/tapsim/tap/model"
)

// A Graph is a world with every state that can be reached in it, and what each input
// does there: a labelled transition system.
type Graph struct {
	World  World
	Inputs []Input // all commands, in the order of their numbers; waiting is none of them

	policies []model.Policy
	copies   []model.Policy // of these, whose lists no machine gets
	states   []State
	depth    []int32 // commands from the beginning
	from     []step  // by which each state was found; the first: itself
	moves    []move  // len(Inputs) for each state
	waits    []move  // two for each state: forward, and back
	labels   []Label

	number  map[State]int32
	labelOf map[Label]int32
	updated []move // by policy and input: what an update does
}

// A step is a transition by numbers. The input forward or back is waiting.
type step struct{ state, input int32 }

const (
	forward = -1
	back    = -2
)

// A move is where an input leads, and what the answer is like. to is none if the input
// cannot be given.
type move struct{ to, label int32 }

const none = -1

// A Label is what an answer says, without ids, codes and instants.
type Label struct {
	Rule         model.Rule
	Contributing model.Rules
	Reason       model.Reason
	Shown        bool // a pass
	Code         bool
	Session      bool // an end of a session
	Deadline     bool // to register a method
	Minimum      model.Minutes
	Maximum      model.Minutes
}

func labelOf(out *model.Outcome) Label {
	return Label{
		Rule: out.Rule, Contributing: out.Contributing, Reason: out.View.Reason, Shown: out.View != model.View{},
		Code: out.Code != model.Code{}, Session: out.SessionEnds != 0, Deadline: out.RegisterBy != 0,
		Minimum: out.Minimum, Maximum: out.Maximum,
	}
}

// A Transition is what one input does in one state.
type Transition struct {
	From, To State
	Input    Input
	Label    Label // zero for what is no command on a pass or the policy

	step step
}

// ErrEndless says that a world has more than a million states. The machine of package model
// has no such world among those that come with tapsim, but one may never end where a pass
// keeps something that each new pass adds to.
var ErrEndless = errors.New("explore: a world with more than a million states")

const mostStates = 1_000_000

// Explore visits every state of a world. It ends early, with what it has, if ctx is done;
// the error is that of ctx, or ErrEndless. The same world has the same graph on every machine.
//
// States are visited by the number of commands that they need, since in a scenario a wait
// is no step. So the first way to a state is a shortest one.
func Explore(ctx context.Context, w World) (*Graph, error) {
	w.withDefaults()
	g := &Graph{World: w, Inputs: w.inputs(), number: map[State]int32{}, labelOf: map[Label]int32{{}: 0}, labels: []Label{{}}}
	for _, p := range w.Policies {
		s := State{policy: g.policy(p), Now: w.Epoch}
		if w.Instants != nil {
			s.Now = w.Instants[0]
		}
		g.add(w.canonical(s), step{state: none}, 0)
	}
	for begin, depth := 0, int32(0); begin < len(g.states); depth++ {
		for i := begin; i < len(g.states); i++ {
			g.wait(int32(i), depth)
		}
		end := len(g.states)
		for i := begin; i < end; i++ {
			if i%1024 == 0 && ctx.Err() != nil {
				return g, ctx.Err()
			}
			if len(g.states) > mostStates {
				return g, ErrEndless
			}
			if w.Depth == 0 || int(depth) < w.Depth {
				g.command(int32(i), depth+1)
			} else {
				g.moves = append(g.moves, slices.Repeat([]move{{none, 0}}, len(g.Inputs))...)
			}
		}
		begin = end
	}
	return g, nil
}

// add returns the number of a state, and notes how it was found if it is new.
func (g *Graph) add(s State, by step, depth int32) int32 {
	i, known := g.number[s]
	if !known {
		i = int32(len(g.states))
		g.number[s] = i
		g.states, g.depth, g.from = append(g.states, s), append(g.depth, depth), append(g.from, by)
	}
	return i
}

func (g *Graph) label(out *model.Outcome) int32 {
	l := labelOf(out)
	i, known := g.labelOf[l]
	if !known {
		i = int32(len(g.labels))
		g.labelOf[l], g.labels = i, append(g.labels, l)
	}
	return i
}

// policy returns the number of a policy.
func (g *Graph) policy(p model.Policy) int {
	i := slices.IndexFunc(g.policies, func(q model.Policy) bool { return samePolicy(&p, &q) })
	if i < 0 {
		i, g.policies = len(g.policies), append(g.policies, p)
		p.Include, p.Exclude = slices.Clone(p.Include), slices.Clone(p.Exclude)
		g.copies = append(g.copies, p)
		g.updated = append(g.updated, make([]move, len(g.Inputs))...)
	}
	return i
}

// wait lets the time pass up to the next instant, and go back to the one before.
func (g *Graph) wait(from, depth int32) {
	s := g.states[from]
	at := g.World.instants(&s.Slot)
	i, _ := slices.BinarySearch(at, s.Now)
	moves := [2]move{{none, 0}, {none, 0}}
	if next := i + 1; at[min(i, len(at)-1)] == s.Now && next < len(at) || i < len(at) && at[i] != s.Now {
		if at[i] != s.Now {
			next = i
		}
		s.Now = at[next]
		moves[0].to = g.add(s, step{from, forward}, depth)
	}
	if g.World.Back && i > 0 {
		s.Now = at[i-1]
		moves[1].to = g.add(s, step{from, back}, depth)
	}
	g.waits = append(g.waits, moves[:]...)
}

// command gives every command in a state.
func (g *Graph) command(from, depth int32) {
	s := g.states[from]
	env := g.env(&s)
	var cmd model.Command
	for i := range g.Inputs {
		in := &g.Inputs[i]
		m := move{none, 0}
		switch {
		case !s.defined(in):
		case in.Kind == OfUser:
			if next := s; in.User != s.user {
				next.user = in.User
				m.to = g.add(next, step{from, int32(i)}, depth)
			}
		case in.Kind == OfPolicy:
			u := g.updated[s.policy*len(g.Inputs)+i]
			if u.label == 0 {
				u = g.update(s.policy, &env, i)
				g.updated[s.policy*len(g.Inputs)+i] = u
			}
			next := s
			next.policy = int(u.to)
			m = move{g.add(next, step{from, int32(i)}, depth), u.label}
		default:
			g.call(&env, in)
			cmd = in.command(s.Now, &env.Policy)
			slot, out := g.World.Machine.Step(s.Slot, env, cmd)
			m.label = g.label(&out)
			if next := g.World.after(s, slot, in.Op, &out); next == s {
				m.to = from
			} else {
				m.to = g.add(next, step{from, int32(i)}, depth)
			}
		}
		g.moves = append(g.moves, m)
	}
}

// update is what an update does to a policy, in whatever state the rest is.
func (g *Graph) update(policy int, env *model.Env, input int) move {
	in := &g.Inputs[input]
	g.call(env, in)
	next, out := g.World.Machine.StepPolicy(g.policies[policy], *env, in.Update)
	return move{int32(g.policy(next)), g.label(&out)}
}

// env is what a state gives a command to go by, except for the caller.
func (g *Graph) env(s *State) model.Env {
	return model.Env{
		Now: s.Now, Policy: g.policies[s.policy], User: g.World.Users[s.user],
		Edition: g.World.Edition, RoleGroups: g.World.RoleGroups,
	}
}

// call puts the caller of an input into env.
func (g *Graph) call(env *model.Env, in *Input) {
	if in.Op == model.SignIn || in.Op == model.Refresh {
		env.Actor, env.Me = model.Actor{}, false
		return
	}
	env.Actor, env.Me = g.World.Callers[in.Caller].Actor, g.World.Callers[in.Caller].Me
}

// Policy returns the policy in a state.
func (g *Graph) Policy(s State) model.Policy { return g.policies[s.policy] }

// User returns the user in a state.
func (g *Graph) User(s State) model.User { return g.World.Users[s.user] }

// Env returns what a command is given to go by in a state.
func (g *Graph) Env(s State, in Input) model.Env {
	env := g.env(&s)
	g.call(&env, &in)
	return env
}

// Reference is what the answer to a step is like by the reference model, whatever machine
// was explored.
func (g *Graph) Reference(t *Transition) Label {
	env := g.Env(t.From, t.Input)
	var out model.Outcome
	switch t.Input.Kind {
	case OfPass:
		_, out = model.Step(t.From.Slot, env, t.Input.command(t.From.Now, &env.Policy))
	case OfPolicy:
		_, out = model.StepPolicy(env.Policy, env, t.Input.Update)
	}
	return labelOf(&out)
}

// States returns every state, the nearest to the beginning first.
func (g *Graph) States() iter.Seq[State] { return slices.Values(g.states) }

// Len is the number of states.
func (g *Graph) Len() int { return len(g.states) }

// Depth is how many commands the farthest state needs.
func (g *Graph) Depth() int { return int(g.depth[len(g.depth)-1]) }

// Transitions returns what each input does in each state where it can be given, waiting
// first.
func (g *Graph) Transitions() iter.Seq[Transition] {
	return func(yield func(Transition) bool) {
		for i := range g.states {
			for t := range g.out(int32(i)) {
				if !yield(t) {
					return
				}
			}
		}
	}
}

// out returns the transitions of one state.
func (g *Graph) out(from int32) iter.Seq[Transition] {
	return func(yield func(Transition) bool) {
		for by, m := range g.steps(from) {
			if !yield(g.transition(by, m)) {
				return
			}
		}
	}
}

// steps returns the steps from one state, waiting first, and where they lead.
func (g *Graph) steps(from int32) iter.Seq2[step, move] {
	return func(yield func(step, move) bool) {
		for i := range 2 {
			if m := g.waits[2*int(from)+i]; m.to != none && !yield(step{from, int32(forward - i)}, m) {
				return
			}
		}
		n := len(g.Inputs)
		for i, m := range g.moves[int(from)*n : (int(from)+1)*n] {
			if m.to != none && !yield(step{from, int32(i)}, m) {
				return
			}
		}
	}
}

// list is the step that lists the pass in a state.
func (g *Graph) list(from int32) step {
	for by := range g.steps(from) {
		if by.input >= 0 && g.Inputs[by.input].Op == model.List {
			return by
		}
	}
	panic("explore: a graph that ended early has no command in its last states")
}

func (g *Graph) transition(by step, m move) Transition {
	t := Transition{From: g.states[by.state], To: g.states[m.to], Label: g.labels[m.label], step: by}
	if by.input >= 0 {
		t.Input = g.Inputs[by.input]
	}
	return t
}

// Count is the number of transitions.
func (g *Graph) Count() int {
	n := 0
	for _, all := range [][]move{g.waits, g.moves} {
		for i := range all {
			if all[i].to != none {
				n++
			}
		}
	}
	return n
}

// Rules are all rules that settled or shaped an answer.
func (g *Graph) Rules() model.Rules {
	var rules model.Rules
	for _, l := range g.labels {
		rules = rules.Union(l.Contributing).With(l.Rule)
	}
	return rules
}
