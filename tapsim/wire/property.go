package wire

import "slices"

// A Kind is the kind of a property's value.
type Kind uint8

const (
	Number  Kind = iota + 1 // a whole one
	Bool                    // true or false
	Instant                 // see ParseInstant
	Word                    // one of a few
	Text                    // any
	Targets                 // a list of them
)

// A Property is a property of a resource of Graph.
type Property struct {
	Name string
	Kind Kind

	// Settable says that a body may set it. The service ignores the others.
	Settable bool
}

// passProperties are those of a pass, in the order in which an answer has them.
var passProperties = []Property{
	{"id", Text, false},
	{"temporaryAccessPass", Text, false},
	{"createdDateTime", Instant, false},
	{"lastUsedDateTime", Instant, false}, // only in a body: no answer has it
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

// PassProperties returns the properties of a pass. Bodies are read, answers compared
// and mutants made with the names, kinds and settable properties of this table.
func PassProperties() []Property { return slices.Clone(passProperties) }

// PolicyProperties returns the properties of the policy.
func PolicyProperties() []Property { return slices.Clone(policyProperties) }

// KindOf returns the kind of the property of that name, of a pass or of the policy; 0,
// if neither has one.
func KindOf(name string) Kind { return kinds[name] }

var kinds = func() map[string]Kind {
	all := map[string]Kind{}
	for _, p := range slices.Concat(passProperties, policyProperties) {
		all[p.Name] = p.Kind
	}
	return all
}()

// Names returns the names of properties.
func Names(properties []Property) []string {
	names := make([]string, len(properties))
	for i, p := range properties {
		names[i] = p.Name
	}
	return names
}

// Settable returns the properties that a body may set.
func Settable(properties []Property) []Property {
	return slices.DeleteFunc(slices.Clone(properties), func(p Property) bool { return !p.Settable })
}
