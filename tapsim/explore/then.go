package explore

import "slices"

// Then is the trace with one input more; Input{} is waiting. It is false if the input
// cannot be given at the end of the trace, or if the graph does not go on there.
func (t Trace) Then(in Input) (Trace, bool) {
	g := t.graph
	by := step{g.number[t.End()], int32(slices.Index(g.Inputs, in))}
	if in.Kind == Wait {
		by.input = forward
	}
	m := g.move(by)
	if m.to == none {
		return t, false
	}
	return t.then(g.transition(by, m)), true
}

// End is the state to which the trace leads.
func (t Trace) End() State {
	if len(t.Steps) == 0 {
		return t.Begin
	}
	return t.Steps[len(t.Steps)-1].To
}
