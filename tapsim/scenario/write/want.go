package write

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// Wants returns assertions that make the answer the wanted one: whether it accepts,
// the named properties, and the rule. It leaves out a property that the answer does
// not have, or that no scenario can want. Instants become time expressions of words,
// without the pass except, which is the one that a create makes.
func Wants(res *protocol.Response, words *Words, except string, names ...string) []scenario.Assertion {
	var all []scenario.Assertion
	want := func(name string, value any) { all = append(all, scenario.Assertion{Name: name, Value: value}) }
	instant := func(name, text string) {
		if at, _, ok := wire.ParseInstant(text); ok {
			want(name, words.TimeExpression(at, except))
		}
	}
	if res.Result == "" {
		want("status", int64(res.Status))
	} else if want("result", res.Result); res.Reason != "" {
		want("reason", res.Reason)
	}
	for _, name := range names {
		switch name {
		case "sessionEnds":
			instant(name, res.SessionEnds)
		case "registerBy":
			if res.RegisterBy == "" {
				want("absent", []any{name})
			}
			instant(name, res.RegisterBy)
		case "error.code":
			want(name, res.Error.Code)
		case "error.message":
			want(name, res.Error.Message)
		case "count":
			list, _ := res.Body.Object()["value"].([]any)
			want(name, int64(len(list)))
		default:
			value, there := Properties(res)[name]
			switch v := value.(type) {
			case nil:
				if there && name == "temporaryAccessPass" {
					want(name, nil)
				}
			case bool:
				want(name, v)
			case float64:
				want(name, int64(v))
			case string:
				if wire.KindOf(name) == wire.Instant {
					instant(name, v)
				} else if name != "temporaryAccessPass" && name != "id" { // they are different in each run
					want(name, v)
				}
			}
		}
	}
	if res.Rule != model.NoRule {
		want("rule", res.Rule)
	}
	return all
}

// Properties are the properties of the object in an answer, or of the only one in a
// list.
func Properties(res *protocol.Response) map[string]any {
	if !res.Accepted() {
		return nil
	}
	object := res.Body.Object()
	if list, ok := object["value"].([]any); ok {
		if object = nil; len(list) == 1 {
			object, _ = list[0].(map[string]any)
		}
	}
	return object
}
