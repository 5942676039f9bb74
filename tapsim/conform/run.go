package conform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Source makes subjects: one for each job that runs side by side. What it
// makes is closed when the run is over, if it has a Close.
type Source func() transport.Subject

// Run puts every scenario to a subject, with so many of them side by side, and
// returns a case for each scenario, in the order of the scenarios. A scenario that asks
// for what the subject did not announce is skipped, and never sent.
func Run(ctx context.Context, stories []*scenario.Scenario, source Source, jobs int) ([]Case, *protocol.Capabilities) {
	return Watch(ctx, stories, source, jobs, func(*Case) {})
}

// How often in a row a subject may fail to start, or be silent in a scenario, before
// it is given up: one that never speaks would take its timeout for each scenario.
const (
	handshakes = 3
	silences   = 5
	twice      = 2 // is enough of a handshake that came out when stdin was closed: a slow one may do so once
)

// Watch is Run with somebody who looks on: each case is shown to done when it is
// over, one at a time. It is over once the subject has been asked something
// else, for it may go on after its last answer, and that is no pass.
func Watch(ctx context.Context, stories []*scenario.Scenario, source Source, jobs int, done func(*Case)) ([]Case, *protocol.Capabilities) {
	r := run{ctx: ctx, stories: stories, cases: make([]Case, len(stories)), done: done}
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, min(jobs, len(stories))) {
		wg.Go(func() { r.work(source(), next) })
	}
	for i := range stories {
		next <- i
	}
	close(next)
	wg.Wait()
	return r.cases, r.announced
}

// A run is one under way.
type run struct {
	ctx     context.Context
	stories []*scenario.Scenario
	cases   []Case

	mu        sync.Mutex // of what follows
	announced *protocol.Capabilities
	done      func(*Case)
}

// work puts scenarios to one subject, as their numbers come.
func (r *run) work(subject transport.Subject, next <-chan int) {
	greeter := greeter{subject: subject}
	last := -1
	for i := range next {
		ability, err := greeter.greet(r.ctx)
		c := put(r.ctx, r.stories[i], subject, ability, err)
		if c.Before != nil && last >= 0 {
			r.spoil(last, c.Before)
			ability, err = greeter.greet(r.ctx)
			c = put(r.ctx, r.stories[i], subject, ability, err)
		}
		if c.Verdict == Crashed && len(c.Steps) == 0 && last >= 0 && err == nil {
			// What broke at the reset may have broken by the last question of the scenario before.
			late := c.Earlier()
			if ability, err = greeter.greet(r.ctx); err == nil {
				if c = put(r.ctx, r.stories[i], subject, ability, err); !c.Broken() || len(c.Steps) > 0 {
					r.spoil(last, late)
				}
			}
		}
		greeter.met(&c)
		r.cases[i] = c
		r.over(last, ability)
		last = i
	}
	if c, ok := subject.(interface{ Close() error }); ok {
		if err := c.Close(); err != nil && last >= 0 {
			r.spoil(last, err)
		}
	}
	r.over(last, nil)
}

// spoil makes a broken case of one whose subject did not end with its last answer.
func (r *run) spoil(i int, err error) { r.cases[i] = r.cases[i].BrokenBy(err) }

// BrokenBy is the case as one whose subject broke after its last answer. One that was
// skipped has no last answer.
func (c Case) BrokenBy(err error) Case {
	if c.Broken() || c.Verdict == Skipped && len(c.Steps) == 0 {
		return c
	}
	c.Steps, c.rest = slices.Concat(c.Steps, c.rest), nil
	return c.broken(err)
}

// Earlier is how a subject broke that broke at the reset of this case, told of the
// case before.
func (c *Case) Earlier() *transport.SubjectError {
	return &transport.SubjectError{Kind: string(c.Verdict), Text: "after its last answer: " + strings.TrimPrefix(c.Why, "reset: "), Stderr: c.Stderr}
}

// over shows a case that is settled, and keeps what was announced.
func (r *run) over(i int, ability *protocol.Capabilities) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.announced == nil {
		r.announced = ability
	}
	if i >= 0 {
		r.done(&r.cases[i])
	}
}

// A greeter shakes hands before each scenario, in case the subject has to be
// started again, and gives up one that will not.
type greeter struct {
	subject transport.Subject
	failed  int        // to start, so many times in a row
	silent  int        // in so many scenarios in a row
	givenUp *abandoned // nil: it is asked on
}

func (g *greeter) greet(ctx context.Context) (*protocol.Capabilities, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if g.givenUp != nil {
		return nil, g.givenUp
	}
	ability, err := transport.CapabilitiesOf(ctx, g.subject)
	if err == nil {
		g.failed = 0
		return ability, nil
	}
	t := (*transport.SubjectError)(nil)
	errors.As(err, &t)
	if g.failed++; g.failed == handshakes || t != nil && (t.Final || t.Unflushed && g.failed == twice) {
		g.givenUp = &abandoned{fmt.Sprintf("the subject does not start: %v", err)}
	}
	return nil, err
}

// met notes what came of a scenario.
func (g *greeter) met(c *Case) {
	if c.Verdict != TimedOut && !c.mute {
		g.silent = 0
		return
	}
	if g.silent++; g.silent == silences {
		g.givenUp = &abandoned{fmt.Sprintf("the subject was silent in %d scenarios in a row: choose others with --run, or give it a longer --timeout", silences)}
	}
}

// Put shakes hands with a subject and puts one scenario to it. A scenario that asks for what
// the subject did not announce is skipped.
func Put(ctx context.Context, s *scenario.Scenario, subject transport.Subject) Case {
	ability, err := transport.CapabilitiesOf(ctx, subject)
	return put(ctx, s, subject, ability, err)
}

func put(ctx context.Context, s *scenario.Scenario, subject transport.Subject, ability *protocol.Capabilities, err error) Case {
	if err != nil {
		return Case{Scenario: s}.broken(err)
	}
	if missing := Lacks(ability, s); missing != "" {
		return Case{Scenario: s, Verdict: Skipped, Why: "the subject does not announce " + missing}
	}
	c := Compare(ctx, s, subject)
	switch {
	case c.Verdict == "":
		return Case{Scenario: s}.broken(errors.New("no question was asked"))
	case !c.Broken() && c.unmet():
		return Case{Scenario: s, Verdict: Errored, Why: untrue, Elapsed: c.Elapsed}
	}
	return c
}

// unmet reports whether a scenario that was told to its end is about a rule that no
// step of it meets. That shows in the answers of the reference, whatever the
// subject says.
func (c *Case) unmet() bool {
	told := scenario.Result{Scenario: c.Scenario}
	for i := range c.Steps {
		told.Steps = append(told.Steps, scenario.StepResult{Response: c.Steps[i].Want, Asked: true})
	}
	told = scenario.Judge(told)
	return len(told.Failures) > 0
}
