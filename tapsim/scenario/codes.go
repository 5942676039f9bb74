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

// named finds in a line the name of a code, or a slip of one, and what is between
// it and the code.
var named = regexp.MustCompile(`(?i)\b(?:[\w-]*code?s?|temporary[\w-]*)\\?["']?\s*[:=]\s*`)

// ofError is what stands before the code of an error, which is no secret.
var ofError = regexp.MustCompile(`error["']?\s*:\s*\{[^{}]*$`)

// below is what stands after the name if the code is on the next line.
var below = regexp.MustCompile(`^(?:[|>][-+0-9]*\s*)?(?:#.*)?$`)

// dots are what stands for a code, whatever its length.
var dots = model.Code{}.String()

// shownOf says how many characters of a line may be shown; -1: all of them.
func (r *reader) shownOf(line int) int {
	text := r.lines[line-1]
	for _, m := range named.FindAllStringIndex(text, -1) {
		if text[m[1]:] != "" && !ofError.MatchString(text[:m[0]]) {
			return utf8.RuneCountInString(text[:m[1]])
		}
	}
	for line--; line > 0; line-- {
		before := strings.TrimSpace(r.lines[line-1])
		if strings.HasPrefix(before, "#") {
			continue
		}
		if m := named.FindStringIndex(before); m != nil && below.MatchString(before[m[1]:]) {
			return utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " \t"))
		}
		if before != "" {
			break
		}
	}
	return -1
}

// secret reports whether a value stands where a code does, or has one in it with
// its name.
func (v Value) secret() bool {
	at := v.Pos()
	return named.MatchString(v.node.Value) || at.Line >= 1 && at.Line <= len(v.r.lines) && v.r.shownOf(at.Line) == at.Column-1
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
