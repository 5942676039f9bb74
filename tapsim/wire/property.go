package wire

import "slices"

// A Kind is what the value of a property is.
type Kind uint8

const (
	Number  Kind = iota + 1 // a whole one
	Bool                    // true or false
	Instant                 // see ParseInstant
	Word                    // one of a few
	Text                    // any
	Targets                 // a list of them
)

// A Property is one that a resource of Graph has.
type Property struct {
	Name string
	Kind Kind

	// Settable says that a body may set it. Of the rest the service takes no notice.
	Settable bool
}

// passProperties are those of a pass, in the order in which an answer has them.
var passProperties = []Property{
	{"id", Text, false},
	{"temporaryAccessPass", Text, false},
	{"createdDateTime", Instant, false},
	{"lastUsedDateTime", Instant, false}, // in a body alone: no answer has it
	{"startDateTime", Instant, true},
	{"lifetimeInMinutes", Number, true},
	{"isUsableOnce", Bool, true},
	{"isUsable", Bool, false},
	{"methodUsabilityReason", Word, false},
}

// policyProperties are those of the policy, in the order in which an answer has them.
var policyProperties = []Property{
	{"id", Text, false},
	{"state", Word, true},
	{"defaultLifetimeInMinutes", Number, true},
	{"defaultLength", Number, true},
	{"minimumLifetimeInMinutes", Number, true},
	{"maximumLifetimeInMinutes", Number, true},
	{"isUsableOnce", Bool, true},
	{"includeTargets", Targets, true},
	{"excludeTargets", Targets, true},
}

// PassProperties returns the properties of a pass. Names, kinds, and what a create may
// set are said here and nowhere else.
func PassProperties() []Property { return slices.Clone(passProperties) }

// PolicyProperties returns the properties of the policy, likewise.
func PolicyProperties() []Property { return slices.Clone(policyProperties) }

// Names are those of some properties.
func Names(properties []Property) []string {
	names := make([]string, len(properties))
	for i, p := range properties {
		names[i] = p.Name
	}
	return names
}

// Settable are those of some properties that a body may set.
func Settable(properties []Property) []Property {
	return slices.DeleteFunc(slices.Clone(properties), func(p Property) bool { return !p.Settable })
}
