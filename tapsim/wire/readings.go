package wire

import (
	"encoding/json"
	"math/bits"
	"strings"

	"github.com/tapsim/tap/model"
)

// Readings is a set of other readings of unspecified rules of the wire. No source
// settles those rules, so another implementation may read a body otherwise. The zero
// value is the reference's. Any set reads every body, and where two of its readings
// contradict each other, the one that refuses wins.
//
// Which rules contribute to an answer is as in the reference, for the members that are
// read: who chooses a reading knows its rule.
type Readings uint64

// The readings of the body of a create.
const (
	// NullRefused refuses a property that is null. Rule create-null.
	NullRefused Readings = 1 << iota

	// NullIsZero reads null as the zero of its type: a lifetime of 0, false, and as start
	// the beginning of the year 1. Rule create-null.
	NullIsZero

	// EmptyIsObject reads a blank body as an empty object. Rule create-empty.
	EmptyIsObject

	// ReadonlyRefused refuses the properties that only the service sets. Rule
	// create-readonly.
	ReadonlyRefused

	// AnnotationRefused refuses every name with an @. Rule create-readonly.
	AnnotationRefused

	// UnknownIgnored ignores names that the resource does not declare. Given twice they are
	// refused all the same, as a read-only property is. Rule create-unknown.
	UnknownIgnored

	// LastWins reads the last of several members with the same name, and the others not at
	// all. Rule create-unknown.
	LastWins

	// FirstWins reads the first of them. Beside LastWins it does nothing. Rule
	// create-unknown.
	FirstWins

	// PointRefused refuses a whole number with a point or an exponent. Rule create-unknown.
	PointRefused

	// TextIsValue reads a text that spells a number, true or false as that value, where the
	// property has one, and as a boolean also 0 and 1. Rule create-unknown.
	TextIsValue

	// CaseRefused refuses a name in other letters than the declared ones. As names are
	// compared exactly then, two spellings of one annotation are two annotations. Rule
	// create-case.
	CaseRefused

	// CaseIgnored ignores such a name, that of a read-only property too. Names are compared
	// exactly here too, so it is no repetition. Rule create-case.
	CaseIgnored

	// OffsetIgnored reads the rest of a start with an offset as UTC. Rule
	// create-start-offset.
	OffsetIgnored

	// OffsetRefused refuses a start with an offset, one of zero too. Rule
	// create-start-offset.
	OffsetRefused

	// CountedRefused refuses /Date(ms)/. Rule create-start-form.
	CountedRefused

	// FineRefused refuses a start with more than seven digits of fraction, even if the rest
	// are zeros. Rule create-start-form.
	FineRefused

	// FormLenient reads a start that is off the form as what it plainly means, if it has a
	// small t or z, a space for the T, a comma for the point, no seconds, some of these
	// together, or is only a date: midnight then. Rule create-start-form.
	FormLenient

	// From here on the readings are those of an update of the policy.

	// UntypedWhole applies all of an update without its type. Beside a reading that applies
	// less it does nothing. Rule policy-type.
	UntypedWhole

	// UntypedRefused refuses such an update. Rule policy-type.
	UntypedRefused

	// UntypedTypes reads what is dropped too, and refuses wrong types in it. Rule
	// policy-type.
	UntypedTypes

	// UntypedValues refuses such an update if all of it could not be applied to the policy
	// as it is. The parser refuses wrong types, and package protocol the rest. Rule
	// policy-type.
	UntypedValues

	// UntypedState applies the state alone. A wrong type in excludeTargets is refused all
	// the same. Rule policy-type.
	UntypedState

	// UntypedExclude applies excludeTargets alone, and checks the state likewise. Beside
	// UntypedState nothing is applied. Rule policy-type.
	UntypedExclude

	// UntypedNothing applies nothing of it. Rule policy-type.
	UntypedNothing

	// UntypedInclude applies includeTargets, too: most methods have them. Rule policy-type.
	UntypedInclude

	// OtherTypeAccepted reads an update that names another type like one that names the
	// right one. Rule policy-type.
	OtherTypeAccepted

	// PolicyNullRefused refuses a property that is null. One that is dropped is not read.
	// Rule policy-null.
	PolicyNullRefused

	// PolicyNullIsZero reads null as the zero of its type: 0, false, an empty list. The zero
	// of the state is refused, because an empty text is no state. A type that is null stays
	// no type. Rule policy-null.
	PolicyNullIsZero

	// Of the properties that may be null, one alone is read as its zero: an empty list, a
	// policy for passes of both kinds, or a state that is disabled. Rule policy-null.
	PolicyNullEmpties
	PolicyNullIsOnceFalse
	PolicyNullDisables

	// PolicyNullIsDefault reads null as the value that the property has in the default
	// policy. Rule policy-null.
	PolicyNullIsDefault

	// PolicyNamesRefused refuses every update of which the reference ignores a part or reads
	// it leniently: an id, an annotation beside the type, a name in other letters, an
	// unknown name of a target, a whole number with a point or an exponent,
	// isRegistrationRequired of an exclude. Rule policy-unknown.
	PolicyNamesRefused

	// PolicyCaseIgnored ignores a name of the policy in other letters than the declared
	// ones; not one of a target. Rule policy-unknown.
	PolicyCaseIgnored

	// PolicyUnknownIgnored is like UnknownIgnored. Rule policy-unknown.
	PolicyUnknownIgnored

	// PolicyLastWins is like LastWins, in a target too. Rule policy-unknown.
	PolicyLastWins

	// PolicyFirstWins is like FirstWins, in a target too. Rule policy-unknown.
	PolicyFirstWins

	// PolicyEmptyIsObject reads a blank body as an empty object, which names no type. Rule
	// policy-unknown.
	PolicyEmptyIsObject

	// PolicyTextIsValue is like TextIsValue, in a target too. Rule policy-unknown.
	PolicyTextIsValue
)

// readings has the id and the rule of each reading, in the order of their bits.
var readings = [...]struct {
	id   string
	rule model.Rule
}{
	{"null-refused", model.CreateNull},
	{"null-is-zero", model.CreateNull},
	{"empty-is-object", model.CreateEmpty},
	{"readonly-refused", model.CreateReadonly},
	{"annotation-refused", model.CreateReadonly},
	{"unknown-ignored", model.CreateUnknown},
	{"last-wins", model.CreateUnknown},
	{"first-wins", model.CreateUnknown},
	{"point-refused", model.CreateUnknown},
	{"text-is-value", model.CreateUnknown},
	{"case-refused", model.CreateCase},
	{"case-ignored", model.CreateCase},
	{"offset-ignored", model.CreateStartOffset},
	{"offset-refused", model.CreateStartOffset},
	{"counted-refused", model.CreateStartForm},
	{"fine-refused", model.CreateStartForm},
	{"form-lenient", model.CreateStartForm},

	{"untyped-whole", model.PolicyType},
	{"untyped-refused", model.PolicyType},
	{"untyped-types", model.PolicyType},
	{"untyped-values", model.PolicyType},
	{"untyped-state", model.PolicyType},
	{"untyped-exclude", model.PolicyType},
	{"untyped-nothing", model.PolicyType},
	{"untyped-include", model.PolicyType},
	{"other-type-accepted", model.PolicyType},
	{"policy-null-refused", model.PolicyNull},
	{"policy-null-is-zero", model.PolicyNull},
	{"policy-null-empties", model.PolicyNull},
	{"policy-null-is-once-false", model.PolicyNull},
	{"policy-null-disables", model.PolicyNull},
	{"policy-null-is-default", model.PolicyNull},
	{"policy-names-refused", model.PolicyUnknown},
	{"policy-case-ignored", model.PolicyUnknown},
	{"policy-unknown-ignored", model.PolicyUnknown},
	{"policy-last-wins", model.PolicyUnknown},
	{"policy-first-wins", model.PolicyUnknown},
	{"policy-empty-is-object", model.PolicyUnknown},
	{"policy-text-is-value", model.PolicyUnknown},
}

// AllReadings returns each reading alone, in their order.
func AllReadings() []Readings {
	all := make([]Readings, len(readings))
	for i := range all {
		all[i] = 1 << i
	}
	return all
}

// Rule returns the rule that leaves a reading open; NoRule for a set of none or many.
func (r Readings) Rule() model.Rule {
	if i := bits.TrailingZeros64(uint64(r)); i < len(readings) && r == 1<<i {
		return readings[i].rule
	}
	return model.NoRule
}

// String returns the ids of the readings in their order, with commas between them.
func (r Readings) String() string {
	var ids []string
	for i, reading := range readings {
		if r.Has(1 << i) {
			ids = append(ids, reading.id)
		}
	}
	return strings.Join(ids, ", ")
}

// Has reports whether a reading is in the set; of several, whether any is.
func (r Readings) Has(one Readings) bool { return r&one != 0 }

// first returns the first reading of the set.
func (r Readings) first() Readings { return r & -r }

var emptyObject = []byte("{}")

// createNaming is how the names of a create are compared.
func (r Readings) createNaming() naming {
	return naming{r.Has(CaseRefused | CaseIgnored), r.repeated(LastWins, FirstWins)}
}

// policyNaming is how the names of an update are compared.
func (r Readings) policyNaming() naming {
	return naming{r.Has(PolicyCaseIgnored), r.repeated(PolicyLastWins, PolicyFirstWins)}
}

// targetNaming is how the names of a target are compared.
func (r Readings) targetNaming() naming {
	return naming{repeated: r.repeated(PolicyLastWins, PolicyFirstWins)}
}

func (r Readings) repeated(last, first Readings) repeated {
	switch {
	case r.Has(last):
		return keepLast
	case r.Has(first):
		return keepFirst
	}
	return refuseAll
}

// retyped returns the value for which a text stands, or a number that stands for a
// boolean, where a property of that kind is expected. Any other value stays.
func retyped(value json.RawMessage, kind Kind) json.RawMessage {
	if kind != Number && kind != Bool {
		return value
	}
	if text, _ := readString(value); isNumber(text) || text == "true" || text == "false" {
		value = json.RawMessage(text)
	}
	if kind == Bool {
		switch string(value) {
		case "0":
			return json.RawMessage("false")
		case "1":
			return json.RawMessage("true")
		}
	}
	return value
}

// isNumber reports whether a text is a number of JSON, without space around it.
func isNumber(text string) bool {
	return text != "" && (text[0] == '-' || isDigit(text[0])) && isDigit(text[len(text)-1]) && json.Valid([]byte(text))
}

// parseStart reads the start of a create.
func (r Readings) parseStart(s string) (at model.Instant, read reading, ok bool) {
	if r.Has(FormLenient) {
		s = mended(s)
	}
	if r.Has(OffsetIgnored) {
		// The offset is checked and then cut, before it can move the instant out of the years
		// that there are.
		if read, ok = scanInstant(s); ok && read.offset {
			at, _, ok = parseStart(s[:len(s)-len("+00:00")] + "Z")
			return at, read, ok
		}
	}
	return parseStart(s)
}

// mended returns a text in the form of an instant, if it is near enough. Any other
// text may change too, but gets no instant.
func mended(s string) string {
	const date, minutes = "0000-00-00", "0000-00-00T00:00"
	if hasForm(s, date) {
		return s + "T00:00:00"
	}
	if len(s) < len(minutes) || !hasForm(s[:len(date)], date) {
		return s
	}
	text := []byte(s)
	if c := text[len(date)]; c == 't' || c == ' ' {
		text[len(date)] = 'T'
	}
	if last := len(text) - 1; text[last] == 'z' {
		text[last] = 'Z'
	}
	s = string(text)
	if rest := s[len(minutes):]; rest == "" || strings.ContainsRune("Z+-", rune(rest[0])) {
		return s[:len(minutes)] + ":00" + rest
	}
	if whole, fraction, ok := strings.Cut(s, ","); ok && len(whole) == len("0000-00-00T00:00:00") {
		return whole + "." + fraction
	}
	return s
}

// untypedWhole reports whether all of an update without its type is applied.
func (r Readings) untypedWhole() bool {
	return r.Has(UntypedWhole) && !r.Has(UntypedRefused|UntypedState|UntypedExclude|UntypedNothing)
}
