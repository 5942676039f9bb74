package conform

import "time"

// RaceEnabled is raceEnabled, for the tests from outside.
const RaceEnabled = raceEnabled

// WaitFor gives the child so long to end once its stdin is closed, and for an answer.
func (c *Child) WaitFor(farewell, answer time.Duration) { c.farewell, c.Timeout = farewell, answer }
