package variant

import "github.com/tapsim/tap/model"

// The scopes for all users, and those of an application that reads.
const (
	scopesOfAll  = model.ScopeReadAll | model.ScopeReadWriteAll | model.ScopeTAPReadAll | model.ScopeTAPReadWriteAll
	scopesOfSelf = model.ScopeRead | model.ScopeReadWrite | model.ScopeTAPRead | model.ScopeTAPReadWrite
	scopesToRead = model.ScopeReadAll | model.ScopeTAPReadAll
)

func reads(op model.Op) bool  { return op == model.List || op == model.Get }
func writes(op model.Op) bool { return op == model.Create || op == model.Delete }

// admitting is a machine that takes some callers for operators, who may do everything.
func admitting(when func(env *model.Env, op model.Op) bool) Machine {
	return misread(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if !env.User.Unknown && when(env, cmd.Op) {
			env.Actor, env.Me = model.Actor{}, false
		}
	})
}

// barring is a machine that refuses some callers that the reference model admits.
func barring(when func(env *model.Env, op model.Op) bool) Machine {
	return misanswer(func(a *answer) {
		if !a.env.User.Unknown && a.env.Actor.Kind != model.Operator && when(a.env, a.cmd.Op) {
			a.refuse(model.AccessRefused)
		}
	})
}

// acting is a machine that takes the caller for another one.
func acting(change func(env *model.Env)) Machine {
	return misread(func(_ *model.State, env *model.Env, _ *model.Command) { change(env) })
}

// admittingToPolicy is a machine that takes some callers of the policy for operators.
func admittingToPolicy(when func(who *model.Actor, op model.PolicyOp) bool) Machine {
	return misreadPolicy(func(env *model.Env, cmd *model.PolicyCommand) {
		if when(&env.Actor, cmd.Op) {
			env.Actor = model.Actor{}
		}
	})
}

// aboutSelf reports whether a user's command is about their own pass.
func aboutSelf(env *model.Env) bool {
	return env.Actor.Kind == model.Delegated && env.Actor.User == env.User.ID
}

// aboutOther reports whether a user's command is about the pass of another user.
func aboutOther(env *model.Env) bool { return env.Actor.Kind == model.Delegated && !aboutSelf(env) }

func isApplication(env *model.Env) bool { return env.Actor.Kind == model.Application }

func hasRole(env *model.Env, role model.Roles) bool  { return env.Actor.Roles&role != 0 }
func hasScope(env *model.Env, any model.Scopes) bool { return env.Actor.Scopes&any != 0 }

var accesses = []Variant{
	{ID: "everybody-may", Text: "no caller is asked for permission", Rule: model.AccessRefused,
		Machine: Machine{
			Step:       admitting(func(*model.Env, model.Op) bool { return true }).Step,
			StepPolicy: admittingToPolicy(func(*model.Actor, model.PolicyOp) bool { return true }).StepPolicy,
		}},
	{ID: "self-create", Text: "users create passes for themselves", Rule: model.AccessSelfCreate,
		Machine: admitting(func(env *model.Env, op model.Op) bool { return op == model.Create && aboutSelf(env) })},
	{ID: "self-delete-refused", Text: "users cannot delete their own pass", Rule: model.AccessSelfDelete,
		Machine: barring(func(env *model.Env, op model.Op) bool { return op == model.Delete && aboutSelf(env) })},
	{ID: "self-read-needs-all", Text: "users need a scope for all users to read their own pass", Rule: model.AccessSelfRead,
		Machine: barring(func(env *model.Env, op model.Op) bool {
			return reads(op) && aboutSelf(env) && !hasScope(env, scopesOfAll)
		})},
	{ID: "read-without-role", Text: "the pass of another user is read without a role", Rule: model.AccessOtherRead,
		Machine: admitting(func(env *model.Env, op model.Op) bool {
			return reads(op) && aboutOther(env) && hasScope(env, scopesOfAll)
		})},
	{ID: "read-without-all", Text: "an application reads with a permission that is not for all users", Rule: model.AccessOtherRead,
		Machine: admitting(func(env *model.Env, op model.Op) bool {
			return reads(op) && isApplication(env) && hasScope(env, scopesOfSelf)
		})},
	{ID: "write-without-all", Text: "an application reads and writes with a permission that is not for all users", Rule: model.AccessWrite,
		Machine: acting(func(env *model.Env) {
			if isApplication(env) && hasScope(env, model.ScopeReadWrite) {
				env.Actor.Scopes |= model.ScopeReadWriteAll
			}
		})},
	{ID: "read-scope-writes", Text: "an application creates and deletes with a permission to read", Rule: model.AccessWrite,
		Machine: admitting(func(env *model.Env, op model.Op) bool {
			return writes(op) && isApplication(env) && hasScope(env, scopesToRead)
		})},
	{ID: "target-roles-ignored", Text: "an Authentication Administrator reaches every administrator", Rule: model.AccessWrite,
		Machine: acting(func(env *model.Env) { env.User.Roles = 0 })},
	{ID: "global-administrator-ignored", Text: "the role Global Administrator counts for nothing", Rule: model.AccessWrite,
		Machine: acting(func(env *model.Env) { env.Actor.Roles &^= model.GlobalAdministrator })},
	{ID: "global-administrator-reaches-few", Text: "a Global Administrator reaches only the users that an Authentication Administrator reaches", Rule: model.AccessWrite,
		Machine: acting(func(env *model.Env) {
			if hasRole(env, model.GlobalAdministrator) {
				env.Actor.Roles = model.AuthenticationAdministrator
			}
		})},
	{ID: "global-administrator-writes-nothing", Text: "a Global Administrator neither creates nor deletes passes", Rule: model.AccessWrite,
		Machine: barring(func(env *model.Env, op model.Op) bool {
			return writes(op) && aboutOther(env) && hasRole(env, model.GlobalAdministrator)
		})},
	{ID: "global-administrator-reads-nothing", Text: "a Global Administrator does not read the passes of others", Rule: model.AccessOtherRead,
		Machine: barring(func(env *model.Env, op model.Op) bool {
			return reads(op) && aboutOther(env) && hasRole(env, model.GlobalAdministrator)
		})},
	{ID: "global-administrator-without-scope", Text: "a Global Administrator creates and deletes passes with any scope", Rule: model.AccessWrite,
		Machine: admitting(func(env *model.Env, op model.Op) bool {
			return writes(op) && aboutOther(env) && hasRole(env, model.GlobalAdministrator)
		})},
	{ID: "application-role-ignored", Text: "the directory roles of an application count for nothing", Rule: model.AccessWrite,
		Machine: acting(func(env *model.Env) {
			if isApplication(env) {
				env.Actor.Roles = 0
			}
		})},
	{ID: "application-role-reaches-everybody", Text: "an application with the role Authentication Administrator reaches every administrator", Rule: model.AccessWrite,
		Machine: acting(func(env *model.Env) {
			if isApplication(env) && env.Actor.Roles != 0 {
				env.User.Roles, env.RoleGroups = 0, nil
			}
		})},
	{ID: "application-reads-so-its-role-writes", Text: "an application that reads all passes creates and deletes them with any role", Rule: model.AccessWrite,
		Machine: admitting(func(env *model.Env, op model.Op) bool {
			return writes(op) && isApplication(env) && hasScope(env, scopesToRead) && env.Actor.Roles != 0
		})},
	{ID: "role-groups-ignored", Text: "an Authentication Administrator reaches the members of role-assignable groups", Rule: model.AccessWrite,
		Machine: acting(func(env *model.Env) { env.RoleGroups = nil })},
	{ID: "any-role-group-counts", Text: "an Authentication Administrator reaches no user where there is a role-assignable group", Rule: model.AccessWrite,
		Machine: acting(func(env *model.Env) {
			if len(env.RoleGroups) > 0 {
				env.User.Groups = env.RoleGroups
			}
		})},
	{ID: "me-is-forbidden", Text: "a /me without a user is refused as a caller without permission is", Rule: model.AccessMe, Unspecified: true,
		Machine: misanswer(func(a *answer) {
			if a.out.Rule == model.AccessMe {
				a.refuse(model.AccessRefused)
			}
		})},
	{ID: "unknown-kind-is-application", Text: "a caller of an unknown kind is taken for an application", Rule: model.AccessRefused, Unseen: true,
		Machine: Machine{
			Step:       acting(func(env *model.Env) { env.Actor.Kind = min(env.Actor.Kind, model.Application) }).Step,
			StepPolicy: misreadPolicy(func(env *model.Env, _ *model.PolicyCommand) { env.Actor.Kind = min(env.Actor.Kind, model.Application) }).StepPolicy,
		}},
	{ID: "caller-before-user", Text: "a caller without permission does not learn that there is no such user", Rule: model.UserMissing, Unspecified: true,
		Machine: misread(func(_ *model.State, env *model.Env, cmd *model.Command) {
			known := *env
			known.User.Unknown = false
			if _, out := model.Step(model.State{}, known, *cmd); out.Rule == model.AccessRefused {
				env.User.Unknown = false
			}
		})},

	{ID: "global-administrator-without-policy", Text: "a Global Administrator neither reads nor changes the policy", Rule: model.AccessPolicy,
		Machine: misanswerPolicy(func(a *policyAnswer) {
			if a.env.Actor.Kind == model.Delegated && hasRole(a.env, model.GlobalAdministrator) {
				a.after, a.out = a.before, model.AccessRefused.Outcome()
			}
		})},
	{ID: "reader-writes-policy", Text: "a Global Reader changes the policy", Rule: model.AccessPolicy,
		Machine: admittingToPolicy(func(who *model.Actor, op model.PolicyOp) bool {
			return op == model.UpdatePolicy && who.Roles&model.GlobalReader != 0
		})},
	{ID: "scope-writes-policy", Text: "a user changes the policy with a scope and without a role", Rule: model.AccessPolicy,
		Machine: admittingToPolicy(func(who *model.Actor, _ model.PolicyOp) bool {
			return who.Kind == model.Delegated && who.Scopes&model.ScopePolicyReadWriteMethod != 0
		})},
	{ID: "read-scope-writes-policy", Text: "an application changes the policy with a permission to read it", Rule: model.AccessPolicy,
		Machine: admittingToPolicy(func(who *model.Actor, _ model.PolicyOp) bool {
			return who.Kind == model.Application && who.Scopes&(model.ScopePolicyReadAll|model.ScopePolicyReadMethod) != 0
		})},
	{ID: "application-resets-policy", Text: "an application resets the policy without a permission", Rule: model.AccessPolicy,
		Machine: admittingToPolicy(func(who *model.Actor, op model.PolicyOp) bool {
			return who.Kind == model.Application && op == model.ResetPolicy
		})},
	{ID: "application-needs-role-for-policy", Text: "an application needs a role to read or change the policy", Rule: model.AccessPolicy,
		Machine: misreadPolicy(func(env *model.Env, _ *model.PolicyCommand) {
			if env.Actor.Kind == model.Application {
				env.Actor.Kind = model.Delegated
			}
		})},
}
