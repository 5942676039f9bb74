package conform

import (
	"context"
	"errors"
	"sync"

	"github.com/tapsim/tap/tapsim/scenario"
)

// A Source makes subjects: one for each job that runs side by side. What it
// makes is closed when the run is over, if it has a Close.
type Source func() Subject

// Run puts every story to a subject, with so many of them side by side, and
// returns a case for each story, in the order of the stories. A story that asks
// for what the subject did not announce is skipped, and never sent.
func Run(ctx context.Context, stories []*scenario.Scenario, source Source, jobs int) ([]Case, *Ability) {
	return Watch(ctx, stories, source, jobs, func(*Case) {})
}

// How often in a row a subject may fail to start, or be silent in a story, before
// it is given up: one that never speaks would take its timeout for each story.
const (
	handshakes = 3
	silences   = 5
)

// Watch is Run with somebody who looks on: each case is shown to done when it is
// over, one at a time. It is over once the subject has been asked something
// else, for it may go on after its last answer, and that is no pass.
func Watch(ctx context.Context, stories []*scenario.Scenario, source Source, jobs int, done func(*Case)) ([]Case, *Ability) {
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
	announced *Ability
	done      func(*Case)
}

// work puts stories to one subject, as their numbers come.
func (r *run) work(subject Subject, next <-chan int) {
	greeter := greeter{subject: subject}
	last := -1
	for i := range next {
		ability, err := greeter.greet(r.ctx)
		c := put(r.ctx, r.stories[i], subject, ability, err)
		if c.before != nil && last >= 0 {
			r.spoil(last, c.before)
			ability, err = greeter.greet(r.ctx)
			c = put(r.ctx, r.stories[i], subject, ability, err)
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

// spoil takes a pass from a case that did not end with its last answer.
func (r *run) spoil(i int, err error) {
	if c := &r.cases[i]; c.Verdict == Passed || c.Verdict == Deviates {
		*c = Case{Scenario: c.Scenario, Steps: c.Steps}.broken(err)
	}
}

// over shows a case that is settled, and keeps what was announced.
func (r *run) over(i int, ability *Ability) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.announced == nil {
		r.announced = ability
	}
	if i >= 0 {
		r.done(&r.cases[i])
	}
}

// A greeter shakes hands before each story, in case the subject has to be
// started again, and gives up one that will not.
type greeter struct {
	subject Subject
	failed  int // to start, so many times in a row
	failure error
	silent  int // in so many stories in a row
}

func (g *greeter) greet(ctx context.Context) (*Ability, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	switch {
	case g.failed == handshakes:
		return nil, givenUp(g.failure)
	case g.silent == silences:
		return nil, trouble(TimedOut, "given up, since the subject was silent in %d stories in a row: choose others with --run, or give it a longer --timeout", silences)
	}
	ability, err := abilityOf(ctx, g.subject)
	if err != nil {
		g.failure = err
		g.failed++
		return nil, err
	}
	g.failed = 0
	return ability, nil
}

// met notes what came of a story.
func (g *greeter) met(c *Case) {
	switch {
	case c.Verdict != TimedOut:
		g.silent = 0
	case g.silent < silences:
		g.silent++
	}
}

func givenUp(last error) *Trouble {
	t := trouble(Failed, "given up, since the subject did not start %d times in a row: %v", handshakes, last)
	if how := (*Trouble)(nil); errors.As(last, &how) {
		t.Verdict = how.Verdict
	}
	return t
}

func abilityOf(ctx context.Context, subject any) (*Ability, error) {
	if a, ok := subject.(interface {
		Ability(context.Context) (*Ability, error)
	}); ok {
		return a.Ability(ctx)
	}
	return nil, nil
}

func put(ctx context.Context, s *scenario.Scenario, subject Subject, ability *Ability, err error) Case {
	if err != nil {
		return Case{Scenario: s}.broken(err)
	}
	if missing := ability.lacks(s); missing != "" {
		return Case{Scenario: s, Verdict: Skipped, Why: "the subject does not announce " + missing}
	}
	c := Hold(ctx, s, subject)
	switch {
	case c.Verdict == "":
		return Case{Scenario: s}.broken(errors.New("no question was asked"))
	case !c.Broken() && c.unmet():
		return Case{Scenario: s, Verdict: Failed, Why: untrue, Elapsed: c.Elapsed}
	}
	return c
}

// unmet reports whether a story that was told to its end is about a rule that no
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
