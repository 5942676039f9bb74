package variant

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// governed makes a machine that reads another policy than the tenant's.
func governed(change func(p *model.Policy, u *model.User, op model.Op)) wrapper {
	return misread(func(_ *model.State, env *model.Env, cmd *model.Command) { change(&env.Policy, &env.User, cmd.Op) })
}

var policies = []Variant{
	{ID: "multi-use-under-one-time", Text: "you treat a multi-use pass as usable although the policy allows only one-time passes", Rule: model.UsabilityDisabled,
		Over: governed(func(p *model.Policy, _ *model.User, op model.Op) { p.OnceOnly = p.OnceOnly && !dependsOnUsable(op) })},
	{ID: "policy-captured", Text: "you judge a pass by the state, enabled or disabled, that the policy had at its creation", Rule: model.PolicyExisting,
		Over: remember(func(old string, a *answer) string {
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
	{ID: "minimum-lengthens", Text: "you list a lifetime below the policy's minimum as the minimum", Rule: model.PolicyExisting,
		Over: listed(func(a *answer, v *model.View) { v.Lifetime = max(v.Lifetime, a.env.Policy.Minimum) })},
	{ID: "maximum-shortens", Text: "you list a lifetime above the policy's maximum as the maximum", Rule: model.PolicyExisting,
		Over: listed(func(a *answer, v *model.View) { v.Lifetime = min(v.Lifetime, a.env.Policy.Maximum) })},
	{ID: "read-lengthens", Text: "you lengthen a pass to the policy's minimum lifetime when it is listed", Rule: model.PolicyExisting,
		Over: listed(func(a *answer, _ *model.View) { a.after.Lifetime = max(a.after.Lifetime, a.env.Policy.Minimum) })},
	{ID: "read-shortens", Text: "you shorten a pass to the policy's maximum lifetime when it is listed", Rule: model.PolicyExisting,
		Over: listed(func(a *answer, _ *model.View) { a.after.Lifetime = min(a.after.Lifetime, a.env.Policy.Maximum) })},
	{ID: "exclusion-ignored", Text: "you ignore excludeTargets", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, _ model.Op) { p.Exclude = nil })},
	{ID: "list-ignores-excluded-groups", Text: "you ignore the groups in excludeTargets when a pass is listed", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, op model.Op) {
			if op == model.List {
				p.Exclude = slices.DeleteFunc(slices.Clone(p.Exclude), func(t model.Target) bool { return t.Type == model.GroupTarget })
			}
		})},
	{ID: "include-beats-exclude", Text: "you ignore a target in excludeTargets that is also in includeTargets", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, _ model.Op) {
			p.Exclude = slices.DeleteFunc(slices.Clone(p.Exclude), func(t model.Target) bool { return slices.Contains(p.Include, t) })
		})},
	{ID: "nobody-is-everybody", Text: "you include all users when includeTargets is empty", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, _ model.Op) {
			if len(p.Include) == 0 {
				p.Include = []model.Target{{Type: model.GroupTarget, All: true}}
			}
		})},
	{ID: "target-type-ignored", Text: "you let a target of the type group match the id of a user", Rule: model.PolicyTargets,
		Over: governed(func(_ *model.Policy, u *model.User, _ model.Op) { u.Groups = append(slices.Clip(u.Groups), u.ID) })},
}
