// Package variant holds machines that differ from the machine of package model in one
// named way each, and the invariants of that machine.
//
// A variant is wrong on purpose, or it makes another choice where no source settles
// the rule. A test suite that accepts a wrong machine is no evidence for the right
// one. So the tests of package model, the random histories and the conformance suite
// are all run on the same variants.
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

// Reading returns the machine of package model with another reading of the rules that no
// source settles.
func Reading(r model.Readings) Machine { return reading(r)(Reference()) }

// A Variant is a machine that differs from the reference model in one way.
type Variant struct {
	ID      string        // never changes
	Text    string        // the difference in one sentence, in the second person: "you show the code again in a get"
	Rule    model.Rule    // the rule that it breaks or reads in another way
	Edition model.Edition // the edition in which the difference shows

	// Unspecified says that no source forbids this behaviour: the rule, or the order of
	// two rules, is unspecified.
	Unspecified bool

	// Unseen says that no answer on the wire differs: two refusals that look alike are
	// exchanged, or the difference needs a caller that no request can name.
	Unseen bool

	// Over puts the fault over another machine, which may have a fault of its own.
	Over func(Machine) Machine

	Machine // over the reference model
}

// All returns the variants; those about the same thing stand together.
func All() []Variant {
	all := slices.Concat(times, orders, creates, lives, signIns, codes, policies, updates, accesses)
	for i := range all {
		all[i].Machine = all[i].Over(Reference())
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
