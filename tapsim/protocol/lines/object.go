package lines

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// isObject reports whether a text, which is JSON, is an object.
func isObject(text []byte) bool { return len(text) > 0 && text[0] == '{' }

// Strict checks that a text is one JSON object: nothing after it, no repeated name.
func Strict(text []byte) error {
	if !utf8.Valid(text) {
		return fmt.Errorf("the answer is no UTF-8: %s", Excerpt(text))
	}
	if !json.Valid(text) {
		return fmt.Errorf("the answer is no JSON: %s", Excerpt(text))
	}
	if !isObject(bytes.TrimSpace(text)) {
		return fmt.Errorf("the answer is no JSON object: %s", Excerpt(text))
	}
	if name, twice := repeated(text); twice {
		return fmt.Errorf("the answer has the name %q twice", name)
	}
	return nil
}

// Object reads one object of the protocol. Its names must be among known; nil: any
// name.
func Object(text []byte, into any, known []string) error {
	if err := Strict(text); err != nil {
		return err
	}
	if name, near := unknown(text, known); near != "" {
		return fmt.Errorf("the answer has the name %q, which the protocol does not have; did you mean %s?", name, near)
	} else if name != "" {
		return fmt.Errorf("the answer has the name %q, and the names are %s", name, strings.Join(known, ", "))
	}
	err := json.Unmarshal(text, into)
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return fmt.Errorf("the answer has a %s as %s", wrong.Value, wrong.Field)
	}
	return err
}

// unknown finds a name that is not known, and the name that was probably meant.
// encoding/json would accept a name in the wrong case.
func unknown(text []byte, known []string) (name, near string) {
	if known == nil {
		return "", ""
	}
	var names map[string]json.RawMessage
	json.Unmarshal(text, &names)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !slices.Contains(known, name) {
			near, _ := form.Nearest(name, known)
			return name, near
		}
	}
	return "", ""
}

// repeated finds a name that is repeated in an object of the text, at any depth.
func repeated(text []byte) (string, bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	type level struct {
		object, value bool
		seen          map[string]bool
	}
	var stack []*level
	for {
		token, err := d.Token()
		if err != nil {
			return "", false
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			stack = stack[:len(stack)-1]
			if n := len(stack); n > 0 {
				stack[n-1].value = false
			}
			continue
		}
		if n := len(stack); n > 0 && stack[n-1].object && !stack[n-1].value {
			name := token.(string)
			if stack[n-1].seen[name] {
				return name, true
			}
			stack[n-1].seen[name], stack[n-1].value = true, true
			continue
		}
		if delim, ok := token.(json.Delim); ok {
			stack = append(stack, &level{object: delim == '{', seen: map[string]bool{}})
		} else if n := len(stack); n > 0 {
			stack[n-1].value = false
		}
	}
}

// Excerpt quotes the beginning of a line or a body of JSON, redacted.
func Excerpt(text []byte) string {
	const enough = 200
	s := protocol.Redact(string(text))
	if r := []rune(s); len(r) > enough {
		s = string(r[:enough]) + "..."
	}
	return fmt.Sprintf("%q", s)
}
