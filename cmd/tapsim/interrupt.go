package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted ends when somebody ends this process: at the keyboard, by a
// signal, or by closing the terminal. Where that is ignored from the start, as
// below nohup, it stays so. From then on signals do what they do to any process:
// whoever sends a second one does not want to wait.
func untilInterrupted(parent context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	ctx, cancel := context.WithCancel(parent)
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, signals...)
	go func() {
		select {
		case <-heard:
		case <-ctx.Done():
		}
		signal.Stop(heard) // before anybody knows of the first one
		cancel()
	}()
	return ctx, cancel
}
