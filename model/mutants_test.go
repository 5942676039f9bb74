package model_test

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// mutants are wrong in one way each, at least one for every invariant and every
// two reasons or checks whose order matters. The suites catch all of them. Only
// what breaks the independence of users, and of runs, stands apart: see sharing.
var mutants = slices.Concat(timeMutants, lifeMutants, policyMutants, createMutants, orderMutants, accessMutants, amendMutants)

var timeMutants = []mutant{
	{"the end is included", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op != model.Create && s.Exists() && env.Now == s.End() {
			env.Now--
		}
	})},
	{"the longest pass ends a tick late", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op != model.Create && s.Lifetime == model.GreatestLifetime && env.Now == s.End() {
			env.Now--
		}
	})},
	{"an expired pass wakes up again", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op != model.Create && s.Exists() && env.Now > s.End() {
			env.Now = s.Start
		}
	})},
	{"a spent pass wakes up", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.List && env.Now > s.Start.Add(model.Minute) {
			s.Used = false
		}
	})},
	{"the oddness of an instant matters", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		env.Policy.Enabled = env.Policy.Enabled && env.Now%2 != 0
	})},
	{"the start is excluded", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op != model.Create && s.Exists() && env.Now == s.Start {
			env.Now--
		}
	})},
	{"the tolerance is a tick short", startShift(-model.StartTolerance, -model.Tick)},
	{"the tolerance is a tick long", startShift(-model.StartTolerance-model.Tick, model.Tick)},
	{"a tolerated start is moved to now", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Start != nil && *cmd.Start < env.Now && *cmd.Start >= env.Now.Add(-model.StartTolerance) {
			cmd.Start = new(env.Now)
		}
	})},
	{"the end of time is a tick early", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Start != nil && cmd.Start.Add(env.Policy.Minimum.Ticks()+model.RegistrationWindow) == model.LastInstant {
			cmd.Start = new(cmd.Start.Add(model.Tick))
		}
	})},
	{"the session outlives the pass", afterwards(func(s model.State, env *model.Env, _ *model.Command, _ *model.State, out *model.Outcome) {
		if out.SessionEnds != 0 {
			out.SessionEnds = env.Now.Add(s.Lifetime.Ticks())
		}
	})},
	{"the deadline ends with the session", afterwards(func(_ model.State, _ *model.Env, _ *model.Command, _ *model.State, out *model.Outcome) {
		out.RegisterBy = min(out.RegisterBy, out.SessionEnds)
	})},
	{"a multi-use pass sets a deadline", afterwards(func(_ model.State, env *model.Env, _ *model.Command, _ *model.State, out *model.Outcome) {
		if out.Rule == model.SigninAccepted {
			out.RegisterBy = env.Now.Add(model.RegistrationWindow)
		}
	})},
	{"expired comes before disabled", disabledAfter(func(_ *model.State, expired, _ bool) bool { return expired })},
	{"not yet valid comes before disabled", disabledAfter(func(_ *model.State, _, early bool) bool { return early })},
	{"used comes before disabled", disabledAfter(func(s *model.State, expired, early bool) bool { return s.Used && !expired && !early })},
	{"used comes before expired", usedBefore(func(expired, _ bool) bool { return expired })},
	{"used comes before not yet valid", usedBefore(func(_, early bool) bool { return early })},
}

var lifeMutants = []mutant{
	{"a refused sign-in spends the pass", afterwards(func(s model.State, _ *model.Env, cmd *model.Command, next *model.State, out *model.Outcome) {
		next.Used = next.Used || cmd.Op == model.SignIn && s.Exists() && s.Once
	})},
	{"a one-time pass is not spent", afterwards(func(_ model.State, _ *model.Env, _ *model.Command, next *model.State, _ *model.Outcome) {
		next.Used = false
	})},
	{"a spent pass renews no session", afterwards(func(s model.State, _ *model.Env, cmd *model.Command, next *model.State, out *model.Outcome) {
		if out.Rule == model.RefreshAccepted && s.Used {
			refuse(s, next, out, model.SigninUsed)
		}
	})},
	{"the code of a replaced pass still works", remembering(oldCode, func(note string, s *model.State, _ *model.Env, cmd *model.Command) {
		if cmd.Op == model.SignIn && cmd.Code.Reveal() == note {
			cmd.Code = s.Code
		}
	})},
	{"the id of a replaced pass is still found", remembering(oldID, func(note string, s *model.State, _ *model.Env, cmd *model.Command) {
		if (cmd.Op == model.Get || cmd.Op == model.Delete) && cmd.ID.String() == note {
			cmd.ID = s.ID
		}
	})},
	{"a session is renewed after a replacement", remembering(oldID, func(note string, s *model.State, _ *model.Env, cmd *model.Command) {
		if cmd.Op == model.Refresh && cmd.ID.String() == note {
			cmd.ID = s.ID
		}
	})},
	{"a delete takes any id", before(func(s *model.State, _ *model.Env, cmd *model.Command) {
		if cmd.Op == model.Delete && s.Exists() {
			cmd.ID = s.ID
		}
	})},
	{"an expired pass cannot be deleted", afterwards(func(s model.State, env *model.Env, _ *model.Command, next *model.State, out *model.Outcome) {
		if out.Rule == model.DeleteFound && env.Now >= s.End() {
			refuse(s, next, out, model.DeleteMissing)
		}
	})},
	{"a list hides an expired pass", afterwards(func(_ model.State, _ *model.Env, cmd *model.Command, _ *model.State, out *model.Outcome) {
		if cmd.Op == model.List && out.View.Reason == model.Expired {
			out.View = model.View{}
		}
	})},
	{"the code is returned twice", afterwards(func(s model.State, _ *model.Env, _ *model.Command, _ *model.State, out *model.Outcome) {
		if out.Rule == model.GetFound {
			out.Code = s.Code
		}
	})},
	{"the state is told without the code", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if v, ok := s.View(*env); cmd.Op == model.SignIn && ok && !v.Usable() {
			cmd.Code = s.Code
		}
	})},
	{"an external guest's pass stops", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if env.User.Guest && env.User.External && cmd.Op != model.Create {
			env.Policy.Enabled = false
		}
	})},
	{"a sign-in does not ask whether the user exists", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.SignIn {
			env.User.Unknown = false
		}
	})},
}

var policyMutants = []mutant{
	{"the policy is captured at creation", remembering(wasEnabled, func(note string, _ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op != model.Create {
			env.Policy.Enabled = note == "on"
		}
	})},
	{"a multi-use pass works under a one-time policy", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op != model.Create {
			env.Policy.OnceOnly = false
		}
	})},
	{"a disabled pass is dropped when it is read", afterwards(func(_ model.State, _ *model.Env, cmd *model.Command, next *model.State, out *model.Outcome) {
		if cmd.Op == model.List && out.View.Reason == model.DisabledByPolicy {
			*next = model.State{}
		}
	})},
	{"a read adapts the pass to the policy", afterwards(func(_ model.State, env *model.Env, cmd *model.Command, next *model.State, _ *model.Outcome) {
		if cmd.Op == model.List && next.Exists() {
			next.Lifetime = max(next.Lifetime, env.Policy.Minimum)
		}
	})},
	{"a read cuts the pass down to the policy", afterwards(func(_ model.State, env *model.Env, cmd *model.Command, next *model.State, _ *model.Outcome) {
		if cmd.Op == model.List {
			next.Lifetime = min(next.Lifetime, env.Policy.Maximum)
		}
	})},
	{"a list shows the policy's minimum at least", afterwards(func(_ model.State, env *model.Env, cmd *model.Command, _ *model.State, out *model.Outcome) {
		if cmd.Op == model.List && out.View.Lifetime != 0 {
			out.View.Lifetime = max(out.View.Lifetime, env.Policy.Minimum)
		}
	})},
	{"a list shows the policy's maximum at most", afterwards(func(_ model.State, env *model.Env, cmd *model.Command, _ *model.State, out *model.Outcome) {
		if cmd.Op == model.List {
			out.View.Lifetime = min(out.View.Lifetime, env.Policy.Maximum)
		}
	})},
	{"a list ignores that a group is excluded", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.List {
			env.Policy.Exclude = slices.DeleteFunc(slices.Clone(env.Policy.Exclude), func(t model.Target) bool { return t.Type == model.GroupTarget })
		}
	})},
	{"exclusion is ignored", before(func(_ *model.State, env *model.Env, _ *model.Command) { env.Policy.Exclude = nil })},
	{"an empty include is everybody", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if len(env.Policy.Include) == 0 {
			env.Policy.Include = []model.Target{{Type: model.GroupTarget, All: true}}
		}
	})},
	{"the type of a target is ignored", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		env.User.Groups = append(slices.Clip(env.User.Groups), env.User.ID)
	})},
	{"a multi-use request becomes one-time", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.Create && env.Policy.OnceOnly {
			cmd.Once = new(true)
		}
	})},
}

var createMutants = []mutant{
	{"the minimum is excluded", lifetime(func(p *model.Policy) model.Minutes { return p.Minimum }, func(p *model.Policy) { p.Minimum++ })},
	{"the maximum is excluded", lifetime(func(p *model.Policy) model.Minutes { return p.Maximum }, func(p *model.Policy) { p.Maximum-- })},
	{"the minimum is one too low", lifetime(func(p *model.Policy) model.Minutes { return p.Minimum - 1 }, func(p *model.Policy) { p.Minimum-- })},
	{"the maximum is one too high", lifetime(func(p *model.Policy) model.Minutes { return p.Maximum + 1 }, func(p *model.Policy) { p.Maximum++ })},
	{"zero minutes are the default", before(func(_ *model.State, _ *model.Env, cmd *model.Command) {
		if cmd.Lifetime != nil && *cmd.Lifetime == 0 {
			cmd.Lifetime = nil
		}
	})},
	{"nothing asked is multi-use where that is not allowed", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if env.Policy.OnceOnly {
			cmd.Once = new(newest(false, cmd.Once))
		}
	})},
	{"nothing asked is one-time", before(func(_ *model.State, _ *model.Env, cmd *model.Command) {
		cmd.Once = new(newest(true, cmd.Once))
	})},
	{"a refused create deletes", afterwards(func(s model.State, _ *model.Env, cmd *model.Command, next *model.State, out *model.Outcome) {
		if cmd.Op == model.Create && !out.Accepted() {
			*next = model.State{}
		}
	})},
	{"documented gates", in(model.Documented, model.Current)},
	{"current gates nothing", in(model.Current, model.Documented)},
	{"preview replaces", in(model.Preview, model.Documented)},
	{"the gate asks only whether the policy is on", gated(func(p *model.Policy, _ *model.User) bool { return p.Enabled })},
	{"the gate asks only whether the policy includes", gated(func(p *model.Policy, u *model.User) bool { return p.Includes(u) })},
	{"the gate opens where there is a pass", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.Create && s.Exists() && env.Edition == model.Current {
			env.Edition = model.Documented
		}
	})},
	{"a refused gate deletes", afterwards(func(_ model.State, _ *model.Env, _ *model.Command, next *model.State, out *model.Outcome) {
		if out.Rule == model.CreateGated {
			*next = model.State{}
		}
	})},
	{"preview refuses over any pass", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if env.Edition == model.Preview && cmd.Op == model.Create && s.Exists() {
			allow(env)
			env.Now, s.Used = s.Start, false
		}
	})},
	{"external guests get passes", before(func(_ *model.State, env *model.Env, _ *model.Command) { env.User.External = false })},
	{"external members get none", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		env.User.Guest = env.User.Guest || env.User.External
	})},
	{"internal guests get none", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		env.User.External = env.User.External || env.User.Guest
	})},
}

var accessMutants = []mutant{
	{"users create their own pass", granted(func(env *model.Env, cmd *model.Command) bool {
		return cmd.Op == model.Create && env.Actor.User == env.User.ID && env.Actor.Scopes&model.ScopeReadWriteAll != 0
	})},
	{"a read scope deletes", granted(func(env *model.Env, cmd *model.Command) bool {
		return cmd.Op == model.Delete && env.Actor.Kind == model.Application && env.Actor.Scopes&model.ScopeTAPReadAll != 0
	})},
	{"a global administrator has no say", before(func(_ *model.State, env *model.Env, _ *model.Command) { env.Actor.Roles &^= model.GlobalAdministrator })},
	{"a global administrator reaches no administrator", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if env.Actor.Roles&model.GlobalAdministrator != 0 {
			env.Actor.Roles = model.AuthenticationAdministrator
		}
	})},
	{"a role needs no scope", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if env.Actor.Roles&model.GlobalAdministrator != 0 {
			env.Actor.Scopes |= model.ScopeReadWriteAll
		}
	})},
	{"the role of an application counts for nothing", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if env.Actor.Kind == model.Application {
			env.Actor.Roles = 0
		}
	})},
	{"the role of an application reaches everybody", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if env.Actor.Kind == model.Application && env.Actor.Roles != 0 {
			env.User.Roles, env.RoleGroups = 0, nil
		}
	})},
	{"an application that reads everything writes with any role", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if env.Actor.Kind == model.Application && env.Actor.Roles != 0 && env.Actor.Scopes != 0 {
			env.Actor.Roles |= model.PrivilegedAuthenticationAdministrator
		}
	})},
	{"role-assignable groups are ignored", before(func(_ *model.State, env *model.Env, _ *model.Command) { env.RoleGroups = nil })},
	{"any role-assignable group is hers", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if len(env.RoleGroups) > 0 {
			env.User.Groups = env.RoleGroups
		}
	})},
	{"/me of an application is refused as access is", afterwards(func(_ model.State, _ *model.Env, _ *model.Command, _ *model.State, out *model.Outcome) {
		if out.Rule == model.AccessMe {
			out.Rule = model.AccessRefused
		}
	})},
	{"the roles of the target are ignored", before(func(_ *model.State, env *model.Env, _ *model.Command) { env.User.Roles = 0 })},
	{"an application needs no .All", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if env.Actor.Kind == model.Application && env.Actor.Scopes&model.ScopeReadWrite != 0 {
			env.Actor.Scopes |= model.ScopeReadWriteAll
		}
	})},
	{"an actor of an unknown kind is an application", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		env.Actor.Kind = min(env.Actor.Kind, model.Application)
	})},
	{"an application has a /me", before(func(_ *model.State, env *model.Env, _ *model.Command) {
		env.Me = env.Me && env.Actor.Kind != model.Application
	})},
	{"a stranger learns who exists not", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		asked := *env
		asked.User.Unknown = false
		if _, out := model.Step(model.State{}, asked, *cmd); out.Rule == model.AccessRefused {
			env.User.Unknown = false
		}
	})},
}
