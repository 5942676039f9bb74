package explore

import (
	"context"
	"slices"

	"github.com/tapsim/tap/model"
)

// A Difference is a shortest trace after which two machines answer differently.
type Difference struct {
	Trace Trace // of the first world; the answer to its last step differs
	Other Label // what the second machine answers there

	// What differs in two answers by the same rule: the reason, the pass, the code, the
	// session, or the range or the policy; empty: the rules differ.
	What string

	kind kind
}

// A kind is what two differences have in common that count as one.
type kind struct {
	input        Kind
	op           model.Op
	update       model.PolicyOp
	rule, other  model.Rule
	reason, then model.Reason
	fields       [6]bool // of the answers, if the rules are the same
}

// Against returns a shortest trace for each kind of difference between a world and the same
// world in another edition or with another machine, the shortest first. Differences with
// the same command and rules are of one kind, and where the rules are the same, so are the
// reasons. There is none if the two answer alike
// in everything that the wire shows.
//
// It ends early, with what it has, if ctx is done, or after the depth of w; the error is
// that of ctx.
func Against(ctx context.Context, w, other World) ([]Difference, error) {
	other.withDefaults()
	g, err := Explore(ctx, w)
	if err != nil {
		return nil, err
	}
	s := search{g: g, machine: other.Machine.Step, policy: other.Machine.StepPolicy, edition: other.Edition, known: map[node]bool{}, met: map[kind]bool{}}
	for i := range g.states {
		if g.from[i].state == none && g.depth[i] == 0 {
			s.add(node{state: int32(i), policy: s.number(g.policies[g.states[i].policy])}, -1, step{state: none})
		}
	}
	for begin := 0; begin < len(s.nodes); {
		for i := begin; i < len(s.nodes); i++ {
			s.wait(i)
		}
		end := len(s.nodes)
		for i := begin; i < end; i++ {
			if ctx.Err() != nil {
				return s.found, ctx.Err()
			}
			s.command(i)
		}
		if begin = end; len(s.nodes) > mostNodes {
			break
		}
	}
	return s.found, nil
}

// mostNodes limits the search in which a machine that remembers too much would never end.
const mostNodes = 500_000

// A search walks two machines side by side, for as long as they answer alike.
type search struct {
	g       *Graph // of the first
	machine func(model.State, model.Env, model.Command) (model.State, model.Outcome)
	policy  func(model.Policy, model.Env, model.PolicyCommand) (model.Policy, model.Outcome)
	edition model.Edition

	policies []model.Policy // of the second
	nodes    []node
	from     []origin
	known    map[node]bool
	met      map[kind]bool
	found    []Difference
}

// A node is a state of the first, and what the second has instead.
type node struct {
	state  int32
	slot   model.State
	policy int
}

// An origin is how a node was found.
type origin struct {
	node int
	by   step
}

func (s *search) number(p model.Policy) int {
	i := slices.IndexFunc(s.policies, func(q model.Policy) bool { return samePolicy(&p, &q) })
	if i < 0 {
		i, s.policies = len(s.policies), append(s.policies, p)
	}
	return i
}

func (s *search) add(n node, from int, by step) {
	if !s.known[n] {
		s.known[n] = true
		s.nodes, s.from = append(s.nodes, n), append(s.from, origin{from, by})
	}
}

func (s *search) wait(i int) {
	n := s.nodes[i]
	for k := range 2 {
		if to := s.g.waits[2*int(n.state)+k].to; to != none {
			s.add(node{to, n.slot, n.policy}, i, step{n.state, int32(forward - k)})
		}
	}
}

// command gives each command to both machines.
func (s *search) command(i int) {
	n := s.nodes[i]
	first := s.g.states[n.state]
	env := s.g.env(&first)
	for t := range s.g.out(n.state) {
		next := node{t.step.state, n.slot, n.policy}
		next.state = s.g.move(t.step).to
		if t.Input.Kind == OfUser {
			s.add(next, i, t.step)
		}
		if t.Input.Kind != OfPass && t.Input.Kind != OfPolicy {
			continue
		}
		s.g.call(&env, &t.Input)
		other := env
		other.Edition, other.Policy = s.edition, s.policies[n.policy]
		slot := first.Slot
		var out, then model.Outcome
		var shown, instead model.Policy // that a read shows
		if t.Input.Kind == OfPass {
			cmd := t.Input.command(first.Now, &env.Policy)
			slot, out = s.g.World.Machine.Step(first.Slot, env, cmd)
			next.slot, then = s.machine(n.slot, other, cmd)
			if next.slot != n.slot || out.Rule == model.CreateAccepted {
				next.slot = renamed(next.slot, out.Rule == model.CreateAccepted)
			}
		} else {
			shown, out = s.g.World.Machine.StepPolicy(env.Policy, env, t.Input.Update)
			instead, then = s.policy(other.Policy, other, t.Input.Update)
			if next.policy = s.number(instead); t.Input.Update.Op != model.ReadPolicy {
				shown, instead = model.Policy{}, model.Policy{}
			}
		}
		if fields := differ(&out, &then, &shown, &instead); fields != [6]bool{} {
			s.differs(i, t, labelOf(&then), fields)
			continue
		}
		// The second is shifted in time as the first is.
		if next.slot.Exists() && s.g.World.Instants == nil {
			by := t.To.Now.Sub(first.Now)
			if next.slot.Created = next.slot.Created.Add(by); next.slot.Start == slot.Start {
				by = t.To.Slot.Start.Sub(slot.Start)
			}
			next.slot.Start = next.slot.Start.Add(by)
		}
		s.add(next, i, t.step)
	}
}

// differ says in what two answers differ that the wire shows: whether they accept and why,
// the reason, the pass, its code, the session, and the range or the policy.
func differ(a, b *model.Outcome, p, q *model.Policy) [6]bool {
	one, other := a.View, b.View
	one.Reason, other.Reason = 0, 0
	return [6]bool{
		a.Rule != b.Rule, a.View.Reason != b.View.Reason, one != other, a.Code != b.Code,
		a.SessionEnds != b.SessionEnds || a.RegisterBy != b.RegisterBy,
		a.Minimum != b.Minimum || a.Maximum != b.Maximum || a.Accepted() && !samePolicy(p, q),
	}
}

var fieldNames = [6]string{"", "the reason", "the pass", "the code", "the session", "the range or the policy"}

func whatDiffers(fields [6]bool) string {
	for i := range fields {
		if fields[i] {
			return fieldNames[i]
		}
	}
	return ""
}

func (s *search) differs(i int, t Transition, other Label, fields [6]bool) {
	k := kind{t.Input.Kind, t.Input.Op, t.Input.Update.Op, t.Label.Rule, other.Rule, t.Label.Reason, other.Reason, fields}
	if t.Label.Rule != other.Rule {
		k.reason, k.then, k.fields = 0, 0, [6]bool{}
	}
	if s.met[k] {
		return
	}
	s.met[k] = true
	trace := Trace{World: &s.g.World, graph: s.g}
	for at := i; ; at = s.from[at].node {
		o := s.from[at]
		if o.node < 0 {
			trace.Begin = s.g.states[s.nodes[at].state]
			break
		}
		trace.Steps = append(trace.Steps, s.g.transition(o.by, s.g.move(o.by)))
	}
	slices.Reverse(trace.Steps)
	s.found = append(s.found, Difference{trace.then(t), other, whatDiffers(fields), k})
}

// AgainstAll is Against over several worlds: a shortest trace for each kind of difference in
// any of them, the shortest first. other makes the second world of each.
func AgainstAll(ctx context.Context, worlds []World, other func(World) World) ([]Difference, error) {
	var all []Difference
	var err error
	for _, w := range worlds {
		var found []Difference
		found, err = Against(ctx, w, other(w))
		for _, d := range found {
			switch i := slices.IndexFunc(all, func(o Difference) bool { return o.kind == d.kind }); {
			case i < 0:
				all = append(all, d)
			case d.Trace.Commands() < all[i].Trace.Commands():
				all[i] = d
			}
		}
		if err != nil {
			break
		}
	}
	slices.SortStableFunc(all, func(a, b Difference) int { return a.Trace.Commands() - b.Trace.Commands() })
	return all, err
}
