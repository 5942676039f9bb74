package conform

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Subject is what is held against the reference. A request whose Op is Reset
// begins a new case.
//
// An error says that there is no answer: a *SubjectError if the subject broke, a
// *protocol.Skip if it said that it cannot do this. Any other error is trouble, too.
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
	if i := strings.Index(stack, "conform.inProcess.Do("); i >= 0 {
		stack = stack[:strings.LastIndex(stack[:i], "\n")+1]
	}
	return strings.TrimSpace(stack)
}

// Capabilities returns what the subject announces, if it does.
func (s inProcess) Capabilities(ctx context.Context) (*protocol.Capabilities, error) {
	return CapabilitiesOf(ctx, s.Subject)
}

// SubjectError is a subject that broke instead of answering. It never passes.
type SubjectError struct {
	Verdict Verdict // Failed, TimedOut or Crashed
	Text    string  // what went wrong
	Stderr  string  // what the subject said on stderr, the end of it
	Before  bool    // it went wrong in the case before the one that was begun

	final     bool // to start it again would come to the same
	mute      bool // it lives and cannot answer any more
	unflushed bool // the answer was there, and came out when stdin was closed
}

// Error says what went wrong.
func (t *SubjectError) Error() string { return t.Text }

func subjectError(v Verdict, format string, args ...any) *SubjectError {
	return &SubjectError{Verdict: v, Text: fmt.Sprintf(format, args...)}
}

// Lacks says what a scenario asks for that a subject did not announce; empty if
// it can be asked everything. One that announces nothing can.
func Lacks(a *protocol.Capabilities, s *scenario.Scenario) string {
	if a == nil {
		return ""
	}
	if !slices.Contains(a.Editions, s.Edition.String()) {
		return "the edition " + s.Edition.String()
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		if !slices.Contains(a.Ops, step.Op) {
			return "the op " + string(step.Op)
		}
		if needsActors(step) && !slices.Contains(a.Features, "actors") {
			return "the feature actors"
		}
	}
	return ""
}

// needsActors reports whether a step asks who may do it: it names a caller, or the
// user of whatever caller there is.
func needsActors(step *scenario.Step) bool { return step.Actor != nil || tapsim.IsMe(step.User) }
