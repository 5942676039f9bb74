package model

import "strings"

// Readings is a set of other readings of the rules that no source settles: in each of
// them the machine decides as another implementation may. Readings compose, and the zero
// value has none: it is the machine as the rules state it.
//
// What editions differ in is not here: each edition was published, and these were not.
type Readings uint32

const (
	// EndIncluded: a pass is still usable at the very instant of its end. Rule
	// usability-end.
	EndIncluded Readings = 1 << iota

	// Of two reasons that hold at once the second is named. Rule usability-order.
	ExpiredBeforeDisabled
	EarlyBeforeDisabled
	UsedBeforeDisabled
	UsedBeforeExpired
	UsedBeforeEarly

	// StateBeforeCode: a sign-in with a wrong code is answered with the reason for which
	// the pass cannot be used, if there is one. Rule signin-order.
	StateBeforeCode

	// NoTolerance: any start before now is past. Rule create-start-tolerance.
	NoTolerance
	// ToleratedStartIsNow: a start that is a little before now becomes now. Rule
	// create-start-tolerance.
	ToleratedStartIsNow
	// NearerLimit: a start is refused that leaves no room before the year 10000, and so is
	// the last that does, and each that is more than GreatestLifetime ahead: a limit may be
	// nearer, but it must leave room for the longest pass. Rule create-start-far.
	NearerLimit
	// ExternalMemberRefused: a member whose credentials live in another tenant is refused as
	// an external guest is. Rule create-external-member.
	ExternalMemberRefused

	// MissingDeleted: a delete that finds no such pass is accepted. Rule delete-missing.
	MissingDeleted
	// AnyIDDeleted: a delete with another id deletes the pass that is there. Rule
	// delete-missing.
	AnyIDDeleted

	// RefreshedWhileDisabled: a refresh does not ask the policy. Rule refresh-disabled.
	RefreshedWhileDisabled
	// RefreshedEarly: a refresh does not ask for the start. Rule refresh-early.
	RefreshedEarly

	// What an update does that would leave the default lifetime out of order. Rule
	// policy-order.
	OrderUnchecked // it is applied
	OrderIgnored   // it is accepted, and changes nothing
	OrderMended    // the default lifetime becomes the nearest bound
	// DefaultFollows: the default lifetime becomes the minimum where an update sets that
	// and leaves the default out. Rule policy-order.
	DefaultFollows
	// DefaultBelowMaximum: the default lifetime has to be less than the maximum. Rule
	// policy-order.
	DefaultBelowMaximum

	endOfReadings
)

// readings has the id and the rule of each reading, in their order.
var readings = [...]struct {
	id   string
	rule Rule
}{
	{"end-included", UsabilityEnd},
	{"expired-before-disabled", UsabilityOrder},
	{"early-before-disabled", UsabilityOrder},
	{"used-before-disabled", UsabilityOrder},
	{"used-before-expired", UsabilityOrder},
	{"used-before-early", UsabilityOrder},
	{"state-before-code", SigninOrder},
	{"no-tolerance", CreateStartTolerance},
	{"tolerated-start-is-now", CreateStartTolerance},
	{"nearer-limit", CreateStartFar},
	{"external-member-refused", CreateExternalMember},
	{"missing-deleted", DeleteMissing},
	{"any-id-deleted", DeleteMissing},
	{"refreshed-while-disabled", RefreshDisabled},
	{"refreshed-early", RefreshEarly},
	{"order-unchecked", PolicyOrder},
	{"order-ignored", PolicyOrder},
	{"order-mended", PolicyOrder},
	{"default-follows", PolicyOrder},
	{"default-below-maximum", PolicyOrder},
}

// AllReadings returns each reading alone, in their order.
func AllReadings() []Readings {
	var all []Readings
	for one := Readings(1); one < endOfReadings; one <<= 1 {
		all = append(all, one)
	}
	return all
}

// Has reports whether the set has all of these readings.
func (r Readings) Has(some Readings) bool { return r&some == some }

// Rules are the rules that the set reads otherwise.
func (r Readings) Rules() Rules {
	var rules Rules
	for i := range readings {
		if r.Has(1 << i) {
			rules.add(readings[i].rule)
		}
	}
	return rules
}

// String lists the ids of the readings.
func (r Readings) String() string {
	var ids []string
	for i := range readings {
		if r.Has(1 << i) {
			ids = append(ids, readings[i].id)
		}
	}
	return strings.Join(ids, ", ")
}
