package tapsim_test

import (
	"math"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

func TestVirtualClock(t *testing.T) {
	c := tapsim.NewVirtualClock(noon)
	require.Equal(t, noon, c.Instant())
	require.Equal(t, time.UTC, c.Now().Location())

	require.NoError(t, c.Set(noon), "staying is no step back")
	require.NoError(t, c.Set(noon.Add(model.Tick)))
	err := c.Set(noon)
	require.ErrorContains(t, err, "2026-03-02T12:00:00.0000001Z")
	require.ErrorContains(t, err, "Rewind")
	require.Equal(t, noon.Add(model.Tick), c.Instant())

	c.Rewind(noon.Add(-model.Minute))
	require.Equal(t, noon.Add(-model.Minute), c.Instant())
	c.Rewind(noon.Add(model.Minute))
	require.Equal(t, noon.Add(model.Minute), c.Instant())
}

// A clock beyond the first or last instant that has a spelling stands at that instant.
func TestAClockBeyondAllTimeStandsAtItsEnd(t *testing.T) {
	c := tapsim.NewVirtualClock(noon)
	require.ErrorContains(t, c.Set(model.LastInstant+1), "9999-12-31T23:59:59.9999999Z")
	require.Equal(t, noon, c.Instant())

	e := tapsim.New(tapsim.Config{Clock: c, Policy: enabled()})
	add(t, e, ada)
	for to, stands := range map[model.Instant]model.Instant{
		-1: 0, math.MinInt64: 0, 0: 0,
		model.LastInstant: model.LastInstant, model.LastInstant + 1: model.LastInstant, math.MaxInt64: model.LastInstant,
	} {
		c.Rewind(to)
		require.Equal(t, stands, e.Now())
		out := e.Do(ada, operator, model.Command{Op: model.Create})
		if stands == 0 {
			require.Equal(t, model.CreateAccepted, out.Rule)
			require.Equal(t, stands, out.View.Created)
		} else {
			require.Equal(t, model.CreateStartFar, out.Rule)
		}
	}
}

func TestZeroVirtualClockWorks(t *testing.T) {
	var c tapsim.VirtualClock
	require.Equal(t, 1, c.Now().Year())
	require.NoError(t, c.Set(model.LastInstant))
	require.Equal(t, 9999, c.Now().Year())
}

func TestVirtualClockNeverRunsBackwardsUnderConcurrentSets(t *testing.T) {
	c := tapsim.NewVirtualClock(noon)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			last := c.Instant()
			for i := range 1000 {
				_ = c.Set(noon.Add(model.Duration(i))) // some are late, and refused
				if now := c.Instant(); now < last {
					t.Errorf("went back from %s to %s", last, now)
				} else {
					last = now
				}
			}
		})
	}
	all.Wait()
	require.Equal(t, noon.Add(999), c.Instant())
}
