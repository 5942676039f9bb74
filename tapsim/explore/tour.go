package explore

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// Tour returns traces of at most so many commands each, which together take every
// abstract transition of a graph at a level; a length of 0 is no limit. A transition that
// needs more commands than that is left out. A wait is no command, and is taken where a
// command follows it. The same graph has the same tour.
//
// The tour is greedy: it takes first what stays in the state where it is, and then goes to
// the nearest transition that it has not taken, in a new trace if that is nearer from the
// beginning.
func (g *Graph) Tour(l Level, length int) []Trace { return g.tour(l, length, false) }

// TourWithLooks returns a tour in which a list follows each transition, before the next
// one that leads to another state or sets this one anew: an answer that is right shows nothing of a state that is
// wrong from then on. One list follows all that stays in a state.
func (g *Graph) TourWithLooks(l Level, length int) []Trace { return g.tour(l, length, true) }

func (g *Graph) tour(l Level, length int, looks bool) []Trace {
	t := &tour{g: g, length: length, looks: looks, seen: make([]int32, len(g.states)), by: make([]step, len(g.states))}
	t.number(l)
	var all []Trace
	for t.left > 0 {
		t.at, t.steps, t.commands, t.waited = none, nil, 0, nil
		t.trace()
		if len(t.steps) == 0 {
			break // all that is left is too far
		}
		t.look()
		all = append(all, t.told())
	}
	return all
}

// A tour is one while it is made.
type tour struct {
	g      *Graph
	length int
	looks  bool

	// The numbers of the abstract transitions, in the order of Graph.moves and Graph.waits;
	// none of what is no transition at the level.
	moves, waits []int32
	taken        []bool // by number
	left         int    // not taken

	// The trace that is made.
	at       int32 // the state; none: it has not begun
	steps    []step
	commands int
	waited   []int32 // transitions by waiting since the last command
	unseen   bool    // no list follows the last transition, where it has to

	// The search for the nearest: in which search a state was seen, and by which step.
	seen   []int32
	by     []step
	search int32
	queue  []int32
}

// number gives every abstract transition a number.
func (t *tour) number(l Level) {
	g, states, numbers := t.g, t.g.abstractStates(l), map[AbstractTransition]int32{}
	t.moves, t.waits = slices.Repeat([]int32{none}, len(g.moves)), slices.Repeat([]int32{none}, len(g.waits))
	for from := range g.states {
		for by, m := range g.steps(int32(from)) {
			a := g.abstract(states, by, m)
			if !a.counts() {
				continue
			}
			i, known := numbers[a]
			if !known {
				i = int32(len(numbers))
				numbers[a] = i
			}
			*t.of(by) = i
		}
	}
	t.taken, t.left = make([]bool, len(numbers)), len(numbers)
}

// of is where the number of a step's transition stands.
func (t *tour) of(by step) *int32 {
	if by.input < 0 {
		return &t.waits[2*by.state+forward-by.input]
	}
	return &t.moves[int(by.state)*len(t.g.Inputs)+int(by.input)]
}

// open reports whether a step's transition was not taken so far.
func (t *tour) open(by step) bool {
	i := *t.of(by)
	return i != none && !t.taken[i]
}

// trace makes one trace, up to its length, or as long as nothing is nearer from the
// beginning.
func (t *tour) trace() {
	for t.left > 0 {
		if t.at != none {
			t.stay()
		}
		way, cost := t.nearest(t.beginnings())
		if anew := cost; t.at != none {
			if way, cost = t.nearest([]int32{t.at}); cost > anew+1 {
				return // a new trace is shorter, with the request that makes its tenant
			}
		}
		if n := len(way); n > 1 && way[n-1].input < 0 && way[n-2].input < 0 {
			cost++ // see take
		}
		if len(way) == 0 || !t.room(cost, t.g.move(way[len(way)-1]).to) {
			return
		}
		for _, by := range way {
			t.take(by)
		}
		if last := way[len(way)-1]; last.input < 0 {
			t.ask()
		}
	}
}

// room reports whether the trace has room for so many commands more that lead to a state,
// with lists before them and at the end where these have to be.
func (t *tour) room(commands int, to int32) bool {
	if t.unseen {
		commands += t.lists(t.at)
	}
	if t.looks {
		commands += t.lists(to)
	}
	return t.length <= 0 || t.commands+commands <= t.length
}

// lists is how many lists a look at a state needs: two, where the first is itself a
// transition that was not taken so far.
func (t *tour) lists(at int32) int {
	if t.open(t.g.list(at)) {
		return 2
	}
	return 1
}

func (t *tour) beginnings() (all []int32) {
	for i := 0; i < len(t.g.from) && t.g.depth[i] == 0; i++ {
		if t.g.from[i].state == none {
			all = append(all, int32(i))
		}
	}
	return all
}

// stay takes all that does not lead away from the state.
func (t *tour) stay() {
	for by, m := range t.g.steps(t.at) {
		if by.input >= 0 && m.to == t.at && t.open(by) && t.room(1, t.at) {
			t.take(by)
		}
	}
}

// ask gives a command after a wait, so that the wait is seen: one that was not given
// here so far, if there is one.
func (t *tour) ask() {
	if t.stay(); len(t.waited) > 0 {
		t.take(t.g.list(t.at))
	}
}

// look lists the pass, if it has to be listed.
func (t *tour) look() {
	for t.unseen {
		t.unseen = false
		t.take(t.g.list(t.at))
	}
}

// overwrites reports whether a step may put right what is wrong in a state, though it
// does not lead away: another update of the policy, another create.
func (t *tour) overwrites(by step) bool {
	return by.input >= 0 && (t.g.Inputs[by.input].Kind == OfPolicy || t.g.labels[t.g.move(by).label].Rule == model.CreateAccepted)
}

// take adds a step to the trace.
func (t *tour) take(by step) {
	if t.at == none {
		t.at = by.state
	}
	to := t.g.move(by).to
	if to != t.at || t.overwrites(by) {
		t.look()
	}
	if by.input < 0 && len(t.waited) > 0 && t.open(by) {
		t.take(t.g.list(t.at)) // or nobody sees that there are two transitions
	}
	t.steps, t.at = append(t.steps, by), to
	if by.input < 0 {
		if i := *t.of(by); i != none {
			t.waited = append(t.waited, i)
		}
		return
	}
	t.commands++
	if len(t.waited) == 1 {
		t.count(t.waited[0])
	}
	t.waited = nil
	t.count(*t.of(by))
}

// count notes that a transition was taken.
func (t *tour) count(i int32) {
	if i != none && !t.taken[i] {
		t.taken[i] = true
		t.left--
		t.unseen = t.looks
	}
}

// nearest finds the way to the nearest transition that was not taken, with it, and how
// many commands it needs; nil: there is none.
func (t *tour) nearest(from []int32) (way []step, commands int) {
	t.search++
	t.queue = append(t.queue[:0], from...)
	for _, i := range from {
		t.seen[i], t.by[i] = t.search, step{state: none}
	}
	// One layer after the other. What waiting reaches is of the same layer.
	for begin := 0; begin < len(t.queue); commands++ {
		for i := begin; i < len(t.queue); i++ {
			for input := int32(forward); input >= back; input-- {
				t.reach(step{t.queue[i], input})
			}
		}
		end := len(t.queue)
		for _, at := range t.queue[begin:end] {
			for by := range t.g.steps(at) {
				if t.open(by) {
					return t.way(by), commands + 1
				}
			}
		}
		for _, at := range t.queue[begin:end] {
			for by := range t.g.steps(at) {
				t.reach(by)
			}
		}
		begin = end
	}
	return nil, 0
}

// reach notes by which step the search reaches a state first.
func (t *tour) reach(by step) {
	if to := t.g.move(by).to; to != none && t.seen[to] != t.search {
		t.seen[to], t.by[to] = t.search, by
		t.queue = append(t.queue, to)
	}
}

// way is how the search came to a step, with the step.
func (t *tour) way(to step) []step {
	way := []step{to}
	for by := t.by[to.state]; by.state != none; by = t.by[by.state] {
		way = append(way, by)
	}
	slices.Reverse(way)
	return way
}

// told is the trace, without waits at its end.
func (t *tour) told() Trace {
	for t.steps[len(t.steps)-1].input < 0 {
		t.steps = t.steps[:len(t.steps)-1]
	}
	trace := Trace{World: &t.g.World, Begin: t.g.states[t.steps[0].state], graph: t.g}
	for _, by := range t.steps {
		trace.Steps = append(trace.Steps, t.g.transition(by, t.g.move(by)))
	}
	return trace
}
