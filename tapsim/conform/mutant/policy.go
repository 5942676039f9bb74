package mutant

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A policy is the tenant's policy as the reference shows it.
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
func (f *faulty) policy(at model.Instant) (p policy) {
	json.Unmarshal(f.policyText(at).Reveal(), &p)
	return p
}

func (f *faulty) policyText(at model.Instant) protocol.JSON {
	return f.Reference.Do(protocol.Request{Op: protocol.GetPolicy, At: at}).Body
}

// updatePolicy changes the tenant's policy, if that is possible.
func (f *faulty) updatePolicy(at model.Instant, policy protocol.JSON) {
	f.Reference.Do(protocol.Request{Op: protocol.UpdatePolicy, At: at, Body: with(policy, map[string]any{"@odata.type": wire.PolicyType})})
}

// updating makes a mutant that takes a well-formed update for another one.
func updating(change func(f *faulty, r protocol.Request, body map[string]any)) wrong {
	return before(func(f *faulty, r *protocol.Request) {
		if r.Op != protocol.UpdatePolicy {
			return
		}
		if _, _, _, refused := wire.ParsePolicy(r.Body.Reveal()); refused == model.NoRule {
			body := object(r.Body)
			change(f, *r, body)
			r.Body, r.Raw = encode(body), false
		}
	})
}

// refusingUpdate makes a mutant that refuses some updates that the reference accepts.
func refusingUpdate(when func(f *faulty, r protocol.Request, body map[string]json.RawMessage) bool) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		var body map[string]json.RawMessage
		if r.Op == protocol.UpdatePolicy && json.Unmarshal(r.Body.Reveal(), &body) == nil && when(f, r, body) {
			return refuse(model.PolicyUnknown)
		}
		return f.ask(r)
	}
}

var policyMutants = []Mutant{
	{ID: "disabling-deletes", Text: "you delete all passes when the policy is switched off", Rule: model.PolicyExisting,
		wrong: accepting(protocol.UpdatePolicy, func(f *faulty, r protocol.Request, _ *protocol.Response) {
			if f.policy(r.At).State == "enabled" {
				return
			}
			for _, u := range f.tenant.Users {
				one := protocol.Request{Op: protocol.Delete, At: r.At, User: u.UPN()}
				p, _ := f.pass(one)
				one.ID = p.ID
				f.Reference.Do(one)
			}
		})},
	{ID: "groups-captured", Text: "you ignore a change of a user's groups", Rule: model.UserUpdate,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.UpdateUser {
				members := object(r.Body)
				delete(members, "groups")
				r.Body = encode(members)
			}
		})},
	{ID: "no-targets-are-null", Text: "you write null instead of an empty list of targets", Rule: model.PolicyRead,
		wrong: accepting(protocol.GetPolicy, func(_ *faulty, _ protocol.Request, res *protocol.Response) {
			body := object(res.Body)
			for _, name := range []string{"includeTargets", "excludeTargets"} {
				if list, _ := body[name].([]any); len(list) == 0 {
					body[name] = nil
				}
			}
			res.Body = encode(body)
		})},
	{ID: "empty-update-accepted", Text: "you treat an update without a body as one with an empty object", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.UpdatePolicy && blank(r.Body) {
				r.Body = protocol.NewJSON("{}")
			}
		})},
	{ID: "policy-id-refused", Text: "you refuse an update that names the policy's id", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool { return body["id"] != nil })},
	{ID: "policy-annotation-refused", Text: "you refuse an update with an @ in a property name other than @odata.type", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			delete(body, typeName)
			return annotated(body)
		})},
	{ID: "policy-point-refused", Text: "you refuse an update with a whole number that is written with a point or an exponent", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			for _, value := range body {
				if digits.Match(value) {
					return true
				}
			}
			return false
		})},
	{ID: "registration-of-excluded-refused", Text: "you refuse isRegistrationRequired in excludeTargets", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			return strings.Contains(string(body["excludeTargets"]), "isRegistrationRequired")
		})},
	{ID: "registration-refused", Text: "you refuse isRegistrationRequired in includeTargets", Rule: model.PolicyUpdate,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			return strings.Contains(string(body["includeTargets"]), "isRegistrationRequired")
		})},
	{ID: "policy-unknown-ignored", Text: "you ignore unknown property names in an update", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: rereading(protocol.UpdatePolicy, func(body map[string]any) bool {
			all := len(body)
			maps.DeleteFunc(body, func(name string, _ any) bool {
				return !strings.Contains(name, "@") && !isSpelling(name, ofThePolicy)
			})
			return len(body) < all
		})},
	{ID: "null-policy-refused", Text: "you refuse an update in which a property is null", Rule: model.PolicyNull, Unspecified: true,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			for _, value := range object(r.Body) {
				if r.Op == protocol.UpdatePolicy && value == nil {
					return refuse(model.PolicyUnknown)
				}
			}
			return f.ask(r)
		}},
}
