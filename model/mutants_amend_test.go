package model_test

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// amendMutants are wrong about the policy itself, and right about passes.
var amendMutants = slices.Concat(boundMutants, mergeMutants, ruleMutants)

// boundMutants take a value a step outside, or refuse the last one inside.
var boundMutants = []mutant{
	{"a minimum of 9 minutes is taken", taken(func(p *model.Policy) bool { return p.Minimum == 9 })},
	{"a minimum of 10 minutes is refused", spurned(model.PolicyRange, func(p *model.Policy) bool { return p.Minimum == 10 })},
	{"a maximum of 43200 minutes is refused", spurned(model.PolicyRange, func(p *model.Policy) bool { return p.Maximum == 43200 })},
	{"a maximum of 43201 minutes is taken", taken(func(p *model.Policy) bool { return p.Maximum == 43201 })},
	{"a default a minute below the minimum is taken", taken(func(p *model.Policy) bool { return p.Default == p.Minimum-1 })},
	{"a default at the minimum is refused", spurned(model.PolicyOrder, func(p *model.Policy) bool { return p.Default == p.Minimum })},
	{"a default at the maximum is refused", spurned(model.PolicyOrder, func(p *model.Policy) bool { return p.Default == p.Maximum })},
	{"a default a minute above the maximum is taken", taken(func(p *model.Policy) bool { return p.Default == p.Maximum+1 })},
	{"a length of 7 is taken", taken(func(p *model.Policy) bool { return p.Length == 7 })},
	{"a length of 8 is refused", spurned(model.PolicyRange, func(p *model.Policy) bool { return p.Length == 8 })},
	{"a length of 48 is refused", spurned(model.PolicyRange, func(p *model.Policy) bool { return p.Length == 48 })},
	{"a length of 49 is taken", taken(func(p *model.Policy) bool { return p.Length == 49 })},
}

// mergeMutants make another policy of an update than the one that was asked for.
var mergeMutants = []mutant{
	{"a refused update applies in part", misruled(func(_ model.Policy, _ *model.Env, cmd *model.PolicyCommand, next *model.Policy, out *model.Outcome) {
		if cmd.Op == model.UpdatePolicy && out.Rule != model.AccessRefused {
			next.Enabled = newest(next.Enabled, cmd.Enabled)
		}
	})},
	{"a default out of order is moved", misruled(func(p model.Policy, env *model.Env, cmd *model.PolicyCommand, next *model.Policy, out *model.Outcome) {
		if would := laid(p, env, cmd); out.Rule == model.PolicyOrder && would.Minimum <= would.Maximum {
			would.Default = min(max(would.Default, would.Minimum), would.Maximum)
			*next, *out = would, model.PolicyUpdate.Outcome()
		}
	})},
	{"what an update leaves out goes back to the defaults", misread(func(env *model.Env, cmd *model.PolicyCommand) {
		d := model.DefaultPolicy(env.Edition)
		*cmd = model.PolicyCommand{Op: cmd.Op,
			Enabled: new(newest(d.Enabled, cmd.Enabled)), OnceOnly: new(newest(d.OnceOnly, cmd.OnceOnly)),
			Minimum: new(newest(d.Minimum, cmd.Minimum)), Maximum: new(newest(d.Maximum, cmd.Maximum)),
			Default: new(newest(d.Default, cmd.Default)), Length: new(newest(d.Length, cmd.Length)),
			Include: new(newest(d.Include, cmd.Include)), Exclude: new(newest(d.Exclude, cmd.Exclude)),
		}
	})},
	{"a list that is left out is emptied", misread(func(_ *model.Env, cmd *model.PolicyCommand) {
		cmd.Exclude = new(newest([]model.Target{}, cmd.Exclude))
	})},
	{"an empty list counts as left out", misread(func(_ *model.Env, cmd *model.PolicyCommand) {
		if cmd.Include != nil && len(*cmd.Include) == 0 {
			cmd.Include = nil
		}
	})},
	{"a zero counts as left out", misread(func(_ *model.Env, cmd *model.PolicyCommand) {
		if cmd.Minimum != nil && *cmd.Minimum == 0 {
			cmd.Minimum = nil
		}
	})},
	{"a list is added to", misruled(func(p model.Policy, _ *model.Env, cmd *model.PolicyCommand, next *model.Policy, out *model.Outcome) {
		if out.Rule == model.PolicyUpdate && cmd.Include != nil {
			next.Include = slices.Concat(p.Include, *cmd.Include)
		}
	})},
	{"a list is turned round", misread(func(_ *model.Env, cmd *model.PolicyCommand) {
		if cmd.Include != nil {
			turned := slices.Clone(*cmd.Include)
			slices.Reverse(turned)
			cmd.Include = &turned
		}
	})},
	{"a read changes the policy", misruled(func(_ model.Policy, _ *model.Env, cmd *model.PolicyCommand, next *model.Policy, _ *model.Outcome) {
		if cmd.Op == model.ReadPolicy {
			next.Default = next.Maximum
		}
	})},
	{"a reset leaves passes on", misruled(func(p model.Policy, _ *model.Env, _ *model.PolicyCommand, next *model.Policy, out *model.Outcome) {
		if out.Rule == model.PolicyReset {
			next.Enabled = p.Enabled
		}
	})},
	{"a reset brings the defaults of another edition", misread(func(env *model.Env, _ *model.PolicyCommand) {
		env.Edition = model.Documented
	})},
}

// ruleMutants say the wrong thing first, or let the wrong people ask.
var ruleMutants = []mutant{
	{"the order of lifetimes is checked before their range", misruled(func(p model.Policy, env *model.Env, cmd *model.PolicyCommand, _ *model.Policy, out *model.Outcome) {
		if would := laid(p, env, cmd); out.Rule == model.PolicyRange && (would.Minimum > would.Default || would.Default > would.Maximum) {
			*out = model.PolicyOrder.Outcome()
		}
	})},
	{"the range of lifetimes is checked before the access", misruled(func(_ model.Policy, _ *model.Env, cmd *model.PolicyCommand, _ *model.Policy, out *model.Outcome) {
		if out.Rule == model.AccessRefused && cmd.Op == model.UpdatePolicy && newest(model.LeastLifetime, cmd.Minimum) < model.LeastLifetime {
			*out = model.PolicyRange.Outcome()
		}
	})},
	{"a scope writes the policy without a role", let(func(who *model.Actor, _ model.PolicyOp) bool {
		return who.Kind == model.Delegated && who.Scopes&model.ScopePolicyReadWriteMethod != 0
	})},
	{"a global reader writes the policy", let(func(who *model.Actor, _ model.PolicyOp) bool {
		return who.Roles&model.GlobalReader != 0 && who.Scopes&model.ScopePolicyReadWriteMethod != 0
	})},
	{"a reading scope writes the policy", let(func(who *model.Actor, op model.PolicyOp) bool {
		return who.Kind == model.Application && who.Scopes&model.ScopePolicyReadAll != 0
	})},
	{"an application without a scope resets the policy", let(func(who *model.Actor, op model.PolicyOp) bool {
		return who.Kind == model.Application && op == model.ResetPolicy
	})},
	{"an actor of an unknown kind writes the policy", misread(func(env *model.Env, _ *model.PolicyCommand) {
		env.Actor.Kind = min(env.Actor.Kind, model.Application)
	})},
	{"an application needs a role for the policy", misread(func(env *model.Env, _ *model.PolicyCommand) {
		if env.Actor.Kind == model.Application {
			env.Actor.Kind = model.Delegated
		}
	})},
}

// misread builds a mutant that misreads what the policy is asked.
func misread(change func(env *model.Env, cmd *model.PolicyCommand)) machine {
	return machine{amend: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		change(&env, &cmd)
		return model.StepPolicy(p, env, cmd)
	}}
}

// misruled builds a mutant that spoils what became of the policy; p is the
// policy as it was.
func misruled(change func(p model.Policy, env *model.Env, cmd *model.PolicyCommand, next *model.Policy, out *model.Outcome)) machine {
	return machine{amend: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		next, out := model.StepPolicy(p, env, cmd)
		change(p, &env, &cmd, &next, &out)
		return next, out
	}}
}

// taken builds a mutant that takes an update which a check refuses, where the
// policy that results is as wrong says.
func taken(wrong func(p *model.Policy) bool) machine {
	return misruled(func(p model.Policy, env *model.Env, cmd *model.PolicyCommand, next *model.Policy, out *model.Outcome) {
		if would := laid(p, env, cmd); (out.Rule == model.PolicyRange || out.Rule == model.PolicyOrder) && wrong(&would) {
			*next, *out = would, model.PolicyUpdate.Outcome()
		}
	})
}

// spurned builds a mutant that refuses an update by the rule r, where the policy
// that results is as right says.
func spurned(r model.Rule, right func(p *model.Policy) bool) machine {
	return misruled(func(p model.Policy, _ *model.Env, _ *model.PolicyCommand, next *model.Policy, out *model.Outcome) {
		if out.Rule == model.PolicyUpdate && right(next) {
			*next, *out = p, r.Outcome()
		}
	})
}

// let builds a mutant that lets an actor ask the policy who should not.
func let(whom func(who *model.Actor, op model.PolicyOp) bool) machine {
	return misread(func(env *model.Env, cmd *model.PolicyCommand) {
		if whom(&env.Actor, cmd.Op) {
			env.Actor = model.Actor{}
		}
	})
}

// laid is the policy with a command laid over it, checks aside, as the diary
// would read it.
func laid(p model.Policy, env *model.Env, cmd *model.PolicyCommand) model.Policy {
	d := diary{p, []page{{world: *env, policy: cmd, said: verdict{Yes: true}}}}
	return d.policy()
}
