package conform

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/tapsim/tap/tapsim/scenario"
)

// Limits on what a child may say, so that one that never stops ends in a
// verdict and not in a full memory.
const (
	maxAnswer = 1 << 20 // bytes of a line on stdout
	maxStderr = 1 << 14 // bytes of stderr that are kept, the last ones
)

// patience is how long an answer may take, unless somebody says otherwise.
const patience = 10 * time.Second

// A Child is a subject in a process of its own, that reads requests from stdin
// and writes answers to stdout, a JSON object a line. It is started when it is
// first asked something, and again at the next Reset after it broke.
//
// A Child is for one goroutine. Close ends the process.
type Child struct {
	Command []string      // the program and its arguments
	Timeout time.Duration // for one answer; 0: ten seconds
	Trace   io.Writer     // gets the exact lines exchanged; nil: nobody

	proc    *process
	seq     int
	ability *Ability
}

// Ability starts the child, if need be, and returns what it announced.
func (c *Child) Ability(ctx context.Context) (*Ability, error) {
	if c.proc == nil {
		if err := c.start(ctx); err != nil {
			return nil, err
		}
	}
	return c.ability, nil
}

// Do asks one question.
func (c *Child) Do(ctx context.Context, r scenario.Request) (scenario.Response, error) {
	switch {
	case c.proc == nil && r.Op != scenario.Reset && c.seq > 0:
		return scenario.Response{}, trouble(Crashed, "the subject is not running, and a case begins with reset")
	case c.proc == nil:
		if err := c.start(ctx); err != nil {
			return scenario.Response{}, err
		}
	}
	c.seq++
	answer, err := c.exchange(ctx, encode(c.seq, &r))
	if err != nil {
		return scenario.Response{}, err
	}
	res, err := decode(answer, c.seq, r.Op)
	return res, c.broken(err)
}

// Close says bye and ends the process, at the latest after a second.
func (c *Child) Close() error {
	if c.proc == nil {
		return nil
	}
	c.seq++
	bye := marshal(requestLine{Seq: c.seq, Op: "bye"})
	c.trace('>', bye)
	// Neither a child that reads nothing any more nor one that answers keeps
	// the others waiting.
	go func(p *process) {
		p.send(bye)
		p.stdin.Close()
	}(c.proc)
	go c.proc.drain()
	select {
	case <-c.proc.ended:
	case <-time.After(time.Second):
	}
	c.proc.kill()
	c.proc = nil
	return nil
}

// start runs the command and shakes hands.
func (c *Child) start(ctx context.Context) error {
	proc, err := run(c.Command)
	if err != nil {
		return trouble(Crashed, "cannot start the subject: %v", err)
	}
	c.proc = proc
	c.seq++
	answer, err := c.exchange(ctx, encodeHello(c.seq))
	if err != nil {
		return err
	}
	c.ability, err = decodeHello(answer, c.seq)
	return c.broken(err)
}

// exchange sends one line and waits for one.
func (c *Child) exchange(ctx context.Context, line []byte) ([]byte, error) {
	timeout := cmp.Or(c.Timeout, patience)
	timer := time.NewTimer(timeout)
	defer timer.Stop()

	c.trace('>', line)
	go c.proc.send(line)
	select {
	case answer, ok := <-c.proc.answers:
		if !ok {
			t := c.proc.end()
			if ctx.Err() != nil { // an interrupt reaches the child, too
				c.broken(ctx.Err())
				return nil, ctx.Err()
			}
			return nil, c.broken(t)
		}
		c.trace('<', answer)
		return answer, nil
	case <-timer.C:
		return nil, c.broken(trouble(TimedOut, "no answer within %s", timeout))
	case <-ctx.Done():
		c.broken(ctx.Err())
		return nil, ctx.Err()
	}
}

// broken ends a child that broke, and adds what it said on stderr. Any other
// error, and none, passes through.
func (c *Child) broken(err error) error {
	var t *Trouble
	if !errors.As(err, &t) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return err
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

// A process is a child that runs.
type process struct {
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	stdout  io.Closer
	writing sync.Mutex
	answers chan []byte   // closed at the end of stdout
	reading error         // why it ended, once answers is closed
	ended   chan struct{} // closed when the process is over
	stderr  tail
}

func run(command []string) (*process, error) {
	p := &process{cmd: exec.Command(command[0], command[1:]...), answers: make(chan []byte), ended: make(chan struct{})}
	p.cmd.Stderr = &p.stderr
	p.cmd.WaitDelay = time.Second
	apart(p.cmd)
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	p.stdout = stdout
	go p.read(stdout)
	return p, nil
}

// read hands on the lines of stdout, until it ends or the process is killed.
func (p *process) read(stdout io.Reader) {
	defer close(p.ended)
	lines := bufio.NewScanner(stdout)
	lines.Buffer(make([]byte, 0, 4096), maxAnswer)
	for lines.Scan() {
		p.answers <- append([]byte(nil), lines.Bytes()...)
	}
	p.reading = lines.Err()
	close(p.answers)
	p.cmd.Wait()
}

// send writes one line. What cannot be written shows as an answer that never
// comes.
func (p *process) send(line []byte) {
	p.writing.Lock()
	defer p.writing.Unlock()
	p.stdin.Write(append(line, '\n'))
}

// end says why there are no answers any more.
func (p *process) end() *Trouble {
	if errors.Is(p.reading, bufio.ErrTooLong) {
		return trouble(Failed, "the answer is longer than %d bytes", maxAnswer)
	}
	select {
	case <-p.ended:
		return trouble(Crashed, "the subject ended before it answered: %s", p.cmd.ProcessState)
	case <-time.After(time.Second):
		return trouble(Crashed, "the subject closed its stdout before it answered, and still runs")
	}
}

// kill ends the process, and whoever waits to hand on its lines. A process that
// it has started in turn may hold on to stdout, which is closed from this side.
func (p *process) kill() {
	endAll(p.cmd)
	p.stdin.Close()
	p.stdout.Close()
	go p.drain()
	<-p.ended
}

func (p *process) drain() {
	for range p.answers {
	}
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
