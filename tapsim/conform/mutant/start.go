package mutant

import (
	"encoding/json"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// startMutants are wrong about the spellings of a start.
var startMutants = []Mutant{
	{ID: "start-in-whole-seconds", Text: "the start of a pass created without one is cut to the second", Rule: model.CreateStartDefault,
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
	{ID: "offset-ignored", Text: "the offset of a start is ignored, and the rest is read as UTC", Rule: model.CreateStartOffset, Unspecified: true,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.Create {
				r.Body = protocol.NewJSON(offset.ReplaceAll(r.Body.Reveal(), []byte("${1}Z")))
			}
		})},
	{ID: "zone-refused", Text: "a start without a zone is refused", Rule: model.CreateStartZone,
		wrong: refusingBody(model.CreateStartForm, zonelessStart)},
	{ID: "zone-of-the-server", Text: "a start without a zone is read in the zone of the server, an hour ahead", Rule: model.CreateStartZone,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.Create {
				r.Body = protocol.NewJSON(zoneless.ReplaceAll(r.Body.Reveal(), []byte(`${1}+01:00"`)))
			}
		})},
	{ID: "counted-refused", Text: "a start in milliseconds since 1970 is refused", Rule: model.CreateStartForm, Unspecified: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return counted.Match(body["startDateTime"])
		})},
	{ID: "offset-refused", Text: "a start with an offset is refused", Rule: model.CreateStartOffset, Unspecified: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return offset.Match([]byte(`"startDateTime":` + string(body["startDateTime"])))
		})},
	{ID: "seven-digits", Text: "a start with more than seven digits of fraction is refused", Rule: model.CreateStartForm, Unspecified: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return tooFine.Match(body["startDateTime"])
		})},
	{ID: "offset-cuts", Text: "a start with an offset is cut to the second", Rule: model.TimeUTC,
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
	{ID: "offset-opens", Text: "the lifetime beside a start with an offset is not checked", Rule: model.CreateLifetimeRange,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			if r.Op == protocol.Create && offset.Match(r.Body.Reveal()) && f.ask(r).Rule == model.CreateLifetimeRange {
				r.Body = with(r.Body, map[string]any{"lifetimeInMinutes": nil})
			}
			return f.ask(r)
		}},
}
