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

// typeName is the name of the type in an update.
const typeName = "@odata.type"

// typed is the update with its type.
func typed(r protocol.Request) protocol.Request {
	r.Body, r.Raw = with(r.Body, map[string]any{typeName: wire.PolicyType}), false
	return r
}

// untyped reports whether a request is a well-formed update without its type.
func untyped(r protocol.Request) bool {
	_, _, contributing, refused := wire.ParsePolicy(r.Body.Reveal())
	return r.Op == protocol.UpdatePolicy && refused == model.NoRule && contributing.Has(model.PolicyType)
}

// readingUntyped makes a mutant that changes an update without its type.
func readingUntyped(change func(r protocol.Request) protocol.Request) wrong {
	return before(func(_ *faulty, r *protocol.Request) {
		if untyped(*r) {
			*r = change(*r)
		}
	})
}

// leavingOut removes a property from an update.
func leavingOut(property string) func(protocol.Request) protocol.Request {
	return func(r protocol.Request) protocol.Request {
		body := object(r.Body)
		maps.DeleteFunc(body, func(name string, _ any) bool { return isSpelling(name, []string{property}) })
		r.Body, r.Raw = encode(body), false
		return r
	}
}

// refusingUntyped makes a mutant that refuses an update without its type that the
// reference accepts.
func refusingUntyped(when func(f *faulty, r protocol.Request) bool) wrong {
	return func(f *faulty, r protocol.Request) protocol.Response {
		if !untyped(r) {
			return f.ask(r)
		}
		was := f.policyText(r.At)
		res := f.ask(r)
		if after := f.policyText(r.At); res.Accepted() {
			f.updatePolicy(r.At, was)
			if when(f, r) {
				return refuse(model.PolicyType)
			}
			f.updatePolicy(r.At, after)
		}
		return res
	}
}

// policyTypeMutants are wrong about the type of an update, or about the case of letters in
// its names.
var policyTypeMutants = []Mutant{
	{ID: "type-not-needed", Text: "you apply all properties of an update without @odata.type", Rule: model.PolicyType, Unspecified: true,
		wrong: readingUntyped(typed)},
	{ID: "type-required", Text: "you refuse an update without @odata.type", Rule: model.PolicyType, Unspecified: true,
		wrong: refusingUntyped(func(*faulty, protocol.Request) bool { return true })},
	{ID: "type-required-to-exclude", Text: "you ignore excludeTargets in an update without @odata.type", Rule: model.PolicyType, Unspecified: true,
		wrong: readingUntyped(leavingOut("excludeTargets"))},
	{ID: "type-required-to-switch", Text: "you ignore state in an update without @odata.type", Rule: model.PolicyType, Unspecified: true,
		wrong: readingUntyped(leavingOut("state"))},
	{ID: "dropped-types-checked", Text: "you refuse an update without @odata.type if a dropped property has a wrong type", Rule: model.PolicyType, Unspecified: true,
		wrong: refusingUntyped(func(_ *faulty, r protocol.Request) bool {
			_, _, _, refused := wire.ParsePolicy(typed(r).Body.Reveal())
			return refused != model.NoRule
		})},
	{ID: "dropped-values-checked", Text: "you refuse an update without @odata.type if a dropped property has a wrong type or value", Rule: model.PolicyType, Unspecified: true,
		wrong: refusingUntyped(func(f *faulty, r protocol.Request) bool {
			was := f.policyText(r.At)
			res := f.Reference.Do(typed(r))
			f.updatePolicy(r.At, was)
			return !res.Accepted()
		})},
	{ID: "other-type-accepted", Text: "you accept an update with another @odata.type", Rule: model.PolicyType, Unspecified: true,
		wrong: before(func(_ *faulty, r *protocol.Request) {
			if _, _, _, refused := wire.ParsePolicy(r.Body.Reveal()); r.Op == protocol.UpdatePolicy && refused == model.PolicyType {
				*r = typed(*r)
			}
		})},
	{ID: "untyped-unknown-ignored", Text: "you ignore unknown property names in an update without @odata.type", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: rereading(protocol.UpdatePolicy, func(body map[string]any) bool {
			all := len(body)
			maps.DeleteFunc(body, func(name string, _ any) bool { return !strings.Contains(name, "@") && !isSpelling(name, ofThePolicy) })
			return body[typeName] == nil && len(body) < all
		})},

	{ID: "policy-case-counts", Text: "you refuse an update with a property name in another case of letters", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
			for name := range body {
				if !slices.Contains(ofThePolicy, name) && isSpelling(name, ofThePolicy) {
					return true
				}
			}
			return false
		})},
	{ID: "policy-other-case-ignored", Text: "you ignore a property of an update whose name is in another case of letters", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: updating(func(_ *faulty, _ protocol.Request, body map[string]any) {
			maps.DeleteFunc(body, func(name string, _ any) bool {
				return !slices.Contains(ofThePolicy, name) && isSpelling(name, ofThePolicy)
			})
		})},
	{ID: "target-case-counts", Text: "you refuse a target with a property name in another case of letters", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(targetWith(func(name string) bool { return !slices.Contains(ofATarget, name) && isSpelling(name, ofATarget) }))},
	{ID: "unknown-in-a-target-refused", Text: "you refuse a target with an unknown property name", Rule: model.PolicyUnknown, Unspecified: true,
		wrong: refusingUpdate(targetWith(func(name string) bool { return !isSpelling(name, ofATarget) && !strings.Contains(name, "@") }))},
}

// ofATarget are the properties of a target.
var ofATarget = []string{"targetType", "id", "isRegistrationRequired"}

// targetWith reports whether an update has a target with such a name.
func targetWith(such func(name string) bool) func(*faulty, protocol.Request, map[string]json.RawMessage) bool {
	return func(_ *faulty, _ protocol.Request, body map[string]json.RawMessage) bool {
		for name, value := range body {
			if !isSpelling(name, []string{"includeTargets", "excludeTargets"}) {
				continue
			}
			var targets []map[string]any
			json.Unmarshal(value, &targets)
			for _, target := range targets {
				if slices.ContainsFunc(slices.Collect(maps.Keys(target)), such) {
					return true
				}
			}
		}
		return false
	}
}
