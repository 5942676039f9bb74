package suite

import (
	"context"
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

// A value is one input with one answer, beside one thing that it may hang on: the state at
// the level of reasons, the user, the kind of pass there is, or for questions about the
// whole policy the policy. To cross all of them would make a hundred times as many.
type value struct {
	input            explore.Input
	rule             model.Rule
	minimum, maximum model.Minutes // that the answer quotes
	beside           any
}

// Numbers in a world, and in a graph.
type (
	user   int
	policy int
)

// kind is what a create may take over from the pass there is, by mistake.
type kind struct {
	exists, once bool
	lifetime     model.Minutes
}

// valuesOf are the values that a transition shows.
func valuesOf(g *explore.Graph, t *explore.Transition) []value {
	v := value{input: t.Input, rule: t.Label.Rule, minimum: t.Label.Minimum, maximum: t.Label.Maximum}
	beside := []any{g.AbstractState(explore.Reasons, t.From)}
	if t.Input.Kind == explore.OfPass {
		beside = append(beside, user(t.From.UserNumber()))
	}
	if t.Input.Kind == explore.OfPass && t.Input.Op == model.Create {
		slot := &t.From.Slot
		beside = append(beside, kind{slot.Exists(), slot.Once, slot.Lifetime})
	}
	if t.Input.Kind == explore.OfPolicy && t.Input.Update.Op != model.UpdatePolicy {
		beside = append(beside, policy(t.From.PolicyNumber()))
	}
	var all []value
	for _, v.beside = range beside {
		all = append(all, v)
	}
	return all
}

// values gives every input of the worlds of values in every state at the level of reasons:
// the nearest such state for each rule that decides there. Then it looks at what there is.
func values(ctx context.Context, e model.Edition) (*Suite, error) {
	s := &Suite{
		Name: "values", Edition: e,
		Proves: "it takes each value at an edge, of lifetimes, starts, ranges, targets and callers, as the reference model does once in each state by reason",
	}
	var all []Case
	for _, w := range explore.Worlds(e)[1:] {
		g, err := explore.Explore(ctx, w)
		if err != nil {
			return nil, err
		}
		n := 0
		for t := range nearest(g) {
			told, err := Bare(t)
			if err != nil {
				continue // no scenario can tell it
			}
			n++
			all = append(all, Case{fmt.Sprintf("values/%s-%s-%04d", w.Name, e, n), t, 1 + len(told.Steps)})
		}
	}
	s.cases = slices.Values(all)
	return s, nil
}

// nearest yields a shortest trace to each value of a graph, with what comes after it.
func nearest(g *explore.Graph) func(yield func(explore.Trace) bool) {
	return func(yield func(explore.Trace) bool) {
		seen := map[value]bool{}
		for t := range g.Transitions() {
			if t.Input.Kind == explore.Wait {
				continue
			}
			new := false
			for _, v := range valuesOf(g, &t) {
				new = new || !seen[v]
				seen[v] = true
			}
			if !new {
				continue
			}
			whole, ok := g.Trace(t.From).Then(t.Input)
			if ok && !yield(after(whole)) {
				return
			}
		}
	}
}

// after asks what there is at the end of a trace: the policy if that was asked about, the
// pass, and a sign-in with it; then the pass again, when time has changed its reason.
func after(t explore.Trace) explore.Trace {
	g := t.Graph()
	last := t.Steps[len(t.Steps)-1].Input
	ask := func(ops ...model.Op) {
		for _, in := range g.Inputs {
			policy := in.Kind == explore.OfPolicy && in.Update.Op == model.ReadPolicy && last.Kind == explore.OfPolicy
			pass := in.Kind == explore.OfPass && in.Pass == explore.Current && slices.Contains(ops, in.Op)
			if in.Caller != 0 || !policy && !pass {
				continue
			}
			if next, ok := t.Then(in); ok {
				t = next
			}
		}
	}
	ask(model.List, model.Get, model.SignIn)
	if last.Kind != explore.OfPass {
		return t
	}
	is := g.AbstractState(explore.Reasons, t.End())
	for next, ok := t.Then(explore.Input{}); ok; next, ok = next.Then(explore.Input{}) {
		if g.AbstractState(explore.Reasons, next.End()) != is {
			t = next
			ask(model.List)
			return t
		}
	}
	return t
}
