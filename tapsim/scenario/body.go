package scenario

import (
	"regexp"
	"strings"

	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

// An object is the text of a JSON object while it is written, with its members in the
// order in which they are added.
type object []byte

func (o *object) add(name string, value any) {
	if len(*o) == 0 {
		*o = append(*o, '{')
	} else {
		*o = append(*o, ',')
	}
	*o = append(append(append(*o, wire.JSON(name)...), ':'), wire.JSON(value)...)
}

// end returns the text of the whole object.
func (o *object) end() []byte {
	if len(*o) == 0 {
		return []byte("{}")
	}
	return append(*o, '}')
}

// number is a number of JSON.
var number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// json appends the value as compact JSON. A scenario sends what its author wrote: keys
// in their order, numbers as they are spelt, timestamps as strings, null for null.
func (v Value) json(b []byte) []byte {
	switch v.node.kind {
	case mappingNode:
		return v.jsonObject(b)
	case listNode:
		b = append(b, '[')
		for i := range v.node.content {
			if i > 0 {
				b = append(b, ',')
			}
			b = v.item(i).json(b)
		}
		return append(b, ']')
	case scalarNode:
		return v.jsonScalar(b)
	}
	return b // an alias, which is reported already
}

func (v Value) jsonObject(b []byte) []byte {
	seen := make(map[string]bool, len(v.node.content)/2)
	b = append(b, '{')
	for i := 0; i+1 < len(v.node.content); i += 2 {
		key := v.item(i).As("the name of a JSON member")
		if key.node.kind != scalarNode || key.isNull() {
			key.not("text")
			continue
		}
		name := key.node.value
		if seen[name] {
			key.Wrong("send it as raw: text", "the name %s stands here twice", form.Quote(name))
		}
		if len(seen) > 0 {
			b = append(b, ',')
		}
		seen[name] = true
		b = append(append(b, wire.JSON(name)...), ':')
		b = v.item(i + 1).json(b)
	}
	return append(b, '}')
}

func (v Value) jsonScalar(b []byte) []byte {
	text := v.node.value
	if v.node.quote != 0 { // quoted, or a block
		return append(b, wire.JSON(text)...)
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
		return append(b, wire.JSON(text)...)
	}
	return append(b, "null"...)
}
