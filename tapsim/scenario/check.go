package scenario

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A checker compares one answer with what a step wants.
type checker struct {
	*player
	res      *protocol.Response
	opened   bool           // body is decoded
	body     map[string]any // nil: no object
	object   map[string]any // the object of the answer, once it is needed
	count    int            // of a collection; -1: no collection
	failures []Failure
}

func (c *checker) fail(pos Position, name, want, got string) {
	c.failures = append(c.failures, Failure{Pos: pos, Name: name, Want: want, Got: got})
}

// expect checks one assertion.
func (c *checker) expect(e *Assertion) {
	switch e.Name {
	case "status":
		c.equal(e, int64(c.res.Status))
	case "result":
		c.text(e, c.res.Result)
	case "reason":
		c.text(e, c.res.Reason)
	case "rule":
		if rule := e.Value.(model.Rule); c.res.Rule != model.NoRule {
			c.equal(e, c.res.Rule)
		} else if c.res.Accepted() != rule.Answer().Accepted {
			// A subject other than the reference model names no rule, but whether it accepts can
			// be compared.
			c.fail(e.Pos, "rule", rule.String(), describe(c.res))
		}
	case "error.code":
		c.text(e, c.res.Error.Code)
	case "error.message":
		c.text(e, c.res.Error.Message)
	case "sessionEnds":
		c.text(e, c.res.SessionEnds)
	case "registerBy":
		c.text(e, c.res.RegisterBy)
	case "count":
		c.read()
		if c.count < 0 {
			c.fail(e.Pos, "count", show(e.Value), "no collection: "+describe(c.res))
			return
		}
		c.equal(e, int64(c.count))
	case "absent":
		for _, name := range e.Value.([]any) {
			c.absent(e.Pos, name.(string))
		}
	default:
		c.read()
		got, ok := c.object[e.Name]
		if !ok {
			got = missing{}
		}
		c.equal(e, got)
	}
}

// absent requires that an answer does not have a property.
func (c *checker) absent(pos Position, name string) {
	var got string
	switch name {
	case "registerBy":
		got = c.res.RegisterBy
	case "sessionEnds":
		got = c.res.SessionEnds
	default:
		c.read()
		if v, ok := c.object[name]; ok {
			got = show(v)
		}
	}
	if got != "" {
		f := Failure{Pos: pos, Name: name, Want: "absent", Got: got}
		if name == "temporaryAccessPass" {
			redact(&f.Got, &f.got)
		}
		c.failures = append(c.failures, f)
	}
}

// missing stands for a property that the answer does not have.
type missing struct{}

// text compares a text of the answer outside its body; an empty text is a missing one.
func (c *checker) text(e *Assertion, got string) {
	if got == "" {
		c.equal(e, missing{})
		return
	}
	c.equal(e, got)
}

// equal compares one value. An instant is compared as it is spelt.
func (c *checker) equal(e *Assertion, got any) {
	want := e.Value
	if m, ok := want.(*TimeExpression); ok {
		at, wrong := c.resolve(m)
		if wrong != "" {
			c.fail(e.Pos, e.Name, "an instant", wrong)
			return
		}
		want = at.String()
	}
	if code, ok := want.(model.Code); ok {
		want = code.Reveal()
	}
	if reflect.DeepEqual(want, got) {
		return
	}
	f := Failure{Pos: e.Pos, Name: e.Name, Want: show(want), Got: show(got)}
	coded := e.Name == "temporaryAccessPass"
	if coded {
		redact(&f.Want, &f.want)
	}
	if got == (missing{}) {
		f.Got = "none: " + describe(c.res)
	} else if coded {
		redact(&f.Got, &f.got)
	}
	c.failures = append(c.failures, f)
}

// shape checks what an accepted answer has: an object, a collection, or nothing. This
// depends on the command alone.
func (c *checker) shape(step *Step) {
	want, ok := "no body", c.res.Body == protocol.JSON{}
	switch step.Op {
	case protocol.Create, protocol.Get, protocol.GetPolicy:
		body := c.open()
		_, wrapped := body["value"]
		want, ok = "an object", body != nil && !wrapped
	case protocol.List:
		_, isList := c.open()["value"].([]any)
		want, ok = "an object with a list of passes as its value", isList
	}
	if signs := step.Op == protocol.SignIn || step.Op == protocol.Refresh; signs != (c.res.Result != "") {
		want, ok = "a status or, for signIn and refresh, a result", false
	}
	if !ok {
		c.fail(step.Pos, "body", want, describe(c.res)+" "+form.Clip(c.res.Body.String()))
	}
}

// read decodes the body: an object as it is, a collection as its only item and a
// count.
func (c *checker) read() {
	if c.object != nil {
		return
	}
	c.object, c.count = map[string]any{}, -1
	body := c.open()
	if list, ok := body["value"].([]any); ok {
		c.count = len(list)
		if c.count == 1 {
			if only, ok := list[0].(map[string]any); ok {
				if context, ok := body["@odata.context"]; ok {
					only["@odata.context"] = context
				}
				body = only
			}
		}
	}
	if body != nil {
		c.object = body
	}
}

// open decodes the body once, because that takes longer than everything else.
func (c *checker) open() map[string]any {
	if !c.opened {
		c.opened, c.body = true, decode(c.res.Body)
	}
	return c.body
}

// decode reads an object with its whole numbers as int64, as an assertion has them.
func decode(text protocol.JSON) map[string]any {
	var body map[string]any
	if json.Unmarshal(text.Reveal(), &body) != nil {
		return nil
	}
	plain(body)
	return body
}

// plain converts the whole numbers in an object, and in the lists and objects in it,
// from float64 to int64.
func plain(object map[string]any) {
	for name, value := range object {
		switch v := value.(type) {
		case float64:
			if n := int64(v); float64(n) == v {
				object[name] = n
			}
		case map[string]any:
			plain(v)
		case []any:
			for _, item := range v {
				if o, ok := item.(map[string]any); ok {
					plain(o)
				}
			}
		}
	}
}

// form checks what every new pass must have, whatever its scenario: a new id, and a
// code with the length of the policy. A code of the reference model must also mix
// characters as the service's codes do. Rules pass-id, pass-code-length,
// pass-code-alphabet.
func (c *checker) form(pos Position, id, code string) {
	if parsed, ok := model.ParseID(id); !ok || parsed.String() != id {
		c.fail(pos, "id", "a GUID in lower case", strconv.Quote(id))
	} else if c.seen[id] {
		c.fail(pos, "id", "a new GUID", id+", seen before")
	}
	if c.seen == nil {
		c.seen = map[string]bool{}
	}
	c.seen[id] = true

	switch got, want := utf8.RuneCountInString(code), c.codeLength(); {
	case want == 0:
		c.fail(pos, "defaultLength", "a policy that says how long codes are", "none")
	case got != want:
		c.fail(pos, "temporaryAccessPass", fmt.Sprintf("%d characters", want), fmt.Sprintf("%d characters", got))
	}
	// Another implementation may draw from another alphabet.
	if c.res.Rule != model.NoRule && !mixed(code) {
		c.fail(pos, "temporaryAccessPass", "upper and lower case, digits and symbols", "fewer kinds of characters")
	}
}

// mixed reports whether a code has characters of every kind. It does not use the code
// of the engine, which could be wrong.
func mixed(code string) bool {
	symbol := func(r rune) bool { return r > ' ' && r <= '~' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, kind := range []func(rune) bool{unicode.IsUpper, unicode.IsLower, unicode.IsDigit, symbol} {
		if !strings.ContainsFunc(code, kind) {
			return false
		}
	}
	return true
}

// instant reads an instant of the object, which a later step may refer to.
func (c *checker) instant(pos Position, name string) model.Instant {
	text, _ := c.object[name].(string)
	at, _, ok := wire.ParseInstant(text)
	if !ok {
		c.fail(pos, name, "an instant", show(c.object[name]))
	}
	return at
}

// show formats a value as JSON, except rules and plain numbers.
func show(value any) string {
	switch v := value.(type) {
	case fmt.Stringer:
		return v.String()
	case *TimeExpression:
		return "an instant"
	}
	return string(wire.JSON(value))
}
