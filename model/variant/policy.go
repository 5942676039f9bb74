package variant

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// governed is a machine that reads another policy than the tenant's.
func governed(change func(p *model.Policy, u *model.User, op model.Op)) Machine {
	return misread(func(_ *model.State, env *model.Env, cmd *model.Command) { change(&env.Policy, &env.User, cmd.Op) })
}

var policies = []Variant{
	{ID: "multi-use-under-one-time", Text: "a multi-use pass works under a policy of one-time passes", Rule: model.UsabilityDisabled,
		Machine: governed(func(p *model.Policy, _ *model.User, op model.Op) { p.OnceOnly = p.OnceOnly && !dependsOnUsable(op) })},
	{ID: "policy-captured", Text: "a pass lives under the policy of its creation, as far as that was enabled or not", Rule: model.PolicyExisting,
		Machine: remember(func(old string, a *answer) string {
			switch {
			case a.out.Rule != model.CreateAccepted:
				return old
			case a.env.Policy.Enabled:
				return "on"
			default:
				return "off"
			}
		}, func(note string, _ *model.State, env *model.Env, cmd *model.Command) {
			if cmd.Op != model.Create {
				env.Policy.Enabled = note == "on"
			}
		})},
	{ID: "minimum-lengthens", Text: "a list shows no lifetime below the minimum of the policy", Rule: model.PolicyExisting,
		Machine: listed(func(a *answer, v *model.View) { v.Lifetime = max(v.Lifetime, a.env.Policy.Minimum) })},
	{ID: "maximum-shortens", Text: "a list shows no lifetime above the maximum of the policy", Rule: model.PolicyExisting,
		Machine: listed(func(a *answer, v *model.View) { v.Lifetime = min(v.Lifetime, a.env.Policy.Maximum) })},
	{ID: "read-lengthens", Text: "a list makes a pass as long as the minimum of the policy", Rule: model.PolicyExisting,
		Machine: listed(func(a *answer, _ *model.View) { a.after.Lifetime = max(a.after.Lifetime, a.env.Policy.Minimum) })},
	{ID: "read-shortens", Text: "a list makes a pass as short as the maximum of the policy", Rule: model.PolicyExisting,
		Machine: listed(func(a *answer, _ *model.View) { a.after.Lifetime = min(a.after.Lifetime, a.env.Policy.Maximum) })},
	{ID: "exclusion-ignored", Text: "the policy excludes no user", Rule: model.PolicyTargets,
		Machine: governed(func(p *model.Policy, _ *model.User, _ model.Op) { p.Exclude = nil })},
	{ID: "list-ignores-excluded-groups", Text: "a list does not look at the groups that the policy excludes", Rule: model.PolicyTargets,
		Machine: governed(func(p *model.Policy, _ *model.User, op model.Op) {
			if op == model.List {
				p.Exclude = slices.DeleteFunc(slices.Clone(p.Exclude), func(t model.Target) bool { return t.Type == model.GroupTarget })
			}
		})},
	{ID: "include-beats-exclude", Text: "a user that a target includes is not excluded by the same target", Rule: model.PolicyTargets,
		Machine: governed(func(p *model.Policy, _ *model.User, _ model.Op) {
			p.Exclude = slices.DeleteFunc(slices.Clone(p.Exclude), func(t model.Target) bool { return slices.Contains(p.Include, t) })
		})},
	{ID: "nobody-is-everybody", Text: "a policy that includes no user includes all users", Rule: model.PolicyTargets,
		Machine: governed(func(p *model.Policy, _ *model.User, _ model.Op) {
			if len(p.Include) == 0 {
				p.Include = []model.Target{{Type: model.GroupTarget, All: true}}
			}
		})},
	{ID: "target-type-ignored", Text: "a user is found under the type group too", Rule: model.PolicyTargets,
		Machine: governed(func(_ *model.Policy, u *model.User, _ model.Op) { u.Groups = append(slices.Clip(u.Groups), u.ID) })},
}
