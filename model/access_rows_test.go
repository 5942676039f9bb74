package model_test

import "github.com/tapsim/tap/model"

// accessRows are callers that lack only a little, beside callers that are admitted.
// access_test.go tries every scope and every role alone.
func accessRows() []row {
	asks := func(who model.Actor) func(*model.Env) { return func(w *model.Env) { w.Actor = who } }
	holding := func(r model.Roles) func(*model.Env) { return func(w *model.Env) { w.User.Roles = r } }
	self := func(s model.Scopes) func(*model.Env) {
		return asks(model.Actor{Kind: model.Delegated, User: ada, Scopes: s, Roles: model.PrivilegedAuthenticationAdministrator})
	}
	other := func(s model.Scopes, r model.Roles) func(*model.Env) {
		return asks(model.Actor{Kind: model.Delegated, User: admin, Scopes: s, Roles: r})
	}
	app := func(s model.Scopes) func(*model.Env) {
		return asks(model.Actor{Kind: model.Application, Scopes: s})
	}
	holder := func(r model.Roles) func(*model.Env) {
		return asks(model.Actor{Kind: model.Application, Roles: r})
	}
	assignable := func(g model.ID) func(*model.Env) { return func(w *model.Env) { w.RoleGroups = []model.ID{g} } }
	odd := asks(model.Actor{Kind: model.Application + 1, User: admin, Scopes: model.ScopeReadWriteAll, Roles: model.PrivilegedAuthenticationAdministrator})

	list, remove := model.Command{Op: model.List}, model.Command{Op: model.Delete, ID: idOf(1)}
	privileged, limited := model.PrivilegedAuthenticationAdministrator, model.AuthenticationAdministrator
	ok, no, on := model.CreateAccepted, model.AccessRefused, model.EnabledByPolicy
	return []row{
		{name: "an administrator creates", env: at(other(model.ScopeReadWriteAll, privileged)), cmd: create(), rule: ok, reason: on},
		{name: "a user creates for herself", env: at(self(model.ScopeReadWriteAll)), cmd: create(), rule: no, contributing: the(model.AccessSelfCreate)},
		{name: "a user deletes her own", state: held, env: at(self(model.ScopeReadWrite)), cmd: remove, rule: model.DeleteFound, contributing: the(model.AccessSelfDelete)},
		{name: "a user deletes her own with a reading scope", state: held, env: at(self(model.ScopeReadAll)), cmd: remove, rule: no, contributing: the(model.AccessSelfDelete)},
		{name: "a user lists her own", state: held, env: at(self(model.ScopeRead), asMe), cmd: list, rule: model.ListOne, contributing: the(model.AccessSelfRead, model.AccessMe), reason: on},
		{name: "an Authentication Administrator creates for a holder of a harmless role", env: at(other(model.ScopeReadWriteAll, limited), holding(model.PasswordAdministrator)), cmd: create(), rule: ok, reason: on},
		{name: "an Authentication Administrator creates for a holder of another role", env: at(other(model.ScopeReadWriteAll, limited), holding(model.GlobalReader)), cmd: create(), rule: no, contributing: the(model.AccessWrite)},
		{name: "a reader deletes", state: held, env: at(other(model.ScopeReadWriteAll, model.GlobalReader)), cmd: remove, rule: no},
		{name: "an Authentication Policy Administrator deletes", state: held, env: at(other(model.ScopeReadWriteAll, model.AuthenticationPolicyAdministrator)), cmd: remove, rule: no},
		{name: "an application deletes", state: held, env: at(app(model.ScopeTAPReadWriteAll)), cmd: remove, rule: model.DeleteFound},
		{name: "an application deletes with a reading scope", state: held, env: at(app(model.ScopeTAPReadAll)), cmd: remove, rule: no},
		{name: "an application lists with a user's scope", state: held, env: at(app(model.ScopeReadWrite)), cmd: list, rule: no, contributing: the(model.AccessOtherRead)},
		{name: "an application lists", state: held, env: at(app(model.ScopeReadAll)), cmd: list, rule: model.ListOne, reason: on},
		{name: "an application as /me", state: held, env: at(app(model.ScopeReadAll), asMe), cmd: list, rule: model.AccessMe},
		{name: "an operator as /me", state: held, env: at(asMe), cmd: list, rule: model.AccessMe},
		{name: "an application as /me of an unknown user", env: at(app(model.ScopeReadAll), asMe, unknown), cmd: list, rule: model.AccessMe},
		{name: "a user as /me who is gone", env: at(self(model.ScopeRead), asMe, unknown), cmd: list, rule: model.UserMissing},
		{name: "a caller of an unknown kind as /me", env: at(odd, asMe), cmd: list, rule: model.AccessMe},
		{name: "a global administrator creates for an administrator", env: at(other(model.ScopeReadWriteAll, model.GlobalAdministrator), holding(model.GlobalAdministrator)), cmd: create(), rule: ok, reason: on},
		{name: "a global administrator lists", state: held, env: at(other(model.ScopeReadAll, model.GlobalAdministrator)), cmd: list, rule: model.ListOne, reason: on},
		{name: "a user without a role lists the pass of another user", state: held, env: at(other(model.ScopeReadAll, 0)), cmd: list, rule: no, contributing: the(model.AccessOtherRead)},
		{name: "a global administrator without a scope creates", env: at(other(0, model.GlobalAdministrator)), cmd: create(), rule: no},
		{name: "a global administrator creates for herself", env: at(asks(model.Actor{Kind: model.Delegated, User: ada, Scopes: model.ScopeReadWriteAll, Roles: model.GlobalAdministrator})), cmd: create(), rule: no, contributing: the(model.AccessSelfCreate)},
		{name: "an Authentication Administrator creates for a global administrator", env: at(other(model.ScopeReadWriteAll, limited), holding(model.GlobalAdministrator)), cmd: create(), rule: no},
		{name: "an application with a role creates", env: at(holder(limited)), cmd: create(), rule: ok, reason: on},
		{name: "an application with a role creates out of its reach", env: at(holder(limited), holding(model.GlobalReader)), cmd: create(), rule: no},
		{name: "an application with a great role creates for an administrator", env: at(holder(privileged), holding(model.OtherRole)), cmd: create(), rule: ok, reason: on},
		{name: "an application with a permission needs no reach", env: at(asks(model.Actor{Kind: model.Application, Scopes: model.ScopeReadWriteAll, Roles: limited}), holding(model.GlobalReader)), cmd: create(), rule: ok, reason: on},
		{name: "an application with a role and a reading permission deletes", state: held, env: at(asks(model.Actor{Kind: model.Application, Scopes: model.ScopeReadAll, Roles: limited})), cmd: remove, rule: model.DeleteFound},
		{name: "an application with a reader's role and permission creates", env: at(asks(model.Actor{Kind: model.Application, Scopes: model.ScopeReadAll, Roles: model.GlobalReader})), cmd: create(), rule: no},
		{name: "an application that is a reader deletes", state: held, env: at(holder(model.GlobalReader)), cmd: remove, rule: no},
		{name: "an application that is a reader lists", state: held, env: at(holder(model.GlobalReader)), cmd: list, rule: model.ListOne, reason: on},
		{name: "an application with another role lists", state: held, env: at(holder(model.AuthenticationPolicyAdministrator)), cmd: list, rule: no},
		{name: "an Authentication Administrator creates for a member of a role-assignable group", env: at(other(model.ScopeReadWriteAll, limited), assignable(group)), cmd: create(), rule: no, contributing: the(model.AccessWrite)},
		{name: "an Authentication Administrator deletes from a member of a role-assignable group", state: held, env: at(other(model.ScopeReadWriteAll, limited), assignable(group)), cmd: remove, rule: no},
		{name: "an Authentication Administrator creates beside a role-assignable group", env: at(other(model.ScopeReadWriteAll, limited), assignable(ada)), cmd: create(), rule: ok, reason: on},
		{name: "an Authentication Administrator lists a member of a role-assignable group", state: held, env: at(other(model.ScopeReadAll, limited), assignable(group)), cmd: list, rule: model.ListOne, reason: on},
		{name: "a privileged administrator creates for a member of a role-assignable group", env: at(other(model.ScopeReadWriteAll, privileged), assignable(group)), cmd: create(), rule: ok, reason: on},
		{name: "an application with a role creates for a member of a role-assignable group", env: at(holder(limited), assignable(group)), cmd: create(), rule: no},
		{name: "a caller of an unknown kind lists", state: held, env: at(odd), cmd: list, rule: no},
		{name: "a caller of an unknown kind creates", env: at(odd), cmd: create(), rule: no},
		{name: "a caller of an unknown kind deletes", state: held, env: at(odd), cmd: remove, rule: no},
	}
}
