package check

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// A violation is an invariant that did not hold.
type violation struct {
	invariant *variant.Invariant
	what      string // in what it does not hold
}

// engineInvariant is the invariant that interpreter.engine checks.
var engineInvariant = &variant.Invariant{ID: "engine-answers-alike", Text: "the engine answers as the reference model does, the same each time"}

// invariants are checked after each step. Those that ask the machine again come last,
// and are checked after some steps only, since they take many times as long.
var invariants = func() []variant.Invariant {
	all := variant.Invariants()
	slices.SortStableFunc(all, func(a, b variant.Invariant) int { return asks(a) - asks(b) })
	return all
}()

func asks(inv variant.Invariant) int {
	if inv.Asks {
		return 1
	}
	return 0
}

// looking is how many of them do not ask the machine again. They come first.
var looking = slices.IndexFunc(invariants, func(inv variant.Invariant) bool { return inv.Asks })

// askEvery says how often the machine is asked again.
const askEvery = 128

func (t *interpreter) violate(inv *variant.Invariant, what string) {
	if t.violated == nil {
		t.violated = &violation{inv, what}
	}
}

// due are the invariants to check after this step.
func (t *interpreter) due() []variant.Invariant {
	if t.watched++; t.closely || t.watched%askEvery == 0 {
		return invariants
	}
	return invariants[:looking]
}

// watchPass checks the step of one command on a slot. The step is kept in the
// interpreter, since the arguments of a function value escape to the heap.
func (t *interpreter) watchPass(cmd *model.Command) {
	s := &t.step
	s.Env, s.Command, s.Outcome = &t.env, cmd, &t.outcome
	for i, all := 0, t.due(); i < len(all); i++ {
		if what := all[i].Broken(t.machine, s); what != "" {
			t.violate(&all[i], what)
		}
	}
}

// watchPolicy checks the step of one command on the policy, likewise.
func (t *interpreter) watchPolicy(cmd *model.PolicyCommand, next *model.Policy) {
	s := &t.policyStep
	s.Env, s.Command, s.After, s.Outcome = &t.env, cmd, next, &t.outcome
	for i, all := 0, t.due(); i < len(all); i++ {
		if all[i].BrokenByPolicy == nil {
			continue
		}
		if what := all[i].BrokenByPolicy(t.machine, s); what != "" {
			t.violate(&all[i], what)
		}
	}
}

// samePolicy reports whether two policies are the same.
func samePolicy(p, q *model.Policy) bool {
	return p.Enabled == q.Enabled && p.Minimum == q.Minimum && p.Maximum == q.Maximum && p.Default == q.Default &&
		p.Length == q.Length && p.OnceOnly == q.OnceOnly && slices.Equal(p.Include, q.Include) && slices.Equal(p.Exclude, q.Exclude)
}
