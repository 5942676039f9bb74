//go:build unix

package scenario_test

import (
	"syscall"
	"time"
)

// worked is how long processors have worked for this process. What else they do
// meanwhile does not count.
func worked() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
