package explore

import "github.com/tapsim/tap/model"

// A seen is what a client sees of an answer. Instants are counted from the clock, which
// the client knows. The texts of errors are left out, since other implementations may
// word them otherwise.
type seen struct {
	accepted           bool
	status             int
	refusal            string // of a sign-in
	shown              bool   // a pass
	created, start     model.Duration
	lifetime           model.Minutes
	once               bool
	reason             model.Reason
	code               bool
	session, deadline  model.Duration
	hasSession, hasEnd bool
	policy             int // that is shown, from 1
}

// undefined is the number of no observation: the input cannot be given.
const undefined = -1

// An observer knows what is seen of each input in each state, by numbers. Waiting is the
// last input. Nothing is seen of it, or of a change in the directory.
type observer struct {
	graph  *Graph
	inputs int     // with waiting
	what   []int32 // number of what is seen; undefined: the input cannot be given
	to     []int32 // the state after that
}

func (g *Graph) observe() *observer {
	o := &observer{graph: g, inputs: len(g.Inputs) + 1}
	known := map[seen]int32{{}: 0}
	add := func(m move, what func() seen) {
		number := int32(undefined)
		if m.to != none {
			w := what()
			var old bool
			if number, old = known[w]; !old {
				number = int32(len(known))
				known[w] = number
			}
		}
		o.what, o.to = append(o.what, number), append(o.to, m.to)
	}
	for from := range g.states {
		for i := range g.Inputs {
			add(g.moves[from*len(g.Inputs)+i], func() seen { return g.see(&g.states[from], &g.Inputs[i]) })
		}
		add(g.waits[2*from], func() seen { return seen{} })
	}
	return o
}

// see is what is seen of the answer to an input.
func (g *Graph) see(s *State, in *Input) seen {
	env := g.env(s)
	g.call(&env, in)
	switch in.Kind {
	case OfUser:
		return seen{}
	case OfPolicy:
		_, out := g.World.Machine.StepPolicy(g.policies[s.policy], env, in.Update)
		what := seenOf(&out, s.Now)
		if in.Update.Op == model.ReadPolicy && what.accepted {
			what.policy = s.policy + 1
		}
		return what
	}
	_, out := g.World.Machine.Step(s.Slot, env, in.command(s.Now, &env.Policy))
	return seenOf(&out, s.Now)
}

func seenOf(out *model.Outcome, now model.Instant) seen {
	a := out.Rule.Answer()
	what := seen{accepted: a.Accepted, status: a.Status, refusal: a.Refusal}
	if out.View != (model.View{}) {
		v := &out.View
		what.shown, what.created, what.start, what.lifetime = true, v.Created.Sub(now), v.Start.Sub(now), v.Lifetime
		what.once, what.reason, what.code = v.Once, v.Reason, out.Code != model.Code{}
	}
	if what.hasSession = out.SessionEnds != 0; what.hasSession {
		what.session = out.SessionEnds.Sub(now)
	}
	if what.hasEnd = out.RegisterBy != 0; what.hasEnd {
		what.deadline = out.RegisterBy.Sub(now)
	}
	return what
}
