package transport

import (
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/wire"
)

// patience is how long an answer may take if there is no other timeout.
const patience = 10 * time.Second

// A Child is a subject in a process of its own. It reads requests from stdin and writes
// answers to stdout, one JSON object a line. It is started by the first request, and again
// by the next Reset after it broke.
//
// A Child is for one goroutine. Close ends the process.
type Child struct {
	Command []string      // the program and its arguments
	Timeout time.Duration // for one answer; 0: ten seconds
	Trace   io.Writer     // gets the exact lines exchanged; nil: no trace

	grace time.Duration // for the child to end after its stdin was closed; 0: a second

	proc         *process
	seq          int
	capabilities *protocol.Capabilities
}

// Capabilities starts the child, if need be, and returns what it announced.
func (c *Child) Capabilities(ctx context.Context) (*protocol.Capabilities, error) {
	if c.proc == nil {
		if err := c.start(ctx); err != nil {
			return nil, err
		}
	}
	return c.capabilities, nil
}

// Do makes one request.
func (c *Child) Do(ctx context.Context, r protocol.Request) (protocol.Response, error) {
	switch {
	case c.proc == nil && r.Op != protocol.Reset && c.seq > 0:
		return protocol.Response{}, subjectError(Crashed, "the subject is not running, and a case begins with reset")
	case c.proc == nil:
		if err := c.start(ctx); err != nil {
			return protocol.Response{}, err
		}
	}
	res, err := c.ask(ctx, &r)
	// At a reset, an answer to an earlier request belongs to the case before.
	if t := (*SubjectError)(nil); errors.As(err, &t) {
		t.Before = t.Before && r.Op == protocol.Reset
	}
	return res, c.broken(err)
}

func (c *Child) ask(ctx context.Context, r *protocol.Request) (protocol.Response, error) {
	if more := c.proc.unread(); len(more) > 0 {
		return protocol.Response{}, moreThanOne(more)
	}
	c.seq++
	answer, err := c.exchange(ctx, wire.JSON(lines.RequestOf(c.seq, r)), cmp.Or(c.Timeout, patience))
	if err != nil {
		return protocol.Response{}, err
	}
	res, err := lines.ReadResponse(answer, c.seq, r.Op)
	return res, Broken(err)
}

func moreThanOne(text []byte) *SubjectError {
	t := subjectError(Errored, "the subject goes on after its answer: %s", lines.Excerpt(text))
	t.Before = true
	return t
}

// Close sends bye and ends the process, at the latest after a second. The error says that
// the child wrote more than its answers, or ended with another exit code than 0.
func (c *Child) Close() error {
	if c.proc == nil {
		return nil
	}
	c.seq++
	bye := wire.JSON(lines.Bye(c.seq))
	c.trace('>', bye)
	said := c.proc.finish(bye)
	died, stderr := c.proc.died(), &c.proc.stderr
	c.proc.kill()
	c.proc = nil
	for _, text := range said {
		c.trace('<', text)
		if !lines.IsBye(text, c.seq) || len(said) > 1 {
			return moreThanOne(text)
		}
	}
	if died != nil {
		t := subjectError(Crashed, "the subject ended with %s after its last answer", died)
		t.Stderr = stderr.String()
		return t
	}
	return nil
}

// start runs the command and shakes hands. A program takes longer to start than to answer,
// so it gets five times the timeout, up to patience, and never less than the timeout.
func (c *Child) start(ctx context.Context) error {
	proc, err := launch(c.Command, cmp.Or(c.grace, time.Second))
	if err != nil {
		return subjectError(Crashed, "cannot start the subject: %v", err)
	}
	c.proc = proc
	c.seq++
	timeout := cmp.Or(c.Timeout, patience)
	answer, err := c.exchange(ctx, wire.JSON(lines.Hello(c.seq, scenarios.Version())), max(timeout, min(5*timeout, patience)))
	if err == nil {
		c.capabilities, err = lines.ReadHello(answer, c.seq)
		err = Broken(err)
		if t := (*SubjectError)(nil); errors.As(err, &t) {
			t.Final = true // the program would write the same each time
		}
	}
	if t := (*SubjectError)(nil); errors.As(err, &t) && t.Kind == TimedOut && !t.Unflushed {
		t.Text += "; if it has answered, " + flush
	}
	return c.broken(err)
}

func (c *Child) exchange(ctx context.Context, line []byte, timeout time.Duration) ([]byte, error) {
	c.trace('>', line)
	answer, err := c.proc.exchange(ctx, line, timeout)
	if err == nil {
		c.trace('<', answer)
	}
	return answer, err
}

// broken ends a child that broke, and adds what it wrote to stderr. Any other error is
// returned unchanged.
func (c *Child) broken(err error) error {
	var t *SubjectError
	if !errors.As(err, &t) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if c.proc == nil {
		return err // it could not even be started
	}
	c.proc.kill()
	if t != nil {
		t.Stderr = c.proc.stderr.String()
	}
	c.proc = nil
	return err
}

func (c *Child) trace(direction byte, line []byte) {
	if c.Trace != nil {
		c.Trace.Write(append(append([]byte{direction, ' '}, line...), '\n'))
	}
}
