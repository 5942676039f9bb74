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
	{ID: "disabling-deletes", Text: "switching the policy off deletes all passes", Rule: model.PolicyExisting,
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
	{ID: "groups-captured", Text: "a change of a user's groups has no effect", Rule: model.UserUpdate,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.UpdateUser {
				members := object(r.Body)
				delete(members, "groups")
				r.Body = encode(members)
			}
		})},
	{ID: "empty-update-accepted", Text: "an update without a body is one with an empty object", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if r.Op == protocol.UpdatePolicy && blank(r.Body) {
				r.Body = protocol.NewJSON("{}")
			}
		})},
	{ID: "policy-id-refused", Text: "an update that names the id is refused", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool { return body["id"] != nil })},
	{ID: "policy-annotation-refused", Text: "an update with an @ in another name than that of its type is refused", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			delete(body, typeName)
			return annotated(body)
		})},
	{ID: "policy-point-refused", Text: "a whole number of the policy with a point or an exponent is refused", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			for _, value := range body {
				if digits.Match(value) {
					return true
				}
			}
			return false
		})},
	{ID: "registration-of-excluded-refused", Text: "an exclude that says whether registration is required is refused", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			return strings.Contains(string(body["excludeTargets"]), "isRegistrationRequired")
		})},
	{ID: "registration-refused", Text: "an include that says whether registration is required is refused", Rule: model.PolicyUpdate,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			return strings.Contains(string(body["includeTargets"]), "isRegistrationRequired")
		})},
	{ID: "policy-unknown-ignored", Text: "a name that the policy does not declare is ignored", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: rereading(protocol.UpdatePolicy, func(body map[string]any) bool {
			all := len(body)
			maps.DeleteFunc(body, func(name string, _ any) bool {
				return !strings.Contains(name, "@") && !isSpelling(name, ofThePolicy)
			})
			return len(body) < all
		})},
	{ID: "null-policy-refused", Text: "a property of the policy that is null is refused", Rule: model.PolicyNull, Unspecified: true,
		wrong: func(f *faulty, r protocol.Request) protocol.Response {
			for _, value := range object(r.Body) {
				if r.Op == protocol.UpdatePolicy && value == nil {
					return refuse(model.PolicyUnknown)
				}
			}
			return f.ask(r)
		}},
}
