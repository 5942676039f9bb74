package protocol

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

// ReadJSON reads one JSON object into a struct of texts, booleans, lists of texts and
// raw JSON, or of pointers to these. It is strict, so that a typo does not become a
// default: an unknown member, one in other letters, a repeated one, a value of another
// type, and anything after the object, is an error. A null or missing member leaves
// its field as it is. An empty text is an empty object.
//
// The error reports everything that is wrong, in the words of JSON and not of Go.
func ReadJSON(text []byte, into any) error {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil
	}
	return readJSON("the body", text, func(n *node) { n.into(reflect.ValueOf(into).Elem()) })
}

// maxFaults is how many faults of a JSON text are reported.
const maxFaults = 20

// readJSON reads one JSON text; name is its name in messages. read asks the node for
// the expected values.
func readJSON(name string, text []byte, read func(*node)) error {
	switch {
	case !utf8.Valid(text):
		return fmt.Errorf("%s is no UTF-8 text", name)
	case len(bytes.TrimSpace(text)) == 0:
		return fmt.Errorf("%s is empty: send a JSON object", name)
	}
	var value json.RawMessage
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&value); err != nil {
		return malformed(name, text, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("%s goes on after its object: send one and no more", name)
	}
	r := &jsonReader{}
	r.root = &node{r: r, name: name, text: value}
	read(r.root)
	return errors.Join(r.faults...)
}

// malformed returns an error with the place where a text stops being JSON.
func malformed(name string, text []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return fmt.Errorf("%s is no JSON: it breaks off", name)
	}
	before := text[:max(0, min(int(syntax.Offset)-1, len(text)))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	return fmt.Errorf("%s is no JSON: line %d, character %d: %w", name, line, column, err)
}

// A jsonReader collects the faults of one JSON text.
type jsonReader struct {
	root   *node
	faults []error
}

// full reports whether there are so many faults that no more are reported.
func (r *jsonReader) full() bool { return len(r.faults) >= maxFaults }

// A node is one value of a JSON text. Its methods read the expected value, as those of
// a Value do, and otherwise report a fault and return false. The zero node is a
// missing value.
type node struct {
	r      *jsonReader
	parent *node  // nil: name says it all
	name   string // of a member; an item's number, in brackets; or what messages call it
	text   json.RawMessage
	secret bool // the names of the members are not shown
}

func (n *node) there() bool { return n.r != nil }

func (n *node) isNull() bool { return string(n.text) == "null" }

// path is the place of the value: users[1].groups[0].
func (n *node) path() string {
	switch {
	case n.parent == nil || n.parent == n.r.root:
		return n.name
	case strings.HasPrefix(n.name, "["):
		return n.parent.path() + n.name
	default:
		return n.parent.path() + "." + n.name
	}
}

// report adds a fault.
func (n *node) report(message string) {
	if n.r.full() {
		return
	}
	if len(n.r.faults) == maxFaults-1 {
		message = "too many diagnostics: the rest is not shown"
	}
	n.r.faults = append(n.r.faults, errors.New(message))
}

// fault reports a fault of the value.
func (n *node) fault(f form.Fault) { n.report(n.path() + ": " + f.String()) }

// wrong reports a fault of the value. The hint may be empty.
func (n *node) wrong(hint, format string, args ...any) { n.fault(form.Faultf(hint, format, args...)) }

// not reports that the value is of another type than wanted. It does not show the
// value, which may be a code or a token.
func (n *node) not(wanted string) {
	n.report(fmt.Sprintf("%s takes %s, not %s", n.path(), wanted, n.kind()))
}

// kind is the type of the value, in words.
func (n *node) kind() string {
	switch n.text[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "text"
	case 't', 'f', 'n':
		return string(n.text)
	default:
		return "a number"
	}
}

// string reads a text, which may be empty.
func (n *node) string() (text string, ok bool) {
	if n.text[0] != '"' || json.Unmarshal(n.text, &text) != nil {
		n.not("text")
		return "", false
	}
	return text, true
}

// formed reads a text with a form, which check demands.
func (n *node) formed(what string, check func(what, text string) form.Fault) (string, bool) {
	text, ok := n.string()
	if !ok {
		return "", false
	}
	if f := check(what, text); f.Found() {
		n.fault(f)
		return "", false
	}
	return text, true
}

func (n *node) word(what string, known []string) (string, bool) {
	return n.formed(what, func(what, text string) form.Fault { return form.Word(what, text, known) })
}

func (n *node) guid(what string) (id model.ID, ok bool) {
	_, ok = n.formed(what, func(what, text string) (f form.Fault) {
		id, f = form.GUID(what, text)
		return f
	})
	return id, ok
}

func (n *node) bool() (yes, ok bool) {
	switch string(n.text) {
	case "true":
		return true, true
	case "false":
		return false, true
	}
	n.not("true or false")
	return false, false
}

// int reads a whole number within Int32, in plain decimal digits.
func (n *node) int() (int32, bool) {
	i, err := strconv.ParseInt(string(n.text), 10, 32)
	switch {
	case err != nil && n.kind() == "a number":
		n.report(fmt.Sprintf("%s takes a whole number of at most %d, in plain decimal digits, not %s", n.path(), math.MaxInt32, form.Clip(string(n.text))))
	case err != nil:
		n.not("a whole number")
	}
	return int32(i), err == nil
}

func (n *node) instant() (model.Instant, bool) {
	text, ok := n.string()
	if !ok {
		return 0, false
	}
	at, _, ok := wire.ParseInstant(text)
	if !ok {
		n.wrong("write one like 2026-01-01T00:00:00Z", "%s is no instant", form.Quote(text))
	}
	return at, ok
}

// each calls read for each item of a list.
func (n *node) each(read func(*node)) bool {
	if n.text[0] != '[' {
		n.not("a list")
		return false
	}
	var items []json.RawMessage
	_ = json.Unmarshal(n.text, &items) // it is JSON and a list, so this cannot fail
	for i, item := range items {
		if n.r.full() {
			break
		}
		read(&node{r: n.r, parent: n, name: "[" + strconv.Itoa(i) + "]", text: item})
	}
	return true
}

// names reads a list of texts of one line, without repetition, and checks each.
func (n *node) names(check func(string) form.Fault) []string {
	all := []string{}
	seen := map[string]bool{}
	n.each(func(item *node) {
		name, ok := item.formed("an item of "+n.name, form.Line)
		if !ok {
			return
		}
		if seen[name] {
			item.wrong("", "%s names %s twice", n.name, form.Quote(name))
		}
		seen[name] = true
		if f := check(name); f.Found() {
			item.fault(f)
		}
		all = append(all, name)
	})
	return all
}

// walk calls read for each member of an object, in their order. A repeated one is a
// fault.
func (n *node) walk(read func(name string, v *node)) bool {
	if n.text[0] != '{' {
		n.not("an object")
		return false
	}
	seen := map[string]bool{}
	d := json.NewDecoder(bytes.NewReader(n.text))
	_, _ = d.Token() // the brace; the text is JSON, so this cannot fail
	for d.More() && !n.r.full() {
		token, _ := d.Token()
		name, _ := token.(string)
		var value json.RawMessage
		_ = d.Decode(&value)
		if seen[name] {
			shown := form.Quote(name)
			if n.secret {
				shown = model.Code{}.String()
			}
			n.report(fmt.Sprintf("%s has the member %s twice", n.path(), shown))
			continue
		}
		seen[name] = true
		read(name, &node{r: n.r, parent: n, name: name, text: value})
	}
	return true
}

// members reads an object that has these members and no others. A null member is left
// out. It returns the members by name, and false if it reported a fault; it does not
// check the values.
func (n *node) members(known ...string) (members map[string]*node, ok bool) {
	members = map[string]*node{}
	for _, name := range known {
		members[name] = &node{}
	}
	before := len(n.r.faults)
	ok = n.walk(func(name string, v *node) {
		switch {
		case !slices.Contains(known, name):
			n.report(fmt.Sprintf("%s has no member %s%s", n.path(), form.Quote(name), hinted(form.Suggest(name, known))))
		case !v.isNull():
			members[name] = v
		}
	})
	return members, ok && len(n.r.faults) == before
}

func hinted(hint string) string {
	if hint == "" {
		return ""
	}
	return ": " + hint
}

// into reads the value into a field, or an object into a struct.
func (n *node) into(field reflect.Value) {
	switch field.Kind() {
	case reflect.Pointer:
		value := reflect.New(field.Type().Elem())
		n.into(value.Elem())
		field.Set(value)
	case reflect.String:
		text, _ := n.string()
		field.SetString(text)
	case reflect.Bool:
		yes, _ := n.bool()
		field.SetBool(yes)
	case reflect.Struct:
		n.intoStruct(field)
	case reflect.Slice:
		if field.Type() == reflect.TypeFor[json.RawMessage]() {
			field.SetBytes(n.text)
			return
		}
		list := reflect.MakeSlice(field.Type(), 0, 0)
		n.each(func(item *node) {
			value := reflect.New(field.Type().Elem()).Elem()
			item.into(value)
			list = reflect.Append(list, value)
		})
		field.Set(list)
	default:
		panic("scenario: ReadJSON reads no " + field.Type().String())
	}
}

func (n *node) intoStruct(target reflect.Value) {
	var names []string
	for i := range target.NumField() {
		name, _, _ := strings.Cut(target.Type().Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	members, _ := n.members(names...)
	for i, name := range names {
		if v := members[name]; v.there() {
			v.into(target.Field(i))
		}
	}
}
