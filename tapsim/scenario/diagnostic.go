package scenario

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// A Diagnostic is one thing wrong with a file that people write by hand.
type Diagnostic struct {
	File    string
	Pos     Position
	Message string
	Hint    string // what to write instead; may be empty

	excerpt string // the line, and a caret below the place; may be empty
}

// Error gives the place and the message, shows the line with a caret below the place,
// and ends with the hint.
func (d *Diagnostic) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d:%d: %s", d.File, d.Pos.Line, d.Pos.Column, d.Message)
	if d.excerpt != "" {
		b.WriteString("\n" + d.excerpt)
	}
	if d.Hint != "" {
		b.WriteString("\nhint: " + d.Hint)
	}
	return b.String()
}

// Diagnostics are everything that is wrong with one file, in order of place.
type Diagnostics []*Diagnostic

// Error is the text of each diagnostic, with an empty line between two.
func (all Diagnostics) Error() string {
	texts := make([]string, len(all))
	for i, m := range all {
		texts[i] = m.Error()
	}
	return strings.Join(texts, "\n\n")
}

// Unwrap returns each diagnostic as an error of its own.
func (all Diagnostics) Unwrap() []error {
	errs := make([]error, len(all))
	for i, m := range all {
		errs[i] = m
	}
	return errs
}

// sorted sorts the diagnostics by place and keeps the first one of each place: the
// others there are mostly its consequence.
func (all Diagnostics) sorted() Diagnostics {
	slices.SortStableFunc(all, func(a, b *Diagnostic) int {
		if a.Pos.Line != b.Pos.Line {
			return a.Pos.Line - b.Pos.Line
		}
		return a.Pos.Column - b.Pos.Column
	})
	return slices.CompactFunc(all, func(a, b *Diagnostic) bool { return a.Pos == b.Pos })
}

// Excerpt shows the line of the scenario at this place, with a caret below the column.
// It is empty if the scenario has no such line.
func (s *Scenario) Excerpt(at Position) string { return s.source.excerpt(at) }

// A source is the text of a file, for excerpts. It is cut into lines when the first
// excerpt is needed: most files need none.
type source struct {
	text  string
	split sync.Once
	cut   []string
}

// lines are the lines as YAML's scanner counts them.
func (s *source) lines() []string {
	s.split.Do(func() { s.cut = strings.Split(lineBreaks.Replace(s.text), "\n") })
	return s.cut
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// excerptWidth is how much of a line is shown, in characters.
const excerptWidth = 100

// has reports whether this place is in a line. A nil source has no lines.
func (s *source) has(at Position) bool {
	return s != nil && at.Line >= 1 && at.Line <= len(s.lines())
}

// excerpt shows the line at this place, with a caret below the column. It is empty if
// there is no such line.
func (s *source) excerpt(at Position) string {
	if !s.has(at) {
		return ""
	}
	text := []rune(s.lines()[at.Line-1])
	caret := min(max(at.Column-1, 0), len(text))

	// Of a long line, only the part around the place is shown.
	from := 0
	if len(text) > excerptWidth {
		from = max(0, min(caret-excerptWidth/2, len(text)-excerptWidth))
		text = text[from : from+excerptWidth]
	}
	for i, r := range text {
		if !unicode.IsPrint(r) {
			text[i] = ' '
		}
	}

	number := fmt.Sprintf("%4d", at.Line)
	blank := strings.Repeat(" ", len(number))
	return fmt.Sprintf("%s | %s\n%s | %s^",
		number, strings.TrimRightFunc(string(text), unicode.IsSpace),
		blank, strings.Repeat(" ", caret-from))
}
