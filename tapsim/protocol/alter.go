package protocol

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Alter is a change of the code or the id of a pass before a step sends it. A code
// that is nearly right is wrong, and an id in other letters is the same id.
type Alter string

const (
	OtherCase Alter = "otherCase" // every letter in the other case
	Shorter   Alter = "shorter"   // without the last character
	Longer    Alter = "longer"    // with one character more
	First     Alter = "first"     // its first character alone
	Spaced    Alter = "spaced"    // with a space before it and one after
	ID        Alter = "id"        // not the code at all: the id of the pass
)

var (
	CodeAlters = []string{string(OtherCase), string(Shorter), string(Longer), string(First), string(Spaced), string(ID)}
	IDAlters   = []string{string(OtherCase)}
)

// Alters lists the changes of a text. ID is none of them: it replaces the text.
func Alters() []Alter { return []Alter{OtherCase, Shorter, Longer, First, Spaced} }

// Text returns the changed code or id. ID returns the text as it is.
func (a Alter) Text(s string) string {
	switch {
	case a == OtherCase:
		return strings.Map(func(r rune) rune {
			if unicode.IsUpper(r) {
				return unicode.ToLower(r)
			}
			return unicode.ToUpper(r)
		}, s)
	case a == Shorter && s != "":
		return s[:len(s)-1]
	case a == Longer:
		return s + "A"
	case a == First && s != "":
		_, size := utf8.DecodeRuneInString(s)
		return s[:size]
	case a == Spaced:
		return " " + s + " "
	}
	return s
}
