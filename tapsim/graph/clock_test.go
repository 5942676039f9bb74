package graph_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
)

func TestAFrozenClockStands(t *testing.T) {
	c := graph.FrozenClock(noon)
	require.True(t, c.Frozen())
	require.Equal(t, noon, c.Instant())
	require.NoError(t, c.Set(noon+1, false))
	require.ErrorContains(t, c.Set(noon, false), "only skew turns it back")
	require.Equal(t, noon+1, c.Instant())
	require.NoError(t, c.Set(noon, true))
	require.ErrorContains(t, c.Set(-1, true), "years 1 to 9999")
	require.ErrorContains(t, c.Set(model.LastInstant+1, true), "years 1 to 9999")
	at, err := c.Advance(model.Minute)
	require.NoError(t, err)
	require.Equal(t, noon.Add(model.Minute), at)
	_, err = c.Advance(-1)
	require.Error(t, err)
	require.Equal(t, noon.Add(model.Minute).Time(), c.Now())
}

func TestARealClockRuns(t *testing.T) {
	c := graph.RealClock()
	require.False(t, c.Frozen())
	require.WithinDuration(t, time.Now(), c.Now(), time.Minute)
	for _, to := range []model.Instant{noon + 1e17, noon, 0, model.LastInstant} {
		require.NoError(t, c.Set(to, true))
		require.GreaterOrEqual(t, c.Instant(), to)
		require.Less(t, c.Instant(), to.Add(model.Minute))
	}
	require.Equal(t, model.LastInstant, c.Instant(), "the end of all time is the end")
	require.NoError(t, c.Set(noon, true))
	before := c.Instant()
	require.Eventually(t, func() bool { return c.Instant() > before }, time.Minute, time.Millisecond)
	require.Error(t, c.Set(noon, false))
}

// Goroutines that set a clock at once do not undo each other's changes.
func TestManyAdvance(t *testing.T) {
	c := graph.FrozenClock(noon)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				_, err := c.Advance(model.Second)
				require.NoError(t, err)
			}
		})
	}
	all.Wait()
	require.Equal(t, noon.Add(800*model.Second), c.Instant())
}
