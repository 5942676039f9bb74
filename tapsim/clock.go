package tapsim

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/tapsim/tap/model"
)

// A VirtualClock stands still until a caller moves it. It moves only forward, unless
// the caller asks for Rewind: a scenario whose clock ran backwards by accident would
// prove nothing. Its zero value stands at the beginning of the year 1. Many goroutines
// may read and move it.
type VirtualClock struct{ now atomic.Int64 }

// NewVirtualClock returns a clock that stands at start.
func NewVirtualClock(start model.Instant) *VirtualClock {
	var c VirtualClock
	c.now.Store(int64(start))
	return &c
}

// Now returns the instant at which the clock stands, in UTC.
func (c *VirtualClock) Now() time.Time { return c.Instant().Time() }

// Instant returns the instant at which the clock stands.
func (c *VirtualClock) Instant() model.Instant { return model.Instant(c.now.Load()) }

// Set moves the clock forward to an instant. An instant before now, or beyond the year
// 9999, is an error, and the clock stays where it is.
func (c *VirtualClock) Set(to model.Instant) error {
	if to > model.LastInstant {
		return fmt.Errorf("set the clock beyond %s: nothing can be said of it", model.LastInstant)
	}
	for {
		now := c.Instant()
		if to < now {
			return fmt.Errorf("set the clock to %s: it stands at %s, and only Rewind moves it back, for a skew that is meant", to, now)
		}
		if c.now.CompareAndSwap(int64(now), int64(to)) {
			return nil
		}
	}
}

// Rewind moves the clock to an instant in either direction. An Engine reads an instant
// outside the years 1 to 9999 as the nearest one inside.
func (c *VirtualClock) Rewind(to model.Instant) { c.now.Store(int64(to)) }
