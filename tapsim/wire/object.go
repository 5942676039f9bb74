package wire

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// walk goes through the members of a JSON object in their order and hands each
// to visit, which says whether it may be there. walk is false once visit is, once
// a name comes again, and where the text is no object. Names compare as JSON
// decodes them, so an escape does not hide a repetition, and without case, so
// another spelling does not either. Rule create-case.
//
// The text has to be valid JSON: isJSON asks encoding/json once for the whole
// body, and what is left is to see where a value ends. The tokens of a
// json.Decoder would do as well, at more than twice the price, since it builds an
// error at the end of every value; a test holds the two together.
func walk(text json.RawMessage, visit func(name string, value json.RawMessage) bool) bool {
	rest := trim(text)
	if rest[0] != '{' {
		return false
	}
	var seen nameSet
	for rest = trim(rest[1:]); rest[0] != '}'; {
		end := valueEnd(rest)
		name, ok := readName(rest[:end])
		if !ok || !seen.add(name) {
			return false
		}
		rest = trim(rest[end:])
		rest = trim(rest[len(":"):])
		end = valueEnd(rest)
		if !visit(name, rest[:end]) {
			return false
		}
		rest = trim(rest[end:])
		if rest[0] == ',' {
			rest = trim(rest[len(","):])
		}
	}
	return true
}

// readName reads the name of a member. Those that resources declare are mostly spelt
// as they are declared, and then no text is made for them.
func readName(text json.RawMessage) (name string, ok bool) {
	if n := len(text); n >= 2 {
		if name, ok = declaredNames[string(text[1:n-1])]; ok {
			return name, true
		}
	}
	return readString(text)
}

// declaredNames are the names of the properties of a pass and of the policy.
var declaredNames = func() map[string]string {
	names := map[string]string{typeName: typeName}
	for _, p := range slices.Concat(passProperties, policyProperties) {
		names[p.Name] = p.Name
	}
	return names
}()

// valueEnd is the length of the value that text begins with. There is always
// something after it, the brace of the object at the latest.
func valueEnd(text json.RawMessage) int {
	depth := 0
	for i := 0; ; i++ {
		switch text[i] {
		case '"':
			for i++; text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
			if depth < 0 {
				return i
			}
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
		}
	}
}

// A nameSet holds names, each in one spelling. The first of them are compared one by
// one: most bodies have no more, and a map costs as much as all else in reading them.
type nameSet struct {
	first [8]string
	n     int
	more  map[string]bool // all of them, folded, once there are more
}

// add is false if the name is there already.
func (s *nameSet) add(name string) bool {
	if s.more == nil {
		for _, other := range s.first[:s.n] {
			if alike(name, other) && (name == typeName) == (other == typeName) {
				return false
			}
		}
		if s.n < len(s.first) {
			s.first[s.n] = name
			s.n++
			return true
		}
		s.more = make(map[string]bool, 2*len(s.first))
		for _, other := range s.first {
			s.more[fold(other)] = true
		}
	}
	folded := fold(name)
	if s.more[folded] {
		return false
	}
	s.more[folded] = true
	return true
}

// trim cuts JSON's white space, which is less than Unicode's, from the front.
func trim(text json.RawMessage) json.RawMessage {
	for len(text) > 0 && (text[0] == ' ' || text[0] == '\t' || text[0] == '\r' || text[0] == '\n') {
		text = text[1:]
	}
	return text
}

// isBlank reports whether a body says nothing at all.
func isBlank(body []byte) bool { return len(trim(body)) == 0 }

// isJSON reports whether a body is JSON. Its encoding is asked for apart, because
// encoding/json mends what is no UTF-8 without saying so.
func isJSON(body []byte) bool { return utf8.Valid(body) && json.Valid(body) }

// typeName is the one name that is compared with its case: what type an object is
// of is said exactly or not at all. Rules create-case, policy-type.
const typeName = "@odata.type"

// fold gives all spellings of a name one spelling: letters of ASCII have no case.
func fold(name string) string {
	folded := []byte(name)
	for i, c := range folded {
		folded[i] = lower(c)
	}
	if string(folded) == typeName {
		return name
	}
	return string(folded)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

// isAnnotation reports whether a name is one of OData's and none of the resource.
func isAnnotation(name string) bool { return strings.Contains(name, "@") }

// declaredName returns which of the names this one is a spelling of, and nothing
// where it is of none.
func declaredName(name string, declared []string) string {
	for _, d := range declared {
		if alike(name, d) {
			return d
		}
	}
	return ""
}

// alike reports whether two names are spellings of one.
func alike(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}
