package scenario

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
)

// Nothing that is said of a file shows what stands there as the code of a pass:
// people paste error messages where they would never paste a code. A line is
// shown up to the name of one, which hides more than it must and needs to
// understand nothing of what may be wrong with the rest.

// named finds the name of a code in a line, and what is between it and the code.
var named = regexp.MustCompile(`(?i)\b(?:code|temporaryAccessPass)\\?["']?\s*[:=]\s*`)

// joined finds both where the blank between them was forgotten.
var joined = regexp.MustCompile(`(?i)\b((?:code|temporaryAccessPass)\\?["']?[:=])[^\s"]+`)

// below is what stands after the name if the code is on the next line.
var below = regexp.MustCompile(`^(?:[|>][-+0-9]*\s*)?(?:#.*)?$`)

// dots are what stands for a code, whatever its length.
var dots = model.Code{}.String()

// shownOf says how many characters of a line may be shown; -1: all of them.
func (r *reader) shownOf(line int) int {
	text := r.lines[line-1]
	if m := named.FindStringIndex(text); m != nil && text[m[1]:] != "" {
		return utf8.RuneCountInString(text[:m[1]])
	}
	for line--; line > 0; line-- {
		before := strings.TrimRight(r.lines[line-1], " \t")
		if m := named.FindStringIndex(before); m != nil && below.MatchString(before[m[1]:]) {
			return utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " \t"))
		}
		if before != "" {
			break
		}
	}
	return -1
}

// secret reports whether a value stands where a code does.
func (v Value) secret() bool {
	at := v.Pos()
	return at.Line >= 1 && at.Line <= len(v.r.lines) && v.r.shownOf(at.Line) == at.Column-1
}

// veiled takes a secret value out of what is said of it.
func (v Value) veiled(hint string, args []any) (string, []any) {
	text := v.node.Value
	args = slices.Clone(args)
	for i, arg := range args {
		if s, ok := arg.(string); ok && text != "" && (s == quote(text) || s == clip(text) || s == v.spelt()) {
			args[i] = dots
		}
	}
	if text != "" {
		hint = strings.ReplaceAll(hint, clip(text), dots)
	}
	return hint, args
}
