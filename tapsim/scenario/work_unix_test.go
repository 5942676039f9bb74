//go:build unix

package scenario_test

import (
	"syscall"
	"time"
)

// worked is the processor time of this process. Other processes do not count.
func worked() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
