package tapsim_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// The caller may change its variables afterwards; the history stays the same.
func TestAHistoryKeepsNoVariableOfTheCaller(t *testing.T) {
	e, _, events := recorded(t)
	lifetime, once, start := model.Minutes(60), true, noon
	yes, length, roles := true, int32(12), model.ReportsReader
	groups, targets := []model.ID{{7}}, []model.Target{{Type: model.GroupTarget, All: true}}

	e.Do(ada, operator, model.Command{Op: model.Create, Lifetime: &lifetime, Once: &once, Start: &start})
	e.StepPolicy(operator, model.PolicyCommand{
		Op: model.UpdatePolicy, Enabled: &yes, Minimum: &lifetime, Maximum: &lifetime, Default: &lifetime,
		Length: &length, OnceOnly: &once, Include: &targets, Exclude: &targets,
	})
	e.UpdateUser(ada, tapsim.UserUpdate{Groups: &groups, Guest: &yes, External: &once, Roles: &roles})

	before := spellEvents(t, *events)
	lifetime, once, start, yes, length, roles = 1, false, 1, false, 1, 0
	groups[0], targets[0] = model.ID{8}, model.Target{}
	require.Equal(t, before, spellEvents(t, *events))
}

func spellEvents(t *testing.T, events []tapsim.Event) string {
	text, err := json.Marshal(events)
	require.NoError(t, err)
	return string(text)
}

// A history of another edition is replayed in that edition, and with the same
// role-assignable groups.
func TestReplayKeepsTheEdition(t *testing.T) {
	var events []tapsim.Event
	e := tapsim.New(tapsim.Config{
		Clock: tapsim.NewVirtualClock(noon), Edition: model.Documented, RoleGroups: []model.ID{{7}},
		Record: func(ev tapsim.Event) { events = append(events, ev) },
	})
	add(t, e, ada)
	helpdesk := model.Actor{Kind: model.Application, Roles: model.AuthenticationAdministrator}
	require.Equal(t, model.CreateAccepted, e.Do(ada, helpdesk, model.Command{Op: model.Create}).Rule)
	e.UpdateUser(ada, tapsim.UserUpdate{Groups: &[]model.ID{{7}}})
	again, err := tapsim.Replay(slices.Values(events))
	require.NoError(t, err)
	require.Equal(t, model.CreateAccepted, again.Do(ada, operator, model.Command{Op: model.Create}).Rule)
	require.Equal(t, model.AccessRefused, again.Do(ada, helpdesk, model.Command{Op: model.Create}).Rule)
}

// A Restore without a snapshot panics with a message of Restore.
func TestRestoreOfNothing(t *testing.T) {
	e := tapsim.New(tapsim.Config{})
	for _, s := range []*tapsim.Snapshot{nil, {}} {
		require.PanicsWithValue(t, "tapsim: Restore needs a snapshot that Engine.Snapshot has taken", func() { e.Restore(s) })
	}
	_, err := tapsim.Replay(slices.Values([]tapsim.Event{{Kind: tapsim.Restored, Env: model.Env{Policy: model.DefaultPolicy(0)}}}))
	require.ErrorContains(t, err, "event 1")
}
