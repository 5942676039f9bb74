package model_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// A policyRow is one command on a given policy, with the expected answer. The
// resulting policy need not be given: an accepted update is laid over the old policy,
// and a refused one changes nothing.
type policyRow struct {
	name         string
	policy       model.Policy
	env          model.Env
	cmd          model.PolicyCommand
	rule         model.Rule
	contributing model.Rules // must be among those that shaped the answer
	never        model.Rules // must not be
}

// wrong says where a machine differs from the row; empty: nowhere.
func (r *policyRow) wrong(m variant.Machine) string {
	next, out := m.StepPolicy(r.policy, r.env, r.cmd)
	want := r.policy
	if r.rule == model.PolicyUpdate || r.rule == model.PolicyReset {
		want = laid(r.policy, &r.env, &r.cmd)
	}
	switch {
	case out.Rule != r.rule:
		return fmt.Sprintf("%s: got %v, want %v", r.name, out.Rule, r.rule)
	case !reflect.DeepEqual(next, want):
		return fmt.Sprintf("%s: the policy is %v, want %v", r.name, next, want)
	case r.contributing.Minus(out.Contributing) != model.Rules{}:
		return fmt.Sprintf("%s: %v does not shape the answer", r.name, names(r.contributing.Minus(out.Contributing)))
	case r.never.Minus(out.Contributing) != r.never:
		return fmt.Sprintf("%s: one of %v shapes the answer", r.name, names(r.never))
	}
	return ""
}

func TestPolicyRows(t *testing.T) {
	for _, r := range policyRows() {
		t.Run(r.name, func(t *testing.T) { require.Empty(t, r.wrong(variant.Reference())) })
	}
}

// roomy is the default policy, enabled, with room on both sides of its default
// lifetime.
func roomy() model.Policy {
	p := open(0)
	p.Minimum, p.Default, p.Maximum = 60, 120, 480
	return p
}

// policyRows are all tables of single commands to the policy.
func policyRows() []policyRow {
	all := boundRows()
	all = append(all, mergeRows()...)
	all = append(all, defaultRows()...)
	return append(all, policyAccessRows()...)
}

// boundRows try the range of every property, and the order of lifetimes, from both
// sides, and both errors at once.
func boundRows() (all []policyRow) {
	length := func(n int32) model.PolicyCommand { return model.PolicyCommand{Length: &n} }
	ok, outside, order := model.PolicyUpdate, model.PolicyRange, model.PolicyOrder
	for _, c := range []struct {
		cmd  model.PolicyCommand
		rule model.Rule
	}{
		{minutes(9, 0, 0), outside}, {minutes(10, 0, 0), ok}, {minutes(-1, 0, 0), outside},
		{minutes(0, 0, 43200), ok}, {minutes(0, 0, 43201), outside},
		{minutes(0, 9, 0), outside}, {minutes(0, 43201, 0), outside},
		{minutes(43201, 0, 0), outside}, {minutes(0, 0, 9), outside},
		{minutes(10, 10, 10), ok}, {minutes(43200, 43200, 43200), ok},
		{minutes(119, 0, 0), ok}, {minutes(120, 0, 0), ok}, {minutes(121, 0, 0), order},
		{minutes(0, 0, 121), ok}, {minutes(0, 0, 120), ok}, {minutes(0, 0, 119), order},
		{minutes(0, 59, 0), order}, {minutes(0, 60, 0), ok}, {minutes(0, 480, 0), ok}, {minutes(0, 481, 0), order},
		{minutes(480, 480, 60), order}, {minutes(9, 0, 119), outside},
		{length(7), outside}, {length(8), ok}, {length(48), ok}, {length(49), outside}, {length(0), outside},
		{model.PolicyCommand{}, ok},
		{model.PolicyCommand{Minimum: new(model.Minutes(0))}, outside}, // a zero is a value, and not a missing one
		{model.PolicyCommand{Enabled: new(false), Length: new(int32(7))}, outside},
		{model.PolicyCommand{Enabled: new(false), Default: new(model.Minutes(481))}, order},
	} {
		row := policyRow{name: wording(&c.cmd), policy: roomy(), env: at(), cmd: c.cmd, rule: c.rule}
		row.cmd.Op = model.UpdatePolicy
		if atomic := the(model.PolicyAtomic); c.rule == ok {
			row.never = atomic
		} else {
			row.contributing = atomic
		}
		all = append(all, row)
	}
	return all
}

// mergeRows change one property of a policy that differs from the default in all of
// them.
func mergeRows() []policyRow {
	odd := model.Policy{
		Enabled: true, Minimum: 11, Maximum: 99, Default: 12, Length: 13, OnceOnly: true,
		Include: []model.Target{{Type: model.UserTarget, ID: ada}}, Exclude: []model.Target{{Type: model.GroupTarget, ID: group}},
	}
	none, two := []model.Target{}, []model.Target{{Type: model.UserTarget, ID: ada}, {Type: model.GroupTarget, ID: group}}
	rows := []policyRow{
		{name: "nothing"},
		{name: "off", cmd: model.PolicyCommand{Enabled: new(false)}},
		{name: "both kinds", cmd: model.PolicyCommand{OnceOnly: new(false)}},
		{name: "the default alone", cmd: model.PolicyCommand{Default: new(model.Minutes(98))}},
		{name: "the length alone", cmd: model.PolicyCommand{Length: new(int32(48))}},
		{name: "include no user", cmd: model.PolicyCommand{Include: &none}},
		{name: "include two, in this order", cmd: model.PolicyCommand{Include: &two}},
		{name: "exclude no user", cmd: model.PolicyCommand{Exclude: &none}},
		{name: "exclude two, in this order", cmd: model.PolicyCommand{Exclude: &two}},
	}
	for i := range rows {
		r := &rows[i]
		r.policy, r.env, r.cmd.Op, r.rule = odd, at(), model.UpdatePolicy, model.PolicyUpdate
	}
	return rows
}

// defaultRows read and reset, in every edition, the policy of a new tenant, and
// policies that differ from it in one property each.
func defaultRows() (all []policyRow) {
	defaults := the(model.PolicyDefaults)
	for _, e := range []model.Edition{model.Current, model.Documented, model.Preview} {
		env := at(edition(e))
		read, reset := model.PolicyCommand{Op: model.ReadPolicy}, model.PolicyCommand{Op: model.ResetPolicy}
		all = append(all, policyRow{name: fmt.Sprintf("read the defaults, %v", e), policy: untouched(e), env: env, cmd: read, rule: model.PolicyRead, contributing: defaults})
		for name, change := range differences {
			p := untouched(e)
			change(&p)
			all = append(all,
				policyRow{name: fmt.Sprintf("read, %v, %s", e, name), policy: p, env: env, cmd: read, rule: model.PolicyRead, never: defaults},
				policyRow{name: fmt.Sprintf("reset, %v, %s", e, name), policy: p, env: env, cmd: reset, rule: model.PolicyReset, contributing: defaults})
		}
	}
	return all
}

// differences change one property of a policy each.
var differences = map[string]func(*model.Policy){
	"on":               func(p *model.Policy) { p.Enabled = true },
	"another minimum":  func(p *model.Policy) { p.Minimum = 59 },
	"another maximum":  func(p *model.Policy) { p.Maximum = 481 },
	"another default":  func(p *model.Policy) { p.Default = 61 },
	"another length":   func(p *model.Policy) { p.Length = 9 },
	"one-time only":    func(p *model.Policy) { p.OnceOnly = true },
	"no user included": func(p *model.Policy) { p.Include = []model.Target{} },
	"a user excluded":  func(p *model.Policy) { p.Exclude = []model.Target{{Type: model.UserTarget, ID: ada}} },
}

// policyAccessRows try which callers may read and write the policy, and that access is
// checked first.
func policyAccessRows() (all []policyRow) {
	delegated := func(s model.Scopes, r model.Roles) model.Actor {
		return model.Actor{Kind: model.Delegated, User: admin, Scopes: s, Roles: r}
	}
	app := func(s model.Scopes) model.Actor { return model.Actor{Kind: model.Application, Scopes: s} }
	write, read := model.ScopePolicyReadWriteMethod, model.ScopePolicyReadAll
	asked := the(model.AccessPolicy)
	for _, c := range []struct {
		name          string
		who           model.Actor
		reads, writes bool
	}{
		{"an administrator of policies", delegated(write, model.AuthenticationPolicyAdministrator), true, true},
		{"one with a reading scope", delegated(read, model.AuthenticationPolicyAdministrator), true, false},
		{"a global reader", delegated(write, model.GlobalReader), true, false},
		{"a global administrator", delegated(write, model.GlobalAdministrator), true, true},
		{"an Authentication Administrator", delegated(write, model.AuthenticationAdministrator), false, false},
		{"a scope without a role", delegated(write, 0), false, false},
		{"a writing application", app(write), true, true},
		{"a reading application", app(read), true, false},
		{"an application without a scope", app(0), false, false},
		{"an application with a role", model.Actor{Kind: model.Application, Roles: model.AuthenticationPolicyAdministrator}, true, true},
		{"an application with a reader's role", model.Actor{Kind: model.Application, Roles: model.GlobalReader}, true, false},
		{"a caller of an unknown kind", model.Actor{Kind: model.Application + 1, Scopes: write | read, Roles: model.AuthenticationPolicyAdministrator}, false, false},
	} {
		env := at(func(w *model.Env) { w.Actor = c.who })
		for _, ask := range []struct {
			cmd  model.PolicyCommand
			may  bool
			rule model.Rule
		}{
			{model.PolicyCommand{Op: model.ReadPolicy}, c.reads, model.PolicyRead},
			{model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(false)}, c.writes, model.PolicyUpdate},
			{model.PolicyCommand{Op: model.UpdatePolicy, Minimum: new(model.Minutes(9))}, c.writes, model.PolicyRange},
			{model.PolicyCommand{Op: model.ResetPolicy}, c.writes, model.PolicyReset},
		} {
			if !ask.may {
				ask.rule = model.AccessRefused
			}
			all = append(all, policyRow{name: fmt.Sprintf("%s asks for %v", c.name, ask.rule), policy: roomy(), env: env, cmd: ask.cmd, rule: ask.rule, contributing: asked})
		}
	}
	return all
}

// laid is the policy with a command laid over it, without checks, as the oracle
// computes it.
func laid(p model.Policy, env *model.Env, cmd *model.PolicyCommand) model.Policy {
	d := oracle{p, []entry{{env: *env, policy: cmd, said: verdict{Yes: true}}}}
	return d.policy()
}
