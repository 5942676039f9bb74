package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted returns a context that ends at SIGINT, SIGTERM or SIGHUP. A SIGHUP
// that is ignored at the start, as below nohup, stays ignored. A second signal ends the
// process at once, as by default.
func untilInterrupted(parent context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, cancel := context.WithCancel(parent)
	received := make(chan os.Signal, 1)
	signal.Notify(received, signals...)
	go func() {
		select {
		case <-received:
		case <-ctx.Done():
		}
		signal.Stop(received) // before cancel: the next signal has its default effect
		cancel()
	}()
	return ctx, cancel
}
