// Package transport is how a subject is asked: in this process, as a child that
// reads and writes lines, or as a service over HTTP.
package transport

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
)

// A Subject is what is tested against the reference. A request whose Op is Reset
// begins a new case.
//
// An error says that there is no answer: a *SubjectError if the subject broke, a
// *protocol.Skip if it said that it cannot do this. Any other error is one of the subject, too.
type Subject interface {
	Do(ctx context.Context, r protocol.Request) (protocol.Response, error)
}

// InProcess makes a Subject of anything that answers requests in this process. If
// it has a method Capabilities(context.Context) (*protocol.Capabilities, error), that says what it
// can be asked; without it is asked everything.
func InProcess(s protocol.Subject) Subject { return inProcess{s} }

type inProcess struct{ protocol.Subject }

// Do asks one question. A subject that panics has crashed, and has to bear the
// next Reset.
func (s inProcess) Do(_ context.Context, r protocol.Request) (res protocol.Response, err error) {
	defer func() {
		if p := recover(); p != nil {
			t := subjectError(Crashed, "the subject panicked: %v", p)
			t.Stderr = panicked(string(debug.Stack()))
			err = t
		}
	}()
	return s.Subject.Do(r), nil
}

// panicked is the part of a stack between a panic and who asked for it: the
// subject's own.
func panicked(stack string) string {
	if i := strings.LastIndex(stack, "\npanic("); i >= 0 {
		stack = stack[i+1:]
		for range 2 { // the line of the function and that of its place
			_, stack, _ = strings.Cut(stack, "\n")
		}
	}
	if i := strings.Index(stack, "transport.inProcess.Do("); i >= 0 {
		stack = stack[:strings.LastIndex(stack[:i], "\n")+1]
	}
	return strings.TrimSpace(stack)
}

// Capabilities returns what the subject announces, if it does.
func (s inProcess) Capabilities(ctx context.Context) (*protocol.Capabilities, error) {
	return CapabilitiesOf(ctx, s.Subject)
}

// How a subject can break.
const (
	Errored  = "error"   // what it wrote is no answer
	TimedOut = "timeout" // it did not answer in time
	Crashed  = "crash"   // it ended, or cannot be reached
)

// A SubjectError is a subject that broke instead of answering. It never passes.
type SubjectError struct {
	Kind   string // Errored, TimedOut or Crashed
	Text   string // what went wrong
	Stderr string // what the subject wrote to stderr, the end of it
	Before bool   // it went wrong in the case before the one that was begun

	Final     bool // to start it again would come to the same
	Mute      bool // it lives and cannot answer any more
	Unflushed bool // the answer was there, and came out when stdin was closed
}

// Error says what went wrong.
func (t *SubjectError) Error() string { return t.Text }

func subjectError(kind, format string, args ...any) *SubjectError {
	return &SubjectError{Kind: kind, Text: fmt.Sprintf(format, args...)}
}

// CapabilitiesOf returns what a subject announces, if it does: one that has no method
// Capabilities announces nothing, and can be asked everything.
func CapabilitiesOf(ctx context.Context, subject any) (*protocol.Capabilities, error) {
	if a, ok := subject.(interface {
		Capabilities(context.Context) (*protocol.Capabilities, error)
	}); ok {
		return a.Capabilities(ctx)
	}
	return nil, nil
}

// Broken is the error of a subject whose answer is none of the protocol, and any
// other error as it is.
func Broken(err error) error {
	if wrong := (*lines.Malformed)(nil); errors.As(err, &wrong) {
		t := subjectError(Errored, "%s", wrong.Text)
		t.Before = wrong.Earlier
		return t
	}
	return err
}
