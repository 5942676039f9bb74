package scenario

import (
	"strconv"
	"strings"

	"github.com/tapsim/tap/tapsim/form"
	"go.yaml.in/yaml/v4"
)

// A Value is one node of a YAML file. Its methods read the expected content, or report
// what is there instead and return false. The zero Value is a missing one: reading it
// reports nothing.
type Value struct {
	r    *reader
	node *node
	what string // the name in messages; the key, if there is one
	is   string // see key
}

// There reports whether the file has this value.
func (v Value) There() bool { return v.node != nil }

// As returns the value with another name for messages.
func (v Value) As(what string) Value {
	v.what = what
	return v
}

// Pos returns the place of the value.
func (v Value) Pos() Position { return Position{int(v.node.line), int(v.node.column)} }

// Wrong reports an error of the value. The hint may be empty.
func (v Value) Wrong(hint, format string, args ...any) {
	if v.r.full() {
		return
	}
	v.r.report(v.Pos(), hint, format, args...)
}

// sound returns a text without a fault; otherwise it reports the fault.
func (v Value) sound(text string, f form.Fault) (string, bool) {
	if f.Found() {
		v.Wrong(f.Hint, f.Format, f.Args...)
		return "", false
	}
	return text, true
}

// Text reads a text that is not empty. A text that YAML reads as a number, a boolean
// or a time must be quoted.
func (v Value) Text() (string, bool) {
	if !v.scalar("text") {
		return "", false
	}
	text := v.node.value
	if v.tag() != "!!str" {
		v.Wrong("write it in quotes, "+strconv.Quote(form.Clip(text)), "%s takes text, and YAML reads %s as something else", v.what, form.Clip(text))
		return "", false
	}
	return v.sound(text, form.Text(v.what, text))
}

// Line reads a text of one line.
func (v Value) Line() (string, bool) {
	text, ok := v.Text()
	if !ok {
		return "", false
	}
	return v.sound(text, form.Line(v.what, text))
}

// Word reads one of the known words.
func (v Value) Word(known []string) (string, bool) {
	if !v.scalar("a word") {
		return "", false
	}
	return v.sound(v.node.value, form.Word(v.what, v.node.value, known))
}

// boolean reads true or false, in no other spelling.
func (v Value) boolean() (bool, bool) {
	if !v.scalar("true or false") {
		return false, false
	}
	text := v.node.value
	if v.node.quote == 0 && (text == "true" || text == "false") {
		return text == "true", true
	}
	hint := ""
	switch strings.ToLower(text) {
	case "yes", "on", "y", "true":
		hint = "did you mean true?"
	case "no", "off", "n", "false":
		hint = "did you mean false?"
	}
	v.Wrong(hint, "%s takes true or false, not %s", v.what, v.spelt())
	return false, false
}

// isDecimal reports whether a text is a whole number in plain decimal digits.
func isDecimal(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	if text == "0" {
		return true
	}
	return digits != "" && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// number reads a whole number within the range, in plain decimal digits: no
// quotes, no leading zeros, no fraction, no exponent, no other base.
func (v Value) number(least, greatest int64) (int64, bool) {
	if !v.scalar("a whole number") {
		return 0, false
	}
	text := v.node.value
	if v.node.quote != 0 || !isDecimal(text) {
		hint := ""
		if v.node.quote != 0 && isDecimal(text) {
			hint = "leave the quotes away: " + form.Clip(text)
		}
		if digits := strings.TrimLeft(text, "0"); v.node.quote == 0 && digits != text && isDecimal(digits) {
			hint = "did you mean " + form.Clip(digits) + "?"
		}
		v.Wrong(hint, "%s takes a whole number in plain decimal digits, not %s", v.what, v.spelt())
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > greatest {
		v.Wrong("", "%s takes a number from %d to %d, not %s", v.what, least, greatest, form.Clip(text))
		return 0, false
	}
	return n, true
}

// Each calls read for each item of a list; what names an item in messages.
func (v Value) Each(what string, read func(Value)) {
	v.each(what, maxItems, read)
}

func (v Value) each(what string, most int, read func(Value)) {
	switch {
	case !v.There():
	case v.node.kind != listNode:
		v.not("a list")
	case v.len() > most:
		// Items are compared one by one, which is fast while they are few.
		v.Wrong("", "%s has %d items: %d are allowed", v.what, v.len(), most)
	default:
		for i := 0; i < v.len() && !v.r.full(); i++ {
			read(v.item(i).As(what))
		}
	}
}

// item returns an item of a list, or a key or value of a mapping.
func (v Value) item(i int) Value { return Value{r: v.r, node: v.node.content[i]} }

// len returns the number of items of a list, and twice the number of keys of a
// mapping. A scalar has none.
func (v Value) len() int { return len(v.node.content) }

// isMapping reports whether the value is a mapping.
func (v Value) isMapping() bool { return v.node.kind == mappingNode }

// isNull reports whether the value is empty, or null in any spelling.
func (v Value) isNull() bool { return v.node.kind == scalarNode && v.node.tag == "!!null" }

// tag returns YAML's type of a scalar. A scalar that begins with a digit or a sign can
// be a number, a time or text. The composer leaves that open, because the library
// needs long for it, and nearly every caller knows the expected type.
func (v Value) tag() string {
	if v.node.tag == "" {
		var document yaml.Node
		switch text := v.node.value; {
		case len(text) < 19 && isDecimal(text):
			v.node.tag = "!!int"
		case yaml.Load([]byte(text), &document) == nil:
			v.node.tag = document.Content[0].Tag
		}
	}
	return v.node.tag
}

// spells reports whether the value is this word, unquoted.
func (v Value) spells(word string) bool {
	return v.node.kind == scalarNode && v.node.quote == 0 && v.node.value == word
}

// scalar reports whether the value is a scalar and not null.
func (v Value) scalar(wanted string) bool {
	if !v.There() {
		return false
	}
	if v.node.kind != scalarNode || v.isNull() {
		v.not(wanted)
		return false
	}
	return true
}

// not reports that the value is of another kind than wanted.
func (v Value) not(wanted string) {
	got := "null"
	switch {
	case v.node.kind == aliasNode:
		return // reported already
	case v.node.kind == listNode:
		got = "a list"
	case v.node.kind == mappingNode:
		got = "a mapping"
	case v.isNull() && v.node.value == "":
		got = "nothing"
	case !v.isNull():
		got = v.spelt()
	}
	v.Wrong("", "%s takes %s, not %s", v.what, wanted, got)
}

// spelt quotes a scalar as the file spells it.
func (v Value) spelt() string {
	switch {
	case v.node.quote == '\'':
		return "'" + form.Clip(v.node.value) + "'"
	case v.node.quote != 0:
		return strconv.Quote(form.Clip(v.node.value))
	}
	return form.Clip(v.node.value)
}
