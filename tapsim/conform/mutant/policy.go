package mutant

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A policy is what the reference shows of the tenant's.
type policy struct {
	State   string   `json:"state"`
	Minimum int32    `json:"minimumLifetimeInMinutes"`
	Maximum int32    `json:"maximumLifetimeInMinutes"`
	Default int32    `json:"defaultLifetimeInMinutes"`
	Once    bool     `json:"isUsableOnce"`
	Include []target `json:"includeTargets"`
	Exclude []target `json:"excludeTargets"`
}

type target struct {
	Type string `json:"targetType"`
	ID   string `json:"id"`
}

// policy returns the tenant's policy.
func (l *liar) policy(at model.Instant) (p policy) {
	json.Unmarshal(l.policyText(at).Reveal(), &p)
	return p
}

func (l *liar) policyText(at model.Instant) protocol.JSON {
	return l.Reference.Do(protocol.Request{Op: protocol.GetPolicy, At: at}).Body
}

// amend changes the tenant's policy, if that is possible.
func (l *liar) amend(at model.Instant, policy protocol.JSON) {
	l.Reference.Do(protocol.Request{Op: protocol.UpdatePolicy, At: at, Body: with(policy, map[string]any{"@odata.type": wire.PolicyType})})
}

// under asks the reference while its policy is another one.
func (l *liar) under(policy string, r protocol.Request) protocol.Response {
	was := l.policyText(r.At)
	l.amend(r.At, protocol.NewJSON(policy))
	defer l.amend(r.At, was)
	return l.ask(r)
}

// open is a policy that stands against nothing.
const open = `{"state":"enabled","isUsableOnce":false,"includeTargets":[` + everybody + `],"excludeTargets":[]}`

const everybody = `{"targetType":"group","id":"all_users"}`

// misreading makes a mutant that, where the answer depends on the state of a
// pass or makes one, reads another policy than the tenant's: that of the tenant
// with some properties replaced.
func misreading(properties func(p policy) map[string]any) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		if judges(r.Op) || r.Op == protocol.Create {
			return l.under(string(encode(properties(l.policy(r.At))).Reveal()), r)
		}
		return l.ask(r)
	}
}

// updating makes a mutant that takes a well-formed update for another one.
func updating(change func(l *liar, r protocol.Request, body map[string]any)) wrong {
	return before(func(l *liar, r *protocol.Request) {
		if r.Op != protocol.UpdatePolicy {
			return
		}
		if _, _, _, refused := wire.ParsePolicy(r.Body.Reveal()); refused == model.NoRule {
			body := object(r.Body)
			change(l, *r, body)
			r.Body, r.Raw = encode(body), false
		}
	})
}

// refusingUpdate makes a mutant that refuses some updates that the reference
// takes.
func refusingUpdate(when func(l *liar, r protocol.Request, body map[string]json.RawMessage) bool) wrong {
	return func(l *liar, r protocol.Request) protocol.Response {
		var body map[string]json.RawMessage
		if r.Op == protocol.UpdatePolicy && json.Unmarshal(r.Body.Reveal(), &body) == nil && when(l, r, body) {
			return refuse(model.PolicyUnknown)
		}
		return l.ask(r)
	}
}

var policyMutants = []Mutant{
	{Name: "multi-use-under-one-time", What: "a multi-use pass works under a policy of one-time passes", Rule: model.UsabilityDisabled,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			if judges(r.Op) {
				return l.under(`{"isUsableOnce":false}`, r)
			}
			return l.ask(r)
		}},
	{Name: "policy-captured", What: "a pass lives under the policy of its creation", Rule: model.PolicyExisting,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			p, _ := l.pass(r)
			if captured := l.notes[p.ID]; judges(r.Op) && captured != "" {
				return l.under(captured, r)
			}
			res := l.ask(r)
			if r.Op == protocol.Create && res.Accepted() {
				l.notes[passIn(res.Body).ID] = string(l.policyText(r.At).Reveal())
			}
			return res
		}},
	{Name: "maximum-shortens", What: "a lower maximum shortens the passes that are there", Rule: model.PolicyExisting,
		wrong: seeing(func(l *liar, r protocol.Request, p map[string]any) {
			p["lifetimeInMinutes"] = min(p["lifetimeInMinutes"].(float64), float64(l.policy(r.At).Maximum))
		})},
	{Name: "disabling-deletes", What: "switching the policy off deletes all passes", Rule: model.PolicyExisting,
		wrong: accepting(protocol.UpdatePolicy, func(l *liar, r protocol.Request, _ *protocol.Response) {
			if l.policy(r.At).State == "enabled" {
				return
			}
			for _, u := range l.world.Users {
				one := protocol.Request{Op: protocol.Delete, At: r.At, User: u.UPN()}
				p, _ := l.pass(one)
				one.ID = p.ID
				l.Reference.Do(one)
			}
		})},
	{Name: "exclusion-ignored", What: "the policy excludes nobody", Rule: model.PolicyTargets,
		wrong: misreading(func(policy) map[string]any { return map[string]any{"excludeTargets": []target{}} })},
	{Name: "include-beats-exclude", What: "who is included by name is included, whatever excludes them", Rule: model.PolicyTargets,
		wrong: misreading(func(p policy) map[string]any {
			named := slices.DeleteFunc(slices.Clone(p.Exclude), func(t target) bool { return slices.Contains(p.Include, t) })
			return map[string]any{"excludeTargets": append([]target{}, named...)}
		})},
	{Name: "nobody-is-everybody", What: "a policy that includes nobody includes everybody", Rule: model.PolicyTargets,
		wrong: misreading(func(p policy) map[string]any {
			if len(p.Include) > 0 {
				return nil
			}
			return map[string]any{"includeTargets": []json.RawMessage{json.RawMessage(everybody)}}
		})},
	{Name: "target-type-ignored", What: "a user is found under the type group too", Rule: model.PolicyTargets,
		wrong: misreading(func(p policy) map[string]any {
			both := []target{}
			for _, t := range p.Include {
				both = append(both, t)
				if t.ID != "all_users" {
					both = append(both, target{"user", t.ID})
				}
			}
			return map[string]any{"includeTargets": both}
		})},
	{Name: "groups-captured", What: "a change of somebody's groups has no effect", Rule: model.UserUpdate,
		wrong: world(func(*protocol.Tenant, *protocol.User) {}, "groups")},
	{Name: "half-applied-update", What: "what was good of a refused update stays", Rule: model.PolicyAtomic,
		wrong: after(func(l *liar, r protocol.Request, res *protocol.Response) {
			if rule := res.Rule; r.Op != protocol.UpdatePolicy || rule != model.PolicyRange && rule != model.PolicyOrder {
				return
			}
			body := object(r.Body)
			for _, name := range slices.Sorted(maps.Keys(body)) {
				l.amend(r.At, encode(map[string]any{name: body[name]}))
			}
		})},
	{Name: "update-replaces", What: "an update sets what it leaves out to the default", Rule: model.PolicyUpdate,
		wrong: updating(func(l *liar, r protocol.Request, body map[string]any) {
			all := object(protocol.NewJSON(wire.AppendPolicy(nil, model.DefaultPolicy(l.world.Edition), wire.Annotations{})))
			for name, value := range all {
				if _, named := body[name]; !named {
					body[name] = value
				}
			}
		})},
	{Name: "lists-are-merged", What: "an update adds to the targets that are there", Rule: model.PolicyUpdate,
		wrong: updating(func(l *liar, r protocol.Request, body map[string]any) {
			was := object(l.policyText(r.At))
			for _, name := range []string{"includeTargets", "excludeTargets"} {
				if more, ok := body[name].([]any); ok {
					body[name] = append(was[name].([]any), more...)
				}
			}
		})},
	{Name: "range-unchecked", What: "a policy out of range is accepted, and not kept", Rule: model.PolicyRange,
		wrong: after(func(_ *liar, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.PolicyRange {
				*res = protocol.Response{Status: 204}
			}
		})},
	{Name: "default-adjusted", What: "a default lifetime that an update leaves outside is moved to the nearest bound", Rule: model.PolicyOrder, Free: true,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			res := l.ask(r)
			if res.Rule != model.PolicyOrder {
				return res
			}
			was := l.policy(r.At)
			json.Unmarshal(r.Body.Reveal(), &was)
			if was.Minimum > was.Maximum {
				return res
			}
			r.Body = with(r.Body, map[string]any{"defaultLifetimeInMinutes": min(max(was.Default, was.Minimum), was.Maximum)})
			return l.ask(r)
		}},
	{Name: "reset-keeps-state", What: "a reset leaves an enabled policy enabled", Rule: model.PolicyReset,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			state := l.policy(r.At).State
			res := l.ask(r)
			if r.Op == protocol.ResetPolicy && res.Accepted() {
				l.amend(r.At, encode(map[string]any{"state": state}))
			}
			return res
		}},
	{Name: "other-defaults", What: "a reset allows lifetimes of a day", Rule: model.PolicyDefaults,
		wrong: accepting(protocol.ResetPolicy, func(l *liar, r protocol.Request, _ *protocol.Response) {
			l.amend(r.At, protocol.NewJSON(`{"maximumLifetimeInMinutes":1440}`))
		})},
	{Name: "order-unchecked", What: "a default lifetime outside of minimum and maximum is accepted, and not kept", Rule: model.PolicyOrder, Free: true,
		wrong: after(func(_ *liar, _ protocol.Request, res *protocol.Response) {
			if res.Rule == model.PolicyOrder {
				*res = protocol.Response{Status: 204}
			}
		})},
	{Name: "default-below-maximum", What: "a default lifetime that an update makes the maximum is refused", Rule: model.PolicyOrder, Free: true,
		wrong: refusingUpdate(func(l *liar, r protocol.Request, body map[string]json.RawMessage) bool {
			p := l.policy(r.At)
			json.Unmarshal(r.Body.Reveal(), &p)
			return p.Default == p.Maximum && (body["minimumLifetimeInMinutes"] != nil || body["maximumLifetimeInMinutes"] != nil || body["defaultLifetimeInMinutes"] != nil)
		})},
	{Name: "default-above-minimum", What: "a default lifetime that an update makes the minimum is refused", Rule: model.PolicyUpdate,
		wrong: refusingUpdate(func(l *liar, r protocol.Request, body map[string]json.RawMessage) bool {
			p := l.policy(r.At)
			json.Unmarshal(r.Body.Reveal(), &p)
			return p.Default == p.Minimum && body["defaultLifetimeInMinutes"] != nil
		})},
	{Name: "empty-update-accepted", What: "an update without a body is one with an empty object", Rule: model.PolicyUnknown, Free: true,
		wrong: before(func(_ *liar, r *protocol.Request) {
			if r.Op == protocol.UpdatePolicy && blank(r.Body) {
				r.Body = protocol.NewJSON("{}")
			}
		})},
	{Name: "policy-id-refused", What: "an update that names the id is refused", Rule: model.PolicyUnknown, Free: true,
		wrong: refusingUpdate(func(_ *liar, _ protocol.Request, body map[string]json.RawMessage) bool { return body["id"] != nil })},
	{Name: "policy-annotation-refused", What: "an update with an @ in another name than that of its type is refused", Rule: model.PolicyUnknown, Free: true,
		wrong: refusingUpdate(func(_ *liar, _ protocol.Request, body map[string]json.RawMessage) bool {
			delete(body, typeName)
			return annotated(body)
		})},
	{Name: "policy-point-refused", What: "a whole number of the policy with a point or an exponent is refused", Rule: model.PolicyUnknown, Free: true,
		wrong: refusingUpdate(func(_ *liar, _ protocol.Request, body map[string]json.RawMessage) bool {
			for _, value := range body {
				if digits.Match(value) {
					return true
				}
			}
			return false
		})},
	{Name: "registration-of-excluded-refused", What: "an exclude that says whether registration is required is refused", Rule: model.PolicyUnknown, Free: true,
		wrong: refusingUpdate(func(_ *liar, _ protocol.Request, body map[string]json.RawMessage) bool {
			return strings.Contains(string(body["excludeTargets"]), "isRegistrationRequired")
		})},
	{Name: "registration-refused", What: "an include that says whether registration is required is refused", Rule: model.PolicyUpdate,
		wrong: refusingUpdate(func(_ *liar, _ protocol.Request, body map[string]json.RawMessage) bool {
			return strings.Contains(string(body["includeTargets"]), "isRegistrationRequired")
		})},
	{Name: "policy-unknown-ignored", What: "a name that the policy does not declare is passed over", Rule: model.PolicyUnknown, Free: true,
		wrong: rereading(protocol.UpdatePolicy, func(body map[string]any) bool {
			all := len(body)
			maps.DeleteFunc(body, func(name string, _ any) bool {
				return !strings.Contains(name, "@") && !spells(name, ofThePolicy)
			})
			return len(body) < all
		})},
	{Name: "null-policy-refused", What: "a property of the policy that is null is refused", Rule: model.PolicyNull, Free: true,
		wrong: func(l *liar, r protocol.Request) protocol.Response {
			for _, value := range object(r.Body) {
				if r.Op == protocol.UpdatePolicy && value == nil {
					return refuse(model.PolicyUnknown)
				}
			}
			return l.ask(r)
		}},
}
