package scenario

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
)

// Nothing that is said of a file shows what stands there as the code of a pass:
// people paste error messages where they would never paste a code. A line is
// shown up to the name of one, which hides more than it must and needs to
// understand nothing of what may be wrong with the rest.

// named finds in a line the name of a code, or a typo of one, and what is between
// it and the code.
var named = regexp.MustCompile(`(?i)\b(?:[\w-]*code?s?|temporary[\w-]*)\\?["']?\s*[:=]\s*`)

// below is what stands after the name if the code is on the next line.
var below = regexp.MustCompile(`^(?:[|>][-+0-9]*\s*)?(?:#.*)?$`)

// dots are what stands for a code, whatever its length.
var dots = model.Code{}.String()

// A source is the text of a file, for excerpts. It is cut into lines, and looked
// through for codes, when it is first asked: of most files it never is.
type source struct {
	text   string
	split  sync.Once
	cut    []string
	redact sync.Once
	shown  []int // how much of each line may be shown, in characters; -1: all of them
}

// lines are those that YAML's scanner finds.
func (s *source) lines() []string {
	s.split.Do(func() { s.cut = strings.Split(lineBreaks.Replace(s.text), "\n") })
	return s.cut
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// shownOf says how many characters of a line may be shown; -1: all of them. It
// looks through the whole file when it is first asked: what a line may show
// depends on those above it, and a line can be asked about a hundred times.
func (s *source) shownOf(line int) int {
	s.redact.Do(func() {
		lines := s.lines()
		s.shown = make([]int, len(lines))
		above := false // the lines above end with a name whose code is still to come
		for i, text := range lines {
			s.shown[i] = beforeCode(text)
			if s.shown[i] < 0 && above {
				s.shown[i] = utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeft(text, " \t"))
			}
			if text = strings.TrimSpace(text); text != "" && !strings.HasPrefix(text, "#") {
				m := named.FindStringIndex(text)
				above = m != nil && below.MatchString(text[m[1]:])
			}
		}
	})
	return s.shown[line-1]
}

// beforeCode counts the characters that stand before a code in a line; -1: there
// is none. The code of an error is no secret.
func beforeCode(text string) int {
	seen, ofError := 0, false
	for _, m := range named.FindAllStringIndex(text, -1) {
		if brace := strings.LastIndexAny(text[seen:m[0]], "{}"); brace >= 0 {
			ofError = text[seen+brace] == '{' && namesError(text[:seen+brace])
		}
		if seen = m[1]; text[seen:] != "" && !ofError {
			return utf8.RuneCountInString(text[:seen])
		}
	}
	return -1
}

// namesError reports whether a text ends with the name of an error, so that what
// comes next is its value.
func namesError(text string) bool {
	const blank = "\t\n\f\r "
	text, ok := strings.CutSuffix(strings.TrimRight(text, blank), ":")
	text = strings.TrimRight(text, blank)
	if n := len(text); n > 0 && (text[n-1] == '"' || text[n-1] == '\'') {
		text = text[:n-1]
	}
	return ok && strings.HasSuffix(text, "error")
}

// secret reports whether a value stands where a code does, or has one in it with
// its name.
func (v Value) secret() bool {
	at := v.Pos()
	return named.MatchString(v.node.value) || v.r.source.has(at) && v.r.source.shownOf(at.Line) == at.Column-1
}

// redacted takes a secret value out of what is said of it.
func (v Value) redacted(hint string, args []any) (string, []any) {
	text := v.node.value
	args = slices.Clone(args)
	for i, arg := range args {
		if s, ok := arg.(string); ok && text != "" && (s == form.Quote(text) || s == form.Clip(text) || s == v.spelt()) {
			args[i] = dots
		}
	}
	if text = form.Clip(text); text != "" {
		hint = strings.ReplaceAll(hint, text, dots)
	}
	return hint, args
}
