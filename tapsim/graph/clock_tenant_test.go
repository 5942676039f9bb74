package graph

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// In any order of goroutines, a read of an old tenant's clock never shows the time of
// the next tenant.
func TestATenantHasNoTimeOfTheNext(t *testing.T) {
	for range 2000 {
		clock := FrozenClock(1)
		own := &tenantClock{Clock: clock}
		var read model.Instant
		var begun, over sync.WaitGroup
		begun.Add(1)
		over.Go(func() {
			begun.Done()
			for own.over.Load() == 0 {
				read = max(read, own.Instant())
			}
		})
		begun.Wait()
		own.stop()
		require.NoError(t, clock.Set(2, false))
		over.Wait()
		require.Equal(t, model.Instant(1), max(read, own.Instant()))
	}
}
