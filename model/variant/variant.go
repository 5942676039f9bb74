// Package variant holds machines that differ from package model in one named way
// each, and the invariants that hold of the machine of package model.
//
// A variant is wrong on purpose, or it decides what no source settles in another
// way. A suite that lets a wrong machine pass is no evidence for the right one, so
// the tests of package model, the random histories, and the conformance suite are
// all tried on the same family.
package variant

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// A Machine answers commands, as model.Step and model.StepPolicy do. Both functions
// are pure: the same arguments give the same results.
type Machine struct {
	Step       func(model.State, model.Env, model.Command) (model.State, model.Outcome)
	StepPolicy func(model.Policy, model.Env, model.PolicyCommand) (model.Policy, model.Outcome)
}

// Reference is the machine of package model.
func Reference() Machine { return Machine{model.Step, model.StepPolicy} }

// A Variant is a machine that differs from the reference in one way.
type Variant struct {
	ID      string        // never changes
	Text    string        // what is different, in a sentence
	Rule    model.Rule    // that it breaks, or reads otherwise
	Edition model.Edition // in which that shows

	// Unspecified says that no source forbids to be like this: the rule, or the order
	// of two rules, is unspecified.
	Unspecified bool

	// Unseen says that no answer on the wire is different: two refusals are exchanged
	// that look alike, or a caller asks of whom no request can speak.
	Unseen bool

	Machine
}

// All returns the variants, those that are different in the same thing together.
func All() []Variant {
	all := slices.Concat(times, orders, creates, lives, signIns, codes, policies, updates, accesses)
	for i := range all {
		all[i].Machine = all[i].whole()
	}
	return all
}

// Find returns the variant of that id.
func Find(id string) (Variant, bool) {
	all := All()
	if i := slices.IndexFunc(all, func(v Variant) bool { return v.ID == id }); i >= 0 {
		return all[i], true
	}
	return Variant{}, false
}

// whole is the machine with both of its functions: what a variant does not say, the
// reference does.
func (m Machine) whole() Machine {
	if m.Step == nil {
		m.Step = model.Step
	}
	if m.StepPolicy == nil {
		m.StepPolicy = model.StepPolicy
	}
	return m
}
