package explore

import "github.com/tapsim/tap/model"

// Same compares the abstract relations of two graphs: which input leads from which state
// to which, and what the answer is like. Instants count only by their order with the
// edges of the pass. So two explorations of one world with other instants for its
// regions, or in another century, have to be the same; where they are not, an answer
// depends on the time in a way that the machine's edges do not show.
//
// Both graphs are walked side by side from the beginning. compared is how many transitions
// were met in at least one of them, and different how many of those are in one graph only,
// give another answer, or lead elsewhere.
func Same(a, b *Graph) (compared, different int) {
	if len(a.Inputs) != len(b.Inputs) {
		return a.Count() + b.Count(), a.Count() + b.Count()
	}
	p := pairing{a: a, b: b, of: make([]int32, a.Len()), back: make([]int32, b.Len())}
	for i := range p.of {
		p.of[i] = none
	}
	for i := range p.back {
		p.back[i] = none
	}
	for i := int32(0); a.begins(i) && b.begins(i); i++ {
		p.pair(i, i)
	}
	for i := 0; i < len(p.queue); i++ {
		from, to := int(p.queue[i]), int(p.of[p.queue[i]])
		for _, side := range []struct {
			a, b []move
			n    int
		}{{a.waits, b.waits, 2}, {a.moves, b.moves, len(a.Inputs)}} {
			for k := range side.n {
				x, y := side.a[from*side.n+k], side.b[to*side.n+k]
				if x.to == none && y.to == none {
					continue
				}
				compared++
				if !p.same(x, y) {
					different++
				}
			}
		}
	}
	// What no pair has met is in one graph only.
	alone := a.leaving(p.of) + b.leaving(p.back)
	return compared + alone, different + alone
}

// A pairing says which state of b stands for a state of a.
type pairing struct {
	a, b     *Graph
	of, back []int32 // none: not met yet
	queue    []int32 // states of a that have one
}

// begins reports whether a tenant may begin in a state.
func (g *Graph) begins(i int32) bool { return int(i) < len(g.from) && g.from[i].state == none }

// same compares two transitions.
func (p *pairing) same(x, y move) bool {
	return x.to != none && y.to != none && p.a.labels[x.label] == p.b.labels[y.label] && p.pair(x.to, y.to)
}

// pair reports whether two states stand for each other. Two that are met for the first time
// do so if they have the same shape.
func (p *pairing) pair(i, j int32) bool {
	if p.of[i] != none || p.back[j] != none {
		return p.of[i] == j && p.back[j] == i
	}
	s, t := p.a.shape(i), p.b.shape(j)
	if s != t || !samePolicy(&p.a.policies[p.a.states[i].policy], &p.b.policies[p.b.states[j].policy]) {
		return false
	}
	p.of[i], p.back[j], p.queue = j, i, append(p.queue, i)
	return true
}

// leaving counts the transitions of states that are not met.
func (g *Graph) leaving(met []int32) (n int) {
	for i, other := range met {
		if other == none {
			for range g.out(int32(i)) {
				n++
			}
		}
	}
	return n
}

// A shape is what is left of a state without its instants. The policy is compared by
// itself.
type shape struct {
	user                             int
	lifetime                         model.Minutes
	once, used                       bool
	session, earlier, earlierSession bool

	start   model.Duration // from the creation; the same for all that are too far away
	region  int            // where now stands, counted from the first
	regions int
}

func (g *Graph) shape(i int32) shape {
	s := &g.states[i]
	at := g.World.instants(&s.Slot)
	region := 0
	for region < len(at) && at[region] < s.Now {
		region++
	}
	return shape{
		user: s.user, lifetime: s.Slot.Lifetime, once: s.Slot.Once, used: s.Slot.Used,
		session: s.Session, earlier: s.Earlier, earlierSession: s.EarlierSession,
		start: s.Slot.Start.Sub(s.Slot.Created), region: region, regions: len(at),
	}
}
