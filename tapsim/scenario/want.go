package scenario

import (
	"reflect"
	"slices"
)

// readWants reads the assertions about the answer.
func (s *stepReader) readWants(v Value) {
	keys := keysOf(reflect.TypeOf(forms[s.Op].want))
	var absent Value
	good := v.members("the answer to "+string(s.Op), true, keys, func(k *key, value Value) {
		switch k.is {
		case "error":
			s.readError(value)
		case "absent":
			absent = value
		default:
			s.assert(k.name, value)
		}
	})
	if good && v.len() == 0 {
		v.Wrong("leave it out if the step need only be accepted", "want wants nothing")
	}
	if absent.There() {
		s.readAbsent(absent, deniable(keys))
	}
}

// assert adds an assertion about a property. A list of targets is compared as Graph
// shows it, where an include has one property more than an exclude.
func (s *stepReader) assert(name string, v Value) {
	want, _ := s.draft.property(v)
	if targets, ok := want.([]target); ok {
		list := []any{}
		for _, t := range targets {
			item := map[string]any{"targetType": t.Type, "id": t.ID}
			if name == "includeTargets" {
				item["isRegistrationRequired"] = false
			}
			list = append(list, item)
		}
		want = list
	}
	s.Wants = append(s.Wants, Assertion{Pos: v.Pos(), Name: name, Value: want})
}

func (s *stepReader) readError(v Value) {
	values, good := v.fields("error", true, &ErrorKeys[Value]{})
	for _, value := range values {
		s.assert("error."+value.what, value)
	}
	if good && len(values) == 0 {
		v.Wrong("that it is refused is wanted by status, rule or result", "error wants nothing")
	}
}

// readAbsent reads the names of the properties that the answer must not have.
func (s *stepReader) readAbsent(v Value, known []string) {
	names := []any{}
	v.Each("absent", func(item Value) {
		name, ok := item.Word(known)
		if ok && slices.Contains(names, any(name)) {
			item.Wrong("", "absent names %s twice", name)
		}
		names = append(names, name)
	})
	if len(names) == 0 {
		v.Wrong("", "absent names nothing")
	}
	s.Wants = append(s.Wants, Assertion{Pos: v.Pos(), Name: "absent", Value: names})
}

// deniable returns the keys of a want that an answer may lack. The others are no
// properties, or always have a value.
func deniable(keys []key) []string {
	return nameAll(slices.DeleteFunc(slices.Clone(keys), func(k key) bool {
		return slices.Contains([]string{"rule", "error", "absent", "status", "count", "result", "refusal"}, k.is)
	}))
}
