package scenario

import (
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// runes go through the text of a file, character by character. The library says
// where a scalar begins; this finds where it ends.
type runes struct {
	lines  []string
	line   int    // from 1
	column int    // from 0
	cached int    // the line that text is
	text   []rune //
}

// peek returns the character that comes next, a line feed at the end of a line,
// and 0 at the end of the file.
func (r *runes) peek() rune {
	if r.cached != r.line {
		r.text, r.cached = []rune(r.lines[r.line-1]), r.line
	}
	switch {
	case r.column < len(r.text):
		return r.text[r.column]
	case r.line < len(r.lines):
		return '\n'
	}
	return 0
}

// next returns it and goes on.
func (r *runes) next() rune {
	c := r.peek()
	switch c {
	case 0:
	case '\n':
		r.line, r.column = r.line+1, 0
	default:
		r.column++
	}
	return c
}

// blanks skips blanks, but stays on the line.
func (r *runes) blanks() {
	for c := r.peek(); c == ' ' || c == '\t'; c = r.peek() {
		r.next()
	}
}

// word skips all up to a blank.
func (r *runes) word() {
	for c := r.peek(); c != 0 && !unicode.IsSpace(c); c = r.peek() {
		r.next()
	}
}

// skipLine skips what is left of the line.
func (r *runes) skipLine() {
	for c := r.peek(); c != 0 && c != '\n'; c = r.peek() {
		r.next()
	}
}

// scalar skips a scalar that begins here.
func (r *runes) scalar(n *yaml.Node) {
	switch {
	case n.Kind != yaml.ScalarNode:
	case n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		r.quoted(r.next())
	default:
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			r.skipLine()
		}
		r.spelling(n.Value)
	}
}

// quoted skips what stands between quotes, and the last of them.
func (r *runes) quoted(mark rune) {
	for c := r.next(); c != 0; c = r.next() {
		switch {
		case c == '\\' && mark == '"':
			r.next()
		case c == mark && r.peek() == mark && mark == '\'':
			r.next()
		case c == mark:
			return
		}
	}
}

// spelling skips a text that is spelt as it is, but for the blanks and the breaks
// of lines in it.
func (r *runes) spelling(text string) {
	for _, c := range strings.Join(strings.Fields(text), "") {
		for unicode.IsSpace(r.peek()) && !unicode.IsSpace(c) {
			r.next()
		}
		if r.next() != c {
			return
		}
	}
}
