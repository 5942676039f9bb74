package model

import (
	"iter"
	"math/bits"
)

// Rules is a set of rules. The zero value is empty; sets compare with ==.
type Rules [2]uint64

// RulesOf returns the set of the given rules.
func RulesOf(rules ...Rule) Rules {
	var s Rules
	for _, r := range rules {
		s.add(r)
	}
	return s
}

// add puts r into the set, unless it is no rule of the catalogue.
func (s *Rules) add(r Rule) {
	if r != NoRule && r < numRules {
		s[r>>6] |= 1 << (r & 63)
	}
}

// Has reports whether r is in the set.
func (s Rules) Has(r Rule) bool { return r < numRules && s[r>>6]&(1<<(r&63)) != 0 }

// With returns the set with r in it.
func (s Rules) With(r Rule) Rules {
	s.add(r)
	return s
}

// Union returns the rules that are in either set.
func (s Rules) Union(t Rules) Rules { return Rules{s[0] | t[0], s[1] | t[1]} }

// Minus returns the rules of s that are not in t.
func (s Rules) Minus(t Rules) Rules { return Rules{s[0] &^ t[0], s[1] &^ t[1]} }

// Len counts the rules in the set.
func (s Rules) Len() int { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// All yields the rules of the set in the order of the catalogue.
func (s Rules) All() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		for r := Rule(1); r < numRules; r++ {
			if s.Has(r) && !yield(r) {
				return
			}
		}
	}
}
