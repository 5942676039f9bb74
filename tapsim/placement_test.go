package tapsim_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// A restored pass is like any other, and has the given code.
func TestPutPasses(t *testing.T) {
	e, clock := tenant(t)
	s := model.State{ID: model.ID{7}, Code: model.NewCode("known"), Created: noon, Start: noon.Add(model.Minute), Lifetime: 60, Once: true}
	require.NoError(t, e.PutPasses(tapsim.Pass{User: "ADA@contoso.example", State: s}))
	got, _ := e.State(ada)
	require.Equal(t, s, got)

	signIn := model.Command{Op: model.SignIn, Code: s.Code}
	require.Equal(t, model.SigninEarly, e.Do(ada, operator, signIn).Rule)
	clock.Rewind(s.Start)
	require.Equal(t, model.SigninAccepted, e.Do(ada, operator, signIn).Rule)
	require.Equal(t, model.SigninUsed, e.Do(ada, operator, signIn).Rule)
	out := e.Do(ada, operator, model.Command{Op: model.Create})
	require.True(t, out.Contributing.Has(model.CreateReplaces))
	require.NotEqual(t, s.ID, out.View.ID)
}

// A pass without a code accepts no sign-in, also none without a code.
func TestPutPassesWithoutACode(t *testing.T) {
	e, _ := tenant(t)
	require.NoError(t, e.PutPasses(tapsim.Pass{User: bob, State: model.State{ID: model.ID{7}, Created: noon, Start: noon, Lifetime: 60}}))
	for _, code := range []model.Code{{}, model.NewCode(""), model.NewCode("x")} {
		require.Equal(t, model.SigninCode, e.Do(bob, operator, model.Command{Op: model.SignIn, Code: code}).Rule)
	}
	require.Equal(t, model.EnabledByPolicy, e.Do(bob, operator, model.Command{Op: model.List}).View.Reason)
}

func TestPassesThatCannotBePut(t *testing.T) {
	e, _, events := recorded(t)
	good := model.State{ID: model.ID{7}, Created: noon, Start: noon, Lifetime: 60, Once: true, Used: true}
	require.NoError(t, e.PutPasses(tapsim.Pass{User: bob, State: good}))
	add(t, e, "eve@contoso.example")
	before, n := e.Snapshot(), len(*events)
	for _, c := range []struct {
		says   string
		key    string
		change func(*model.State)
	}{
		{"there is no user", "nobody@contoso.example", func(*model.State) {}},
		{"there is no user", "me", func(*model.State) {}},
		{"there is one already", "BOB@contoso.example", func(*model.State) {}},
		{"the id 07000000-0000-0000-0000-000000000000 is that of the pass of Bob@Contoso.Example", ada, func(s *model.State) { s.ID = good.ID }},
		{"it has no id", ada, func(s *model.State) { s.ID = model.ID{} }},
		{"none is outside 10 to 43200", ada, func(s *model.State) { s.Lifetime = 0 }},
		{"none is outside 10 to 43200", ada, func(s *model.State) { s.Lifetime = 9 }},
		{"none is outside 10 to 43200", ada, func(s *model.State) { s.Lifetime = 43201 }},
		{"a multi-use pass never is", ada, func(s *model.State) { s.Once = false }},
		{"created outside the years", ada, func(s *model.State) { s.Created = -1 }},
		{"created outside the years", ada, func(s *model.State) { s.Created = model.LastInstant + 1 }},
		{"rule create-start-far", ada, func(s *model.State) { s.Start, s.Created = -1, 0 }},
		{"rule create-start-far", ada, func(s *model.State) {
			s.Start = model.LastInstant.Add(-70*model.Minute + model.Tick)
		}},
		{"rule create-start-past", ada, func(s *model.State) { s.Start = noon.Add(-model.StartTolerance - model.Tick) }},
	} {
		s := good
		s.ID = model.ID{8}
		c.change(&s)
		require.ErrorContains(t, e.PutPasses(tapsim.Pass{User: c.key, State: s}), c.says)
	}
	fine := tapsim.Pass{User: ada, State: model.State{ID: model.ID{9}, Created: noon, Start: noon, Lifetime: 60}}
	other := fine
	other.State.ID = model.ID{10}
	require.ErrorContains(t, e.PutPasses(fine, other), "there is one already")
	other.User, other.State.ID = "eve@contoso.example", model.ID{9}
	require.ErrorContains(t, e.PutPasses(fine, other), "the id 09000000-0000-0000-0000-000000000000 is that of the pass of ada@contoso.example")
	require.Equal(t, before, e.Snapshot(), "what cannot be changes nothing, the rest of it neither")
	require.Len(t, *events, n, "and is in no event")

	// The very edges are possible.
	last := model.LastInstant.Add(-20 * model.Minute)
	for _, s := range []model.State{
		{ID: model.ID{8}, Lifetime: 10},
		{ID: model.ID{8}, Created: noon, Start: noon.Add(-model.StartTolerance), Lifetime: 43200},
		{ID: model.ID{8}, Created: last, Start: last, Lifetime: 10},
	} {
		e, _ := tenant(t)
		require.NoError(t, e.PutPasses(tapsim.Pass{User: ada, State: s}))
	}
}

// A tenant that is restored from its users, its policy and its passes continues like
// the first, and both histories replay.
func TestATenantPutTogetherAgainGoesOnAsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, clock := tenant(t)
		drawScenario(t).play(first, clock)
		goOn, at := drawScenario(t), clock.Instant()

		var events []tapsim.Event
		policy, _ := first.StepPolicy(operator, model.PolicyCommand{Op: model.ReadPolicy})
		again := tapsim.New(tapsim.Config{
			Clock: clock, Policy: &policy, Random: seeded(9),
			Record: func(ev tapsim.Event) { events = append(events, ev) },
		})
		var passes []tapsim.Pass
		for _, u := range first.Users() {
			_, err := again.AddUser(u)
			require.NoError(t, err)
			if s, _ := first.State(u.Name); s.Exists() {
				passes = append(passes, tapsim.Pass{User: u.ID.String(), State: s})
			}
		}
		require.NoError(t, again.PutPasses(passes...))
		require.Equal(t, first.Snapshot(), again.Snapshot())

		restored := tapsim.New(tapsim.Config{Clock: clock, Random: seeded(9)})
		restored.Restore(first.Snapshot())
		want := goOn.play(restored, clock)
		clock.Rewind(at)
		got := goOn.play(again, clock)
		require.Equal(t, spell(want), spell(got))
		require.Equal(t, restored.Snapshot(), again.Snapshot())

		replayed, err := tapsim.Replay(slices.Values(events))
		require.NoError(t, err)
		require.Equal(t, again.Snapshot(), replayed.Snapshot())
	})
}

// A history with a changed or repeated put is not what was recorded.
func TestReplayFindsAPutThatWasChanged(t *testing.T) {
	e, _, events := recorded(t)
	require.NoError(t, e.PutPasses(tapsim.Pass{User: ada, State: model.State{ID: model.ID{7}, Created: noon, Start: noon, Lifetime: 60}}))
	e.Do(ada, operator, model.Command{Op: model.List})

	_, err := tapsim.Replay(slices.Values(append((*events)[:3:3], (*events)[2])))
	require.ErrorContains(t, err, "event 4: put a pass into the slot of ada@contoso.example: there is one already")
	changed := slices.Clone(*events)
	changed[2].Pass.Lifetime = 61
	_, err = tapsim.Replay(slices.Values(changed))
	require.ErrorContains(t, err, "event 4, ada@contoso.example")
	require.Equal(t, "pass put", (*events)[2].Kind.String())
}

// The names of roles that no rule names are kept by an update, by a snapshot and by a
// history, and are not shared with a caller.
func TestOtherRolesKeepTheirNames(t *testing.T) {
	e, _, events := recorded(t)
	names, roles := []string{"Helpdesk Administrator"}, model.RolesOf("Helpdesk Administrator")
	e.UpdateUser(ada, tapsim.UserUpdate{Roles: &roles, OtherRoles: &names})
	names[0] = "changed"
	snapshot := e.Snapshot()

	u, _ := e.User(ada)
	require.Equal(t, []string{"Helpdesk Administrator"}, u.OtherRoles)
	require.Equal(t, model.OtherRole, u.Roles)
	u.OtherRoles[0] = "changed"
	require.Equal(t, []string{"Helpdesk Administrator"}, e.Users()[1].OtherRoles)

	e.UpdateUser(ada, tapsim.UserUpdate{})
	u, _ = e.User(ada)
	require.NotEmpty(t, u.OtherRoles, "what is left out stays")
	none, no := []string{}, model.Roles(0)
	e.UpdateUser(ada, tapsim.UserUpdate{Roles: &no, OtherRoles: &none})
	u, _ = e.User(ada)
	require.Empty(t, u.OtherRoles)

	e.Restore(snapshot)
	gone, _ := e.RemoveUser(ada)
	_, err := e.AddUser(gone)
	require.NoError(t, err)
	again, err := tapsim.Replay(slices.Values(*events))
	require.NoError(t, err)
	require.Equal(t, e.Users(), again.Users())
	require.Equal(t, []string{"Helpdesk Administrator"}, again.Users()[1].OtherRoles)
}
