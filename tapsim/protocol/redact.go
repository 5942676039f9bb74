package protocol

import (
	"regexp"
	"strings"

	"github.com/tapsim/tap/model"
)

// codeName finds the name of a code and the colon behind it: in JSON, and in JSON
// that is itself quoted, as it is in messages. Authors of other implementations
// spell the name in their own way.
var codeName = regexp.MustCompile(`(?i)(\\?")temporary[_-]?access[_-]?pass(\\?")\s*:\s*`)

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
		quote := text[m[2]:m[3]]
		size := valueSize(text[m[1]:], quote)
		b.WriteString(text[:m[1]])
		switch value := text[m[1] : m[1]+size]; value {
		case "null", "true", "false", "":
			b.WriteString(value)
		default:
			b.WriteString(quote + model.Code{}.String() + quote)
		}
		text = text[m[1]+size:]
	}
	b.WriteString(text)
	return b.String()
}

// valueSize is how much of a text the JSON value at its beginning takes. The mark
// of a string is a quote, or in JSON that is itself quoted \".
func valueSize(text, quote string) int {
	depth := 0
	for i := 0; i < len(text); {
		switch rest := text[i:]; {
		case strings.HasPrefix(rest, quote):
			i += len(quote) + stringSize(rest[len(quote):], quote)
		case rest[0] == '"': // that of a message, which is over
			return i
		case rest[0] == '[' || rest[0] == '{':
			depth++
			i++
		case rest[0] == ']' || rest[0] == '}':
			if depth--; depth < 0 {
				return i
			}
			i++
		case depth == 0 && strings.ContainsRune(",:; \t\r\n", rune(rest[0])):
			return i
		case depth == 0:
			if i += strings.IndexAny(rest+",", ",:; \t\r\n[]{}\"\\"); rest[0] == '\\' {
				i++
			}
			continue
		default:
			i++
		}
		if depth == 0 {
			return i
		}
	}
	return len(text)
}

// stringSize is how much of a text belongs to the string that it is in, with the
// mark that ends it.
func stringSize(text, quote string) int {
	escape := `\` // in JSON that is quoted, both of its characters are escaped again
	if quote != `"` {
		escape = `\\`
	}
	for i := 0; i < len(text); {
		switch rest := text[i:]; {
		case strings.HasPrefix(rest, escape):
			i += len(escape)
			if escape == `\\` && strings.HasPrefix(text[min(i, len(text)):], `\`) {
				i++
			}
			i++
		case strings.HasPrefix(rest, quote):
			return i + len(quote)
		case rest[0] == '"':
			return i
		default:
			i++
		}
	}
	return len(text)
}
