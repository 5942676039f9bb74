//go:build !unix

package scenario_test

import "time"

var began = time.Now()

// worked is how long this process has been there, where no more is known of it.
func worked() time.Duration { return time.Since(began) }
