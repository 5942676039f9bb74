// Package sentences describes in one line what a step asks, what the answer was and
// which rule decided it. All reports and all failing tests use these sentences.
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

// Options say how to show results. The zero Options use no colours and hide codes.
type Options struct {
	Color   bool // for a terminal
	Secrets bool // show the codes of passes
	Verbose bool // list what is as expected, too
	Quiet   bool // list only what is not as expected
}

// A Color is the number of a colour in an escape sequence of terminals.
type Color string

const (
	Red   Color = "31"
	Green Color = "32"
	Dim   Color = "2"
	Bold  Color = "1"
)

// Paint returns a text in a colour if Options.Color is set.
func (o Options) Paint(color Color, s string) string {
	if !o.Color {
		return s
	}
	return "\x1b[" + string(color) + "m" + s + "\x1b[0m"
}

// Body returns JSON that a terminal can show, as Own and Clean make it.
func (o Options) Body(j protocol.JSON) string { return Clean(o.Own(string(j.Reveal()))) }

// Own returns a text of a subject. The property temporaryAccessPass is redacted in it,
// unless Options.Secrets is set.
func (o Options) Own(s string) string {
	if o.Secrets {
		return s
	}
	return protocol.Redact(s)
}

// Stderr shows the last lines of what a program wrote to stderr: a program says at the
// end why it failed. It is empty if the program wrote nothing.
func (o Options) Stderr(written string) string {
	const enough = 20
	if written == "" {
		return ""
	}
	lines := strings.Split(strings.TrimRight(o.Own(written), "\n"), "\n")
	if over := len(lines) - enough; over > 0 {
		lines = append([]string{fmt.Sprintf("(%d lines more)", over)}, lines[over:]...)
	}
	text := "  it said on stderr\n"
	for _, line := range lines {
		text += "    | " + Clip(line) + "\n"
	}
	return text
}

// Clean replaces what a terminal would obey instead of showing it. A subject may send
// "\x1b]0;title\a", for example.
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

// Clip is Clean, and cuts a text that is too long for a line.
func Clip(s string) string {
	const enough = 300
	if r := []rune(s); len(r) > enough {
		s = string(r[:enough]) + "..."
	}
	return Clean(s)
}

// Evidence returns lines with the evidence of a rule and its sources.
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

// Cited returns a source in a line: its title, and its address if it has one.
func Cited(source model.Source) string {
	if source.URL == "" {
		return source.Title
	}
	return fmt.Sprintf("%s <%s>", source.Title, source.URL)
}
