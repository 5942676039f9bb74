package variant

import "github.com/tapsim/tap/model"

// created makes a machine that misreads a create, its slot or its env.
func created(change func(s *model.State, env *model.Env, cmd *model.Command)) wrapper {
	return misread(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.Create {
			change(s, env, cmd)
		}
	})
}

// lasting makes a machine that reads another lifetime than a create says.
func lasting(change func(lifetime model.Minutes, p *model.Policy) model.Minutes) wrapper {
	return created(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Lifetime != nil {
			cmd.Lifetime = new(change(*cmd.Lifetime, &env.Policy))
		}
	})
}

// ranging makes a machine that has another range of lifetimes for one lifetime: the one
// that edge picks.
func ranging(edge func(p *model.Policy) model.Minutes, change func(p *model.Policy)) wrapper {
	return created(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Lifetime != nil && *cmd.Lifetime == edge(&env.Policy) {
			change(&env.Policy)
		}
	})
}

// given makes a machine that has another range for the lifetimes that a create names.
func given(change func(p *model.Policy)) wrapper {
	return created(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Lifetime != nil {
			change(&env.Policy)
		}
	})
}

// replacing makes a machine that makes another pass where there was one. The answer to the
// create shows it.
func replacing(change func(a *answer)) wrapper {
	return misanswer(func(a *answer) {
		if a.out.Rule == model.CreateAccepted && a.before.Exists() {
			change(a)
		}
	})
}

// in makes a machine that takes one edition for another.
func in(from, to model.Edition) wrapper {
	return misread(func(_ *model.State, env *model.Env, _ *model.Command) {
		if env.Edition == from {
			env.Edition = to
		}
	})
}

// ungated makes a machine that skips the gate of the edition current in some cases.
func ungated(open func(s *model.State, p *model.Policy, u *model.User) bool) wrapper {
	return created(func(s *model.State, env *model.Env, _ *model.Command) {
		if env.Edition == model.Current && open(s, &env.Policy, &env.User) {
			env.Edition = model.Documented
		}
	})
}

// conflicting makes a machine in which some passes stop a create.
func conflicting(e model.Edition, when func(s *model.State, env *model.Env, reason model.Reason) bool) wrapper {
	return misanswer(func(a *answer) {
		if v, ok := a.before.View(*a.env); ok && a.out.Rule == model.CreateAccepted && a.env.Edition == e && when(&a.before, a.env, v.Reason) {
			a.refuse(model.CreateConflict)
		}
	})
}

// unconflicting makes a machine that replaces unspent passes of that state in the edition
// preview.
func unconflicting(reason model.Reason) wrapper {
	return created(func(s *model.State, env *model.Env, _ *model.Command) {
		if v, _ := s.View(*env); env.Edition == model.Preview && v.Reason == reason && !s.Used {
			env.Edition = model.Documented
		}
	})
}

var creates = []Variant{
	{ID: "minimum-excluded", Text: "you refuse a lifetime of exactly the policy's minimum", Rule: model.CreateLifetimeRange,
		Over: ranging(func(p *model.Policy) model.Minutes { return p.Minimum }, func(p *model.Policy) { p.Minimum++ })},
	{ID: "maximum-excluded", Text: "you refuse a lifetime of exactly the policy's maximum", Rule: model.CreateLifetimeRange,
		Over: ranging(func(p *model.Policy) model.Minutes { return p.Maximum }, func(p *model.Policy) { p.Maximum-- })},
	{ID: "minimum-excluded-always", Text: "you refuse every lifetime that is the policy's minimum, the default lifetime too", Rule: model.CreateLifetimeRange,
		Over: created(func(_ *model.State, env *model.Env, cmd *model.Command) {
			if or(cmd.Lifetime, env.Policy.Default) == env.Policy.Minimum {
				env.Policy.Minimum++
			}
		})},
	{ID: "maximum-excluded-always", Text: "you refuse every lifetime that is the policy's maximum, the default lifetime too", Rule: model.CreateLifetimeRange,
		Over: created(func(_ *model.State, env *model.Env, cmd *model.Command) {
			if or(cmd.Lifetime, env.Policy.Default) == env.Policy.Maximum {
				env.Policy.Maximum--
			}
		})},
	{ID: "minimum-one-too-low", Text: "you accept a lifetime one minute below the policy's minimum", Rule: model.CreateLifetimeRange,
		Over: ranging(func(p *model.Policy) model.Minutes { return p.Minimum - 1 }, func(p *model.Policy) { p.Minimum-- })},
	{ID: "maximum-one-too-high", Text: "you accept a lifetime one minute above the policy's maximum", Rule: model.CreateLifetimeRange,
		Over: ranging(func(p *model.Policy) model.Minutes { return p.Maximum + 1 }, func(p *model.Policy) { p.Maximum++ })},
	{ID: "maximum-always-480", Text: "you accept no lifetime above 480 minutes, whatever the policy's maximum", Rule: model.CreateLifetimeRange,
		Over: given(func(p *model.Policy) { p.Maximum = 480 })},
	{ID: "minimum-always-60", Text: "you accept no lifetime below 60 minutes, whatever the policy's minimum", Rule: model.CreateLifetimeRange,
		Over: given(func(p *model.Policy) { p.Minimum = 60 })},
	{ID: "zero-is-the-default", Text: "you treat a lifetimeInMinutes of 0 as left out", Rule: model.CreateLifetimeRange,
		Over: created(func(_ *model.State, _ *model.Env, cmd *model.Command) {
			if cmd.Lifetime != nil && *cmd.Lifetime == 0 {
				cmd.Lifetime = nil
			}
		})},
	{ID: "lifetime-coerced", Text: "you move a lifetime that is out of range to the nearest limit instead of refusing it", Rule: model.CreateLifetimeRange,
		Over: lasting(func(m model.Minutes, p *model.Policy) model.Minutes { return min(max(m, p.Minimum), p.Maximum) })},
	{ID: "default-is-the-minimum", Text: "you use the policy's minimum as the lifetime of a create that leaves it out", Rule: model.CreateLifetimeDefault,
		Over: created(func(_ *model.State, env *model.Env, cmd *model.Command) {
			cmd.Lifetime = new(or(cmd.Lifetime, env.Policy.Minimum))
		})},
	{ID: "default-is-the-maximum", Text: "you use the policy's maximum as the lifetime of a create that leaves it out", Rule: model.CreateLifetimeDefault,
		Over: created(func(_ *model.State, env *model.Env, cmd *model.Command) {
			cmd.Lifetime = new(or(cmd.Lifetime, env.Policy.Maximum))
		})},
	{ID: "lifetime-default-fixed", Text: "you use a default lifetime of 60 minutes if the range allows it, whatever the policy's default", Rule: model.CreateLifetimeDefault,
		Over: created(func(_ *model.State, env *model.Env, cmd *model.Command) {
			if cmd.Lifetime == nil && env.Policy.Minimum <= 60 && env.Policy.Maximum >= 60 {
				cmd.Lifetime = new(model.Minutes(60))
			}
		})},
	{ID: "once-coerced", Text: "you make a multi-use pass one-time where the policy demands it, instead of refusing it", Rule: model.CreateOnceRequired,
		Over: created(func(_ *model.State, env *model.Env, cmd *model.Command) {
			if env.Policy.OnceOnly {
				cmd.Once = new(true)
			}
		})},
	{ID: "once-by-default", Text: "you take isUsableOnce as true when a create leaves it out", Rule: model.CreateOnceDefault,
		Over: created(func(_ *model.State, _ *model.Env, cmd *model.Command) { cmd.Once = new(or(cmd.Once, true)) })},
	{ID: "multi-use-by-default", Text: "you take isUsableOnce as false when a create leaves it out, even where the policy demands true", Rule: model.CreateOnceDefault,
		Over: created(func(_ *model.State, _ *model.Env, cmd *model.Command) { cmd.Once = new(or(cmd.Once, false)) })},
	{ID: "replacement-inherits-lifetime", Text: "you take the lifetime of the replaced pass where a create leaves it out", Rule: model.CreateLifetimeDefault,
		Over: created(func(s *model.State, env *model.Env, cmd *model.Command) {
			if s.Exists() && cmd.Lifetime == nil && s.Lifetime >= env.Policy.Minimum && s.Lifetime <= env.Policy.Maximum {
				cmd.Lifetime = new(s.Lifetime)
			}
		})},
	{ID: "replacement-inherits-kind", Text: "you take isUsableOnce of the replaced pass where a create leaves it out", Rule: model.CreateOnceDefault,
		Over: created(func(s *model.State, _ *model.Env, cmd *model.Command) {
			if s.Exists() {
				cmd.Once = new(or(cmd.Once, s.Once))
			}
		})},
	{ID: "replacement-stays-spent", Text: "you treat a new pass as spent if the pass that it replaces was spent", Rule: model.CreateReplaces,
		Over: replacing(func(a *answer) {
			if a.after.Used = a.before.Used; a.after.Used && a.out.View.Reason == model.EnabledByPolicy {
				a.out.View.Reason = model.OneTimeUsed
			}
		})},
	{ID: "replacement-keeps-creation", Text: "you keep the createdDateTime of the replaced pass", Rule: model.CreateReplaces,
		Over: replacing(func(a *answer) { a.after.Created, a.out.View.Created = a.before.Created, a.before.Created })},
	{ID: "creation-is-the-start", Text: "you set createdDateTime to the start of the pass", Rule: model.CreateAccepted,
		Over: misanswer(func(a *answer) {
			if a.out.Rule == model.CreateAccepted {
				a.after.Created, a.out.View.Created = a.after.Start, a.after.Start
			}
		})},
	{ID: "refused-create-deletes", Text: "you delete the existing pass when you refuse a create", Rule: model.CreateReplaces,
		Over: misanswer(func(a *answer) {
			if a.cmd.Op == model.Create && !a.out.Accepted() {
				a.after = model.State{}
			}
		})},
	{ID: "refused-gate-deletes", Text: "you delete the existing pass when you refuse a create because of the policy's state or targets", Rule: model.CreateGated,
		Over: misanswer(func(a *answer) {
			if a.out.Rule == model.CreateGated {
				a.after = model.State{}
			}
		})},
	{ID: "documented-gates", Text: "you refuse a create in the edition documented while the policy is off or leaves the user out", Rule: model.CreateUngated, Edition: model.Documented,
		Over: in(model.Documented, model.Current)},
	{ID: "never-gated", Text: "you create a pass although the policy is off or leaves the user out", Rule: model.CreateGated,
		Over: in(model.Current, model.Documented)},
	{ID: "gate-asks-the-state-alone", Text: "you create a pass for a user whom an enabled policy leaves out", Rule: model.CreateGated,
		Over: ungated(func(_ *model.State, p *model.Policy, _ *model.User) bool { return p.Enabled })},
	{ID: "gate-asks-the-scope-alone", Text: "you create a pass while the policy is off if the policy includes the user", Rule: model.CreateGated,
		Over: ungated(func(_ *model.State, p *model.Policy, u *model.User) bool { return !p.Enabled && p.Includes(u) })},
	{ID: "gate-opens-for-a-replacement", Text: "you replace a pass although the policy is off or leaves the user out", Rule: model.CreateGated,
		Over: ungated(func(s *model.State, _ *model.Policy, _ *model.User) bool { return s.Exists() })},
	{ID: "no-conflict", Text: "you replace a usable or not yet valid pass in the edition preview instead of refusing", Rule: model.CreateConflict, Edition: model.Preview,
		Over: in(model.Preview, model.Documented)},
	{ID: "no-conflict-with-the-usable", Text: "you replace a usable pass in the edition preview, and refuse only where it is not yet valid", Rule: model.CreateConflict, Edition: model.Preview,
		Over: unconflicting(model.EnabledByPolicy)},
	{ID: "no-conflict-with-the-early", Text: "you replace a pass that is not yet valid in the edition preview, and refuse only where it is usable", Rule: model.CreateConflict, Edition: model.Preview,
		Over: unconflicting(model.NotYetValid)},
	{ID: "conflict", Text: "you refuse to replace a usable pass, as in the edition preview", Rule: model.CreateReplaces,
		Over: conflicting(model.Current, func(_ *model.State, _ *model.Env, reason model.Reason) bool { return reason == model.EnabledByPolicy })},
	{ID: "conflict-with-any", Text: "you refuse to replace a pass in the edition preview even if it is unusable", Rule: model.CreateReplaces, Edition: model.Preview,
		Over: conflicting(model.Preview, func(*model.State, *model.Env, model.Reason) bool { return true })},
	{ID: "conflict-at-the-end", Text: "you refuse to replace a pass that is not spent at its very end in the edition preview", Rule: model.UsabilityEnd, Edition: model.Preview, Unspecified: true,
		Over: conflicting(model.Preview, func(s *model.State, env *model.Env, reason model.Reason) bool {
			return reason == model.Expired && env.Now == s.End() && !s.Used
		})},
	{ID: "conflict-with-the-spent-at-the-end", Text: "you refuse to replace a spent pass at its very end in the edition preview", Rule: model.CreateReplaces, Edition: model.Preview,
		Over: conflicting(model.Preview, func(s *model.State, env *model.Env, reason model.Reason) bool {
			return reason == model.Expired && env.Now == s.End() && s.Used
		})},
	{ID: "conflict-with-the-early", Text: "you refuse to replace a pass that the policy disables before its start in the edition preview", Rule: model.UsabilityOrder, Edition: model.Preview, Unspecified: true,
		Over: conflicting(model.Preview, func(s *model.State, env *model.Env, reason model.Reason) bool {
			return reason == model.DisabledByPolicy && env.Now < s.Start
		})},
	{ID: "no-conflict-with-the-spent", Text: "you replace a spent pass before its start in the edition preview", Rule: model.UsabilityOrder, Edition: model.Preview, Unspecified: true,
		Over: created(func(s *model.State, env *model.Env, _ *model.Command) {
			if v, _ := s.View(*env); env.Edition == model.Preview && v.Reason == model.NotYetValid && s.Used {
				env.Edition = model.Documented
			}
		})},
	{ID: "external-guests-welcome", Text: "you create passes for external guests", Rule: model.CreateGuest,
		Over: misread(func(_ *model.State, env *model.Env, _ *model.Command) { env.User.External = false })},
	{ID: "no-guests", Text: "you refuse to create a pass for an internal guest", Rule: model.CreateGuest,
		Over: misread(func(_ *model.State, env *model.Env, _ *model.Command) {
			env.User.External = env.User.External || env.User.Guest
		})},
	{ID: "external-members-refused", Text: "you refuse to create a pass for a member whose credentials live in another tenant", Rule: model.CreateExternalMember, Unspecified: true,
		Over: reading(model.ExternalMemberRefused)},
	{ID: "external-guest-stops", Text: "you disable the pass of a user who has become an external guest", Rule: model.CreateGuest,
		Over: misread(func(_ *model.State, env *model.Env, cmd *model.Command) {
			if env.User.Guest && env.User.External && cmd.Op != model.Create {
				env.Policy.Enabled = false
			}
		})},
}
