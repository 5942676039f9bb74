package variant

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// governed makes a machine that reads another policy than the tenant's.
func governed(change func(p *model.Policy, u *model.User, op model.Op)) wrapper {
	return misread(func(_ *model.State, env *model.Env, cmd *model.Command) { change(&env.Policy, &env.User, cmd.Op) })
}

// without is a list without its targets of one type.
func without(list []model.Target, kind model.TargetType) []model.Target {
	return slices.DeleteFunc(slices.Clone(list), func(t model.Target) bool { return t.Type == kind })
}

// resized makes a machine that changes the lifetime of a pass when it signs in.
func resized(change func(lifetime model.Minutes, p *model.Policy) model.Minutes) wrapper {
	return letIn(model.SignIn, func(a *answer) {
		a.after.Lifetime = change(a.after.Lifetime, &a.env.Policy)
		if a.out.SessionEnds == a.before.End() {
			a.out.SessionEnds = a.after.End()
		}
	})
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
	{ID: "sign-in-lengthens", Text: "you lengthen a pass to the policy's minimum lifetime when it signs in", Rule: model.PolicyExisting,
		Over: resized(func(m model.Minutes, p *model.Policy) model.Minutes { return max(m, p.Minimum) })},
	{ID: "sign-in-shortens", Text: "you shorten a pass to the policy's maximum lifetime when it signs in", Rule: model.PolicyExisting,
		Over: resized(func(m model.Minutes, p *model.Policy) model.Minutes { return min(m, p.Maximum) })},
	{ID: "maximum-ends-passes", Text: "you let a pass that is longer than the policy's maximum now end after that maximum", Rule: model.PolicyExisting,
		Over: lasts(func(m model.Minutes, p *model.Policy) model.Minutes { return min(m, p.Maximum) })},
	{ID: "default-ends-passes", Text: "you let every pass end after the policy's default lifetime, whatever its own", Rule: model.UsabilityExpired,
		Over: lasts(func(_ model.Minutes, p *model.Policy) model.Minutes { return p.Default })},
	{ID: "exclusion-ignored", Text: "you ignore excludeTargets", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, _ model.Op) { p.Exclude = nil })},
	{ID: "excluded-groups-ignored", Text: "you ignore the groups in excludeTargets", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, _ model.Op) { p.Exclude = without(p.Exclude, model.GroupTarget) })},
	{ID: "excluded-users-ignored", Text: "you ignore the users in excludeTargets", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, _ model.Op) { p.Exclude = without(p.Exclude, model.UserTarget) })},
	{ID: "inclusion-ignored", Text: "you ignore includeTargets and include all users", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, _ model.Op) {
			p.Include = []model.Target{{Type: model.GroupTarget, All: true}}
		})},
	{ID: "first-target-only", Text: "you look only at the first target of includeTargets and of excludeTargets", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, _ model.Op) {
			p.Include, p.Exclude = p.Include[:min(1, len(p.Include))], p.Exclude[:min(1, len(p.Exclude))]
		})},
	{ID: "first-group-only", Text: "you look only at the first of a user's groups", Rule: model.PolicyTargets,
		Over: governed(func(_ *model.Policy, u *model.User, _ model.Op) { u.Groups = u.Groups[:min(1, len(u.Groups))] })},
	{ID: "list-ignores-excluded-groups", Text: "you ignore the groups in excludeTargets when a pass is listed", Rule: model.PolicyTargets,
		Over: governed(func(p *model.Policy, _ *model.User, op model.Op) {
			if op == model.List {
				p.Exclude = without(p.Exclude, model.GroupTarget)
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
