package explore

import "iter"

// WMethod yields the traces of the W method: to each state, then each input, then each
// sequence of Characterize. With extra, so many inputs of all kinds stand between. Each
// trace has as much of a sequence as can be given.
//
// A machine that answers all of them as this one does, and that has no more than extra
// states beyond these, answers every sequence of these inputs as this one does. The W
// method is T. S. Chow's, of 1978.
func (g *Graph) WMethod(extra int) iter.Seq[Trace] {
	return func(yield func(Trace) bool) {
		w := g.characterize()
		for i := range g.states {
			t := g.trace(int32(i))
			// To other states their own transition leads, which comes with its sequences.
			if len(t.Steps) == 0 && !g.endings(t, int32(i), w, yield) {
				return
			}
			if !g.wmethod(t, int32(i), extra+1, w, yield) {
				return
			}
		}
	}
}

// wmethod goes on from a state with up to so many inputs, each followed by each sequence.
func (g *Graph) wmethod(t Trace, at int32, inputs int, w [][]int, yield func(Trace) bool) bool {
	if inputs == 0 {
		return true
	}
	for next := range g.out(at) {
		if next.step.input == back {
			continue
		}
		then, to := t.then(next), g.move(next.step).to
		if !g.endings(then, to, w, yield) || !g.wmethod(then, to, inputs-1, w, yield) {
			return false
		}
	}
	return true
}

// endings yields a trace with each sequence at its end.
func (g *Graph) endings(t Trace, at int32, w [][]int, yield func(Trace) bool) bool {
	for _, seq := range w {
		whole, s := t, at
		for _, i := range seq {
			by := step{s, int32(i)}
			if i == len(g.Inputs) {
				by.input = forward
			}
			m := g.move(by)
			if m.to == none {
				break
			}
			whole, s = whole.then(g.transition(by, m)), m.to
		}
		if !yield(whole) {
			return false
		}
	}
	return true
}
