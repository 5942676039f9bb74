package model

import (
	"fmt"
	"slices"
	"strings"
)

// An Edition names one of the behaviours that the service has shown over the years.
// The zero Edition is Current. Step and StepPolicy treat an unknown one as Current.
type Edition uint8

const (
	Current    Edition = iota // as met since about July 2023: no pass for a user that the policy shuts out
	Documented                // the letter of Microsoft's how-to: any member gets one
	Preview                   // 2021: as Documented; a usable pass is not replaced, and may live longer by default
)

var editions = [...]string{"current", "documented", "preview"}

// gated reports whether a create asks the policy. Rules create-gated,
// create-ungated.
func (e Edition) gated() bool { return e != Documented && e != Preview }

// Editions lists the names of all editions, the default first.
func Editions() []string { return slices.Clone(editions[:]) }

// ParseEdition finds an edition by its name. The error lists the known names. For the
// former name of Current it gives the new one.
func ParseEdition(name string) (Edition, error) {
	if i := slices.Index(editions[:], name); i >= 0 {
		return Edition(i), nil
	}
	if name == "gated" {
		return 0, fmt.Errorf("no edition %q: it is called %s now, and is the default", name, Current)
	}
	return 0, fmt.Errorf("no edition %q: the editions are %s", name, strings.Join(editions[:], ", "))
}

// String returns the name of e.
func (e Edition) String() string {
	if int(e) < len(editions) {
		return editions[e]
	}
	return "unknown"
}
