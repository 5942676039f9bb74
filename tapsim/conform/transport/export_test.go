package transport

import "time"

// RaceEnabled is raceEnabled, for the tests from outside.
const RaceEnabled = raceEnabled

// WaitFor gives the child so long to end once its stdin is closed.
func (c *Child) WaitFor(farewell time.Duration) { c.farewell = farewell }
