// Package sentences puts into words what a scenario asks, what came back, and which
// rule says so: the words that every report and every failing test shares.
//
// A code is shown as dots, and so is the property temporaryAccessPass in a body,
// unless Options.Secrets asks for them.
package sentences

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Options say how to show things. The zero Options are plain and discreet.
type Options struct {
	Color   bool // for a terminal
	Secrets bool // show the codes of passes
	Verbose bool // tell one by one what is as expected, too
	Quiet   bool // tell nothing but what is not as expected
}

// A Color is a standard number of terminals.
type Color string

const (
	Red   Color = "31"
	Green Color = "32"
	Dim   Color = "2"
	Bold  Color = "1"
)

// Paint returns a text in a colour, where there are colours.
func (o Options) Paint(color Color, s string) string {
	if !o.Color {
		return s
	}
	return "\x1b[" + string(color) + "m" + s + "\x1b[0m"
}

// Body returns JSON with or without the code in it, fit for a terminal.
func (o Options) Body(j protocol.JSON) string { return Clean(o.Own(string(j.Reveal()))) }

// Own returns what others said. The property temporaryAccessPass is redacted in it,
// unless codes are to be shown.
func (o Options) Own(s string) string {
	if o.Secrets {
		return s
	}
	return protocol.Redact(s)
}

// Stderr tells what a program said before it broke: the end of it, where
// programs say why they gave up. It is empty if the program said nothing.
func (o Options) Stderr(said string) string {
	const enough = 20
	if said == "" {
		return ""
	}
	lines := strings.Split(strings.TrimRight(o.Own(said), "\n"), "\n")
	if over := len(lines) - enough; over > 0 {
		lines = append([]string{fmt.Sprintf("(%d lines more)", over)}, lines[over:]...)
	}
	text := "  it said on stderr\n"
	for _, line := range lines {
		text += "    | " + Clip(line) + "\n"
	}
	return text
}

// Clean makes visible what a terminal would obey instead of showing it: what
// others say may hold anything.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case r == '\t':
			return ' '
		}
		return '\ufffd'
	}, s)
}

// Clip keeps what others said within a line of a bearable length.
func Clip(s string) string {
	const enough = 300
	if r := []rune(s); len(r) > enough {
		s = string(r[:enough]) + "..."
	}
	return Clean(s)
}

// Ground says, in lines, how firm a rule is and who says so.
func Evidence(e model.Entry, indent string) string {
	text := indent + string(e.Evidence)
	if e.Unspecified {
		text += ", unspecified: others may differ"
	}
	text += "\n"
	for _, source := range e.Sources {
		text += indent + Cited(source) + "\n"
	}
	return text
}

// Cited is a source in a line: its title, and where it has an address, that.
func Cited(source model.Source) string {
	if source.URL == "" {
		return source.Title
	}
	return fmt.Sprintf("%s <%s>", source.Title, source.URL)
}
