package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// A readingRow is one command whose answer depends on a reading. A view says more than a
// rule where the rule is the same: a list shows a pass with either reason.
type readingRow struct {
	reading            model.Readings
	state              model.State
	env                model.Env
	cmd                model.Command
	without, with      model.Rule
	reads, readsWithIt model.Reason
}

func readingRows() []readingRow {
	spentEarly, heldLong := spent, held
	spentEarly.Start = noon.Add(model.Minute)
	heldLong.Start = noon.Add(model.Minute)
	last := model.LastInstant.Add(-60*model.Minute - model.RegistrationWindow)
	list, renew := model.Command{Op: model.List}, model.Command{Op: model.Refresh, ID: idOf(1)}
	right, wrong := model.Command{Op: model.SignIn, Code: codeOf(1)}, model.Command{Op: model.SignIn, Code: codeOf(9)}
	external := func(w *model.Env) { w.User.External = true }
	ok, listed := model.CreateAccepted, model.ListOne
	return []readingRow{
		{model.EndIncluded, held, at(clock(overAtOne)), list, listed, listed, model.Expired, model.EnabledByPolicy},
		{model.EndIncluded, held, at(clock(overAtOne)), right, model.SigninExpired, model.SigninAccepted, 0, 0},
		{model.EndIncluded, held, at(clock(overAtOne)), renew, model.RefreshExpired, model.RefreshAccepted, 0, 0},
		{model.EndIncluded, spent, at(clock(overAtOne)), right, model.SigninExpired, model.SigninUsed, 0, 0},
		{model.EndIncluded, held, at(edition(model.Preview), clock(overAtOne)), create(), ok, model.CreateConflict, model.EnabledByPolicy, 0},
		{model.ExpiredBeforeDisabled, held, at(off, clock(overAtOne)), list, listed, listed, model.DisabledByPolicy, model.Expired},
		{model.ExpiredBeforeDisabled, held, at(off, clock(overAtOne)), renew, model.RefreshDisabled, model.RefreshExpired, 0, 0},
		{model.EarlyBeforeDisabled, heldLong, at(off), list, listed, listed, model.DisabledByPolicy, model.NotYetValid},
		{model.EarlyBeforeDisabled, heldLong, at(off), right, model.SigninDisabled, model.SigninEarly, 0, 0},
		{model.UsedBeforeDisabled, spent, at(off), list, listed, listed, model.DisabledByPolicy, model.OneTimeUsed},
		{model.UsedBeforeExpired, spent, at(clock(overAtOne)), list, listed, listed, model.Expired, model.OneTimeUsed},
		{model.UsedBeforeEarly, spentEarly, at(), list, listed, listed, model.NotYetValid, model.OneTimeUsed},
		{model.UsedBeforeEarly, spentEarly, at(edition(model.Preview)), create(), model.CreateConflict, ok, 0, model.EnabledByPolicy},
		{model.ExpiredBeforeDisabled | model.UsedBeforeExpired, spent, at(off, clock(overAtOne)), list, listed, listed, model.DisabledByPolicy, model.OneTimeUsed},
		{model.StateBeforeCode, held, at(off), wrong, model.SigninCode, model.SigninDisabled, 0, 0},
		{model.NoTolerance, model.State{}, at(), create(from(noon - 1)), ok, model.CreateStartPast, model.EnabledByPolicy, 0},
		{model.NearerLimit, model.State{}, at(), create(from(noon.Add(43200*model.Minute + 1))), ok, model.CreateStartFar, model.NotYetValid, 0},
		{model.NearerLimit, model.State{}, at(clock(last)), create(from(last)), ok, model.CreateStartFar, model.EnabledByPolicy, 0},
		{model.ExternalMemberRefused, model.State{}, at(external), create(), ok, model.CreateGuest, model.EnabledByPolicy, 0},
		{model.MissingDeleted, held, at(), model.Command{Op: model.Delete, ID: idOf(9)}, model.DeleteMissing, model.DeleteFound, 0, 0},
		{model.AnyIDDeleted, held, at(), model.Command{Op: model.Delete, ID: idOf(9)}, model.DeleteMissing, model.DeleteFound, 0, 0},
		{model.RefreshedWhileDisabled, held, at(off), renew, model.RefreshDisabled, model.RefreshAccepted, 0, 0},
		{model.RefreshedWhileDisabled, held, at(off, clock(overAtOne)), renew, model.RefreshDisabled, model.RefreshExpired, 0, 0},
		{model.RefreshedEarly, heldLong, at(), renew, model.RefreshEarly, model.RefreshAccepted, 0, 0},
	}
}

func TestAReadingChangesWhatItsRuleLeavesOpen(t *testing.T) {
	var met model.Readings
	for _, r := range readingRows() {
		_, out := model.Step(r.state, r.env, r.cmd)
		require.Equal(t, r.without, out.Rule, "without %s", r.reading)
		require.Equal(t, r.reads, out.View.Reason, "without %s", r.reading)
		r.env.Readings = r.reading
		_, out = model.Step(r.state, r.env, r.cmd)
		require.Equal(t, r.with, out.Rule, "with %s", r.reading)
		require.Equal(t, r.readsWithIt, out.View.Reason, "with %s", r.reading)
		met |= r.reading
	}
	// The others are about a start and about the policy.
	require.Equal(t, "tolerated-start-is-now, order-unchecked, order-ignored, order-mended, default-follows, default-below-maximum", (allReadings() &^ met).String())
}

func allReadings() (set model.Readings) {
	for _, one := range model.AllReadings() {
		set |= one
	}
	return set
}

func TestReadingsThatChangeWhatIsThere(t *testing.T) {
	env := at()
	cmd := create(from(noon - 1))
	made, _ := model.Step(held, env, cmd)
	require.Equal(t, noon-1, made.Start)
	env.Readings = model.ToleratedStartIsNow
	made, _ = model.Step(held, env, cmd)
	require.Equal(t, noon, made.Start)

	asked := model.Command{Op: model.Delete, ID: idOf(9)}
	for reading, want := range map[model.Readings]model.State{model.MissingDeleted: held, model.AnyIDDeleted: {}} {
		env.Readings = reading
		left, _ := model.Step(held, env, asked)
		require.Equal(t, want, left, reading)
	}
	env.Readings = model.AnyIDDeleted
	_, out := model.Step(model.State{}, env, asked)
	require.Equal(t, model.DeleteMissing, out.Rule, "there is no pass to delete")
}

func TestReadingsOfAnUpdateThatIsOutOfOrder(t *testing.T) {
	was := at().Policy
	outside := model.PolicyCommand{Op: model.UpdatePolicy, Default: new(was.Maximum + 1)}
	crossed := model.PolicyCommand{Op: model.UpdatePolicy, Minimum: new(was.Maximum + 1)}
	equal := model.PolicyCommand{Op: model.UpdatePolicy, Default: new(was.Maximum)}
	for _, r := range []struct {
		readings model.Readings
		cmd      model.PolicyCommand
		rule     model.Rule
		minimum  model.Minutes // of the policy afterwards
		then     model.Minutes // likewise the default
	}{
		{0, outside, model.PolicyOrder, was.Minimum, was.Default},
		{model.OrderUnchecked, outside, model.PolicyUpdate, was.Minimum, was.Maximum + 1},
		{model.OrderIgnored, outside, model.PolicyUpdate, was.Minimum, was.Default},
		{model.OrderMended, outside, model.PolicyUpdate, was.Minimum, was.Maximum},
		{model.OrderMended, crossed, model.PolicyOrder, was.Minimum, was.Default},
		{model.OrderUnchecked, crossed, model.PolicyUpdate, was.Maximum + 1, was.Default},
		{model.DefaultFollows, model.PolicyCommand{Op: model.UpdatePolicy, Minimum: new(was.Minimum + 1)}, model.PolicyUpdate, was.Minimum + 1, was.Minimum + 1},
		{0, equal, model.PolicyUpdate, was.Minimum, was.Maximum},
		{model.DefaultBelowMaximum, equal, model.PolicyOrder, was.Minimum, was.Default},
	} {
		env := at()
		env.Readings = r.readings
		p, out := model.StepPolicy(was, env, r.cmd)
		require.Equal(t, r.rule, out.Rule, r.readings)
		require.Equal(t, r.minimum, p.Minimum, r.readings)
		require.Equal(t, r.then, p.Default, r.readings)
	}
}

// A rule that the machine decides and no source settles has a reading.
func TestEachUnspecifiedRuleOfTheMachineHasAReading(t *testing.T) {
	rules := allReadings().Rules()
	for _, e := range model.Catalogue() {
		rule, _ := model.ParseRule(e.ID)
		if e.Unspecified && (e.By == model.ByStep || e.By == model.ByStepPolicy) {
			require.True(t, rules.Has(rule), e.ID)
		}
	}
	ids := map[string]bool{}
	for _, one := range model.AllReadings() {
		require.Len(t, slicesOf(one.Rules()), 1)
		require.False(t, ids[one.String()], one)
		ids[one.String()] = true
		require.True(t, allReadings().Has(one))
	}
	require.Empty(t, model.Readings(0).String())
	require.Equal(t, model.Rules{}, model.Readings(0).Rules())
}

func slicesOf(rules model.Rules) (all []model.Rule) {
	for rule := range rules.All() {
		all = append(all, rule)
	}
	return all
}
