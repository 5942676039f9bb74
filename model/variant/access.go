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

// admitting makes a machine that takes some callers for operators, who may do everything.
func admitting(when func(env *model.Env, op model.Op) bool) wrapper {
	return misread(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if !env.User.Unknown && when(env, cmd.Op) {
			env.Actor, env.Me = model.Actor{}, false
		}
	})
}

// barring makes a machine that refuses some callers that the reference model admits.
func barring(when func(env *model.Env, op model.Op) bool) wrapper {
	return misanswer(func(a *answer) {
		if !a.env.User.Unknown && a.env.Actor.Kind != model.Operator && when(a.env, a.cmd.Op) {
			a.refuse(model.AccessRefused)
		}
	})
}

// acting makes a machine that takes the caller for another one.
func acting(change func(env *model.Env)) wrapper {
	return misread(func(_ *model.State, env *model.Env, _ *model.Command) { change(env) })
}

// promoting makes a machine that lets the holders of a role write as Privileged
// Authentication Administrators do.
func promoting(role model.Roles) wrapper {
	return misread(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if writes(cmd.Op) && hasRole(env, role) {
			env.Actor.Roles |= model.PrivilegedAuthenticationAdministrator
		}
	})
}

// admittingToPolicy makes a machine that takes some callers of the policy for operators.
func admittingToPolicy(when func(who *model.Actor, op model.PolicyOp) bool) wrapper {
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
	{ID: "everybody-may", Text: "you never check the caller's permission", Rule: model.AccessRefused,
		Over: both(
			admitting(func(*model.Env, model.Op) bool { return true }),
			admittingToPolicy(func(*model.Actor, model.PolicyOp) bool { return true }),
		)},
	{ID: "self-create", Text: "you let users create passes for themselves", Rule: model.AccessSelfCreate,
		Over: admitting(func(env *model.Env, op model.Op) bool { return op == model.Create && aboutSelf(env) })},
	{ID: "self-delete-refused", Text: "you do not let users delete their own pass", Rule: model.AccessSelfDelete,
		Over: barring(func(env *model.Env, op model.Op) bool { return op == model.Delete && aboutSelf(env) })},
	{ID: "self-read-needs-all", Text: "you do not let users read their own pass without a scope for all users", Rule: model.AccessSelfRead,
		Over: barring(func(env *model.Env, op model.Op) bool {
			return reads(op) && aboutSelf(env) && !hasScope(env, scopesOfAll)
		})},
	{ID: "read-without-role", Text: "you let a user with a scope for all users read another user's pass without a role", Rule: model.AccessOtherRead,
		Over: admitting(func(env *model.Env, op model.Op) bool {
			return reads(op) && aboutOther(env) && hasScope(env, scopesOfAll)
		})},
	{ID: "read-without-all", Text: "you let an application read passes with a permission that is not for all users", Rule: model.AccessOtherRead,
		Over: admitting(func(env *model.Env, op model.Op) bool {
			return reads(op) && isApplication(env) && hasScope(env, scopesOfSelf)
		})},
	{ID: "tap-scopes-unknown", Text: "you do not know the scopes and permissions that begin with UserAuthMethod-TAP", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			env.Actor.Scopes &^= model.ScopeTAPRead | model.ScopeTAPReadWrite | model.ScopeTAPReadAll | model.ScopeTAPReadWriteAll
		})},
	{ID: "tap-scopes-only", Text: "you know no other scopes and permissions for passes than those that begin with UserAuthMethod-TAP", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			env.Actor.Scopes &^= model.ScopeRead | model.ScopeReadWrite | model.ScopeReadAll | model.ScopeReadWriteAll
		})},
	{ID: "read-scope-deletes-own", Text: "you let users delete their own pass with a scope to read", Rule: model.AccessSelfDelete,
		Over: admitting(func(env *model.Env, op model.Op) bool {
			return op == model.Delete && aboutSelf(env) && hasScope(env, scopesToRead|model.ScopeRead|model.ScopeTAPRead)
		})},
	{ID: "write-without-all", Text: "you take an application's UserAuthenticationMethod.ReadWrite for the permission that ends in .All", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			if isApplication(env) && hasScope(env, model.ScopeReadWrite) {
				env.Actor.Scopes |= model.ScopeReadWriteAll
			}
		})},
	{ID: "read-scope-writes", Text: "you let an application create and delete passes with a permission to read", Rule: model.AccessWrite,
		Over: admitting(func(env *model.Env, op model.Op) bool {
			return writes(op) && isApplication(env) && hasScope(env, scopesToRead)
		})},
	{ID: "target-roles-ignored", Text: "you ignore the user's own roles when an Authentication Administrator writes the user's pass", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) { env.User.Roles = 0 })},
	{ID: "only-the-roleless-in-reach", Text: "you let an Authentication Administrator write only the passes of users without any role", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			if env.User.Roles != 0 {
				env.User.Roles = model.OtherRole
			}
		})},
	{ID: "reads-within-reach-only", Text: "you let an Authentication Administrator read only the passes that the role may write", Rule: model.AccessOtherRead,
		Over: misanswer(func(a *answer) {
			if !reads(a.cmd.Op) || !a.out.Accepted() || !aboutOther(a.env) || a.env.Actor.Roles != model.AuthenticationAdministrator {
				return
			}
			writer := *a.env
			writer.Actor.Scopes = scopesOfAll
			if _, out := model.Step(model.State{}, writer, model.Command{Op: model.Delete}); out.Rule == model.AccessRefused {
				a.refuse(model.AccessRefused)
			}
		})},
	{ID: "reader-writes-passes", Text: "you let a Global Reader create and delete passes", Rule: model.AccessWrite, Over: promoting(model.GlobalReader)},
	{ID: "policy-administrator-writes-passes", Text: "you let an Authentication Policy Administrator create and delete passes", Rule: model.AccessWrite,
		Over: promoting(model.AuthenticationPolicyAdministrator)},
	{ID: "privileged-reaches-few", Text: "you let a Privileged Authentication Administrator write only what an Authentication Administrator may write", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			if hasRole(env, model.PrivilegedAuthenticationAdministrator) {
				env.Actor.Roles = env.Actor.Roles&^model.PrivilegedAuthenticationAdministrator | model.AuthenticationAdministrator
			}
		})},
	{ID: "global-administrator-ignored", Text: "you ignore the caller's role Global Administrator for passes", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) { env.Actor.Roles &^= model.GlobalAdministrator })},
	{ID: "global-administrator-reaches-few", Text: "you let a Global Administrator do only what an Authentication Administrator may do", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			if hasRole(env, model.GlobalAdministrator) {
				env.Actor.Roles = model.AuthenticationAdministrator
			}
		})},
	{ID: "global-administrator-writes-nothing", Text: "you do not let a Global Administrator create or delete passes of other users", Rule: model.AccessWrite,
		Over: barring(func(env *model.Env, op model.Op) bool {
			return writes(op) && aboutOther(env) && hasRole(env, model.GlobalAdministrator)
		})},
	{ID: "global-administrator-reads-nothing", Text: "you do not let a Global Administrator read passes of other users", Rule: model.AccessOtherRead,
		Over: barring(func(env *model.Env, op model.Op) bool {
			return reads(op) && aboutOther(env) && hasRole(env, model.GlobalAdministrator)
		})},
	{ID: "global-administrator-without-scope", Text: "you do not check the scope when a Global Administrator writes another user's pass", Rule: model.AccessWrite,
		Over: admitting(func(env *model.Env, op model.Op) bool {
			return writes(op) && aboutOther(env) && hasRole(env, model.GlobalAdministrator)
		})},
	{ID: "application-role-ignored", Text: "you ignore the directory roles of an application for passes", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			if isApplication(env) {
				env.Actor.Roles = 0
			}
		})},
	{ID: "application-role-reaches-everybody", Text: "you let an application with the role Authentication Administrator write every user's pass", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			if isApplication(env) && env.Actor.Roles != 0 {
				env.User.Roles, env.RoleGroups = 0, nil
			}
		})},
	{ID: "application-reads-so-its-role-writes", Text: "you let an application with any role write passes if it has a permission to read them all", Rule: model.AccessWrite,
		Over: admitting(func(env *model.Env, op model.Op) bool {
			return writes(op) && isApplication(env) && hasScope(env, scopesToRead) && env.Actor.Roles != 0
		})},
	{ID: "role-groups-ignored", Text: "you let an Authentication Administrator write passes of members of role-assignable groups", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) { env.RoleGroups = nil })},
	{ID: "any-role-group-counts", Text: "you treat every user as a member of every role-assignable group", Rule: model.AccessWrite,
		Over: acting(func(env *model.Env) {
			if len(env.RoleGroups) > 0 {
				env.User.Groups = env.RoleGroups
			}
		})},
	{ID: "me-is-forbidden", Text: "you refuse /me from a caller who is not a user as if the caller had no permission", Rule: model.AccessMe, Unspecified: true,
		Over: misanswer(func(a *answer) {
			if a.out.Rule == model.AccessMe {
				a.refuse(model.AccessRefused)
			}
		})},
	{ID: "unknown-kind-is-application", Text: "you treat a caller of an unknown kind as an application", Rule: model.AccessRefused, Unseen: true,
		Over: both(
			acting(func(env *model.Env) { env.Actor.Kind = min(env.Actor.Kind, model.Application) }),
			misreadPolicy(func(env *model.Env, _ *model.PolicyCommand) { env.Actor.Kind = min(env.Actor.Kind, model.Application) }),
		)},
	{ID: "caller-before-user", Text: "you refuse a caller without permission before you check that the user exists", Rule: model.UserMissing, Unspecified: true,
		Over: misread(func(_ *model.State, env *model.Env, cmd *model.Command) {
			known := *env
			known.User.Unknown = false
			if _, out := model.Step(model.State{}, known, *cmd); out.Rule == model.AccessRefused {
				env.User.Unknown = false
			}
		})},

	{ID: "global-administrator-without-policy", Text: "you do not let a Global Administrator read or change the policy", Rule: model.AccessPolicy,
		Over: misanswerPolicy(func(a *policyAnswer) {
			if a.env.Actor.Kind == model.Delegated && hasRole(a.env, model.GlobalAdministrator) {
				a.after, a.out = a.before, model.AccessRefused.Outcome()
			}
		})},
	{ID: "reader-writes-policy", Text: "you let a Global Reader update the policy", Rule: model.AccessPolicy,
		Over: admittingToPolicy(func(who *model.Actor, op model.PolicyOp) bool {
			return op == model.UpdatePolicy && who.Roles&model.GlobalReader != 0
		})},
	{ID: "scope-writes-policy", Text: "you let a user with the scope that writes policies read and change the policy without a role", Rule: model.AccessPolicy,
		Over: admittingToPolicy(func(who *model.Actor, _ model.PolicyOp) bool {
			return who.Kind == model.Delegated && who.Scopes&model.ScopePolicyReadWriteMethod != 0
		})},
	{ID: "read-scope-writes-policy", Text: "you let an application change the policy with a permission to read it", Rule: model.AccessPolicy,
		Over: admittingToPolicy(func(who *model.Actor, _ model.PolicyOp) bool {
			return who.Kind == model.Application && who.Scopes&(model.ScopePolicyReadAll|model.ScopePolicyReadMethod) != 0
		})},
	{ID: "application-resets-policy", Text: "you let an application reset the policy without a permission", Rule: model.AccessPolicy,
		Over: admittingToPolicy(func(who *model.Actor, op model.PolicyOp) bool {
			return who.Kind == model.Application && op == model.ResetPolicy
		})},
	{ID: "administrator-writes-policy", Text: "you let an Authentication Administrator read and change the policy", Rule: model.AccessPolicy,
		Over: misreadPolicy(func(env *model.Env, _ *model.PolicyCommand) {
			if hasRole(env, model.AuthenticationAdministrator) {
				env.Actor.Roles |= model.AuthenticationPolicyAdministrator
			}
		})},
	{ID: "application-role-ignored-for-policy", Text: "you ignore the directory roles of an application that reads or changes the policy", Rule: model.AccessPolicy,
		Over: misreadPolicy(func(env *model.Env, _ *model.PolicyCommand) {
			if isApplication(env) {
				env.Actor.Roles = 0
			}
		})},
	{ID: "application-needs-role-for-policy", Text: "you demand both a role and a permission when an application reads or changes the policy", Rule: model.AccessPolicy,
		Over: misreadPolicy(func(env *model.Env, _ *model.PolicyCommand) {
			if env.Actor.Kind == model.Application {
				env.Actor.Kind = model.Delegated
			}
		})},
}
