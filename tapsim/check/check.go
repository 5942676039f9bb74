package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Campaign puts random histories to a subject, with the reference beside it,
// until the two differ. Its zero value runs the usual number of histories of
// the usual length.
type Campaign struct {
	Runs    int           // histories; 0: 2000, or as many as For has time for
	Steps   int           // of each history; 0: 40
	Users   int           // of each history, 1 to 8; 0: 3
	Seed    uint64        // the same seed gives the same histories
	For     time.Duration // when to stop; 0: after Runs
	Edition string        // empty: those that the subject announces
	Strict  bool          // a deviation counts as a difference

	// Watch is how many histories are put after the first that differs, to see whether
	// the subject breaks in one of them: that comes first, and no difference hides it.
	// 0: 1000, for half a minute at most; below 0: none.
	Watch int

	// Progress is called after each run, from the goroutine that runs; nil: nobody
	// wants to know.
	Progress func(*Statistics)

	machine machine // for tests; zero: the model
}

// A Finding is what a campaign came to.
type Finding struct {
	Statistics Statistics
	Subject    *protocol.Capabilities // nil: it announced nothing, or there is none
	Difference *Counterexample
	Error      error // the subject could not even be asked

	// Interrupted says that ctx ended the campaign, so this is not the whole of it.
	Interrupted bool
}

// Good reports whether all is as it should be. A campaign in which nothing
// passed is not, and neither is one that was cut short.
func (f *Finding) Good() bool {
	return f.Difference == nil && f.Error == nil && !f.Interrupted && f.Statistics.Passed > 0
}

// A Counterexample is a scenario that shows a difference, as short as can be.
type Counterexample struct {
	Scenario    *scenario.Scenario // as short as can be
	Case        conform.Case       // what the subject made of it; zero, if there is no subject
	Run         int                // which history it was, from 1
	Drawn       int                // its steps, as drawn
	First       conform.Difference // what differs; zero, if the subject broke or there is none
	Besides     conform.Difference // what differs besides, if the subject broke; zero, if nothing was seen
	BesidesRun  int                // in which history that was
	Invariant   string             // without a subject: what must always hold and does not, and in what
	Once        bool               // it could not be shown a second time, so it is as it was drawn
	Hurry       bool               // there was no time to make it as short as can be
	Interrupted bool               // and that because ctx ended
}

// Verdict is that of a case which goes as the scenario does.
func (x *Counterexample) Verdict() conform.Verdict {
	if x.Invariant != "" {
		return conform.Fail
	}
	return x.Case.Verdict
}

// plan is a campaign with all that follows from the subject.
type plan struct {
	runs, steps, users int
	editions           []model.Edition
	actors             bool
	ops                []protocol.Op // nil: all
}

// can reports whether the subject can be asked v. A refresh takes a sign-in first.
func (p *plan) can(v verb) bool {
	if v == doRefresh && !p.can(doSignIn) {
		return false
	}
	return p.ops == nil || slices.Contains(p.ops, verbOps[v])
}

func (c *Campaign) plan(who *protocol.Capabilities) (*plan, error) {
	p := &plan{runs: c.Runs, steps: c.Steps, users: c.Users, actors: true}
	if p.steps == 0 {
		p.steps = 40
	}
	if p.users == 0 {
		p.users = 3
	}
	if p.runs == 0 && c.For == 0 {
		p.runs = 2000
	}
	switch {
	case p.steps < 1 || p.steps > MostSteps:
		return nil, fmt.Errorf("%d steps: a history has 1 to %d", p.steps, MostSteps)
	case p.users < 1 || p.users > MostUsers:
		return nil, fmt.Errorf("%d users: a history has 1 to %d", p.users, MostUsers)
	case p.runs < 0:
		return nil, fmt.Errorf("%d runs: want 1 or more", p.runs)
	}
	names := model.Editions()
	if who != nil {
		names, p.ops, p.actors = who.Editions, who.Ops, slices.Contains(who.Features, "actors")
	}
	for _, name := range names {
		if e, err := model.ParseEdition(name); err == nil && (c.Edition == "" || c.Edition == name) && !slices.Contains(p.editions, e) {
			p.editions = append(p.editions, e)
		}
	}
	switch {
	case len(p.editions) == 0 && c.Edition != "":
		return nil, fmt.Errorf("the subject does not announce the edition %s", c.Edition)
	case len(p.editions) == 0:
		return nil, errors.New("the subject announces no edition")
	case !slices.ContainsFunc(slices.Collect(allVerbs), p.can):
		return nil, errors.New("the subject announces no op")
	}
	return p, nil
}

func allVerbs(yield func(verb) bool) {
	for v := range verbs {
		if !yield(v) {
			return
		}
	}
}

// Run runs the campaign. A nil subject means that there is none, and that what
// must always hold is looked at instead. It ends where the subject breaks, some time
// after the first difference, since it may break then, at the end of ctx, or when it
// is done; what was found by then is returned. A subject that is a *Child is closed at
// the end. The error says that the campaign itself makes no sense.
func (c *Campaign) Run(ctx context.Context, subject transport.Subject) (Finding, error) {
	var f Finding
	if subject != nil {
		if f.Subject, f.Error = transport.CapabilitiesOf(ctx, subject); f.Error != nil {
			f.Interrupted = ctx.Err() != nil
			return f, nil
		}
	}
	p, err := c.plan(f.Subject)
	if err != nil {
		return f, err
	}
	r := runner{Campaign: c, plan: p, subject: subject, who: f.Subject, told: teller{machine: c.machine, plan: p, watch: subject == nil}}
	if r.told.step == nil {
		r.told.machine = theMachine
	}
	f.Difference = r.run(ctx, &f.Statistics)
	f.Interrupted = ctx.Err() != nil
	return f, nil
}

// A runner is a campaign under way.
type runner struct {
	*Campaign
	plan    *plan
	subject transport.Subject
	who     *protocol.Capabilities
	told    teller
	last    conform.Case // the one before, since a subject may go on after its last answer
	passed  bool         // and it was counted as one that passed

	first    *conform.Case // that differs; nil: none so far
	firstRun int
	since    time.Time // when that was

	shrunk time.Time // when there is no more time to make a counterexample shorter; zero: none is known
}

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
		err := conform.Afterwards(ctx, r.last.Scenario, r.subject)
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

// draw yields the histories of the campaign in order. They are drawn a few ahead
// of who puts them, since there are mostly two cores; and in batches, since to
// wake a goroutine for each would cost as much as to draw it.
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

// engineEvery says how often a history without a subject is told to the engine,
// too: that takes ten times as long, and what it can find beyond the machine is
// found early or never.
const engineEvery = 512

// put puts one history to whoever is asked.
func (r *runner) put(ctx context.Context, h *history, n int, s *Statistics) *Counterexample {
	t := &r.told
	t.tell(h)
	if r.subject == nil {
		if t.broken == nil && n%engineEvery == 1 {
			t.engine()
		}
		s.add(t.acts)
		s.Passed++
		if t.broken != nil {
			return r.bent(h, n)
		}
		return nil
	}

	c := conform.Hold(ctx, t.story(), r.subject)
	if ctx.Err() != nil {
		return nil // it says nothing of the subject
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
			// What ended between two histories may have ended by the last question of the
			// first.
			if earlier := r.differs(ctx, before.BrokenBy(c.Earlier()), n-1); !earlier.Once {
				return earlier
			}
		}
		return found
	}
	for _, d := range c.Differences {
		if d.Weight == conform.Deviates {
			s.Deviations[d.Rule]++
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

// engineLaw is the number of the law that engine looks at.
const engineLaw = 13

// engine tells the history to the engine, in JSON, twice.
func (t *teller) engine() {
	s := t.story()
	next, stop := iter.Pull(scenario.Play(s, &protocol.Reference{}))
	defer stop()
	for first := range scenario.Play(s, &protocol.Reference{}) {
		again, _ := next()
		switch {
		case !first.Asked || len(first.Failures) > 0:
			t.bend(engineLaw, "the machine says %s where the engine says %s", first.Step.Wants[0].Value, first.Response.Rule)
		case !reflect.DeepEqual(first.Response, again.Response):
			t.bend(engineLaw, "%s and then %s", first.Response.Brief(), again.Response.Brief())
		}
	}
}
