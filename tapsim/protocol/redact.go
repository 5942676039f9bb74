package protocol

import (
	"regexp"
	"strings"

	"github.com/tapsim/tap/model"
)

// codeName finds the name of a code and the colon behind it: in JSON, in JSON that is
// itself quoted, any number of times, as it is in messages, and in what Python prints.
// Authors of other implementations spell the name in their own way.
var codeName = regexp.MustCompile(`(?i)(\\*["'])temporary[_-]?access[_-]?pass\\*["']\s*:\s*`)

// redact puts dots in the place of every value that has the name of a code,
// whatever its type is, also in a text that breaks off in the middle. That there
// is none is no secret: null, true and false stay.
func redact(text string) string {
	var b strings.Builder
	for {
		m := codeName.FindStringSubmatchIndex(text)
		if m == nil {
			break
		}
		mark := text[m[2]:m[3]]
		size := valueSize(text[m[1]:], mark)
		b.WriteString(text[:m[1]])
		switch value := text[m[1] : m[1]+size]; value {
		case "null", "true", "false", "":
			b.WriteString(value)
		default:
			b.WriteString(mark + model.Code{}.String() + mark)
		}
		text = text[m[1]+size:]
	}
	b.WriteString(text)
	return b.String()
}

// valueSize is how much of a text the value at its beginning takes. A string in it
// stands between two marks: a quote, behind as many backslashes as it takes to quote
// it as often as the text was.
func valueSize(text, mark string) int {
	depth := 0
	for i := 0; i < len(text); {
		slashes := len(text[i:]) - len(strings.TrimLeft(text[i:], `\`))
		rest := text[i+slashes:]
		switch {
		case rest != "" && (rest[0] == '"' || rest[0] == mark[len(mark)-1]):
			if slashes != len(mark)-1 || rest[0] != mark[len(mark)-1] {
				return i // it ends what the value is in
			}
			i += slashes + 1
			i += stringSize(text[i:], mark)
		case slashes > 0:
			i += slashes
			continue
		case rest[0] == '[' || rest[0] == '{':
			depth++
			i++
		case rest[0] == ']' || rest[0] == '}':
			if depth--; depth < 0 {
				return i
			}
			i++
		case depth > 0:
			i++
		case strings.ContainsRune(",:; \t\r\n", rune(rest[0])):
			return i
		default:
			return i + 1 + strings.IndexAny(rest[1:]+",", ",:; \t\r\n[]{}\"'\\")
		}
		if depth == 0 {
			return i
		}
	}
	return len(text)
}

// stringSize is how much of a text belongs to the string that it is in, with the
// mark that ends it. Where a text has been quoted n times, the mark of a string in it
// has 2ⁿ-1 backslashes; more of them are of the string, and fewer end what it is in.
func stringSize(text, mark string) int {
	n, quote := len(mark)-1, mark[len(mark)-1]
	slashes := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\\':
			slashes++
			continue
		case c == quote && marks(slashes, n):
			return i + 1
		case c == '"' && ends(slashes, n, quote):
			return i - slashes
		}
		slashes = 0
	}
	return len(text)
}

// marks reports whether a quote behind so many backslashes is the mark of a string
// that has n of them.
func marks(slashes, n int) bool { return slashes%(2*(n+1)) == n }

// ends reports whether it ends one of the texts that such a string is in.
func ends(slashes, n int, quote byte) bool {
	for outer := 0; outer < n || outer == 0 && quote != '"'; outer = 2*outer + 1 {
		if marks(slashes, outer) {
			return true
		}
	}
	return false
}
