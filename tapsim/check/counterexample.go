package check

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

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

// shrinkTime is how long a counterexample may take to be made shorter. A subject
// that is silent for its whole timeout, each time it is asked, is one for which
// that matters. A campaign that has less time takes no longer for this, too.
const shrinkTime = time.Minute

// differs makes a counterexample of a case that the subject did not pass: of run n.
func (r *runner) differs(ctx context.Context, c conform.Case, n int) *Counterexample {
	return r.shorten(ctx, c, r.drawn(&r.t, n), n)
}

// shorten makes a counterexample of a case and its trace.
func (r *runner) shorten(ctx context.Context, c conform.Case, drawn trace, n int) *Counterexample {
	found := &Counterexample{Run: n, Drawn: len(c.Scenario.Steps), Case: c}
	switch {
	case !c.Broken():
		found.First = conform.Worst(c.Differences)
	case r.first != nil:
		found.Besides, found.BesidesRun = conform.Worst(r.first.Differences), r.firstRun
	default:
		found.Besides, found.BesidesRun = conform.Worst(c.Differences), n
	}
	whole := ctx
	if r.shrunk.IsZero() {
		r.shrunk = time.Now().Add(min(shrinkTime, cmp.Or(r.For, shrinkTime)))
	}
	ctx, cancel := context.WithDeadline(ctx, r.shrunk)
	defer cancel()
	defer func() { found.Interrupted = found.Hurry && whole.Err() != nil }()

	k := comparison{ctx: ctx, subject: r.subject, capabilities: r.capabilities, verdict: c.Verdict, first: found.First}
	s := shrinker{interpreter: &r.t, shows: k.shows, done: func() bool { return k.broke != nil || ctx.Err() != nil }}
	tries := []trace{drawn}
	drawn.acts = drawn.acts[:shown(&c)]
	if len(c.Steps) == 0 {
		// What broke at a reset needs no scenario, but a file has one: the simplest
		// there is, or the first step of the drawn one.
		tries = []trace{simplest(drawn.edition), drawn}
	}
	for _, x := range tries {
		if !s.try(x) {
			continue
		}
		if s.shrink(); k.broke != nil {
			break
		}
		if found.Hurry, found.Case = ctx.Err() != nil, k.last; !found.Case.Broken() {
			found.First = conform.Worst(found.Case.Differences)
		}
		found.finish(k.last.Scenario)
		return found
	}
	if k.broke != nil {
		// It was to be made shorter, and then the subject broke: that is what counts.
		if r.first == nil {
			r.first, r.firstRun = &c, n
		}
		broken := r.shorten(whole, *k.broke, k.brokeIn, n)
		broken.Drawn = found.Drawn
		return broken
	}
	// Where there was no time to see it again, it is not known whether it happens again.
	found.Hurry = ctx.Err() != nil
	found.Once = !found.Hurry
	found.finish(drawn.scenario())
	return found
}

// drawn is the trace of run n.
func (r *runner) drawn(t *interpreter, n int) trace {
	h := r.plan.drawer().history(r.Seed, n)
	t.interpret(&h)
	return t.trace(&h)
}

// shown is how many steps of its scenario a case shows. One that broke before the
// first step shows one: there is no scenario without.
func shown(c *conform.Case) int { return max(1, len(c.Steps)) }

// simplest is a trace in an edition that nothing can be taken from.
func simplest(e model.Edition) trace {
	return trace{edition: e, policy: usualPolicy(e), acts: []act{{id: 1, verb: doList, pass: none, caller: &callers[0]}}}
}

// A comparison asks a subject for the difference that a counterexample is to show: one
// by the same rule, in the same name; or the same kind of subject error.
type comparison struct {
	ctx          context.Context
	subject      transport.Subject
	capabilities *protocol.Capabilities // what may be asked of it
	verdict      conform.Verdict
	first        conform.Difference
	last         conform.Case  // that showed it
	broke        *conform.Case // in which the subject broke while a difference was looked for
	brokeIn      trace         // what it was asked then
}

// shows says how many steps of a trace show the difference, whose scenario is s.
func (k *comparison) shows(x *trace, s *scenario.Scenario) (steps int, ok bool) {
	if k.ctx.Err() != nil || conform.Lacks(k.capabilities, s) != "" {
		return 0, false
	}
	c := conform.Compare(k.ctx, s, k.subject)
	if c.Broken() && len(c.Steps) == 0 {
		c = conform.Compare(k.ctx, s, k.subject) // the scenario before may have been what broke it
	}
	if k.first.Name == "" {
		if err := conform.Finish(k.ctx, s, k.subject); err != nil {
			c = c.BrokenBy(err)
		}
		if c.Verdict != k.verdict || k.ctx.Err() != nil {
			return 0, false
		}
		steps = shown(&c)
	} else {
		if c.Broken() {
			k.broke, k.brokeIn = &c, *x
		}
		i := slices.IndexFunc(c.Differences, k.same)
		if i < 0 {
			return 0, false
		}
		k.first, c.Differences = c.Differences[i], c.Differences[i:i+1]
		steps = k.first.Step
	}
	c.Scenario = cut(s, steps)
	k.last = c
	return steps, true
}

// same reports whether a difference is the one that the scenario is to show, or one
// by the same rule that says more: from then on the scenario is to show that.
func (k *comparison) same(d conform.Difference) bool {
	switch {
	case d.Rule != k.first.Rule:
		return false
	case d.Weight != k.first.Weight:
		return d.Weight == conform.Fail
	}
	return d.Name == k.first.Name || d.Name == "answer"
}

// cut is a scenario up to and including a step.
func cut(s *scenario.Scenario, steps int) *scenario.Scenario {
	short := *s
	short.Steps = s.Steps[:steps:steps]
	return &short
}
