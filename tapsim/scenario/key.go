package scenario

import (
	"iter"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A key is the tags of a field.
type key struct {
	name     string
	required bool
	is       string // the kind of its value; empty: no property
	also     []string
	field    []int // for reflect.Value.FieldByIndex
}

var keysByType sync.Map // []key by reflect.Type

// keysOf lists the keys of a struct of the format.
func keysOf(t reflect.Type) []key {
	if keys, ok := keysByType.Load(t); ok {
		return keys.([]key)
	}
	var keys []key
	for _, f := range reflect.VisibleFields(t) {
		if name, option, ok := strings.Cut(f.Tag.Get("yaml"), ","); name != "" {
			keys = append(keys, key{name, ok && option == "required", f.Tag.Get("is"), strings.Fields(f.Tag.Get("also")), f.Index})
		}
	}
	keysByType.Store(t, keys)
	return keys
}

// names lists the keys of a struct by name.
func names(form any) []string { return nameAll(keysOf(reflect.TypeOf(form))) }

func nameAll(keys []key) []string {
	names := make([]string, len(keys))
	for i := range keys {
		names[i] = keys[i].name
	}
	return names
}

// PropertyKind returns the kind of a property of a command, in the words of the tags
// of its struct, such as number, boolean or targets; empty: the command has no such
// property.
func PropertyKind(op protocol.Op, name string) string {
	f, ok := forms[op]
	if !ok {
		return ""
	}
	keys := keysOf(reflect.TypeOf(f.command))
	if i := slices.IndexFunc(keys, func(k key) bool { return k.name == name }); i >= 0 {
		return keys[i].is
	}
	return ""
}

// Texts yields the keys of a struct of texts in their order, with the text of each. A
// key with an empty text is left out.
func Texts(form any) iter.Seq2[string, string] {
	return func(yield func(name, text string) bool) {
		v := reflect.ValueOf(form)
		for _, k := range keysOf(v.Type()) {
			if text := v.FieldByIndex(k.field).String(); text != "" && !yield(k.name, text) {
				return
			}
		}
	}
}

// Fields reads a mapping into a struct of Values, whose tags name the keys. It reports
// keys that are unknown, repeated or missing, and a value that is no mapping; false
// means that it reported something. what names the mapping in messages.
func (v Value) Fields(what string, into any) bool {
	_, good := v.fields(what, true, into)
	return good
}

// fields also returns the values in the order of the file. It reports missing keys
// only if the mapping must be complete.
func (v Value) fields(what string, complete bool, into any) (values []Value, good bool) {
	form := reflect.ValueOf(into).Elem()
	if v.There() {
		values = make([]Value, 0, min(v.len()/2, form.NumField()))
	}
	good = v.members(what, complete, keysOf(form.Type()), func(k *key, value Value) {
		*form.FieldByIndex(k.field).Addr().Interface().(*Value) = value
		values = append(values, value)
	})
	return values, good
}

// members reads a mapping with these keys, one by one in the order of the file.
func (v Value) members(what string, complete bool, keys []key, read func(*key, Value)) bool {
	if !v.There() {
		return false
	}
	if v.node.kind != mappingNode {
		v.As(what).not("a mapping")
		return false
	}
	good := true
	var seen uint64 // by index of the key; no struct has 64 keys
	for i := 0; i+1 < len(v.node.content) && !v.r.full(); i += 2 {
		name, value := v.item(i), v.item(i+1)
		k := slices.IndexFunc(keys, func(k key) bool { return name.node.kind == scalarNode && k.name == name.node.value })
		switch {
		case k < 0:
			name.unknown(what, keys)
			good = false
		case seen&(1<<k) != 0:
			name.Wrong("", "%s has the key %s twice", what, keys[k].name)
			good = false
		default:
			seen |= 1 << k
			value.what, value.is = keys[k].name, keys[k].is
			read(&keys[k], value)
		}
	}
	var missing []string
	for i := range keys {
		if complete && keys[i].required && seen&(1<<i) == 0 {
			missing = append(missing, keys[i].name)
		}
	}
	if len(missing) > 0 {
		v.Wrong("", "%s lacks %s", what, strings.Join(missing, ", "))
	}
	return good && len(missing) == 0
}

// unknown reports a key that a mapping cannot have. Some words that people write are
// similar to a key with another meaning, such as wait and want.
func (v Value) unknown(what string, keys []key) {
	if v.node.kind != scalarNode {
		v.As("a key").not("a word")
		return
	}
	name, known := v.node.value, nameAll(keys)
	lower := strings.ToLower(name)
	hint := ""
	switch i := slices.IndexFunc(keys, func(k key) bool { return slices.Contains(k.also, lower) }); {
	case i >= 0:
		hint = "did you mean " + keys[i].name + "?"
	case lower == "user" && slices.Contains(known, string(protocol.List)):
		hint = "write the user into the command, as in list: {user: ada}"
	default:
		hint = form.Suggest(name, known)
	}
	v.Wrong(hint, "%s has no key %s", what, form.Quote(name))
}
