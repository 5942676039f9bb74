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

// A Counterexample is the shortest scenario found that shows a difference.
type Counterexample struct {
	Scenario    *scenario.Scenario
	Case        conform.Case       // the result of the scenario; zero, if there is no subject
	Run         int                // the number of the history, from 1
	Drawn       int                // the number of its steps, as drawn
	First       conform.Difference // what differs; zero, if the subject broke or there is none
	Besides     conform.Difference // what differs besides, if the subject broke; zero, if nothing was seen
	BesidesRun  int                // in which history that was
	Invariant   string             // without a subject: the invariant that is violated, and how
	Once        bool               // it did not happen a second time, so the scenario is as it was drawn
	Hurry       bool               // there was not enough time to find the shortest scenario
	Interrupted bool               // and that because ctx ended

	// Diagnosis says what the difference comes from. The caller may set it; see
	// diagnosis.Faults.One.
	Diagnosis *conform.Diagnosis
}

// Verdict is the verdict of the case.
func (x *Counterexample) Verdict() conform.Verdict {
	if x.Invariant != "" {
		return conform.Fail
	}
	return x.Case.Verdict
}

// shrinkTime is how long a counterexample may take to be made shorter. It matters for a
// subject that is silent for its whole timeout each time it is asked. A campaign with
// a shorter time limit takes no longer than that limit.
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
		// A break at a reset needs no steps, but a scenario file needs one: that of the
		// simplest scenario, or the first step of the drawn one.
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
		// The subject broke while the trace was made shorter. A break is reported first.
		if r.first == nil {
			r.first, r.firstRun = &c, n
		}
		broken := r.shorten(whole, *k.broke, k.brokeIn, n)
		broken.Drawn = found.Drawn
		return broken
	}
	// If there was no time to try it again, it is not known whether it happens again.
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

// shown is how many steps of its scenario a case needs. A case that broke before the
// first step needs one, since every scenario has one.
func shown(c *conform.Case) int { return max(1, len(c.Steps)) }

// simplest is the simplest trace in an edition.
func simplest(e model.Edition) trace {
	return trace{edition: e, policy: usualPolicy(e), acts: []act{{id: 1, verb: doList, pass: none, caller: &callers[0]}}}
}

// A comparison runs candidates against a subject, and looks for the difference that the
// counterexample has to show: one by the same rule, with the same name; or the same kind
// of subject error.
type comparison struct {
	ctx          context.Context
	subject      transport.Subject
	capabilities *protocol.Capabilities // what may be asked of it
	verdict      conform.Verdict
	first        conform.Difference
	last         conform.Case  // the last one that showed it
	broke        *conform.Case // the case in which the subject broke while a difference was looked for
	brokeIn      trace         // the trace of that case
}

// shows says how many steps of a trace show the difference; s is its scenario.
func (k *comparison) shows(x *trace, s *scenario.Scenario) (steps int, ok bool) {
	if k.ctx.Err() != nil || conform.Lacks(k.capabilities, s) != "" {
		return 0, false
	}
	c := conform.Compare(k.ctx, s, k.subject)
	if c.Broken() && len(c.Steps) == 0 {
		c = conform.Compare(k.ctx, s, k.subject) // the scenario before may have broken it
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

// same reports whether a difference is the one to show, or one by the same rule that
// weighs more: from then on that one is the one to show.
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
