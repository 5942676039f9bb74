//go:build !unix

package scenario_test

import "time"

var began = time.Now()

// worked is the time since the start of this process, because nothing better is known
// here.
func worked() time.Duration { return time.Since(began) }
