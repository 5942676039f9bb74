package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

func TestDefaultPolicy(t *testing.T) {
	allUsers := []model.Target{{Type: model.GroupTarget, All: true}}
	for _, e := range []model.Edition{model.Documented, model.Current} {
		require.Equal(t, model.Policy{Minimum: 60, Maximum: 480, Default: 60, Length: 8, Include: allUsers, Exclude: []model.Target{}}, model.DefaultPolicy(e))
	}
	require.Equal(t, model.Minutes(1440), model.DefaultPolicy(model.Preview).Maximum)
}

// updated applies an update to a policy with room on both sides of its default
// lifetime.
func updated(cmd model.PolicyCommand) (before, after model.Policy, out model.Outcome) {
	before = roomy()
	cmd.Op = model.UpdatePolicy
	after, out = model.StepPolicy(before, at(), cmd)
	return before, after, out
}

// minutes is an update of the lifetimes; 0 leaves one out.
func minutes(least, def, most model.Minutes) (c model.PolicyCommand) {
	if least != 0 {
		c.Minimum = &least
	}
	if def != 0 {
		c.Default = &def
	}
	if most != 0 {
		c.Maximum = &most
	}
	return c
}

// Whether the default may equal the maximum is part of policy-order, where an update
// makes it so. It may equal the minimum: every tenant begins like that.
func TestTheDefaultMayBeTheMaximum(t *testing.T) {
	for i, c := range []struct {
		cmd          model.PolicyCommand
		contributing bool
	}{
		{minutes(0, 480, 0), true}, {minutes(0, 479, 0), false}, {minutes(0, 0, 120), true}, {minutes(0, 0, 121), false},
		{minutes(480, 480, 480), true}, {minutes(120, 0, 0), false}, {minutes(10, 10, 0), false}, {model.PolicyCommand{}, false},
	} {
		_, _, out := updated(c.cmd)
		require.Equal(t, model.PolicyUpdate, out.Rule, i)
		require.Equal(t, c.contributing, out.Contributing.Has(model.PolicyOrder), i)
	}
	at := model.DefaultPolicy(model.Documented)
	at.Default = at.Maximum
	for _, c := range []model.PolicyCommand{{Op: model.UpdatePolicy}, {Op: model.UpdatePolicy, Minimum: &at.Minimum}} {
		_, out := model.StepPolicy(at, model.Env{}, c)
		require.Equal(t, c.Minimum != nil, out.Contributing.Has(model.PolicyOrder))
	}
}

func TestUpdateMergesAndReplacesLists(t *testing.T) {
	list := []model.Target{{Type: model.UserTarget, ID: ada}, {Type: model.GroupTarget, ID: group}}
	before, after, _ := updated(model.PolicyCommand{Include: &list})
	want := before
	want.Include = list
	require.Equal(t, want, after)

	_, after, _ = updated(model.PolicyCommand{Exclude: &list, Include: &[]model.Target{}})
	require.Empty(t, after.Include)
	require.Equal(t, list, after.Exclude)

	_, after, _ = updated(model.PolicyCommand{
		Enabled: new(false), Minimum: new(model.Minutes(11)), Maximum: new(model.Minutes(99)), Default: new(model.Minutes(12)),
		Length: new(int32(13)), OnceOnly: new(true),
	})
	require.Equal(t, model.Policy{Minimum: 11, Maximum: 99, Default: 12, Length: 13, OnceOnly: true, Include: before.Include, Exclude: before.Exclude}, after)
}

// One wrong property stops the right ones too.
func TestUpdateIsAtomic(t *testing.T) {
	before, after, out := updated(model.PolicyCommand{Enabled: new(false), Length: new(int32(7))})
	require.Equal(t, before, after)
	require.Equal(t, model.PolicyRange, out.Rule)
	require.NotEmpty(t, out.Message("ada"))
}

func TestReadAndReset(t *testing.T) {
	for _, e := range []model.Edition{model.Current, model.Documented, model.Preview} {
		p, out := model.StepPolicy(model.DefaultPolicy(e), at(edition(e)), model.PolicyCommand{Op: model.ReadPolicy})
		require.Equal(t, model.PolicyRead, out.Rule)
		require.True(t, out.Contributing.Has(model.PolicyDefaults))
		require.Equal(t, model.DefaultPolicy(e), p)

		p, out = model.StepPolicy(open(e), at(edition(e)), model.PolicyCommand{Op: model.ReadPolicy})
		require.Equal(t, model.PolicyRead, out.Rule)
		require.False(t, out.Contributing.Has(model.PolicyDefaults))
		require.Equal(t, open(e), p)

		p, out = model.StepPolicy(model.Policy{OnceOnly: true}, at(edition(e)), model.PolicyCommand{Op: model.ResetPolicy})
		require.Equal(t, model.PolicyReset, out.Rule)
		require.True(t, out.Accepted() && out.Contributing.Has(model.PolicyDefaults))
		require.Equal(t, model.DefaultPolicy(e), p)
	}
}

func TestAskingThePolicyNothing(t *testing.T) {
	for _, op := range []model.PolicyOp{0, model.ResetPolicy + 1, 255} {
		p, out := model.StepPolicy(open(0), at(noRights), model.PolicyCommand{Op: op, Enabled: new(false)})
		require.Equal(t, open(0), p)
		require.Equal(t, model.Outcome{}, out)
		require.False(t, out.Accepted())
	}
}

func TestTargets(t *testing.T) {
	user, member, allUsers := model.UserTarget, model.GroupTarget, model.Target{Type: model.GroupTarget, All: true}
	other := model.ID{0x0f}
	none := []model.Target{}
	for _, c := range []struct {
		name             string
		include, exclude []model.Target
		want             bool
	}{
		{"all users", []model.Target{allUsers}, none, true},
		{"all users, with an id beside it", []model.Target{{Type: member, ID: other, All: true}}, none, true},
		{"no user", none, none, false},
		{"nil lists", nil, nil, false},
		{"herself", []model.Target{{Type: user, ID: ada}}, none, true},
		{"another user", []model.Target{{Type: user, ID: other}}, none, false},
		{"her group", []model.Target{{Type: member, ID: group}}, none, true},
		{"another group", []model.Target{{Type: member, ID: other}}, none, false},
		{"her id as a group", []model.Target{{Type: member, ID: ada}}, none, false},
		{"her group's id as a user", []model.Target{{Type: user, ID: group}}, none, false},
		{"all_users as a user", []model.Target{{Type: user, All: true}}, none, false},
		{"all_users as a user, with her id beside it", []model.Target{{Type: user, ID: ada, All: true}}, none, false},
		{"no type", []model.Target{{ID: ada}}, none, false},
		{"no type, all", []model.Target{{All: true}}, none, false},
		{"the second of two", []model.Target{{Type: user, ID: other}, {Type: member, ID: group}}, none, true},
		{"all users but her", []model.Target{allUsers}, []model.Target{{Type: user, ID: ada}}, false},
		{"all users but her group", []model.Target{allUsers}, []model.Target{{Type: member, ID: group}}, false},
		{"all users but another", []model.Target{allUsers}, []model.Target{{Type: user, ID: other}}, true},
		{"all users but all_users as a user", []model.Target{allUsers}, []model.Target{{Type: user, All: true}}, true},
		{"all users but all users", []model.Target{allUsers}, []model.Target{allUsers}, false},
		{"her, but not her group", []model.Target{{Type: user, ID: ada}}, []model.Target{{Type: member, ID: group}}, false},
		{"her group, but not her", []model.Target{{Type: member, ID: group}}, []model.Target{{Type: user, ID: ada}}, false},
		{"her, but not her id as a group", []model.Target{{Type: user, ID: ada}}, []model.Target{{Type: member, ID: ada}}, true},
		{"no user, and another one excluded", none, []model.Target{{Type: user, ID: other}}, false},
	} {
		env := at(func(w *model.Env) { w.Policy.Include, w.Policy.Exclude = c.include, c.exclude })
		require.Equal(t, c.want, env.Policy.Includes(&env.User), c.name)
		view, _ := held.View(env)
		require.Equal(t, c.want, view.Usable(), c.name)
		_, out := model.Step(model.State{}, env, create())
		require.Equal(t, c.want, out.Rule != model.CreateGated, c.name)
		env.Edition = model.Documented
		_, out = model.Step(model.State{}, env, create())
		require.Equal(t, c.want, !out.Contributing.Has(model.CreateUngated), c.name)
	}
	loner := model.User{ID: ada}
	p := open(0)
	require.True(t, p.Includes(&loner))
}
