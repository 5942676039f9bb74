package variant

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// taken makes a machine that accepts an update which a rule refuses, where wrong is true
// of the resulting policy.
func taken(rule model.Rule, wrong func(p *model.Policy) bool) wrapper {
	return misanswerPolicy(func(a *policyAnswer) {
		if p := a.asked(); a.out.Rule == rule && wrong(&p) {
			a.after, a.out = p, model.PolicyUpdate.Outcome()
		}
	})
}

// notKept makes a machine that accepts an update which a rule refuses, and does not carry
// it out.
func notKept(rule model.Rule) wrapper {
	return misanswerPolicy(func(a *policyAnswer) {
		if a.out.Rule == rule {
			a.out = model.PolicyUpdate.Outcome()
		}
	})
}

// refused makes a machine that refuses an update where right is true of the resulting
// policy.
func refused(by model.Rule, right func(p *model.Policy, cmd *model.PolicyCommand) bool) wrapper {
	return misanswerPolicy(func(a *policyAnswer) {
		if a.out.Rule == model.PolicyUpdate && right(&a.after, a.cmd) {
			a.after, a.out = a.before, by.Outcome()
		}
	})
}

// resetting makes a machine that resets the policy to something else.
func resetting(change func(a *policyAnswer)) wrapper {
	return misanswerPolicy(func(a *policyAnswer) {
		if a.out.Rule == model.PolicyReset {
			change(a)
		}
	})
}

// wrongIn reports whether one property is all that is wrong with a policy: mended, the
// policy is one that a tenant can have, and the lifetimes are in order as they are.
func wrongIn(p *model.Policy, mend func(p *model.Policy)) bool {
	mended := *p
	mend(&mended)
	_, out := model.StepPolicy(mended, model.Env{}, model.PolicyCommand{Op: model.UpdatePolicy})
	return out.Accepted() && p.Minimum <= p.Default && p.Default <= p.Maximum
}

// updates are wrong about the policy itself and right about passes: at the bounds of a
// value, in the resulting policy, and in the order of checks.
var updates = []Variant{
	{ID: "minimum-of-9-taken", Text: "you accept a minimumLifetimeInMinutes of 9", Rule: model.PolicyRange,
		Over: taken(model.PolicyRange, func(p *model.Policy) bool { return p.Minimum == 9 })},
	{ID: "minimum-unbounded", Text: "you accept any minimumLifetimeInMinutes below 10", Rule: model.PolicyRange,
		Over: taken(model.PolicyRange, func(p *model.Policy) bool {
			return wrongIn(p, func(q *model.Policy) { q.Minimum = model.LeastLifetime })
		})},
	{ID: "maximum-unbounded", Text: "you accept any maximumLifetimeInMinutes above 43200", Rule: model.PolicyRange,
		Over: taken(model.PolicyRange, func(p *model.Policy) bool {
			return wrongIn(p, func(q *model.Policy) { q.Maximum = model.GreatestLifetime })
		})},
	{ID: "range-coerced", Text: "you move a value of an update that is out of range to the nearest bound instead of refusing it", Rule: model.PolicyRange,
		Over: misreadPolicy(func(_ *model.Env, cmd *model.PolicyCommand) {
			for _, m := range []**model.Minutes{&cmd.Minimum, &cmd.Maximum, &cmd.Default} {
				if *m != nil {
					*m = new(min(max(**m, model.LeastLifetime), model.GreatestLifetime))
				}
			}
			if cmd.Length != nil {
				cmd.Length = new(min(max(*cmd.Length, model.LeastLength), model.GreatestLength))
			}
		})},
	{ID: "minimum-of-10-refused", Text: "you refuse an update after which minimumLifetimeInMinutes is 10", Rule: model.PolicyRange,
		Over: refused(model.PolicyRange, func(p *model.Policy, _ *model.PolicyCommand) bool { return p.Minimum == 10 })},
	{ID: "maximum-of-43200-refused", Text: "you refuse an update after which maximumLifetimeInMinutes is 43200", Rule: model.PolicyRange,
		Over: refused(model.PolicyRange, func(p *model.Policy, _ *model.PolicyCommand) bool { return p.Maximum == 43200 })},
	{ID: "maximum-of-43201-taken", Text: "you accept a maximumLifetimeInMinutes of 43201", Rule: model.PolicyRange,
		Over: taken(model.PolicyRange, func(p *model.Policy) bool { return p.Maximum == 43201 })},
	{ID: "length-of-7-taken", Text: "you accept a defaultLength of 7", Rule: model.PolicyRange,
		Over: taken(model.PolicyRange, func(p *model.Policy) bool { return p.Length == 7 })},
	{ID: "length-of-8-refused", Text: "you refuse an update after which defaultLength is 8", Rule: model.PolicyRange,
		Over: refused(model.PolicyRange, func(p *model.Policy, _ *model.PolicyCommand) bool { return p.Length == 8 })},
	{ID: "length-of-48-refused", Text: "you refuse an update after which defaultLength is 48", Rule: model.PolicyRange,
		Over: refused(model.PolicyRange, func(p *model.Policy, _ *model.PolicyCommand) bool { return p.Length == 48 })},
	{ID: "length-of-49-taken", Text: "you accept a defaultLength of 49", Rule: model.PolicyRange,
		Over: taken(model.PolicyRange, func(p *model.Policy) bool { return p.Length == 49 })},
	{ID: "default-one-below-minimum-taken", Text: "you accept a default lifetime one minute below the minimum", Rule: model.PolicyOrder, Unspecified: true,
		Over: taken(model.PolicyOrder, func(p *model.Policy) bool { return p.Default == p.Minimum-1 })},
	{ID: "default-one-above-maximum-taken", Text: "you accept a default lifetime one minute above the maximum", Rule: model.PolicyOrder, Unspecified: true,
		Over: taken(model.PolicyOrder, func(p *model.Policy) bool { return p.Default == p.Maximum+1 })},
	{ID: "default-above-minimum", Text: "you refuse an update that sets the default lifetime to exactly the minimum", Rule: model.PolicyUpdate,
		Over: refused(model.PolicyUnknown, func(p *model.Policy, cmd *model.PolicyCommand) bool {
			return p.Default == p.Minimum && cmd.Default != nil
		})},
	{ID: "default-below-maximum", Text: "you refuse an update of lifetimes after which the default equals the maximum", Rule: model.PolicyOrder, Unspecified: true,
		Over: reading(model.DefaultBelowMaximum)},
	{ID: "range-unchecked", Text: "you report success for an update with a value out of range, and do not apply it", Rule: model.PolicyRange, Over: notKept(model.PolicyRange)},
	{ID: "order-unchecked", Text: "you report success for an update with the default outside minimum and maximum, and do not apply it", Rule: model.PolicyOrder, Unspecified: true,
		Over: reading(model.OrderIgnored)},
	{ID: "default-adjusted", Text: "you move the default lifetime to the nearest bound when an update leaves it outside the bounds", Rule: model.PolicyOrder, Unspecified: true,
		Over: reading(model.OrderMended)},

	{ID: "half-applied-update", Text: "you apply the valid values of an update that you refuse", Rule: model.PolicyAtomic,
		Over: misanswerPolicy(func(a *policyAnswer) {
			if !a.refusedForValues() {
				return
			}
			operator := *a.env
			operator.Actor = model.Actor{}
			for _, one := range []model.PolicyCommand{
				{Default: a.cmd.Default}, {Length: a.cmd.Length}, {Exclude: a.cmd.Exclude}, {Include: a.cmd.Include},
				{OnceOnly: a.cmd.OnceOnly}, {Maximum: a.cmd.Maximum}, {Minimum: a.cmd.Minimum}, {Enabled: a.cmd.Enabled},
			} {
				one.Op = model.UpdatePolicy
				a.after, _ = model.StepPolicy(a.after, operator, one)
			}
		})},
	{ID: "update-replaces", Text: "you set the properties that an update leaves out to their defaults", Rule: model.PolicyUpdate,
		Over: misreadPolicy(func(env *model.Env, cmd *model.PolicyCommand) {
			d := model.DefaultPolicy(env.Edition)
			*cmd = model.PolicyCommand{Op: cmd.Op,
				Enabled: new(or(cmd.Enabled, d.Enabled)), OnceOnly: new(or(cmd.OnceOnly, d.OnceOnly)),
				Minimum: new(or(cmd.Minimum, d.Minimum)), Maximum: new(or(cmd.Maximum, d.Maximum)),
				Default: new(or(cmd.Default, d.Default)), Length: new(or(cmd.Length, d.Length)),
				Include: new(or(cmd.Include, d.Include)), Exclude: new(or(cmd.Exclude, d.Exclude)),
			}
		})},
	{ID: "missing-list-empties", Text: "you empty excludeTargets when an update leaves it out", Rule: model.PolicyUpdate,
		Over: misreadPolicy(func(_ *model.Env, cmd *model.PolicyCommand) { cmd.Exclude = new(or(cmd.Exclude, []model.Target{})) })},
	{ID: "empty-list-is-missing", Text: "you ignore an empty includeTargets in an update", Rule: model.PolicyUpdate,
		Over: misreadPolicy(func(_ *model.Env, cmd *model.PolicyCommand) {
			if cmd.Include != nil && len(*cmd.Include) == 0 {
				cmd.Include = nil
			}
		})},
	{ID: "zero-is-missing", Text: "you treat a minimumLifetimeInMinutes of 0 in an update as left out", Rule: model.PolicyRange,
		Over: misreadPolicy(func(_ *model.Env, cmd *model.PolicyCommand) {
			if cmd.Minimum != nil && *cmd.Minimum == 0 {
				cmd.Minimum = nil
			}
		})},
	{ID: "lists-are-merged", Text: "you add the targets of an update to the old ones instead of replacing them", Rule: model.PolicyUpdate,
		Over: misanswerPolicy(func(a *policyAnswer) {
			if a.out.Rule != model.PolicyUpdate {
				return
			}
			if a.cmd.Include != nil {
				a.after.Include = slices.Concat(a.before.Include, *a.cmd.Include)
			}
			if a.cmd.Exclude != nil {
				a.after.Exclude = slices.Concat(a.before.Exclude, *a.cmd.Exclude)
			}
		})},
	{ID: "list-turned-round", Text: "you reverse the order of includeTargets in an update", Rule: model.PolicyUpdate,
		Over: misreadPolicy(func(_ *model.Env, cmd *model.PolicyCommand) {
			if cmd.Include != nil {
				turned := slices.Clone(*cmd.Include)
				slices.Reverse(turned)
				cmd.Include = &turned
			}
		})},
	{ID: "read-changes-policy", Text: "you set the default lifetime to the maximum when the policy is read", Rule: model.PolicyRead,
		Over: misanswerPolicy(func(a *policyAnswer) {
			if a.cmd.Op == model.ReadPolicy {
				a.after.Default = a.after.Maximum
			}
		})},
	{ID: "reset-keeps-state", Text: "you leave an enabled policy enabled when it is reset", Rule: model.PolicyReset,
		Over: resetting(func(a *policyAnswer) { a.after.Enabled = a.before.Enabled })},
	{ID: "reset-keeps-targets", Text: "you leave includeTargets and excludeTargets as they are when the policy is reset", Rule: model.PolicyReset,
		Over: resetting(func(a *policyAnswer) { a.after.Include, a.after.Exclude = a.before.Include, a.before.Exclude })},
	{ID: "reset-keeps-length", Text: "you leave defaultLength as it is when the policy is reset", Rule: model.PolicyReset,
		Over: resetting(func(a *policyAnswer) { a.after.Length = a.before.Length })},
	{ID: "reset-keeps-lifetimes", Text: "you leave the lifetimes of the policy as they are when it is reset", Rule: model.PolicyReset,
		Over: resetting(func(a *policyAnswer) {
			a.after.Minimum, a.after.Default, a.after.Maximum = a.before.Minimum, a.before.Default, a.before.Maximum
		})},
	{ID: "default-minimum-of-10", Text: "you set minimumLifetimeInMinutes to 10 when the policy is reset", Rule: model.PolicyDefaults,
		Over: resetting(func(a *policyAnswer) { a.after.Minimum = model.LeastLifetime })},
	{ID: "other-defaults", Text: "you set maximumLifetimeInMinutes to 1440 when the policy is reset", Rule: model.PolicyDefaults,
		Over: resetting(func(a *policyAnswer) { a.after.Maximum = 1440 })},
	{ID: "reset-to-another-edition", Text: "you reset the policy in the edition preview to the defaults of another edition", Rule: model.PolicyDefaults, Edition: model.Preview,
		Over: misreadPolicy(func(env *model.Env, _ *model.PolicyCommand) { env.Edition = model.Documented })},

	{ID: "policy-order-before-range", Text: "you check the order of the policy's lifetimes before their range", Rule: model.PolicyRange, Unseen: true,
		Over: misanswerPolicy(func(a *policyAnswer) {
			if p := a.asked(); a.out.Rule == model.PolicyRange && (p.Minimum > p.Default || p.Default > p.Maximum) {
				a.out = model.PolicyOrder.Outcome()
			}
		})},
	{ID: "policy-range-before-access", Text: "you refuse a minimumLifetimeInMinutes below 10 before you check the caller's permission", Rule: model.AccessRefused, Unspecified: true,
		Over: misanswerPolicy(func(a *policyAnswer) {
			if a.out.Rule == model.AccessRefused && a.cmd.Op == model.UpdatePolicy && or(a.cmd.Minimum, model.LeastLifetime) < model.LeastLifetime {
				a.out = model.PolicyRange.Outcome()
			}
		})},
}
