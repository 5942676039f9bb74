package explore

import "slices"

// Tour returns traces of at most so many commands each, which together take every
// abstract transition of a graph at a level; a length of 0 is no limit. A transition that
// needs more commands than that is left out. A wait is no command, and is taken where a
// command follows it. The same graph has the same tour.
//
// The tour is greedy: it takes first what stays in the state where it is, and then goes to
// the nearest transition that it has not taken, in a new trace if that is nearer from the
// beginning.
func (g *Graph) Tour(l Level, length int) []Trace {
	t := &tour{g: g, length: length, seen: make([]int32, len(g.states)), by: make([]step, len(g.states))}
	t.number(l)
	var all []Trace
	for t.left > 0 {
		t.at, t.steps, t.commands, t.waited = none, nil, 0, nil
		t.trace()
		if len(t.steps) == 0 {
			break // all that is left is too far
		}
		all = append(all, t.told())
	}
	return all
}

// A tour is one while it is made.
type tour struct {
	g      *Graph
	length int

	// The numbers of the abstract transitions, in the order of Graph.moves and Graph.waits;
	// none of what is no transition at the level.
	moves, waits []int32
	taken        []bool // by number
	left         int    // not taken

	// The trace that is made.
	at       int32 // the state; none: it has not begun
	steps    []step
	commands int
	waited   []int32 // transitions by waiting, which no command follows so far

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
		if t.at != none {
			here, further := t.nearest([]int32{t.at})
			if further > cost+1 || !t.room(further) {
				return // a new trace is no longer, with one request that makes its tenant
			}
			way, cost = here, further
		}
		if len(way) == 0 || !t.room(cost) {
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

// room reports whether the trace has room for so many commands more.
func (t *tour) room(commands int) bool { return t.length <= 0 || t.commands+commands <= t.length }

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
		if by.input >= 0 && m.to == t.at && t.open(by) && t.room(1) {
			t.take(by)
		}
	}
}

// ask gives a command after a wait, so that the wait is seen: one that was not given
// here so far, if there is one.
func (t *tour) ask() {
	if t.stay(); len(t.waited) == 0 {
		return
	}
	for by, m := range t.g.steps(t.at) {
		if by.input >= 0 && m.to == t.at {
			t.take(by)
			return
		}
	}
}

// take adds a step to the trace.
func (t *tour) take(by step) {
	if t.at == none {
		t.at = by.state
	}
	t.steps, t.at = append(t.steps, by), t.g.move(by).to
	if i := *t.of(by); i != none {
		t.waited = append(t.waited, i)
	}
	if by.input < 0 {
		return
	}
	t.commands++
	for _, i := range t.waited {
		if !t.taken[i] {
			t.taken[i] = true
			t.left--
		}
	}
	t.waited = nil
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
