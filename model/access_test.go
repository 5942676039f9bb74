package model_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// The scopes for a user's own passes. With .All they are for the passes of all users.
const (
	readScopes  = "UserAuthenticationMethod.Read UserAuthMethod-TAP.Read"
	writeScopes = "UserAuthenticationMethod.ReadWrite UserAuthMethod-TAP.ReadWrite"
)

func scopes(list string) []string { return strings.Fields(list) }

// all adds the forms for all users.
func all(list []string) (every []string) {
	for _, s := range list {
		every = append(every, s+".All")
	}
	return every
}

// suffices is the table of scopes and roles: for a user's own pass, for the passes of
// others, and the rule that decides. A scope or role that is not in it grants nothing.
var suffices = []struct {
	op                 model.Op
	self, others       []string
	roles              []string
	selfRule, elseRule model.Rule
}{
	{model.List, readers(), all(scopes(readScopes + " " + writeScopes)), []string{"Global Reader", "Authentication Administrator", "Privileged Authentication Administrator", "Global Administrator"}, model.AccessSelfRead, model.AccessOtherRead},
	{model.Get, readers(), all(scopes(readScopes + " " + writeScopes)), []string{"Global Reader", "Authentication Administrator", "Privileged Authentication Administrator", "Global Administrator"}, model.AccessSelfRead, model.AccessOtherRead},
	{model.Delete, writers(), all(scopes(writeScopes)), []string{"Authentication Administrator", "Privileged Authentication Administrator", "Global Administrator"}, model.AccessSelfDelete, model.AccessWrite},
	{model.Create, nil, all(scopes(writeScopes)), []string{"Authentication Administrator", "Privileged Authentication Administrator", "Global Administrator"}, model.AccessSelfCreate, model.AccessWrite},
}

func readers() []string {
	own := scopes(readScopes + " " + writeScopes)
	return append(own, all(own)...)
}

func writers() []string {
	own := scopes(writeScopes)
	return append(own, all(own)...)
}

// asked says whether the actor is admitted, and checks the consulted rule.
func asked(t *testing.T, who model.Actor, me bool, target model.Roles, op model.Op, consulted model.Rule) bool {
	env := at(func(w *model.Env) { w.Actor, w.Me, w.User.Roles = who, me, target })
	_, out := model.Step(held, env, model.Command{Op: op, ID: idOf(1), Code: codeOf(1)})
	require.True(t, out.Contributing.Has(consulted), "%v is not consulted", consulted)
	require.Equal(t, me, out.Contributing.Has(model.AccessMe))
	require.Equal(t, out.Accepted(), out.Rule != model.AccessRefused)
	return out.Accepted()
}

func TestEveryScopeAlone(t *testing.T) {
	for _, may := range suffices {
		for _, name := range append([]string{"Nothing.At.All"}, model.ScopeNames()...) {
			place := fmt.Sprintf("op %d with %s", may.op, name)
			scope := model.ScopesOf(name)
			self := model.Actor{Kind: model.Delegated, User: ada, Scopes: scope}
			other := model.Actor{Kind: model.Delegated, User: admin, Scopes: scope, Roles: model.PrivilegedAuthenticationAdministrator}
			app := model.Actor{Kind: model.Application, Scopes: scope}
			require.Equal(t, slices.Contains(may.self, name), asked(t, self, false, 0, may.op, may.selfRule), place)
			require.Equal(t, slices.Contains(may.self, name), asked(t, self, true, 0, may.op, may.selfRule), place+" as /me")
			require.Equal(t, slices.Contains(may.others, name), asked(t, other, false, 0, may.op, may.elseRule), place+" on others")
			require.Equal(t, slices.Contains(may.others, name), asked(t, app, false, model.OtherRole, may.op, may.elseRule), place+" as an application")
		}
	}
}

func TestEveryRoleAlone(t *testing.T) {
	for _, may := range suffices {
		for _, name := range append([]string{"No Such Role"}, model.RoleNames()...) {
			who := model.Actor{Kind: model.Delegated, User: admin, Scopes: model.ScopesOf(model.ScopeNames()...), Roles: model.RolesOf(name)}
			require.Equal(t, slices.Contains(may.roles, name), asked(t, who, false, 0, may.op, may.elseRule), "op %d as %s", may.op, name)
		}
		for _, name := range append([]string{"No Such Role"}, model.RoleNames()...) {
			who := model.Actor{Kind: model.Application, Roles: model.RolesOf(name)}
			require.Equal(t, slices.Contains(may.roles, name), asked(t, who, false, 0, may.op, may.elseRule), "op %d as an application that is %s", may.op, name)
		}
		who := model.Actor{Kind: model.Delegated, User: admin, Scopes: model.ScopesOf(model.ScopeNames()...)}
		require.False(t, asked(t, who, false, 0, may.op, may.elseRule))
	}
}

// An Authentication Administrator reaches users without a role, or with only a few
// roles. To read, and as a Privileged Authentication Administrator, the caller reaches
// all users.
func TestEveryRoleOfTheTarget(t *testing.T) {
	within := []string{
		"Authentication Administrator", "Directory Readers", "Guest Inviter", "Message Center Reader", "Password Administrator",
		"Reports Reader", "User Experience Success Manager", "Usage Summary Reports Reader",
	}
	limited := model.Actor{Kind: model.Delegated, User: admin, Scopes: model.ScopeReadWriteAll, Roles: model.AuthenticationAdministrator}
	greater, app := limited, model.Actor{Kind: model.Application, Scopes: model.ScopeReadWriteAll}
	greater.Roles = model.PrivilegedAuthenticationAdministrator

	for _, name := range append([]string{"No Such Role"}, model.RoleNames()...) {
		target := model.RolesOf(name)
		for _, op := range []model.Op{model.Create, model.Delete} {
			require.Equal(t, slices.Contains(within, name), asked(t, limited, false, target, op, model.AccessWrite), name)
			require.False(t, asked(t, limited, false, target|model.GlobalReader, op, model.AccessWrite), name)
			require.True(t, asked(t, greater, false, target, op, model.AccessWrite), name)
			require.True(t, asked(t, app, false, target, op, model.AccessWrite), name)
		}
		require.True(t, asked(t, limited, false, target, model.List, model.AccessOtherRead), name)
	}
	require.True(t, asked(t, limited, false, model.RolesOf(within...), model.Create, model.AccessWrite))
}

func TestOnlyUsersHaveAMe(t *testing.T) {
	for _, who := range []model.Actor{{}, {Kind: model.Application, Scopes: model.ScopesOf(model.ScopeNames()...)}} {
		_, out := model.Step(held, at(asMe, func(w *model.Env) { w.Actor = who }), model.Command{Op: model.List})
		require.Equal(t, model.AccessMe, out.Rule)
		require.False(t, who.HasMe())
	}
}

func TestAnOperatorMayDoEverythingUnasked(t *testing.T) {
	for _, op := range []model.Op{model.Create, model.List, model.Get, model.Delete} {
		_, out := model.Step(held, at(func(w *model.Env) { w.User.Roles = model.OtherRole }), model.Command{Op: op, ID: idOf(1)})
		require.True(t, out.Accepted())
		consulted := the(model.AccessMe, model.AccessSelfRead, model.AccessOtherRead, model.AccessSelfDelete, model.AccessWrite, model.AccessSelfCreate)
		require.Equal(t, consulted, consulted.Minus(out.Contributing))
	}
}

// The policy: every scope and every role alone, to read and to write.
func TestAccessToThePolicy(t *testing.T) {
	reads := scopes("Policy.Read.AuthenticationMethod Policy.Read.All Policy.ReadWrite.AuthenticationMethod")
	writes := reads[2:]
	readRoles := []string{"Global Reader", "Authentication Policy Administrator", "Global Administrator"}
	writeRoles := readRoles[1:]
	let := func(who model.Actor, op model.PolicyOp) bool {
		p := open(0)
		next, out := model.StepPolicy(p, at(func(w *model.Env) { w.Actor = who }), model.PolicyCommand{Op: op, Enabled: new(false)})
		require.Equal(t, who.Kind != model.Operator, out.Contributing.Has(model.AccessPolicy))
		if !out.Accepted() {
			require.Equal(t, model.AccessRefused, out.Rule)
			require.Equal(t, p, next)
		}
		return out.Accepted()
	}
	for _, op := range []model.PolicyOp{model.ReadPolicy, model.UpdatePolicy, model.ResetPolicy} {
		names, roles := writes, writeRoles
		if op == model.ReadPolicy {
			names, roles = reads, readRoles
		}
		for _, name := range model.ScopeNames() {
			s := model.ScopesOf(name)
			require.Equal(t, slices.Contains(names, name), let(model.Actor{Kind: model.Application, Scopes: s}, op), name)
			require.Equal(t, slices.Contains(names, name), let(model.Actor{Kind: model.Delegated, Scopes: s, Roles: model.AuthenticationPolicyAdministrator}, op), name)
			require.False(t, let(model.Actor{Kind: model.Delegated, Scopes: s}, op), name)
		}
		for _, name := range append([]string{"No Such Role"}, model.RoleNames()...) {
			who := model.Actor{Kind: model.Delegated, Scopes: model.ScopesOf(model.ScopeNames()...), Roles: model.RolesOf(name)}
			require.Equal(t, slices.Contains(roles, name), let(who, op), name)
			who = model.Actor{Kind: model.Application, Roles: model.RolesOf(name)}
			require.Equal(t, slices.Contains(roles, name), let(who, op), name)
		}
		require.True(t, let(model.Actor{}, op))
		require.False(t, let(model.Actor{Kind: model.Application}, op))
	}
}

func TestNamesOfScopesAndRoles(t *testing.T) {
	require.Equal(t, model.ScopeReadAll|model.ScopeTAPReadWrite, model.ScopesOf("UserAuthMethod-TAP.ReadWrite", "User.Read", "UserAuthenticationMethod.Read.All"))
	require.Zero(t, model.ScopesOf("userauthenticationmethod.read"), "scopes are compared with case")
	require.Equal(t, model.ReportsReader|model.OtherRole, model.RolesOf("Reports Reader", "Groups Administrator"))
	require.Zero(t, model.RolesOf())
	require.Len(t, model.ScopeNames(), 11)
	require.Len(t, model.RoleNames(), 12)
}
