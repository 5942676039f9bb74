package wire

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// walk goes through the members of a JSON object in their order and passes each to
// visit, which reports whether the member is allowed. walk is false if visit is false,
// if a name is repeated, or if the text is no object. Names are compared decoded, so
// an escape does not hide a repetition, and without case, so another spelling does not
// either. Rule create-case. All of this is the zero naming; another one may compare
// names exactly, or allow a repetition.
//
// The text must be valid JSON: isJSON checks the whole body once with encoding/json,
// so walk only has to find the end of each value. The tokens of a json.Decoder would
// do the same in more than twice the time, because it allocates an error at the end of
// every value; a test compares the two.
func walk(text json.RawMessage, names naming, visit func(name string, value json.RawMessage) bool) bool {
	if names.repeated >= keepLast {
		return walkKept(text, names, visit)
	}
	rest := trim(text)
	if rest[0] != '{' {
		return false
	}
	seen := nameSet{naming: names}
	for rest = trim(rest[1:]); rest[0] != '}'; {
		end := valueEnd(rest)
		name, ok := readName(rest[:end])
		if !ok || names.repeated == refuseAll && !seen.add(name) {
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

// A naming says which names of an object are the same, and what becomes of one that
// is repeated. The zero naming is that of the reference.
type naming struct {
	exact    bool // another spelling is another name
	repeated repeated
}

type repeated uint8

const (
	refuseAll repeated = iota
	visitAll           // each time
	keepLast           // the last one is visited, the others are not
	keepFirst          // likewise
)

// key is the same for names that are the same.
func (n naming) key(name string) string {
	if n.exact {
		return name
	}
	return fold(name)
}

// walkKept goes through the members as walk does, but of those with the same name it
// passes only one to visit. The others are never read, so they may have any value.
func walkKept(text json.RawMessage, names naming, visit func(name string, value json.RawMessage) bool) bool {
	type member struct {
		name  string
		value json.RawMessage
	}
	var kept []member
	at := map[string]int{}
	isObject := walk(text, naming{repeated: visitAll}, func(name string, value json.RawMessage) bool {
		key := names.key(name)
		switch i, again := at[key]; {
		case !again:
			at[key] = len(kept)
			kept = append(kept, member{name, value})
		case names.repeated == keepLast:
			kept[i] = member{name, value}
		}
		return true
	})
	if !isObject {
		return false
	}
	for _, m := range kept {
		if !visit(m.name, m.value) {
			return false
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

// valueEnd is the length of the value at the beginning of text. Something always
// follows it, at least the closing brace of the object.
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

// A nameSet holds names, each in one spelling unless its naming is exact. The first
// few are compared one by one: most bodies have no more, and a map would double the
// time to read them.
type nameSet struct {
	naming
	first [8]string
	n     int
	more  map[string]bool // the keys of all of them, once there are more
}

// add is false if the set has the name already.
func (s *nameSet) add(name string) bool {
	if s.more == nil {
		for _, other := range s.first[:s.n] {
			if name == other || !s.exact && alike(name, other) && !alike(name, typeName) {
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
			s.more[s.key(other)] = true
		}
	}
	key := s.key(name)
	if s.more[key] {
		return false
	}
	s.more[key] = true
	return true
}

// trim cuts JSON's white space, which is less than Unicode's, from the front.
func trim(text json.RawMessage) json.RawMessage {
	for len(text) > 0 && (text[0] == ' ' || text[0] == '\t' || text[0] == '\r' || text[0] == '\n') {
		text = text[1:]
	}
	return text
}

// isBlank reports whether a body is empty or white space.
func isBlank(body []byte) bool { return len(trim(body)) == 0 }

// isJSON reports whether a body is JSON. UTF-8 is checked separately, because
// encoding/json silently replaces invalid UTF-8.
func isJSON(body []byte) bool { return utf8.Valid(body) && json.Valid(body) }

// typeName is the one name that is compared with its case. Rules create-case,
// policy-type.
const typeName = "@odata.type"

// fold maps all spellings of a name to one: the case of ASCII letters does not count.
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

// isAnnotation reports whether a name is an annotation of OData and no property.
func isAnnotation(name string) bool { return strings.Contains(name, "@") }

// declaredName returns the declared name of which this name is a spelling; empty:
// none.
func declaredName(name string, declared []string) string {
	for _, d := range declared {
		if alike(name, d) {
			return d
		}
	}
	return ""
}

// alike reports whether two names are spellings of the same name.
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
