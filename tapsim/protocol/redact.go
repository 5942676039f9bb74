package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/tapsim/tap/model"
)

// codeKey finds the key of a code in JSON, and the colon after it. Keys compare
// without case, and JSON can spell each letter as an escape.
var codeKey = regexp.MustCompile(`"` + spellings("temporaryAccessPass") + `"\s*:\s*`)

func spellings(name string) string {
	var b strings.Builder
	for _, r := range name {
		fmt.Fprintf(&b, `(?i:%c|\\u00%02x|\\u00%02x)`, r, r|' ', r&^' ') // the code points of both cases
	}
	return b.String()
}

// Redact returns a text with dots in place of the whole value of each property
// temporaryAccessPass, whatever its type. null, true and false stay: they mean that
// there is no code. A JSON text stays JSON. If such a value is not JSON, its end is
// unknown, and the rest of the line is removed; if the text breaks off in the value,
// the rest of the text is removed.
func Redact(text string) string {
	var b strings.Builder
	for {
		at := codeKey.FindStringIndex(text)
		if at == nil {
			return b.String() + text
		}
		end := at[1] + valueSize(text[at[1]:])
		b.WriteString(text[:at[1]])
		switch value := text[at[1]:end]; value {
		case "null", "true", "false", "":
			b.WriteString(value)
		default:
			b.WriteString(`"` + model.Code{}.String() + `"`)
		}
		text = text[end:]
	}
}

// valueSize is the length in bytes of the value at the beginning of a text.
func valueSize(text string) int {
	d := json.NewDecoder(strings.NewReader(text))
	var value json.RawMessage
	err := d.Decode(&value)
	size := int(d.InputOffset())
	switch {
	case err == io.EOF:
		return 0
	case errors.Is(err, io.ErrUnexpectedEOF):
		return len(text)
	case err == nil && (size == len(text) || strings.IndexByte(",]} \t\r\n", text[size]) >= 0):
		return size
	}
	line, _, _ := strings.Cut(text, "\n")
	return len(line)
}
