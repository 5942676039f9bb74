package graph

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tapsim/tap/model"
)

// A Clock is the time of a service: the real time plus an offset, or a frozen time
// that stands still until it is moved. Many goroutines may read and set it.
type Clock struct {
	frozen bool
	began  model.Instant // the first instant of a frozen clock
	mu     sync.Mutex    // held to set the clock
	at     atomic.Int64  // frozen: the instant; otherwise the offset, in ticks
	pinned atomic.Int64  // the instant at which it is stopped, plus one; 0: not stopped
}

// RealClock returns a clock that shows the real time until it is set; from then on it
// has an offset to the real time.
func RealClock() *Clock { return &Clock{} }

// FrozenClock returns a clock that stands at an instant.
func FrozenClock(at model.Instant) *Clock {
	c := &Clock{frozen: true, began: at}
	c.at.Store(int64(at))
	return c
}

// Frozen reports whether the clock moves only when it is set.
func (c *Clock) Frozen() bool { return c.frozen }

// Now returns the time, in UTC and whole ticks.
func (c *Clock) Now() time.Time { return c.Instant().Time() }

// Instant returns the time in ticks. It never leaves the years 1 to 9999, which are
// all that the wire can spell.
func (c *Clock) Instant() model.Instant {
	if at := c.pinned.Load(); at != 0 {
		return model.Instant(at - 1)
	}
	at := model.Instant(c.at.Load())
	if !c.frozen {
		at += model.InstantOf(time.Now())
	}
	return max(0, min(at, model.LastInstant))
}

// Set moves the clock to an instant. An instant before now is an error and changes
// nothing, unless skew is true.
func (c *Clock) Set(to model.Instant, skew bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch now := c.Instant(); {
	case to < 0 || to > model.LastInstant:
		return fmt.Errorf("set the clock: there is no such instant in the years 1 to 9999")
	case to < now && !skew:
		return fmt.Errorf("set the clock to %s: it is %s already, and only skew turns it back", to, now)
	}
	c.set(to)
	return nil
}

// Advance moves the clock forward, and returns the new time.
func (c *Clock) Advance(by model.Duration) (model.Instant, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.Instant()
	if by < 0 || by > model.LastInstant.Sub(now) {
		return now, fmt.Errorf("advance the clock: there is no such instant between now and the year 10000")
	}
	c.set(now.Add(by))
	return now.Add(by), nil
}

func (c *Clock) set(to model.Instant) {
	if !c.frozen {
		to -= model.InstantOf(time.Now())
	}
	c.at.Store(int64(to))
}

// pin stops the clock, so that Config.Watch gets exactly the instant that the model
// used; unpin starts it again.
func (c *Clock) pin() model.Instant {
	at := c.Instant()
	c.pinned.Store(int64(at) + 1)
	return at
}

func (c *Clock) unpin() { c.pinned.Store(0) }

// A tenantClock is the clock as one tenant sees it: it stops when the tenant is reset.
// A request that is running then belongs to the tenant in which it began, and must not
// see the time of the next one.
type tenantClock struct {
	*Clock
	over atomic.Int64 // the instant at which it stopped, plus one; 0: it runs
}

// Now returns the time, as Clock.Now does.
func (c *tenantClock) Now() time.Time { return c.Instant().Time() }

// Instant returns the time in ticks. It reads the clock first and over second: the
// tenantClock is stopped before the clock is set for the next tenant, so no time of
// the next tenant is returned.
func (c *tenantClock) Instant() model.Instant {
	now := c.Clock.Instant()
	if at := c.over.Load(); at != 0 {
		return model.Instant(at - 1)
	}
	return now
}

// stop stops the clock for good.
func (c *tenantClock) stop() { c.over.Store(int64(c.Instant()) + 1) }
