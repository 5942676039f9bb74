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

	over  func(variant.Machine) variant.Machine // nil: the machine is that of the reference
	wrong wrong                                 // around the machine; nil: nothing is wrong there
	under []wrong                               // under that one
}

// New makes a subject like this. It is for one goroutine. Like another implementation, it
// names no rules.
func (m Mutant) New() protocol.Model { return m.make(false) }

// Model is New for a subject whose answers name their rules, as those of the reference do.
func (m Mutant) Model() protocol.Model { return m.make(true) }

func (m Mutant) make(named bool) protocol.Model {
	var machine variant.Machine
	if m.over != nil {
		machine = m.over(variant.Reference())
	}
	return &faulty{Reference: protocol.Reference{Machine: machine}, wrongs: m.wrongs(), named: named}
}

// Both has the faults of two mutants at once.
func Both(m, n Mutant) Mutant {
	both := Mutant{ID: m.ID + "+" + n.ID, Text: m.Text + ", and " + n.Text, Rule: m.Rule, Edition: m.Edition, Unspecified: m.Unspecified && n.Unspecified}
	both.under = slices.Concat(m.wrongs(), n.wrongs())
	switch {
	case m.over == nil:
		both.over = n.over
	case n.over == nil:
		both.over = m.over
	default:
		both.over = func(under variant.Machine) variant.Machine { return m.over(n.over(under)) }
	}
	return both
}

// wrongs are what is wrong around the machine, the outermost first.
func (m Mutant) wrongs() []wrong {
	if m.wrong == nil {
		return m.under
	}
	return append([]wrong{m.wrong}, m.under...)
}

// All returns the mutants: those with another machine, which package variant declares,
// and those with a fault around the machine.
func All() []Mutant {
	var all []Mutant
	for _, v := range variant.All() {
		if !v.Unseen {
			all = append(all, Mutant{ID: v.ID, Text: v.Text, Rule: v.Rule, Edition: v.Edition, Unspecified: v.Unspecified, over: v.Over})
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
