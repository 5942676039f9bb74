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

// Limits on what a child may write, so that a child that never stops does not fill the
// memory.
const (
	maxAnswer = 1 << 20 // bytes of a line on stdout
	maxStderr = 1 << 14 // bytes of stderr that are kept, the last ones
)

// A process is a child that runs. The caller itself writes to its pipes and reads from
// them, without another goroutine, which is faster. Not every system can read a pipe with
// a timeout, so a timer ends the child, and that ends the read.
type process struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *os.File
	lines  *bufio.Reader
	timer  *time.Timer   // closes stdin when an answer takes too long
	killer *time.Timer   // ends the child when the answer does not come then, either
	over   chan struct{} // closed when the child has ended
	ended  atomic.Bool   // it was ended by this process
	stderr tail

	grace time.Duration // for the child to end after its stdin was closed
}

func launch(command []string, farewell time.Duration) (*process, error) {
	p := &process{cmd: exec.Command(command[0], command[1:]...), grace: farewell, over: make(chan struct{})}
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

// watch waits until the child has ended. After that a read takes what the child has written
// and does not wait for more: a process that the child has started may keep its stdout open.
func (p *process) watch() {
	_ = p.cmd.Wait() // ProcessState has the result
	close(p.over)
	_ = p.stdout.SetReadDeadline(time.Now())
}

// line reads a line of the child, which may have ended.
func (p *process) line() ([]byte, error) {
	text, err := p.lines.ReadSlice('\n')
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return text, err
	}
	// The child ended during the read, and may have written something before that.
	begun := bytes.Clone(text)
	_ = p.stdout.SetReadDeadline(time.Now().Add(leftover))
	text, err = p.lines.ReadSlice('\n')
	return append(begun, text...), err
}

// leftover is how long the last text of a child may take to arrive after its end.
const leftover = 100 * time.Millisecond

// unread is the text in the buffer that has not been read as an answer.
func (p *process) unread() []byte {
	text, _ := p.lines.Peek(p.lines.Buffered())
	return text
}

// exchange sends one line and waits for one. A *SubjectError says that no line came, and
// the error of ctx that the caller no longer waits. Then the child has ended or is ended.
func (p *process) exchange(ctx context.Context, line []byte, timeout time.Duration) ([]byte, error) {
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, p.end)()
	}
	p.timer.Reset(timeout)
	p.stdin.Write(append(line, '\n')) // if this fails, there is no answer either
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
		return nil, p.noAnswer()
	}
	return bytes.Clone(bytes.TrimRight(text, "\r\n")), nil
}

// flush is the advice for a subject that keeps its answers in a buffer.
const flush = "flush stdout after each line, as print(..., flush=True) does in Python"

// hurry closes the stdin of a child that takes too long. If the child has answered and the
// answer is still in its buffer, the child writes it when it ends.
func (p *process) hurry() {
	if p.ended.Load() {
		return
	}
	p.killer.Reset(p.grace)
	p.stdin.Close()
}

// finish sends the last line, gives the child time to end, and returns what it writes until
// then, two lines at most.
func (p *process) finish(line []byte) (said [][]byte) {
	p.killer.Reset(p.grace)
	defer p.killer.Stop()
	p.stdin.Write(append(line, '\n'))
	p.stdin.Close()
	for {
		text, err := p.line()
		if text = bytes.TrimSpace(text); len(text) > 0 && len(said) < 2 {
			said = append(said, bytes.Clone(text))
		}
		if err != nil {
			p.wait(p.grace)
			return said
		}
	}
}

// noAnswer says why there are no more answers.
func (p *process) noAnswer() *SubjectError {
	if !p.wait(time.Second) {
		t := subjectError(Crashed, "the subject closed its stdout before it answered, and still runs")
		t.Mute = true
		return t
	}
	return subjectError(Crashed, "the subject ended before it answered: %s", p.cmd.ProcessState)
}

// wait waits until the process is over, but not longer than long.
func (p *process) wait(long time.Duration) bool {
	select {
	case <-p.over:
		return true
	case <-time.After(long):
		return false
	}
}

// died returns how the child ended, if it ended by itself and with a failure; else nil.
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

// end ends the process, and a read of its lines. A process that it has started may keep
// its stdout open, so stdout is closed on this side, too.
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
