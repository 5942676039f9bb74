package conform_test

// This file imports nothing of the project. A reader in another language can be written
// like it, from the text under about in the document alone.

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// A vectorReader puts vectors to an implementation that speaks the protocol.
type vectorReader struct {
	ask     io.Writer
	answers *bufio.Reader
	once    bool // stop at the first difference
	seq     int

	mine map[string]string // the values of {"$id": …} and {"$code": …} in this case
	seen []string          // the ids of this case
}

type vectorObject = map[string]any

// replay goes through all cases. A difference ends its case.
func (r *vectorReader) replay(t *testing.T, document []byte) (passed, skipped int, differences []string) {
	var vectors struct {
		Version int
		Cases   []struct {
			ID       string
			Features []string
			Reset    vectorObject
			Steps    []struct{ Request, Expect vectorObject }
		}
	}
	require.NoError(t, json.Unmarshal(document, &vectors))
	require.Equal(t, 2, vectors.Version)

	hello := r.exchange(t, vectorObject{"op": "hello", "protocol": 1, "suite": "vectors"})
	features, _ := hello["features"].([]any)
cases:
	for _, c := range vectors.Cases {
		for _, feature := range c.Features {
			if !slices.Contains(features, any(feature)) {
				skipped++
				continue cases
			}
		}
		r.mine, r.seen = map[string]string{}, nil
		require.EqualValues(t, 204, r.exchange(t, c.Reset)["status"])
		for i, step := range c.Steps {
			answer := r.exchange(t, r.fill(step.Request).(vectorObject))
			if wrong := r.compare(step.Expect, answer); wrong != "" {
				differences = append(differences, fmt.Sprintf("%s, step %d: %s", c.ID, i+1, wrong))
				if r.once {
					return passed, skipped, differences
				}
				continue cases
			}
		}
		passed++
	}
	r.exchange(t, vectorObject{"op": "bye"})
	return passed, skipped, differences
}

func (r *vectorReader) exchange(t *testing.T, request vectorObject) vectorObject {
	r.seq++
	request["seq"] = r.seq
	line, err := json.Marshal(request)
	require.NoError(t, err)
	_, err = r.ask.Write(append(line, '\n'))
	require.NoError(t, err)
	if request["op"] == "bye" {
		return nil // it needs no answer
	}
	text, err := r.answers.ReadBytes('\n')
	require.NoError(t, err)
	var answer vectorObject
	require.NoError(t, json.Unmarshal(text, &answer))
	require.EqualValues(t, r.seq, answer["seq"])
	return answer
}

// fill replaces labels by the implementation's own ids and codes.
func (r *vectorReader) fill(request any) any {
	whole, ok := request.(vectorObject)
	if !ok {
		return request
	}
	for _, kind := range []string{"$id", "$code"} {
		if label, ok := whole[kind].(string); ok {
			return altered(r.mine[kind+label], whole["alter"])
		}
	}
	filled := vectorObject{}
	for name, value := range whole {
		filled[name] = r.fill(value)
	}
	return filled
}

// altered is a code or an id after an alter.
func altered(text string, how any) string {
	switch how {
	case "otherCase":
		return strings.Map(func(r rune) rune {
			if upper := unicode.ToUpper(r); upper != r {
				return upper
			}
			return unicode.ToLower(r)
		}, text)
	case "shorter":
		return text[:len(text)-1]
	case "longer":
		return text + "A"
	case "first":
		return text[:1]
	case "spaced":
		return " " + text + " "
	}
	return text
}

// compare compares a whole answer, and says what is wrong with it.
func (r *vectorReader) compare(expect, answer vectorObject) string {
	chosen := func(name string) bool {
		list, _ := expect["chosen"].([]any)
		return slices.Contains(list, any(name))
	}
	for _, name := range []string{"status", "result", "reason", "sessionEnds", "registerBy", "body"} {
		status, _ := answer["status"].(float64)
		want, wanted := expect[name]
		got := answer[name]
		switch {
		case name == "status" && chosen(name) && status >= 400 && status < 500:
		case !wanted && got != nil:
			return fmt.Sprintf("%s: want none, got %v", name, got)
		case wanted:
			if wrong := r.same(name, want, got); wrong != "" {
				return wrong
			}
		}
	}
	wanted, _ := expect["error"].(vectorObject)
	given, there := answer["error"].(vectorObject)
	if _, call := expect["status"]; call && wanted != nil && !there {
		return fmt.Sprintf("error: want %v, got none", wanted)
	}
	other, _ := expect["orError"].(vectorObject)
	for _, name := range []string{"code", "message"} {
		if given[name] != nil && given[name] == other[name] {
			continue
		}
		if want, ok := wanted[name]; ok && there && !chosen("error."+name) && given[name] != want {
			return fmt.Sprintf("error.%s: want %v, got %v", name, want, given[name])
		}
	}
	return ""
}

var aGUID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// same compares two values, and binds the labels in the wanted one.
func (r *vectorReader) same(place string, want, got any) string {
	switch want := want.(type) {
	case vectorObject:
		if label, ok := want["$id"].(string); ok {
			return r.id(place, label, got)
		}
		if label, ok := want["$code"].(string); ok {
			code, _ := got.(string)
			if n := utf8.RuneCountInString(code); float64(n) != want["length"] {
				return fmt.Sprintf("%s: want %v characters, got %d", place, want["length"], n)
			}
			r.mine["$code"+label] = code
			return ""
		}
		given, ok := got.(vectorObject)
		if !ok {
			return fmt.Sprintf("%s: want an object, got %v", place, got)
		}
		for name := range given {
			if _, wanted := want[name]; !wanted && !strings.Contains(name, "@") && name != "lastUsedDateTime" {
				return fmt.Sprintf("%s.%s: not wanted", place, name)
			}
		}
		for name, value := range want {
			there, ok := given[name]
			if !ok {
				return fmt.Sprintf("%s.%s: missing", place, name)
			}
			if wrong := r.same(place+"."+name, value, there); wrong != "" {
				return wrong
			}
		}
		return ""
	case []any:
		given, ok := got.([]any)
		if !ok || len(given) != len(want) {
			return fmt.Sprintf("%s: want %d items, got %v", place, len(want), got)
		}
		for i := range want {
			if wrong := r.same(place, want[i], given[i]); wrong != "" {
				return wrong
			}
		}
		return ""
	}
	if !reflect.DeepEqual(want, got) {
		return fmt.Sprintf("%s: want %v, got %v", place, want, got)
	}
	return ""
}

func (r *vectorReader) id(place, label string, got any) string {
	id, _ := got.(string)
	known, bound := r.mine["$id"+label]
	switch {
	case bound && id != known:
		return fmt.Sprintf("%s: want that of %s, got %q", place, label, id)
	case bound:
		return ""
	case !aGUID.MatchString(id):
		return fmt.Sprintf("%s: want a GUID, got %q", place, id)
	case slices.Contains(r.seen, id):
		return fmt.Sprintf("%s: want a new GUID, got %q", place, id)
	}
	r.mine["$id"+label], r.seen = id, append(r.seen, id)
	return ""
}
