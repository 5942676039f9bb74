package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted ends when somebody ends this process: at the keyboard, by a
// signal, or by closing the terminal. What it was started to ignore, as by nohup,
// it goes on to ignore.
func untilInterrupted(parent context.Context) (context.Context, context.CancelFunc) {
	var all []os.Signal
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return context.WithCancel(parent) // to notify of nothing is to notify of everything
	}
	return signal.NotifyContext(parent, all...)
}
