package model

import "slices"

// An Edition names one of the behaviours that the service has shown over the
// years. The zero Edition is Documented, and to Step and Amend so is any that
// has no name.
type Edition uint8

const (
	Documented Edition = iota // the reference as it stands today
	Gated                     // since about July 2023: no pass for users whom the policy shuts out
	Preview                   // 2021: a usable pass is not replaced, and may live longer by default
)

var editions = [...]string{"documented", "gated", "preview"}

// Editions lists the names of all editions, the default first.
func Editions() []string { return slices.Clone(editions[:]) }

// ParseEdition finds an edition by its name.
func ParseEdition(name string) (Edition, bool) {
	for i, n := range editions {
		if n == name {
			return Edition(i), true
		}
	}
	return 0, false
}

// String returns the name of e.
func (e Edition) String() string {
	if int(e) < len(editions) {
		return editions[e]
	}
	return "unknown"
}
