package scenario

import (
	"strings"

	"github.com/tapsim/tap/tapsim/form"
	"go.yaml.in/yaml/v4"
)

// A Mapping describes the mappings of one kind: which keys they may have, and
// what becomes of each value. T is what the values are read into.
type Mapping[T any] struct {
	What   string // in messages: "a step", "create"
	Fields []Field[T]
}

// A Field is one key of a Mapping.
type Field[T any] struct {
	Key      string
	Required bool
	Read     func(T, Value)
}

// Keys lists the keys in their order.
func (m *Mapping[T]) Keys() []string {
	keys := make([]string, len(m.Fields))
	for i := range m.Fields {
		keys[i] = m.Fields[i].Key
	}
	return keys
}

// Read reads one mapping into t, key by key in the order of the file. Unknown,
// repeated and missing keys are mistakes. It returns false if there are any, or
// if v is no mapping.
func (m *Mapping[T]) Read(t T, v Value) bool {
	if v.node.Kind != yaml.MappingNode {
		v.not(m.What, "a mapping")
		return false
	}
	good := true
	var seen uint64 // by index of the field; no mapping has as many as 64
	for i := 0; i+1 < len(v.node.Content) && !v.r.full(); i += 2 {
		key, value := Value{v.r, v.node.Content[i]}, Value{v.r, v.node.Content[i+1]}
		f := m.find(key)
		switch {
		case f < 0:
			m.unknown(key)
			good = false
		case seen&(1<<f) != 0:
			key.Wrong("", "%s has the key %s twice", m.What, m.Fields[f].Key)
			good = false
		default:
			seen |= 1 << f
			m.Fields[f].Read(t, value)
		}
	}
	return m.complete(v, seen) && good
}

func (m *Mapping[T]) find(key Value) int {
	if key.node.Kind == yaml.ScalarNode {
		for i := range m.Fields {
			if m.Fields[i].Key == key.node.Value {
				return i
			}
		}
	}
	return -1
}

func (m *Mapping[T]) unknown(key Value) {
	if key.node.Kind != yaml.ScalarNode {
		key.not("a key", "a word")
		return
	}
	known := m.Keys()
	hint := synonymOf(key.node.Value, known)
	if hint == "" {
		hint = form.Suggest(key.node.Value, known)
	}
	key.Wrong(hint, "%s has no key %s", m.What, form.Quote(key.node.Value))
}

func (m *Mapping[T]) complete(v Value, seen uint64) bool {
	var names []string
	for i, f := range m.Fields {
		if f.Required && seen&(1<<i) == 0 {
			names = append(names, f.Key)
		}
	}
	if len(names) > 0 {
		v.Wrong("", "%s lacks %s", m.What, strings.Join(names, ", "))
	}
	return len(names) == 0
}
