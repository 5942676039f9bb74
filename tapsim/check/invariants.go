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

// engineInvariant is the one that runner.engine looks at.
var engineInvariant = &variant.Invariant{ID: "engine-answers-alike", Text: "the engine answers as the machine does, the same each time"}

// invariants are what is looked at after each step: those that ask the machine again
// only after some, since that takes many times as long.
var invariants = variant.Invariants()

// askEvery says how often the machine is asked again.
const askEvery = 32

func (t *interpreter) violate(inv *variant.Invariant, what string) {
	if t.violated == nil {
		t.violated = &violation{inv, what}
	}
}

// asking reports whether the machine is asked again after this step.
func (t *interpreter) asking() bool {
	t.watched++
	return t.closely || t.watched%askEvery == 0
}

// watchPass looks at one command on a slot. What it looks at stands in the
// interpreter, since a function that is a value lets its arguments escape.
func (t *interpreter) watchPass(a *act, before, after *model.State, out *model.Outcome) {
	s := &t.step
	*s = variant.Step{Before: *before, Env: &t.env, Command: &a.cmd, After: *after, Outcome: &t.outcome}
	t.outcome = *out
	ask := t.asking()
	for i := range invariants {
		inv := &invariants[i]
		if inv.Asks && !ask {
			continue
		}
		if what := inv.Broken(t.machine, s); what != "" {
			t.violate(inv, what)
		}
	}
}

// watchPolicy looks at one command on the policy.
func (t *interpreter) watchPolicy(cmd model.PolicyCommand, next *model.Policy, out *model.Outcome) {
	s := &variant.PolicyStep{Env: &t.env, Command: &cmd, After: next, Outcome: out}
	ask := t.asking()
	for i := range invariants {
		inv := &invariants[i]
		if inv.BrokenByPolicy == nil || inv.Asks && !ask {
			continue
		}
		if what := inv.BrokenByPolicy(t.machine, s); what != "" {
			t.violate(inv, what)
		}
	}
}

// samePolicy reports whether two policies are the same.
func samePolicy(p, q *model.Policy) bool {
	return p.Enabled == q.Enabled && p.Minimum == q.Minimum && p.Maximum == q.Maximum && p.Default == q.Default &&
		p.Length == q.Length && p.OnceOnly == q.OnceOnly && slices.Equal(p.Include, q.Include) && slices.Equal(p.Exclude, q.Exclude)
}
