package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// untilInterrupted ends when somebody ends this process: at the keyboard, by a
// signal, or by closing the terminal. Where that is ignored from the start, as
// below nohup, it stays so.
func untilInterrupted(parent context.Context) (context.Context, context.CancelFunc) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signal.NotifyContext(parent, signals...)
}
