package protocol

import (
	"bytes"
	"encoding/json"
	"math"
)

// Object reads the text as a JSON object, in which every number is a float64. A text
// that is no object gives an empty one.
func (j JSON) Object() map[string]any {
	d := json.NewDecoder(bytes.NewReader(j.Reveal()))
	d.UseNumber()
	var object map[string]any
	if d.Decode(&object) != nil {
		return map[string]any{}
	}
	return plain(object).(map[string]any)
}

// plain converts numbers to float64. A number that is too large stays a json.Number,
// which equals no expected number.
func plain(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			v[name] = plain(member)
		}
	case []any:
		for i, item := range v {
			v[i] = plain(item)
		}
	case json.Number:
		if f, err := v.Float64(); err == nil && math.Abs(f) < 1<<53 {
			return f
		}
	}
	return value
}
