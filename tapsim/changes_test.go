package tapsim_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

func TestChanges(t *testing.T) {
	e, clock := tenant(t)
	_, ok := e.Next()
	require.False(t, ok, "no pass, no change")
	require.Empty(t, e.Changes(noon, model.LastInstant))

	later := noon.Add(10 * model.Minute)
	e.Do(bob, operator, model.Command{Op: model.Create})
	e.Do(ada, operator, model.Command{Op: model.Create, Start: &later})
	idA, idB := idOf(t, e, ada), idOf(t, e, bob)
	begins := tapsim.Change{At: later, User: idA, Name: ada, Before: model.NotYetValid, After: model.EnabledByPolicy}
	bobEnds := tapsim.Change{At: noon.Add(60 * model.Minute), User: idB, Name: bob, Before: model.EnabledByPolicy, After: model.Expired}
	adaEnds := tapsim.Change{At: noon.Add(70 * model.Minute), User: idA, Name: ada, Before: model.EnabledByPolicy, After: model.Expired}

	require.Equal(t, []tapsim.Change{begins, bobEnds, adaEnds}, e.Changes(noon, model.LastInstant))
	require.Equal(t, []tapsim.Change{begins}, e.Changes(noon, later), "until is inside")
	require.Equal(t, []tapsim.Change{bobEnds}, e.Changes(later, bobEnds.At), "after is outside")
	require.Empty(t, e.Changes(model.LastInstant, noon))

	require.Equal(t, []tapsim.Change{begins, bobEnds}, e.Ahead(), "one of each pass")
	for _, want := range []tapsim.Change{begins, bobEnds, adaEnds} {
		got, ok := e.Next()
		require.True(t, ok)
		require.Equal(t, want, got)
		require.NoError(t, clock.Set(got.At))
	}
	_, ok = e.Next()
	require.False(t, ok)
	require.Empty(t, e.Ahead())

	no := false
	clock.Rewind(noon)
	e.StepPolicy(operator, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &no})
	_, ok = e.Next()
	require.False(t, ok, "a disabled pass stays disabled whatever the time")
}

func TestChangesAtOnceComeByName(t *testing.T) {
	e := tapsim.New(tapsim.Config{Clock: tapsim.NewVirtualClock(noon), Policy: enabled()})
	names := []string{"d@x", "b@x", "a@x", "c@x"}
	add(t, e, names...)
	for _, name := range names {
		e.Do(name, operator, model.Command{Op: model.Create})
	}
	next, ok := e.Next()
	require.True(t, ok)
	require.Equal(t, "a@x", next.Name)
	var got []string
	for _, c := range e.Changes(noon, model.LastInstant) {
		got = append(got, c.Name)
	}
	require.Equal(t, []string{"a@x", "b@x", "c@x", "d@x"}, got)
}

// A loop over Next gives the same changes as Changes; and between two changes no view
// changes.
func TestChangesAreAllThatTimeDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, clock := tenant(t)
		s := drawScenario(t)
		s.play(e, clock)
		start := clock.Instant()
		all := e.Changes(start, model.LastInstant)

		reads := func() map[string]model.Reason {
			now := map[string]model.Reason{}
			for _, u := range e.Users() {
				now[u.Name] = e.Do(u.Name, operator, model.Command{Op: model.List}).View.Reason
			}
			return now
		}
		known := reads()
		for _, want := range all {
			require.NoError(t, clock.Set(max(clock.Instant(), want.At.Add(-model.Tick))))
			if clock.Instant() < want.At {
				require.Equal(t, known, reads())
				got, ok := e.Next()
				require.True(t, ok)
				require.Equal(t, want, got)
			}
			require.Equal(t, known[want.Name], want.Before)
			known[want.Name] = want.After
			require.NoError(t, clock.Set(want.At))
			require.Equal(t, want.After, reads()[want.Name])
		}
		_, ok := e.Next()
		require.False(t, ok)
	})
}
