package conform

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Source makes subjects, one for each job. A subject with a method Close is closed when
// the run is over.
type Source func() transport.Subject

// Run compares subjects with the reference in every scenario, with so many jobs side by
// side. It returns a case for each scenario, in their order, and what the first subject
// announced. A scenario that needs what the subject did not announce is skipped, and
// never sent.
func Run(ctx context.Context, all []*scenario.Scenario, source Source, jobs int) ([]Case, *protocol.Capabilities) {
	return Watch(ctx, all, source, jobs, func(*Case) {})
}

// How often in a row a subject may fail to start, or be silent in a scenario, before it
// is given up. Otherwise a subject that never answers would take its timeout in every
// scenario.
const (
	handshakes = 3
	silences   = 5
	unflushed  = 2 // handshakes whose answer came when stdin was closed; a slow program may do so once
)

// Watch is Run, and calls done with each case when the case is over, one at a time. A
// case is over when the subject has answered the next request: a subject that writes
// more than its last answer does not pass.
func Watch(ctx context.Context, all []*scenario.Scenario, source Source, jobs int, done func(*Case)) ([]Case, *protocol.Capabilities) {
	cases := make([]Case, len(all))
	announced := stream(ctx, slices.All(all), source, min(jobs, len(all)), func(i int, c *Case) {
		cases[i] = *c
		done(&cases[i])
	})
	return cases, announced
}

// Stream is Watch for scenarios that are made while they are run: there may be a million
// of them, and no case is kept. Cases are over in about the order of their scenarios.
func Stream(ctx context.Context, all iter.Seq[*scenario.Scenario], source Source, jobs int, done func(*Case)) *protocol.Capabilities {
	numbered := func(yield func(int, *scenario.Scenario) bool) {
		for s := range all {
			if !yield(0, s) {
				return
			}
		}
	}
	return stream(ctx, numbered, source, jobs, func(_ int, c *Case) { done(c) })
}

func stream(ctx context.Context, all iter.Seq2[int, *scenario.Scenario], source Source, jobs int, done func(int, *Case)) *protocol.Capabilities {
	r := run{ctx: ctx, done: done}
	next := make(chan numbered)
	var wg sync.WaitGroup
	for range max(1, jobs) {
		wg.Go(func() { r.work(source(), next) })
	}
	for i, s := range all {
		next <- numbered{i, s}
	}
	close(next)
	wg.Wait()
	return r.announced
}

// A numbered is a scenario with its number.
type numbered struct {
	number   int
	scenario *scenario.Scenario
}

// A run is a call of Watch or Stream.
type run struct {
	ctx context.Context

	mu        sync.Mutex // guards what follows
	announced *protocol.Capabilities
	done      func(int, *Case)
}

// work runs scenarios on one subject, as they come from next.
func (r *run) work(subject transport.Subject, next <-chan numbered) {
	greeter := greeter{subject: subject}
	var last *Case // nil: there is none
	number := 0    // of last
	for n := range next {
		capabilities, err := greeter.greet(r.ctx)
		c := put(r.ctx, n.scenario, subject, capabilities, err)
		if c.Before != nil && last != nil {
			*last = last.BrokenBy(c.Before)
			capabilities, err = greeter.greet(r.ctx)
			c = put(r.ctx, n.scenario, subject, capabilities, err)
		}
		if c.Verdict == Crashed && len(c.Steps) == 0 && last != nil && err == nil {
			// The last request of the scenario before may have broken the subject.
			late := c.Earlier()
			if capabilities, err = greeter.greet(r.ctx); err == nil {
				if c = put(r.ctx, n.scenario, subject, capabilities, err); !c.Broken() || len(c.Steps) > 0 {
					*last = last.BrokenBy(late)
				}
			}
		}
		greeter.met(&c)
		r.over(number, last, capabilities)
		number, last = n.number, &c
	}
	if c, ok := subject.(interface{ Close() error }); ok {
		if err := c.Close(); err != nil && last != nil {
			*last = last.BrokenBy(err)
		}
	}
	r.over(number, last, nil)
}

// BrokenBy is the case with a subject that broke after its last answer. A case that was
// skipped has no last answer, and stays as it is.
func (c Case) BrokenBy(err error) Case {
	if c.Broken() || c.Verdict == Skipped && len(c.Steps) == 0 {
		return c
	}
	c.Steps, c.rest = slices.Concat(c.Steps, c.rest), nil
	return c.broken(err)
}

// Earlier is the error of a subject that broke at the reset of this case, worded for the
// case before.
func (c *Case) Earlier() *transport.SubjectError {
	return &transport.SubjectError{Kind: string(c.Verdict), Text: "after its last answer: " + strings.TrimPrefix(c.Why, "reset: "), Stderr: c.Stderr}
}

// over reports a case that is over, and keeps what was announced.
func (r *run) over(number int, last *Case, capabilities *protocol.Capabilities) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.announced == nil {
		r.announced = capabilities
	}
	if last != nil {
		r.done(number, last)
	}
}

// A greeter shakes hands before each scenario, since the subject may have to be started
// again. It gives up a subject that does not answer.
type greeter struct {
	subject transport.Subject
	failed  int        // handshakes that failed in a row
	silent  int        // scenarios in a row in which it was silent
	givenUp *abandoned // nil: it has not been given up
}

func (g *greeter) greet(ctx context.Context) (*protocol.Capabilities, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if g.givenUp != nil {
		return nil, g.givenUp
	}
	capabilities, err := transport.CapabilitiesOf(ctx, g.subject)
	if err == nil {
		g.failed = 0
		return capabilities, nil
	}
	t := (*transport.SubjectError)(nil)
	errors.As(err, &t)
	if g.failed++; g.failed == handshakes || t != nil && (t.Final || t.Unflushed && g.failed == unflushed) {
		g.givenUp = &abandoned{fmt.Sprintf("the subject does not start: %v", err)}
	}
	return nil, err
}

// met notes the result of a scenario.
func (g *greeter) met(c *Case) {
	if c.Verdict != TimedOut && !c.mute {
		g.silent = 0
		return
	}
	if g.silent++; g.silent == silences {
		g.givenUp = &abandoned{fmt.Sprintf("the subject was silent in %d scenarios in a row: choose others with --run, or give it a longer --timeout", silences)}
	}
}

// Put shakes hands with a subject and compares it with the reference in one scenario. A
// scenario that needs what the subject did not announce is skipped.
func Put(ctx context.Context, s *scenario.Scenario, subject transport.Subject) Case {
	capabilities, err := transport.CapabilitiesOf(ctx, subject)
	return put(ctx, s, subject, capabilities, err)
}

func put(ctx context.Context, s *scenario.Scenario, subject transport.Subject, capabilities *protocol.Capabilities, err error) Case {
	if err != nil {
		return Case{Scenario: s}.broken(err)
	}
	if missing := Lacks(capabilities, s); missing != "" {
		return Case{Scenario: s, Verdict: Skipped, Why: "the subject does not announce " + missing}
	}
	c := Compare(ctx, s, subject)
	switch {
	case c.Verdict == "":
		return Case{Scenario: s}.broken(errors.New("no request was made"))
	case !c.Broken() && c.unmet():
		return Case{Scenario: s, Verdict: Errored, Why: untrue, Elapsed: c.Elapsed}
	}
	return c
}

// unmet reports whether a scenario that was asked to its end names a rule that no step of
// it meets. The answers of the reference show that, and the subject has no part in it.
func (c *Case) unmet() bool {
	result := scenario.Result{Scenario: c.Scenario}
	for i := range c.Steps {
		result.Steps = append(result.Steps, scenario.StepResult{Response: c.Steps[i].Want, Asked: true})
	}
	return len(scenario.Judge(result).Failures) > 0
}
