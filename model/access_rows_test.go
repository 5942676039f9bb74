package model_test

import "github.com/tapsim/tap/model"

// accessRows are the callers who are nearly let through, beside those who are.
// Every scope and every role by itself is tried in access_test.go.
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
	odd := asks(model.Actor{Kind: model.Application + 1, User: admin, Scopes: model.ScopeReadWriteAll, Roles: model.PrivilegedAuthenticationAdministrator})

	list, remove := model.Command{Op: model.List}, model.Command{Op: model.Delete, ID: idOf(1)}
	privileged, lesser := model.PrivilegedAuthenticationAdministrator, model.AuthenticationAdministrator
	ok, no, on := model.CreateAccepted, model.AccessRefused, model.EnabledByPolicy
	return []row{
		{name: "an administrator creates", env: at(other(model.ScopeReadWriteAll, privileged)), cmd: create(), rule: ok, reason: on},
		{name: "a user creates for herself", env: at(self(model.ScopeReadWriteAll)), cmd: create(), rule: no, also: the(model.AccessSelfCreate)},
		{name: "a user deletes her own", state: held, env: at(self(model.ScopeReadWrite)), cmd: remove, rule: model.DeleteFound, also: the(model.AccessSelfDelete)},
		{name: "a user deletes her own with a reading scope", state: held, env: at(self(model.ScopeReadAll)), cmd: remove, rule: no, also: the(model.AccessSelfDelete)},
		{name: "a user lists her own", state: held, env: at(self(model.ScopeRead), asMe), cmd: list, rule: model.ListOne, also: the(model.AccessSelfRead, model.AccessMe), reason: on},
		{name: "a lesser administrator creates for a holder of a harmless role", env: at(other(model.ScopeReadWriteAll, lesser), holding(model.PasswordAdministrator)), cmd: create(), rule: ok, reason: on},
		{name: "a lesser administrator creates for a holder of another role", env: at(other(model.ScopeReadWriteAll, lesser), holding(model.GlobalReader)), cmd: create(), rule: no, also: the(model.AccessWrite)},
		{name: "a reader deletes", state: held, env: at(other(model.ScopeReadWriteAll, model.GlobalReader)), cmd: remove, rule: no},
		{name: "an application deletes", state: held, env: at(app(model.ScopeTAPReadWriteAll)), cmd: remove, rule: model.DeleteFound},
		{name: "an application deletes with a reading scope", state: held, env: at(app(model.ScopeTAPReadAll)), cmd: remove, rule: no},
		{name: "an application lists with a user's scope", state: held, env: at(app(model.ScopeReadWrite)), cmd: list, rule: no, also: the(model.AccessOtherRead)},
		{name: "an application lists", state: held, env: at(app(model.ScopeReadAll)), cmd: list, rule: model.ListOne, reason: on},
		{name: "an application as /me", state: held, env: at(app(model.ScopeReadAll), asMe), cmd: list, rule: no, also: the(model.AccessMe)},
		{name: "somebody of an unknown kind lists", state: held, env: at(odd), cmd: list, rule: no},
		{name: "somebody of an unknown kind creates", env: at(odd), cmd: create(), rule: no},
		{name: "somebody of an unknown kind deletes", state: held, env: at(odd), cmd: remove, rule: no},
	}
}
