package model

import (
	"encoding/hex"
	"fmt"
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
// The text has its bits inverted, because package fmt walks into unexported fields
// by reflection and calls no method there: the %#v of any struct that holds a Code
// prints what it finds, and so do the printers of test libraries. A unique.Handle
// would show them a pointer, but each new one costs seven allocations and a cleanup:
// a tenth of a create over HTTP.
type Code struct{ inverted string }

// NewCode wraps the text of a code. No text is no code, the zero Code.
func NewCode(text string) Code { return Code{invert(text)} }

// Reveal returns the text of the code.
func (c Code) Reveal() string { return invert(c.inverted) }

// Matches compares two codes in a time that depends on nothing but their lengths. The
// zero Code matches nothing.
func (c Code) Matches(d Code) bool {
	if len(c.inverted) != len(d.inverted) {
		return false
	}
	var differ byte
	for i := range len(c.inverted) {
		differ |= c.inverted[i] ^ d.inverted[i]
	}
	return differ == 0 && c.inverted != ""
}

// invert flips the bits of a text. To invert twice gives the text again.
func invert(text string) string {
	var room [64]byte // so that only the string is allocated
	b := append(room[:0], text...)
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
