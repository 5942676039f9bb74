package mutant

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// lifetime makes a mutant that takes one lifetime for another.
func lifetime(change func(minutes, least, most model.Minutes) model.Minutes) wrong {
	return reading(func(l *liar, r *protocol.Request, cmd *model.Command) bool {
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
	return func(l *liar, r protocol.Request) protocol.Response {
		if r.Op != protocol.Create {
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
func conflicting(with func(l *liar, r protocol.Request, p pass) bool) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		p, ok := l.pass(r)
		if r.Op == protocol.Create && ok && with(l, r, p) {
			return refuse(model.CreateConflict)
		}
		return l.ask(r)
	}
}

// opening makes a mutant that does not gate a create under some policies.
func opening(when func(p policy) bool) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		res := l.ask(r)
		if res.Rule == model.CreateGated && when(l.policy(r.At)) {
			return l.under(open, r)
		}
		return res
	}
}

// in makes a mutant that knows one edition as another.
func in(from, to model.Edition) wrong {
	return world(func(w *protocol.Tenant, _ *protocol.User) {
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
		wrong: reading(func(_ *liar, _ *protocol.Request, cmd *model.Command) bool {
			if cmd.Lifetime == nil || *cmd.Lifetime != 0 {
				return false
			}
			cmd.Lifetime = nil
			return true
		})},
	{Name: "lifetime-coerced", What: "a lifetime out of range becomes the nearest within and is not refused", Rule: model.CreateLifetimeRange,
		wrong: lifetime(func(m, least, most model.Minutes) model.Minutes { return min(max(m, least), most) })},
	{Name: "lifetime-default-fixed", What: "without a lifetime a pass gets an hour, whatever the policy's default", Rule: model.CreateLifetimeDefault,
		wrong: reading(func(l *liar, r *protocol.Request, cmd *model.Command) bool {
			if p := l.policy(r.At); cmd.Lifetime != nil || p.Minimum > 60 || p.Maximum < 60 {
				return false
			}
			cmd.Lifetime = new(model.Minutes(60))
			return true
		})},
	{Name: "once-coerced", What: "a multi-use pass becomes a one-time pass where the policy demands it, and is not refused", Rule: model.CreateOnceRequired,
		wrong: reading(func(l *liar, r *protocol.Request, cmd *model.Command) bool {
			if !l.policy(r.At).Once || cmd.Once == nil {
				return false
			}
			cmd.Once = new(true)
			return true
		})},
	{Name: "once-by-default", What: "a pass is a one-time pass if nobody says otherwise", Rule: model.CreateOnceDefault,
		wrong: reading(func(_ *liar, _ *protocol.Request, cmd *model.Command) bool {
			if cmd.Once != nil {
				return false
			}
			cmd.Once = new(true)
			return true
		})},
	{Name: "start-in-whole-seconds", What: "the start of a pass created without one is cut to the second", Rule: model.CreateStartDefault,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			res := l.ask(r)
			if r.Op == protocol.Create && res.Accepted() && !strings.Contains(string(r.Body.Reveal()), "startDateTime") {
				edit(&res, func(p map[string]any) map[string]any {
					p["startDateTime"] = cut(p["startDateTime"].(string), 0)
					return p
				})
			}
			return res
		}},
	{Name: "offset-ignored", What: "the offset of a start is passed over, and the rest read as UTC", Rule: model.CreateStartOffset, Free: true,
		wrong: before(func(_ *liar, r *protocol.Request) {
			if r.Op == protocol.Create {
				r.Body = protocol.NewJSON(offset.ReplaceAll(r.Body.Reveal(), []byte("${1}Z")))
			}
		})},
	{Name: "zone-refused", What: "a start without a zone is refused", Rule: model.CreateStartZone,
		wrong: refusingBody(model.CreateStartForm, zonelessStart)},
	{Name: "zone-of-the-server", What: "a start without a zone is read in the zone of the server, an hour ahead", Rule: model.CreateStartZone,
		wrong: before(func(_ *liar, r *protocol.Request) {
			if r.Op == protocol.Create {
				r.Body = protocol.NewJSON(zoneless.ReplaceAll(r.Body.Reveal(), []byte(`${1}+01:00"`)))
			}
		})},
	{Name: "counted-refused", What: "a start in milliseconds since 1970 is refused", Rule: model.CreateStartForm, Free: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return counted.Match(body["startDateTime"])
		})},
	{Name: "offset-refused", What: "a start with an offset is refused", Rule: model.CreateStartOffset, Free: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return offset.Match([]byte(`"startDateTime":` + string(body["startDateTime"])))
		})},
	{Name: "seven-digits", What: "a start with more than seven digits of fraction is refused", Rule: model.CreateStartForm, Free: true,
		wrong: refusingBody(model.CreateStartForm, func(body map[string]json.RawMessage) bool {
			return tooFine.Match(body["startDateTime"])
		})},
	{Name: "offset-cuts", What: "a start with an offset is cut to the second", Rule: model.TimeUTC,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			res := l.ask(r)
			if r.Op == protocol.Create && res.Accepted() && offset.Match(r.Body.Reveal()) {
				edit(&res, func(p map[string]any) map[string]any {
					p["startDateTime"] = cut(p["startDateTime"].(string), 0)
					return p
				})
			}
			return res
		}},
	{Name: "offset-opens", What: "the lifetime beside a start with an offset is not checked", Rule: model.CreateLifetimeRange,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			if r.Op == protocol.Create && offset.Match(r.Body.Reveal()) && l.ask(r).Rule == model.CreateLifetimeRange {
				r.Body = with(r.Body, map[string]any{"lifetimeInMinutes": nil})
			}
			return l.ask(r)
		}},
	{Name: "documented-gates", What: "the edition documented gates as the edition current does", Rule: model.CreateUngated, Edition: model.Documented,
		wrong: in(model.Documented, model.Current)},
	{Name: "never-gated", What: "a pass is created for a user whom the policy shuts out", Rule: model.CreateGated,
		wrong: in(model.Current, model.Documented)},
	{Name: "gate-asks-the-state-alone", What: "a pass is created for a user whom an enabled policy leaves out", Rule: model.CreateGated,
		wrong: opening(func(p policy) bool { return p.State == "enabled" })},
	{Name: "gate-asks-the-scope-alone", What: "a pass is created while the policy is off, for a user whom it includes", Rule: model.CreateGated,
		wrong: opening(func(p policy) bool { return p.State != "enabled" })},
	{Name: "gate-opens-for-a-replacement", What: "a user whom the policy shuts out may have a pass replaced", Rule: model.CreateGated,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			if _, ok := l.pass(r); ok && r.Op == protocol.Create && l.world.Edition == model.Current {
				return l.under(open, r)
			}
			return l.ask(r)
		}},
	{Name: "no-conflict", What: "the edition preview replaces a usable pass", Rule: model.CreateConflict, Edition: model.Preview,
		wrong: in(model.Preview, model.Documented)},
	{Name: "conflict", What: "a usable pass is not replaced but in the way, as the edition preview has it", Rule: model.CreateReplaces,
		wrong: conflicting(func(l *liar, _ protocol.Request, p pass) bool {
			return l.world.Edition == model.Current && p.Usable
		})},
	{Name: "conflict-with-any", What: "in the edition preview even a pass that cannot be used is in the way", Rule: model.CreateReplaces, Edition: model.Preview,
		wrong: conflicting(func(l *liar, _ protocol.Request, _ pass) bool { return l.world.Edition == model.Preview })},
	{Name: "conflict-at-the-end", What: "in the edition preview a pass is in the way at the very end of its lifetime, too", Rule: model.UsabilityEnd, Edition: model.Preview, Free: true,
		wrong: conflicting(func(l *liar, r protocol.Request, p pass) bool {
			return l.world.Edition == model.Preview && p.Reason == "Expired" && r.At == p.end() && !l.used(r, p)
		})},
	{Name: "conflict-with-the-spent-at-the-end", What: "in the edition preview a spent pass is in the way at the very end of its lifetime", Rule: model.CreateReplaces, Edition: model.Preview,
		wrong: conflicting(func(l *liar, r protocol.Request, p pass) bool {
			return l.world.Edition == model.Preview && p.Reason == "Expired" && r.At == p.end() && l.used(r, p)
		})},
	{Name: "conflict-with-the-early", What: "in the edition preview a pass is in the way before its start, whatever the policy says", Rule: model.UsabilityOrder, Edition: model.Preview,
		wrong: conflicting(func(l *liar, r protocol.Request, p pass) bool {
			return l.world.Edition == model.Preview && p.Reason == "DisabledByPolicy" && r.At < p.start()
		})},
	{Name: "no-conflict-with-the-spent", What: "in the edition preview a spent pass is not in the way before its start", Rule: model.UsabilityOrder, Edition: model.Preview,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			if p, ok := l.pass(r); l.world.Edition == model.Preview && r.Op == protocol.Create && ok && p.Reason == "NotYetValid" && l.used(r, p) {
				// Of a pass that the policy does not allow the preview says the same.
				return l.under(`{"state":"disabled"}`, r)
			}
			return l.ask(r)
		}},
	{Name: "external-guests-welcome", What: "external guests get passes", Rule: model.CreateGuest,
		wrong: world(func(_ *protocol.Tenant, u *protocol.User) { u.External = false }, "external")},
	{Name: "no-guests", What: "internal guests get no pass either", Rule: model.CreateGuest,
		wrong: world(func(_ *protocol.Tenant, u *protocol.User) { u.External = u.External || u.Guest })},
	{Name: "external-members-refused", What: "a member whose credentials live in another tenant gets no pass", Rule: model.CreateExternalMember, Free: true,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			u, known := l.user(r)
			if userType, ok := object(r.Body)["userType"].(string); ok && known && r.Op == protocol.UpdateUser {
				l.notes["type of "+u.Name] = userType
			}
			if r.Op != protocol.Create || !known || u.Guest && l.notes["type of "+u.Name] == "" {
				return l.ask(r)
			}
			// The same of a guest: whether the user is external the reference knows.
			l.typeOf(u, "guest")
			defer l.typeOf(u, cmp.Or(l.notes["type of "+u.Name], "member"))
			return l.ask(r)
		}},
}
