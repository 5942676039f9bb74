package mutant

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// The names of a pass, those of them that a create may set, and of the policy.
var (
	ofAPass     = wire.Names(wire.PassProperties())
	settable    = wire.Names(wire.Settable(wire.PassProperties()))
	ofThePolicy = wire.Names(wire.PolicyProperties())
)

// properName returns the name of which this is a spelling; empty, if there is none. With
// beyondASCII letters outside ASCII have a case, too: ſ is an s.
func properName(name string, names []string, beyondASCII bool) string {
	for _, n := range names {
		if strings.EqualFold(n, name) && (beyondASCII || len(n) == len(name)) {
			return n
		}
	}
	return ""
}

// isSpelling reports whether a name is a spelling of one of the names.
func isSpelling(name string, names []string) bool { return properName(name, names, false) != "" }

// blank reports whether a body has only what JSON takes for white space.
func blank(body protocol.JSON) bool { return len(bytes.Trim(body.Reveal(), " \t\r\n")) == 0 }

// renaming makes a mutant that renames the members of a create that the reference
// refuses. If two have the same name then, the last one counts.
func renaming(again func(name string) string) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		res := f.ask(r)
		members, ok := write.Members(r.Body.Reveal())
		if r.Op != protocol.Create || res.Rule != model.CreateUnknown || !ok {
			return res
		}
		body := map[string]json.RawMessage{}
		for _, m := range members {
			body[again(m.Name)] = m.Value
		}
		text, _ := json.Marshal(body)
		r.Body, r.Raw = protocol.NewJSON(text), false
		return f.ask(r)
	}
}

// bodyMutants are wrong about the form of the body of a create.
var bodyMutants = []Mutant{
	{ID: "null-refused", Text: "you refuse a create in which a property is null", Rule: model.CreateNull, Unspecified: true,
		wrong: refusingBody(model.CreateUnknown, func(body map[string]json.RawMessage) bool {
			for name, value := range body {
				if slices.Contains(settable, name) && string(value) == "null" {
					return true
				}
			}
			return false
		})},
	{ID: "no-body-accepted", Text: "you treat a create without a body as one with an empty object", Rule: model.CreateEmpty, Unspecified: true,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.Create && blank(r.Body) {
				r.Body = protocol.NewJSON("{}")
			}
		})},
	{ID: "text-after-the-body", Text: "you ignore text after the JSON value in the body of a create", Rule: model.CreateMalformed,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			var first json.RawMessage
			if r.Op == protocol.Create && json.NewDecoder(bytes.NewReader(r.Body.Reveal())).Decode(&first) == nil {
				r.Body = protocol.NewJSON(first)
			}
		})},
	{ID: "null-is-an-accident", Text: "you answer a create in which a property is null with status 500", Rule: model.CreateAccepted,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			for _, value := range object(r.Body) {
				if r.Op == protocol.Create && value == nil {
					return protocol.Response{Status: 500}
				}
			}
			return f.ask(r)
		}},
	{ID: "annotation-refused", Text: "you refuse a create with an @ in a property name", Rule: model.CreateReadonly, Unspecified: true,
		wrong: refusingBody(model.CreateUnknown, annotated)},
	{ID: "read-only-refused", Text: "you refuse a create that names a read-only property", Rule: model.CreateReadonly, Unspecified: true,
		wrong: refusingBody(model.CreateUnknown, func(body map[string]json.RawMessage) bool {
			for name := range body {
				if !isSpelling(name, settable) && !strings.Contains(name, "@") {
					return true
				}
			}
			return false
		})},
	{ID: "point-refused", Text: "you refuse a whole lifetimeInMinutes that is written with a point or an exponent", Rule: model.CreateUnknown, Unspecified: true,
		wrong: refusingBody(model.CreateUnknown, func(body map[string]json.RawMessage) bool {
			return digits.Match(body["lifetimeInMinutes"])
		})},
	{ID: "last-one-wins", Text: "you take the last value of a property name that comes twice in a create", Rule: model.CreateUnknown, Unspecified: true,
		wrong: rereading(protocol.Create, func(map[string]any) bool { return true })},
	{ID: "case-counts", Text: "you refuse a create with a property name in another case of letters", Rule: model.CreateCase, Unspecified: true,
		wrong: refusingBody(model.CreateUnknown, func(body map[string]json.RawMessage) bool {
			for name := range body {
				if !slices.Contains(settable, name) && isSpelling(name, ofAPass) {
					return true
				}
			}
			return false
		})},
	{ID: "text-is-a-number", Text: "you accept a lifetimeInMinutes that is a string", Rule: model.CreateUnknown, Unspecified: true,
		wrong: rereading(protocol.Create, func(body map[string]any) bool {
			text, isText := body["lifetimeInMinutes"].(string)
			minutes, err := strconv.Atoi(text)
			body["lifetimeInMinutes"] = minutes
			return isText && err == nil
		})},
	{ID: "unknown-ignored", Text: "you ignore unknown property names in a create", Rule: model.CreateUnknown, Unspecified: true,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			var body map[string]json.RawMessage
			if r.Op != protocol.Create || json.Unmarshal(r.Body.Reveal(), &body) != nil || body == nil {
				return
			}
			for name := range body {
				if !isSpelling(name, ofAPass) {
					delete(body, name)
				}
			}
			text, _ := json.Marshal(body)
			r.Body = protocol.NewJSON(text)
		})},
	{ID: "folded-beyond-ascii", Text: "you match a non-ASCII letter in a property name with the ASCII letter of which it is another case", Rule: model.CreateCase, Unspecified: true,
		wrong: renaming(func(name string) string {
			if d := properName(name, ofAPass, true); d != "" && !isSpelling(name, ofAPass) {
				return d
			}
			return name
		})},
	{ID: "last-spelling-wins", Text: "you take the last value of a property name that comes in two cases of letters in a create", Rule: model.CreateCase, Unspecified: true,
		wrong: renaming(func(name string) string {
			if d := properName(name, ofAPass, false); d != "" {
				return d
			}
			return name
		})},
	{ID: "other-case-ignored", Text: "you ignore a property of a create whose name is in another case of letters", Rule: model.CreateCase, Unspecified: true,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			var body map[string]json.RawMessage
			if _, contributing, refused := wire.ParseCreate(r.Body.Reveal()); r.Op != protocol.Create || refused != model.NoRule || !contributing.Has(model.CreateCase) {
				return
			}
			json.Unmarshal(r.Body.Reveal(), &body)
			for name := range body {
				if !slices.Contains(settable, name) && isSpelling(name, ofAPass) {
					delete(body, name)
				}
			}
			text, _ := json.Marshal(body)
			r.Body, r.Raw = protocol.NewJSON(text), false
		})},
	{ID: "malformed-is-unknown", Text: "you refuse a create that is not JSON with the error for an unknown property", Rule: model.CreateMalformed, Unspecified: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.CreateMalformed {
				*res = refuse(model.CreateUnknown)
			}
		})},
	{ID: "empty-is-malformed", Text: "you refuse a create without a body with the error for a body that is not JSON", Rule: model.CreateEmpty, Unspecified: true,
		wrong: after(func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.CreateEmpty {
				*res = refuse(model.CreateMalformed)
			}
		})},
}

// annotated reports whether there is a name with an @.
func annotated(body map[string]json.RawMessage) bool {
	for name := range body {
		if strings.Contains(name, "@") {
			return true
		}
	}
	return false
}

// rereading makes a mutant that accepts bodies that the reference refuses, after a change.
// again makes the change, and reports whether there is one.
func rereading(op protocol.Op, again func(body map[string]any) (changed bool)) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		res := f.ask(r)
		var body map[string]any
		if res.Accepted() || r.Op != op || json.Unmarshal(r.Body.Reveal(), &body) != nil || body == nil {
			return res
		}
		if !again(body) {
			return res
		}
		r.Body, r.Raw = encode(body), false
		return f.ask(r)
	}
}

// zonelessStart reports whether a body has a start without a zone.
func zonelessStart(body map[string]json.RawMessage) bool {
	return zoneless.Match([]byte(`"startDateTime":` + string(body["startDateTime"])))
}

// refusingBody makes a mutant that refuses some bodies of a create that the reference
// accepts.
func refusingBody(rule model.Rule, when func(body map[string]json.RawMessage) bool) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		var body map[string]json.RawMessage
		if r.Op == protocol.Create && json.Unmarshal(r.Body.Reveal(), &body) == nil && when(body) {
			return refuse(rule)
		}
		return f.ask(r)
	}
}
