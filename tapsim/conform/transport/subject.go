// Package transport sends requests to a subject: in this process, to a child that reads
// and writes lines, or to a service over HTTP.
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
// *protocol.Skip if it said that it cannot do this. Any other error counts as a break,
// too.
type Subject interface {
	Do(ctx context.Context, r protocol.Request) (protocol.Response, error)
}

// InProcess makes a Subject of a value that answers requests in this process. Its method
// Capabilities(context.Context) (*protocol.Capabilities, error) says what it can be asked;
// without that method it is asked everything.
func InProcess(s protocol.Subject) Subject { return inProcess{s} }

type inProcess struct{ protocol.Subject }

// Do makes one request. A subject that panics has crashed. It is the same value that gets
// the next Reset.
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

// panicked is the part of a stack that is the subject's own: between the panic and
// inProcess.Do.
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

// Capabilities returns what the subject announces; nil, if it announces nothing.
func (s inProcess) Capabilities(ctx context.Context) (*protocol.Capabilities, error) {
	return CapabilitiesOf(ctx, s.Subject)
}

// How a subject can break.
const (
	Errored  = "error"   // what it wrote is no answer
	TimedOut = "timeout" // there was no answer in time
	Crashed  = "crash"   // it ended, or cannot be reached
)

// A SubjectError says that the subject broke and gave no answer. Its case never passes.
type SubjectError struct {
	Kind   string // Errored, TimedOut or Crashed
	Text   string // what went wrong
	Stderr string // what the subject wrote to stderr, the end of it
	Before bool   // it broke in the case before the one that was begun

	Final     bool // it would break in the same way after another start
	Mute      bool // it still runs, and cannot answer any more
	Unflushed bool // the answer came when its stdin was closed
}

// Error says what went wrong.
func (t *SubjectError) Error() string { return t.Text }

func subjectError(kind, format string, args ...any) *SubjectError {
	return &SubjectError{Kind: kind, Text: fmt.Sprintf(format, args...)}
}

// CapabilitiesOf returns what a subject announces. A subject without a method Capabilities
// announces nothing, and can be asked everything; the result is nil.
func CapabilitiesOf(ctx context.Context, subject any) (*protocol.Capabilities, error) {
	if a, ok := subject.(interface {
		Capabilities(context.Context) (*protocol.Capabilities, error)
	}); ok {
		return a.Capabilities(ctx)
	}
	return nil, nil
}

// Broken makes a *SubjectError of the error about an answer that the protocol does not
// allow, and returns any other error unchanged.
func Broken(err error) error {
	if wrong := (*lines.Malformed)(nil); errors.As(err, &wrong) {
		t := subjectError(Errored, "%s", wrong.Text)
		t.Before = wrong.Earlier
		return t
	}
	return err
}
