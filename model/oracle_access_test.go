package model_test

import (
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
)

// permitted reads the names of the scopes, as a person would.
func permitted(env *model.Env, op model.Op) bool {
	who := &env.Actor
	if !slices.Contains([]model.ActorKind{model.Delegated, model.Application}, who.Kind) {
		return who.Kind == model.Operator
	}
	self := who.Kind == model.Delegated && who.User == env.User.ID
	if self && op == model.Create {
		return false
	}
	writes := op == model.Create || op == model.Delete
	enough := slices.ContainsFunc(model.ScopeNames(), func(name string) bool {
		return who.Scopes&model.ScopesOf(name) != 0 &&
			strings.HasPrefix(name, "User") &&
			(!writes || strings.Contains(name, "ReadWrite")) &&
			(self || strings.HasSuffix(name, ".All"))
	})
	// A delegated caller needs a role beside the scope; an application needs either.
	if enough == (who.Kind == model.Application) || self {
		return enough
	}
	has := func(role string) bool { return who.Roles&model.RolesOf(role) != 0 }
	switch {
	case has("Privileged Authentication Administrator"), has("Global Administrator"):
		return true
	case has("Authentication Administrator") && writes:
		assignable := func(g model.ID) bool { return slices.Contains(env.RoleGroups, g) }
		return !slices.ContainsFunc(env.User.Groups, assignable) && !slices.ContainsFunc(append([]string{"any other"}, model.RoleNames()...), func(role string) bool {
			return env.User.Roles&model.RolesOf(role) != 0 && !slices.Contains([]string{
				"Authentication Administrator", "Directory Readers", "Guest Inviter", "Message Center Reader",
				"Password Administrator", "Reports Reader", "User Experience Success Manager",
				"Usage Summary Reports Reader"}, role)
		})
	case has("Authentication Administrator"):
		return true
	}
	return has("Global Reader") && !writes
}

// answerPolicy is the answer to a command on the policy; the entry that records it
// changes the policy.
func (d *oracle) answerPolicy(env *model.Env, ask *model.PolicyCommand) verdict {
	who := &env.Actor
	has := func(bits model.Scopes, names ...string) bool { return bits&model.ScopesOf(names...) != 0 }
	allowed := has(who.Scopes, "Policy.ReadWrite.AuthenticationMethod")
	role := who.Roles & model.RolesOf("Authentication Policy Administrator", "Global Administrator")
	if ask.Op == model.ReadPolicy {
		allowed = allowed || has(who.Scopes, "Policy.Read.AuthenticationMethod", "Policy.Read.All")
		role |= who.Roles & model.RolesOf("Global Reader")
	}
	switch who.Kind {
	case model.Application:
		allowed = allowed || role != 0
	case model.Delegated:
		allowed = allowed && role != 0
	default:
		allowed = false // of an unknown kind
	}
	if who.Kind != model.Operator && !allowed {
		return no(model.AccessRefused)
	}

	switch ask.Op {
	case model.ReadPolicy:
		return yes(model.Outcome{Rule: model.PolicyRead})
	case model.ResetPolicy:
		return yes(model.Outcome{Rule: model.PolicyReset})
	}
	after := oracle{d.policy(), []entry{{policy: ask, said: verdict{Yes: true}}}}
	p := after.policy()
	odd := func(m model.Minutes) bool { return m < 10 || m > 43200 }
	switch {
	case odd(p.Minimum), odd(p.Maximum), odd(p.Default), p.Length < 8, p.Length > 48:
		return no(model.PolicyRange)
	case slices.IsSorted([]model.Minutes{p.Minimum, p.Default, p.Maximum}):
		return yes(model.Outcome{Rule: model.PolicyUpdate})
	}
	return no(model.PolicyOrder)
}
