package check

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"reflect"
	"time"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A runner is a campaign under way.
type runner struct {
	*Campaign
	plan         *plan
	subject      transport.Subject
	capabilities *protocol.Capabilities // what the subject announces
	t            interpreter
	last         conform.Case // the case before, since a subject may write more after its last answer
	passed       bool         // the last case was counted as passed

	deviating []conform.Case // see Finding

	first    *conform.Case // the first case that differs; nil: none so far
	firstRun int
	since    time.Time // the time of that run

	shrunk time.Time // the end of the time for shrinking; zero: it has not begun
}

// mostDeviating is how many cases a Finding keeps.
const mostDeviating = 100

// The usual Campaign.Watch.
const (
	watch     = 1000
	watchTime = 30 * time.Second
)

// enough reports whether a difference is known and the campaign has gone on for long
// enough after run n.
func (r *runner) enough(n int) bool {
	return r.first != nil && (n >= r.firstRun+max(cmp.Or(r.Watch, watch), 0) || time.Since(r.since) >= watchTime)
}

func (r *runner) run(ctx context.Context, s *Statistics) *Counterexample {
	start := time.Now()
	s.begin(r.plan)
	defer func() { s.Elapsed = time.Since(start) }()
	drawing, stop := context.WithCancel(ctx)
	defer stop()
	n := 0
	for h := range r.draw(drawing) {
		if ctx.Err() != nil || r.For > 0 && time.Since(start) >= r.For || r.enough(n) {
			break
		}
		n++
		if found := r.put(ctx, &h, n, s); found != nil {
			return found
		}
		if r.Progress != nil {
			s.Elapsed = time.Since(start)
			r.Progress(s)
		}
	}
	if r.last.Scenario != nil && ctx.Err() == nil {
		err := conform.Finish(ctx, r.last.Scenario, r.subject)
		if child, ok := r.subject.(*transport.Child); ok && err == nil {
			err = child.Close() // it is started again when it is asked again
		}
		if err != nil {
			if c := r.last.BrokenBy(err); c.Broken() {
				return r.differs(ctx, c, n)
			}
		}
	}
	if r.first != nil {
		return r.differs(ctx, *r.first, r.firstRun)
	}
	return nil
}

// draw yields the histories of the campaign in order. A goroutine draws them ahead of
// the runner, since most machines have two cores or more. It draws them in batches,
// since waking a goroutine for each history would cost as much as drawing it.
func (r *runner) draw(ctx context.Context) iter.Seq[history] {
	const batch = 32
	batches := make(chan []history, 2)
	go func() {
		defer close(batches)
		histories := r.plan.drawer()
		for n := 1; r.plan.runs == 0 || n <= r.plan.runs; {
			var some []history
			for ; len(some) < batch && (r.plan.runs == 0 || n <= r.plan.runs); n++ {
				some = append(some, histories.history(r.Seed, n))
			}
			select {
			case batches <- some:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func(yield func(history) bool) {
		for some := range batches {
			for _, h := range some {
				if !yield(h) {
					return
				}
			}
		}
	}
}

// engineEvery says that one of so many histories without a subject also goes to the
// engine. The engine takes ten times as long, and a difference between it and the
// machine shows early or never.
const engineEvery = 512

// put interprets one history, and runs it against the subject, if there is one.
func (r *runner) put(ctx context.Context, h *history, n int, s *Statistics) *Counterexample {
	t := &r.t
	t.interpret(h)
	if r.subject == nil {
		if t.violated == nil && n%engineEvery == 1 {
			t.engine(t.scenario(h))
		}
		s.add(t.acts)
		s.Passed++
		if t.violated != nil {
			return r.violation(n)
		}
		return nil
	}

	c := conform.Compare(ctx, t.scenario(h), r.subject)
	if ctx.Err() != nil {
		return nil // an interrupted case says nothing about the subject
	}
	if c.Before != nil && !r.last.Broken() && len(r.last.Steps) > 0 {
		if r.passed {
			s.Passed--
		}
		return r.differs(ctx, r.last.BrokenBy(c.Before), n-1)
	}
	before := r.last
	r.last, r.passed = c, false
	s.add(t.acts[:len(c.Steps)])
	if c.Broken() {
		found := r.differs(ctx, c, n)
		if found.Once && len(c.Steps) == 0 && len(before.Steps) > 0 {
			// A subject that ended between two histories may have ended because of the
			// last request of the first.
			if earlier := r.differs(ctx, before.BrokenBy(c.Earlier()), n-1); !earlier.Once {
				return earlier
			}
		}
		return found
	}
	for _, d := range c.Differences {
		if d.Weight == conform.Deviates {
			s.Deviations[d.Rule]++
			if d.Otherwise && len(r.deviating) < mostDeviating && (len(r.deviating) == 0 || r.deviating[len(r.deviating)-1].Scenario != c.Scenario) {
				r.deviating = append(r.deviating, c)
			}
		}
	}
	switch {
	case c.Verdict == conform.Skipped:
		s.skip(c.Why)
	case c.Verdict == conform.Passed || c.Verdict == conform.Deviates && !r.Strict:
		s.Passed++
		r.passed = true
	case r.first == nil:
		r.first, r.firstRun, r.since = &c, n, time.Now()
	}
	return nil
}

// engine runs a scenario on the engine, in JSON, twice.
func (t *interpreter) engine(s *scenario.Scenario) {
	next, stop := iter.Pull(scenario.Play(s, &protocol.Reference{Machine: t.machine}))
	defer stop()
	for first := range scenario.Play(s, &protocol.Reference{Machine: t.machine}) {
		again, _ := next()
		switch {
		case !first.Asked || len(first.Failures) > 0:
			t.violate(engineInvariant, fmt.Sprintf("the reference model answers by %s, and the engine by %s", first.Step.Wants[0].Value, first.Response.Rule))
		case !reflect.DeepEqual(first.Response, again.Response):
			t.violate(engineInvariant, first.Response.Brief()+" and then "+again.Response.Brief())
		}
	}
}
