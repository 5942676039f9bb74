package tapsim_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

func TestSnapshotIsTheWholeTenant(t *testing.T) {
	e, clock := tenant(t)
	code := e.Do(ada, operator, model.Command{Op: model.Create}).Code
	snapshot := e.Snapshot()

	for range 2 { // it can be restored many times
		add(t, e, "eve@contoso.example")
		yes, groups := true, []model.ID{{1}}
		e.UpdateUser(ada, tapsim.UserUpdate{Guest: &yes, Groups: &groups})
		e.Do(ada, operator, model.Command{Op: model.SignIn, Code: code})
		e.Do(bob, operator, model.Command{Op: model.Create})
		e.StepPolicy(operator, model.PolicyCommand{Op: model.ResetPolicy})
		require.NoError(t, clock.Set(clock.Instant().Add(model.Minute)))
		require.NotEqual(t, snapshot, e.Snapshot())

		e.Restore(snapshot)
		require.Equal(t, snapshot, e.Snapshot())
	}
	require.Equal(t, noon.Add(2*model.Minute), e.Now(), "the clock is not part of it")
	require.Equal(t, model.SigninAccepted, e.Do(ada, operator, model.Command{Op: model.SignIn, Code: code}).Rule)

	other := tapsim.New(tapsim.Config{Clock: clock})
	other.Restore(snapshot)
	require.Equal(t, e.Users(), other.Users())
	require.Equal(t, snapshot, other.Snapshot(), "what happened to the first engine is not in it")
}

func TestRestoredTenantGoesOnAsTheFirstDid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, clock := tenant(t)
		drawScenario(t).play(e, clock)
		then, at := e.Snapshot(), clock.Instant()
		goOn := drawScenario(t)

		var ends []*tapsim.Snapshot
		for range 2 {
			source := tapsim.New(tapsim.Config{Clock: clock, Random: seeded(9)})
			source.Restore(then)
			clock.Rewind(at)
			goOn.play(source, clock)
			ends = append(ends, source.Snapshot())
		}
		require.Equal(t, ends[0], ends[1])
	})
}
