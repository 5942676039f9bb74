package transport

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Limits on what a child may say, so that one that never stops ends in a
// verdict and not in a full memory.
const (
	maxAnswer = 1 << 20 // bytes of a line on stdout
	maxStderr = 1 << 14 // bytes of stderr that are kept, the last ones
)

// A process is a child that runs. Whoever asks it writes and reads itself, with
// nobody between; what a pipe cannot do everywhere, which is to give up, a timer
// does by ending the child.
type process struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *os.File
	lines  *bufio.Reader
	timer  *time.Timer   // what is done when an answer takes too long
	killer *time.Timer   // and when it still does not come then
	over   chan struct{} // closed when the child has ended
	ended  atomic.Bool   // from this side
	stderr tail

	farewell time.Duration // that it has to end once its stdin is closed
}

func launch(command []string, farewell time.Duration) (*process, error) {
	p := &process{cmd: exec.Command(command[0], command[1:]...), farewell: farewell, over: make(chan struct{})}
	p.cmd.Stderr = &p.stderr
	p.cmd.WaitDelay = time.Second
	apart(p.cmd)
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	var theirs *os.File
	if p.stdout, theirs, err = os.Pipe(); err != nil {
		return nil, err
	}
	p.cmd.Stdout = theirs
	err = p.cmd.Start()
	theirs.Close()
	if err != nil {
		p.stdout.Close()
		return nil, err
	}
	p.lines = bufio.NewReaderSize(p.stdout, maxAnswer)
	p.killer = time.AfterFunc(time.Hour, p.end)
	p.killer.Stop()
	p.timer = time.AfterFunc(time.Hour, p.hurry)
	p.timer.Stop()
	go p.watch()
	return p, nil
}

// watch waits until the child has ended. What it has said can still be read, and no
// more is waited for: a process that it has started in turn may hold on to its stdout.
func (p *process) watch() {
	_ = p.cmd.Wait() // how it ended is in its state
	close(p.over)
	_ = p.stdout.SetReadDeadline(time.Now())
}

// line reads a line of the child, whether that still runs or not.
func (p *process) line() ([]byte, error) {
	text, err := p.lines.ReadSlice('\n')
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return text, err
	}
	// The child has ended while it was waited for, and may have said something by then.
	begun := bytes.Clone(text)
	_ = p.stdout.SetReadDeadline(time.Now().Add(leftover))
	text, err = p.lines.ReadSlice('\n')
	return append(begun, text...), err
}

// leftover is how long what a child has said before its end may take to arrive.
const leftover = 100 * time.Millisecond

// unread is what the child has said and nobody has read, as far as it is known.
func (p *process) unread() []byte {
	text, _ := p.lines.Peek(p.lines.Buffered())
	return text
}

// exchange sends one line and waits for one. A *SubjectError says that none came, and
// ctx's error that nobody waits for it any more; the child is over then.
func (p *process) exchange(ctx context.Context, line []byte, timeout time.Duration) ([]byte, error) {
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, p.end)()
	}
	p.timer.Reset(timeout)
	p.stdin.Write(append(line, '\n')) // what cannot be written is not answered either
	text, err := p.line()
	inTime := p.timer.Stop()
	p.killer.Stop()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case !inTime && err == nil && bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")):
		t := subjectError(TimedOut, "no answer within %s, and one when its stdin was closed: it is slow, or keeps answers in a buffer; %s", timeout, flush)
		t.Unflushed = true
		return nil, t
	case !inTime:
		return nil, subjectError(TimedOut, "no answer within %s", timeout)
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, subjectError(Errored, "the answer is longer than %d bytes", maxAnswer)
	case err != nil && len(text) == 0:
		return nil, p.left()
	}
	return bytes.Clone(bytes.TrimRight(text, "\r\n")), nil
}

// flush is what to do about a subject that keeps its answers back.
const flush = "flush stdout after each line, as print(..., flush=True) does in Python"

// hurry closes the stdin of a child that takes too long. One that has answered and
// keeps the answer in a buffer writes it when it ends.
func (p *process) hurry() {
	if p.ended.Load() {
		return
	}
	p.killer.Reset(p.farewell)
	p.stdin.Close()
}

// leave sends the last line, gives the child time to end, and returns what it
// says until then, a line at a time.
func (p *process) leave(line []byte) (said [][]byte) {
	p.killer.Reset(p.farewell)
	defer p.killer.Stop()
	p.stdin.Write(append(line, '\n'))
	p.stdin.Close()
	for {
		text, err := p.line()
		if text = bytes.TrimSpace(text); len(text) > 0 && len(said) < 2 {
			said = append(said, bytes.Clone(text))
		}
		if err != nil {
			p.wait(p.farewell)
			return said
		}
	}
}

// left says why there are no answers any more.
func (p *process) left() *SubjectError {
	if !p.wait(time.Second) {
		t := subjectError(Crashed, "the subject closed its stdout before it answered, and still runs")
		t.Mute = true
		return t
	}
	return subjectError(Crashed, "the subject ended before it answered: %s", p.cmd.ProcessState)
}

// wait gives the process so long to be over.
func (p *process) wait(long time.Duration) bool {
	select {
	case <-p.over:
		return true
	case <-time.After(long):
		return false
	}
}

// died returns how the child ended, if it has ended by itself and says that
// something went wrong; else nil.
func (p *process) died() *os.ProcessState {
	select {
	case <-p.over:
		if state := p.cmd.ProcessState; !p.ended.Load() && state != nil && !state.Success() {
			return state
		}
	default:
	}
	return nil
}

// end ends the process, and whoever waits for its lines. A process that it has
// started in turn may hold on to stdout, which is closed from this side.
func (p *process) end() {
	if p.ended.Swap(true) {
		return
	}
	endAll(p.cmd)
	p.stdin.Close()
	p.stdout.Close()
}

// kill ends the process and waits until it is over.
func (p *process) kill() {
	p.timer.Stop()
	p.killer.Stop()
	p.end()
	<-p.over
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
	cut  bool
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if over := len(t.text) - maxStderr; over > 0 {
		t.text, t.cut = append(t.text[:0], t.text[over:]...), true
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(strings.ToValidUTF8(string(t.text), "\ufffd"))
	if t.cut {
		text = "... " + text
	}
	return text
}
