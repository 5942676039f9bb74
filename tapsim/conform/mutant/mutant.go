// Package mutant holds subjects that are wrong on purpose, in one way each. Package
// conform has to find every one of them; package selftest tests that.
package mutant

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A Mutant is the reference with one thing wrong. The zero Mutant has nothing
// wrong.
type Mutant struct {
	ID      string        // never changes
	Text    string        // the difference in one sentence, in the second person: "you show the code again in a get"
	Rule    model.Rule    // that it breaks
	Edition model.Edition // in which that shows

	// Unspecified says that an implementation may be like this: no source settles the
	// rule, or the difference is one of order, spelling, status or text. Then it must come
	// to a deviation, and fails only with Options.Strict.
	Unspecified bool

	machine variant.Machine // the zero Machine: that of the reference
	wrong   wrong           // nil: nothing is wrong around the machine
}

// New makes a subject like this. It is for one goroutine.
func (m Mutant) New() protocol.Subject {
	if m.wrong == nil && m.machine.Step == nil {
		return &protocol.Reference{}
	}
	return &faulty{Reference: protocol.Reference{Machine: m.machine}, wrong: m.wrong}
}

// All returns the mutants: those with another machine, which package variant declares,
// and those with a fault around the machine.
func All() []Mutant {
	var all []Mutant
	for _, v := range variant.All() {
		if !v.Unseen {
			all = append(all, Mutant{ID: v.ID, Text: v.Text, Rule: v.Rule, Edition: v.Edition, Unspecified: v.Unspecified, machine: v.Machine})
		}
	}
	return slices.Concat(all, startMutants, bodyMutants, directoryMutants, codeMutants, policyMutants, policyTypeMutants, wireMutants)
}

// Find returns the mutant with that id.
func Find(name string) (Mutant, bool) {
	all := All()
	if i := slices.IndexFunc(all, func(m Mutant) bool { return m.ID == name }); i >= 0 {
		return all[i], true
	}
	return Mutant{}, false
}
