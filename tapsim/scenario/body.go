package scenario

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
	"go.yaml.in/yaml/v4"
)

// An object is the text of a JSON object under way, its members in the order
// in which they are added.
type object struct {
	b     []byte
	count int
}

// name begins a member.
func (o *object) name(name string) {
	if o.count++; o.count == 1 {
		o.b = append(o.b, '{')
	} else {
		o.b = append(o.b, ',')
	}
	o.b = append(appendString(o.b, name), ':')
}

func (o *object) text(name, value string) {
	o.name(name)
	o.b = appendString(o.b, value)
}

func (o *object) int(name string, value int64) {
	o.name(name)
	o.b = strconv.AppendInt(o.b, value, 10)
}

func (o *object) bool(name string, value bool) {
	o.name(name)
	o.b = strconv.AppendBool(o.b, value)
}

func (o *object) texts(name string, values []string) {
	o.name(name)
	o.b = append(o.b, '[')
	for i, value := range values {
		if i > 0 {
			o.b = append(o.b, ',')
		}
		o.b = appendString(o.b, value)
	}
	o.b = append(o.b, ']')
}

// end returns the text of the whole object.
func (o *object) end() []byte {
	if o.count == 0 {
		o.b = append(o.b, '{')
	}
	return append(o.b, '}')
}

// appendString writes text as JSON: what a scenario sends is what its author wrote.
func appendString(b []byte, text string) []byte { return append(b, wire.JSON(text)...) }

// JSON returns the value as compact JSON: keys in their order, numbers as they
// are spelt, timestamps as strings, null where it says null.
func (v Value) JSON() []byte { return v.appendJSON(nil) }

// number is a number of JSON.
var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func (v Value) appendJSON(b []byte) []byte {
	switch v.node.Kind {
	case yaml.MappingNode:
		return v.appendObject(b)
	case yaml.SequenceNode:
		b = append(b, '[')
		for i, item := range v.node.Content {
			if i > 0 {
				b = append(b, ',')
			}
			b = Value{v.r, item}.appendJSON(b)
		}
		return append(b, ']')
	case yaml.ScalarNode:
		return v.appendScalar(b)
	}
	return b // an alias, which is reported
}

func (v Value) appendObject(b []byte) []byte {
	seen := make(map[string]bool, len(v.node.Content)/2)
	var o object
	o.b = b
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		key := Value{v.r, v.node.Content[i]}
		if key.node.Kind != yaml.ScalarNode || key.IsNull() {
			key.not("the name of a JSON member", "text")
			continue
		}
		name := key.node.Value
		if seen[name] {
			key.Wrong("send it as raw: text", "the name %s stands here twice", form.Quote(name))
		}
		seen[name] = true
		o.name(name)
		o.b = Value{v.r, v.node.Content[i+1]}.appendJSON(o.b)
	}
	return o.end()
}

func (v Value) appendScalar(b []byte) []byte {
	text := v.node.Value
	if v.node.Style != 0 { // quoted, or a block
		return appendString(b, text)
	}
	switch v.tag() {
	case "!!null":
		if text == "null" {
			return append(b, text...)
		}
		v.Wrong(`write null, or "" for an empty text`, "a value is missing")
	case "!!bool":
		if text == "true" || text == "false" {
			return append(b, text...)
		}
		v.Wrong("write "+strings.ToLower(text)+", or quote a text", "%s is no JSON", text)
	case "!!int", "!!float":
		if number.MatchString(text) {
			return append(b, text...)
		}
		v.Wrong("quote a text, or send it as raw: text", "%s is no number of JSON", form.Clip(text))
	default:
		switch strings.ToLower(text) {
		case "yes", "no", "on", "off":
			v.Wrong("write true or false, or quote a text", "%s means a boolean to some readers of YAML and a text to others", text)
		}
		return appendString(b, text)
	}
	return append(b, "null"...)
}
