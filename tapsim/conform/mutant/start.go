package mutant

import (
	"encoding/json"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// startMutants are wrong about the spellings of a start.
var startMutants = []Mutant{
	{ID: "start-in-whole-seconds", Text: "you cut startDateTime to whole seconds in the answer to a create that leaves it out", Rule: model.CreateStartDefault,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			res := f.ask(r)
			if r.Op == protocol.Create && res.Accepted() && !strings.Contains(string(r.Body.Reveal()), "startDateTime") {
				edit(&res, func(p map[string]any) map[string]any {
					p["startDateTime"] = cut(p["startDateTime"].(string), 0)
					return p
				})
			}
			return res
		}},
	{ID: "offset-ignored", Text: "you ignore the offset of a start and read the rest as UTC", Rule: model.CreateStartOffset, Unspecified: true,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.Create {
				r.Body = protocol.NewJSON(offset.ReplaceAll(r.Body.Reveal(), []byte("${1}Z")))
			}
		})},
	{ID: "start-echoed", Text: "you show startDateTime as it was sent in the answer to a create", Rule: model.CreateStartZone,
		wrong: accepting(protocol.Create, func(_ *faulty, r protocol.Request, res *protocol.Response) {
			if start, ok := object(r.Body)["startDateTime"].(string); ok {
				res.Body = with(res.Body, map[string]any{"startDateTime": start})
			}
		})},
	{ID: "start-in-whole-minutes", Text: "you cut startDateTime to whole minutes in the answer to a create that leaves it out", Rule: model.CreateStartDefault,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			res := f.ask(r)
			if r.Op == protocol.Create && res.Accepted() && !strings.Contains(string(r.Body.Reveal()), "startDateTime") {
				edit(&res, func(p map[string]any) map[string]any {
					p["startDateTime"] = p["startDateTime"].(string)[:len("2026-01-01T00:00")] + ":00Z"
					return p
				})
			}
			return res
		}},
	{ID: "zone-refused", Text: "you refuse a start without a zone", Rule: model.CreateStartZone,
		wrong: refusingBody(model.CreateStartForm, zonelessStart)},
	{ID: "zone-of-the-server", Text: "you read a start without a zone as one with the offset +01:00", Rule: model.CreateStartZone,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.Create {
				r.Body = protocol.NewJSON(zoneless.ReplaceAll(r.Body.Reveal(), []byte(`${1}+01:00"`)))
			}
		})},
	{ID: "counted-refused", Text: "you refuse a start in the form /Date(ms)/, in milliseconds since 1970", Rule: model.CreateStartForm, Unspecified: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return counted.Match(body["startDateTime"])
		})},
	{ID: "offset-refused", Text: "you refuse a start with an offset", Rule: model.CreateStartOffset, Unspecified: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return offset.Match([]byte(`"startDateTime":` + string(body["startDateTime"])))
		})},
	{ID: "seven-digits", Text: "you refuse a start with more than seven digits of fraction", Rule: model.CreateStartForm, Unspecified: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return tooFine.Match(body["startDateTime"])
		})},
	{ID: "offset-cuts", Text: "you cut a start with an offset to whole seconds in the answer to the create", Rule: model.TimeUTC,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			res := f.ask(r)
			if r.Op == protocol.Create && res.Accepted() && offset.Match(r.Body.Reveal()) {
				edit(&res, func(p map[string]any) map[string]any {
					p["startDateTime"] = cut(p["startDateTime"].(string), 0)
					return p
				})
			}
			return res
		}},
	{ID: "offset-opens", Text: "you replace a lifetime out of range by the default if the start has an offset", Rule: model.CreateLifetimeRange,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			if r.Op == protocol.Create && offset.Match(r.Body.Reveal()) && f.ask(r).Rule == model.CreateLifetimeRange {
				r.Body = with(r.Body, map[string]any{"lifetimeInMinutes": nil})
			}
			return f.ask(r)
		}},
}
