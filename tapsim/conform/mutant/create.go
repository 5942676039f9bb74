package mutant

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// lifetime makes a mutant that takes one lifetime for another.
func lifetime(change func(minutes, least, most model.Minutes) model.Minutes) wrong {
	return reading(func(l *liar, r *scenario.Request, cmd *model.Command) bool {
		if cmd.Lifetime == nil {
			return false
		}
		p := l.policy(r.At)
		cmd.Lifetime = new(change(*cmd.Lifetime, model.Minutes(p.Minimum), model.Minutes(p.Maximum)))
		return true
	})
}

// within makes a mutant whose range of lifetimes is one wider than the policy's.
func within(policy func(least, most int32) map[string]any) wrong {
	return func(l *liar, r scenario.Request) scenario.Response {
		if r.Op != scenario.Create {
			return l.ask(r)
		}
		p := l.policy(r.At)
		res := l.under(string(encode(policy(p.Minimum, p.Maximum)).Reveal()), r)
		if !res.Accepted() {
			return l.ask(r) // it quotes the range
		}
		return res
	}
}

// conflicting makes a mutant that refuses a create over some passes.
func conflicting(with func(l *liar, r scenario.Request, p pass) bool) wrong {
	return func(l *liar, r scenario.Request) scenario.Response {
		p, ok := l.pass(r)
		if r.Op == scenario.Create && ok && with(l, r, p) {
			return refuse(model.CreateConflict)
		}
		return l.ask(r)
	}
}

// in makes a mutant that knows one edition as another.
func in(from, to model.Edition) wrong {
	return world(func(w *scenario.World, _ *scenario.User) {
		if w.Edition == from {
			w.Edition = to
		}
	})
}

var createMutants = []Mutant{
	{Name: "minimum-excluded", What: "a lifetime of exactly the policy's minimum is refused", Rule: model.CreateLifetimeRange,
		wrong: lifetime(func(m, least, _ model.Minutes) model.Minutes {
			if m == least {
				return least - 1
			}
			return m
		})},
	{Name: "maximum-excluded", What: "a lifetime of exactly the policy's maximum is refused", Rule: model.CreateLifetimeRange,
		wrong: lifetime(func(m, _, most model.Minutes) model.Minutes {
			if m == most {
				return most + 1
			}
			return m
		})},
	{Name: "minimum-one-too-low", What: "a lifetime one minute below the policy's minimum is accepted", Rule: model.CreateLifetimeRange,
		wrong: within(func(least, _ int32) map[string]any {
			return map[string]any{"minimumLifetimeInMinutes": least - 1}
		})},
	{Name: "maximum-one-too-high", What: "a lifetime one minute above the policy's maximum is accepted", Rule: model.CreateLifetimeRange,
		wrong: within(func(_, most int32) map[string]any {
			return map[string]any{"maximumLifetimeInMinutes": most + 1}
		})},
	{Name: "zero-is-the-default", What: "a lifetime of zero minutes counts as none given", Rule: model.CreateLifetimeRange,
		wrong: reading(func(_ *liar, _ *scenario.Request, cmd *model.Command) bool {
			if cmd.Lifetime == nil || *cmd.Lifetime != 0 {
				return false
			}
			cmd.Lifetime = nil
			return true
		})},
	{Name: "lifetime-coerced", What: "a lifetime out of range becomes the nearest within and is not refused", Rule: model.CreateLifetimeRange,
		wrong: lifetime(func(m, least, most model.Minutes) model.Minutes { return min(max(m, least), most) })},
	{Name: "lifetime-default-fixed", What: "without a lifetime a pass gets an hour, whatever the policy's default", Rule: model.CreateLifetimeDefault,
		wrong: reading(func(l *liar, r *scenario.Request, cmd *model.Command) bool {
			if p := l.policy(r.At); cmd.Lifetime != nil || p.Minimum > 60 || p.Maximum < 60 {
				return false
			}
			cmd.Lifetime = new(model.Minutes(60))
			return true
		})},
	{Name: "once-coerced", What: "a multi-use pass becomes a one-time pass where the policy demands it, and is not refused", Rule: model.CreateOnceRequired,
		wrong: reading(func(l *liar, r *scenario.Request, cmd *model.Command) bool {
			if !l.policy(r.At).Once || cmd.Once == nil {
				return false
			}
			cmd.Once = new(true)
			return true
		})},
	{Name: "once-by-default", What: "a pass is a one-time pass if nobody says otherwise", Rule: model.CreateOnceDefault,
		wrong: reading(func(_ *liar, _ *scenario.Request, cmd *model.Command) bool {
			if cmd.Once != nil {
				return false
			}
			cmd.Once = new(true)
			return true
		})},
	{Name: "start-in-whole-seconds", What: "the start of a pass created without one is cut to the second", Rule: model.CreateStartDefault,
		wrong: func(l *liar, r scenario.Request) scenario.Response {
			res := l.ask(r)
			if r.Op == scenario.Create && res.Accepted() && !strings.Contains(string(r.Body.Reveal()), "startDateTime") {
				edit(&res, func(p map[string]any) map[string]any {
					p["startDateTime"] = cut(p["startDateTime"].(string), 0)
					return p
				})
			}
			return res
		}},
	{Name: "offset-ignored", What: "the offset of a start is passed over, and the rest read as UTC", Rule: model.CreateStartZone, Free: true,
		wrong: before(func(_ *liar, r *scenario.Request) {
			if r.Op == scenario.Create {
				r.Body = scenario.NewJSON(offset.ReplaceAll(r.Body.Reveal(), []byte("${1}Z")))
			}
		})},
	{Name: "zone-not-needed", What: "a start without a zone is read as UTC", Rule: model.CreateStartZone, Free: true,
		wrong: before(func(_ *liar, r *scenario.Request) {
			if r.Op == scenario.Create {
				r.Body = scenario.NewJSON(zoneless.ReplaceAll(r.Body.Reveal(), []byte(`${1}Z"`)))
			}
		})},
	{Name: "offset-refused", What: "a start with an offset is refused", Rule: model.CreateStartZone, Free: true,
		wrong: refusingBody(model.CreateStartZone, func(body map[string]json.RawMessage) bool {
			return offset.Match([]byte(`"startDateTime":` + string(body["startDateTime"])))
		})},
	{Name: "seven-digits", What: "a start with more than seven digits of fraction is refused", Rule: model.CreateStartZone, Free: true,
		wrong: refusingBody(model.CreateStartZone, func(body map[string]json.RawMessage) bool {
			return tooFine.Match(body["startDateTime"])
		})},
	{Name: "offset-cuts", What: "a start with an offset is cut to the second", Rule: model.TimeUTC,
		wrong: func(l *liar, r scenario.Request) scenario.Response {
			res := l.ask(r)
			if r.Op == scenario.Create && res.Accepted() && offset.Match(r.Body.Reveal()) {
				edit(&res, func(p map[string]any) map[string]any {
					p["startDateTime"] = cut(p["startDateTime"].(string), 0)
					return p
				})
			}
			return res
		}},
	{Name: "offset-opens", What: "the lifetime beside a start with an offset is not checked", Rule: model.CreateLifetimeRange,
		wrong: func(l *liar, r scenario.Request) scenario.Response {
			if r.Op == scenario.Create && offset.Match(r.Body.Reveal()) && l.ask(r).Rule == model.CreateLifetimeRange {
				r.Body = with(r.Body, map[string]any{"lifetimeInMinutes": nil})
			}
			return l.ask(r)
		}},
	{Name: "gated-too-soon", What: "no pass is created for whom the policy leaves out, as the edition gated has it", Rule: model.CreateUngated,
		wrong: in(model.Documented, model.Gated)},
	{Name: "never-gated", What: "the edition gated gates nothing", Rule: model.CreateGated, Edition: model.Gated,
		wrong: in(model.Gated, model.Documented)},
	{Name: "no-conflict", What: "the edition preview replaces a usable pass", Rule: model.CreateConflict, Edition: model.Preview,
		wrong: in(model.Preview, model.Documented)},
	{Name: "conflict", What: "a usable pass is not replaced but in the way, as the edition preview has it", Rule: model.CreateReplaces,
		wrong: conflicting(func(l *liar, _ scenario.Request, p pass) bool {
			return l.world.Edition == model.Documented && p.Usable
		})},
	{Name: "conflict-with-any", What: "in the edition preview even a pass that cannot be used is in the way", Rule: model.CreateReplaces, Edition: model.Preview,
		wrong: conflicting(func(l *liar, _ scenario.Request, _ pass) bool { return l.world.Edition == model.Preview })},
	{Name: "conflict-at-the-end", What: "in the edition preview a pass is in the way at the very end of its lifetime, too", Rule: model.UsabilityEnd, Edition: model.Preview, Free: true,
		wrong: conflicting(func(l *liar, r scenario.Request, p pass) bool {
			return l.world.Edition == model.Preview && p.Reason == "Expired" && r.At == p.end() && !l.used(r, p)
		})},
	{Name: "conflict-with-the-spent-at-the-end", What: "in the edition preview a spent pass is in the way at the very end of its lifetime", Rule: model.CreateReplaces, Edition: model.Preview,
		wrong: conflicting(func(l *liar, r scenario.Request, p pass) bool {
			return l.world.Edition == model.Preview && p.Reason == "Expired" && r.At == p.end() && l.used(r, p)
		})},
	{Name: "conflict-with-the-early", What: "in the edition preview a pass is in the way before its start, whatever the policy says", Rule: model.UsabilityOrder, Edition: model.Preview,
		wrong: conflicting(func(l *liar, r scenario.Request, p pass) bool {
			return l.world.Edition == model.Preview && p.Reason == "DisabledByPolicy" && r.At < p.start()
		})},
	{Name: "no-conflict-with-the-spent", What: "in the edition preview a spent pass is not in the way before its start", Rule: model.UsabilityOrder, Edition: model.Preview,
		wrong: func(l *liar, r scenario.Request) scenario.Response {
			if p, ok := l.pass(r); l.world.Edition == model.Preview && r.Op == scenario.Create && ok && p.Reason == "NotYetValid" && l.used(r, p) {
				// Of a pass that the policy does not allow the preview says the same.
				return l.under(`{"state":"disabled"}`, r)
			}
			return l.ask(r)
		}},
	{Name: "external-guests-welcome", What: "external guests get passes", Rule: model.CreateGuest,
		wrong: world(func(_ *scenario.World, u *scenario.User) { u.External = false }, "external")},
	{Name: "no-guests", What: "internal guests get no pass either", Rule: model.CreateGuest,
		wrong: world(func(_ *scenario.World, u *scenario.User) { u.External = u.External || u.Guest })},
	{Name: "null-refused", What: "a property that is null is refused", Rule: model.CreateNull, Free: true,
		wrong: refusingBody(model.CreateUnknown, func(body map[string]json.RawMessage) bool {
			for name, value := range body {
				if declared[name] && string(value) == "null" {
					return true
				}
			}
			return false
		})},
	{Name: "no-body-refused", What: "a create without a body is refused", Rule: model.CreateNull, Free: true,
		wrong: func(l *liar, r scenario.Request) scenario.Response {
			if r.Op == scenario.Create && r.Body == (scenario.JSON{}) {
				return refuse(model.CreateUnknown)
			}
			return l.ask(r)
		}},
	{Name: "null-is-an-accident", What: "a property that is null is answered with the status 500", Rule: model.CreateAccepted,
		wrong: func(l *liar, r scenario.Request) scenario.Response {
			for _, value := range object(r.Body) {
				if r.Op == scenario.Create && value == nil {
					return scenario.Response{Status: 500}
				}
			}
			return l.ask(r)
		}},
	{Name: "annotation-refused", What: "a name with an @ in the body is refused", Rule: model.CreateReadonly, Free: true,
		wrong: refusingBody(model.CreateUnknown, annotated)},
	{Name: "read-only-refused", What: "a read-only property in the body is refused", Rule: model.CreateReadonly, Free: true,
		wrong: refusingBody(model.CreateUnknown, func(body map[string]json.RawMessage) bool {
			for name := range body {
				if !declared[name] && !strings.Contains(name, "@") {
					return true
				}
			}
			return false
		})},
	{Name: "point-refused", What: "a whole number with a point or an exponent is refused", Rule: model.CreateUnknown, Free: true,
		wrong: refusingBody(model.CreateUnknown, func(body map[string]json.RawMessage) bool {
			return digits.Match(body["lifetimeInMinutes"])
		})},
	{Name: "last-one-wins", What: "of a name that comes twice the last counts", Rule: model.CreateUnknown, Free: true,
		wrong: rereading(scenario.Create, func(map[string]any) bool { return true })},
	{Name: "any-case", What: "names are taken in any case of letters", Rule: model.CreateUnknown, Free: true,
		wrong: rereading(scenario.Create, func(body map[string]any) (changed bool) {
			for _, given := range slices.Sorted(maps.Keys(body)) {
				for name := range declared {
					if value := body[given]; given != name && strings.EqualFold(given, name) {
						delete(body, given)
						body[name], changed = value, true
					}
				}
			}
			return changed
		})},
	{Name: "text-is-a-number", What: "a lifetime may be text", Rule: model.CreateUnknown, Free: true,
		wrong: rereading(scenario.Create, func(body map[string]any) bool {
			text, isText := body["lifetimeInMinutes"].(string)
			minutes, err := strconv.Atoi(text)
			body["lifetimeInMinutes"] = minutes
			return isText && err == nil
		})},
	{Name: "unknown-ignored", What: "names that the resource does not declare are passed over", Rule: model.CreateUnknown, Free: true,
		wrong: before(func(_ *liar, r *scenario.Request) {
			var body map[string]json.RawMessage
			if r.Op != scenario.Create || json.Unmarshal(r.Body.Reveal(), &body) != nil || body == nil {
				return
			}
			for name := range body {
				if !declared[name] {
					delete(body, name)
				}
			}
			text, _ := json.Marshal(body)
			r.Body = scenario.NewJSON(text)
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

// rereading makes a mutant that makes something of bodies, of creates or of
// updates, that the reference does not take. It returns whether it can.
func rereading(op scenario.Op, again func(body map[string]any) (changed bool)) wrong {
	return func(l *liar, r scenario.Request) scenario.Response {
		res := l.ask(r)
		var body map[string]any
		if res.Accepted() || r.Op != op || json.Unmarshal(r.Body.Reveal(), &body) != nil || body == nil {
			return res
		}
		if !again(body) {
			return res
		}
		r.Body, r.Raw = encode(body), false
		return l.ask(r)
	}
}

// declared are the properties that a create may set.
var declared = map[string]bool{"lifetimeInMinutes": true, "isUsableOnce": true, "startDateTime": true}

// refusingBody makes a mutant that refuses some bodies of a create that the
// reference takes.
func refusingBody(rule model.Rule, when func(body map[string]json.RawMessage) bool) wrong {
	return func(l *liar, r scenario.Request) scenario.Response {
		var body map[string]json.RawMessage
		if r.Op == scenario.Create && json.Unmarshal(r.Body.Reveal(), &body) == nil && when(body) {
			return refuse(rule)
		}
		return l.ask(r)
	}
}
