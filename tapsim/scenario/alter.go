package scenario

import (
	"strings"
	"unicode"

	"github.com/tapsim/tap/model"
)

// An Alter says what a step changes about the code or the id of a pass before
// it sends it: a code that is nearly right is wrong, and an id in other letters
// is the same.
type Alter string

const (
	OtherCase Alter = "otherCase" // every letter in the other case
	Shorter   Alter = "shorter"   // without the last character
	Longer    Alter = "longer"    // with one character more
)

var (
	codeAlters = []string{string(OtherCase), string(Shorter), string(Longer)}
	idAlters   = []string{string(OtherCase)}
)

// Alters lists what a step can change.
func Alters() []Alter { return []Alter{OtherCase, Shorter, Longer} }

func (a Alter) code(c model.Code) model.Code {
	if a == "" {
		return c
	}
	return model.NewCode(a.Text(c.Reveal()))
}

// Text returns what becomes of a code or an id.
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
	}
	return s
}
