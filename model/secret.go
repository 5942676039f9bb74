package model

import (
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"unique"
)

// An ID is the GUID of a pass, a user or a group. Its zero value names nothing.
type ID [16]byte

// ParseID reads a GUID in the form 8-4-4-4-12, in either case.
// Rule pass-id: ids are compared without case.
func ParseID(s string) (ID, bool) {
	var id ID
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ID{}, false
	}
	to := id[:]
	for _, digits := range [...]string{s[:8], s[9:13], s[14:18], s[19:23], s[24:]} {
		n, err := hex.Decode(to, []byte(digits))
		if err != nil {
			return ID{}, false
		}
		to = to[n:]
	}
	return id, true
}

// String spells the GUID in lower case. Rule pass-id.
func (id ID) String() string { return string(id.Append(nil)) }

// Append adds the spelling of id to b.
func (id ID) Append(b []byte) []byte {
	for i, part := range [...][]byte{id[:4], id[4:6], id[6:8], id[8:10], id[10:]} {
		if i > 0 {
			b = append(b, '-')
		}
		b = hex.AppendEncode(b, part)
	}
	return b
}

// MarshalText spells the GUID as String does.
func (id ID) MarshalText() ([]byte, error) { return id.Append(nil), nil }

// A Code is the secret of a pass. Codes compare with ==, but nothing that
// prints, logs or encodes one shows it: only Reveal does.
//
// It is a handle and not a string because package fmt walks into unexported
// fields by reflection and calls no method there: a string would be printed by
// the %#v of any struct that holds a Code. Behind a handle fmt finds a pointer.
// The printers of test libraries follow pointers, too, so the text that they
// find there has its bits inverted.
type Code struct{ inverted unique.Handle[string] }

// NewCode wraps the text of a code. No text is no code, the zero Code.
func NewCode(text string) Code {
	if text == "" {
		return Code{}
	}
	return Code{unique.Make(invert(text))}
}

// Reveal returns the text of the code.
func (c Code) Reveal() string {
	if c == (Code{}) {
		return ""
	}
	return invert(c.inverted.Value())
}

// Matches compares two codes in a time that shows nothing but their lengths. No
// code matches none.
func (c Code) Matches(d Code) bool {
	return c != (Code{}) && d != (Code{}) &&
		subtle.ConstantTimeCompare([]byte(c.inverted.Value()), []byte(d.inverted.Value())) == 1
}

// invert flips the bits of a text. To invert twice gives the text again.
func invert(text string) string {
	b := []byte(text)
	for i := range b {
		b[i] = ^b[i]
	}
	return string(b)
}

// dots stand for a code, whatever its length.
const dots = "••••••••"

// String returns dots.
func (c Code) String() string { return dots }

// Format prints dots for every verb.
func (c Code) Format(f fmt.State, _ rune) { fmt.Fprint(f, dots) }

// MarshalText returns dots.
func (c Code) MarshalText() ([]byte, error) { return []byte(dots), nil }
