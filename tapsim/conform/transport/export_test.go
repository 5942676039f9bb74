package transport

import "time"

// WaitFor sets the time that the child has to end after its stdin was closed.
func (c *Child) WaitFor(grace time.Duration) { c.grace = grace }
