package check

import (
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// shrinkTime is how long a counterexample may take to be made shorter. A subject
// that is silent for its whole timeout, each time it is asked, is one for which
// that matters.
const shrinkTime = time.Minute

// shrinkTime is no longer than the campaign itself may take.
func (r *runner) shrinkTime() time.Duration {
	if r.For > 0 {
		return min(r.For, shrinkTime)
	}
	return shrinkTime
}

// differs makes a counterexample of a case that the subject did not pass.
func (r *runner) differs(ctx context.Context, c conform.Case, n int) *Counterexample {
	found := &Counterexample{Run: n, Drawn: len(c.Scenario.Steps), Case: c}
	switch {
	case !c.Broken():
		found.First = conform.Gravest(c.Differences)
	case r.first != nil:
		found.Besides, found.BesidesRun = conform.Gravest(r.first.Differences), r.firstRun
	default:
		found.Besides, found.BesidesRun = conform.Gravest(c.Differences), n
	}
	whole := ctx
	if r.shrunk.IsZero() {
		r.shrunk = time.Now().Add(r.shrinkTime())
	}
	ctx, cancel := context.WithDeadline(ctx, r.shrunk)
	defer cancel()
	defer func() { found.Interrupted = found.Hurry && whole.Err() != nil }()
	h := shrinker{ctx: ctx, subject: r.subject, who: r.who, verdict: c.Verdict, first: found.First}
	drawn := cut(c.Scenario, shown(&c))
	tries := []*scenario.Scenario{c.Scenario}
	if len(c.Steps) == 0 {
		// What broke at a reset needs no scenario, but a file has one: the plainest
		// there is, or what of the drawn one is least.
		tries = []*scenario.Scenario{r.plainest(c.Scenario), drawn}
	}
	for _, s := range tries {
		if again, told, ok := h.still(s); ok {
			found.Scenario, found.Case, told = h.shrink(again, told)
			if h.broke != nil {
				break
			}
			if found.Hurry = ctx.Err() != nil; !found.Case.Broken() {
				found.First = conform.Gravest(found.Case.Differences)
			}
			found.finish(told)
			return found
		}
	}
	if h.broke != nil {
		// It was to be made shorter, and then the subject broke: that is what counts.
		if r.first == nil {
			r.first, r.firstRun = &c, n
		}
		broken := r.differs(whole, *h.broke, n)
		broken.Drawn = found.Drawn
		return broken
	}
	// Where there was no time to see it again, nobody knows whether it happens again.
	found.Hurry = ctx.Err() != nil
	found.Once = !found.Hurry
	found.Scenario = tidy(drawn)
	told, _ := retell(found.Scenario)
	found.finish(told)
	return found
}

// shown is how many steps of its scenario a case shows. One that broke before the
// first step shows one: there is no scenario without.
func shown(c *conform.Case) int { return max(1, len(c.Steps)) }

// plainest is a scenario in the edition of s that nothing can be taken from.
func (r *runner) plainest(s *scenario.Scenario) *scenario.Scenario {
	plain := cut(s, 1)
	plain.Tenant = protocol.Tenant{Edition: s.Edition, Policy: firstPolicy(s.Edition, 0), Users: slices.Clone(people[:1])}
	plain.Steps = []scenario.Step{{Op: protocol.List, User: people[0].UPN()}}
	return plain
}

// A shrinker makes a scenario shorter and plainer for as long as it shows the same
// difference: by the same rule, in the same name; or the same kind of trouble.
type shrinker struct {
	ctx     context.Context
	subject transport.Subject
	who     *protocol.Capabilities // what may be asked of it
	verdict conform.Verdict
	first   conform.Difference
	broke   *conform.Case // in which the subject broke while a difference was looked for
}

// told is what the reference says of each step of a scenario.
type told []scenario.StepResult

// retell asks the reference, and makes its answers what the scenario wants. It is
// false of a scenario that cannot be told to its end.
func retell(s *scenario.Scenario) (told, bool) {
	if !possible(s) {
		return nil, false
	}
	var all told
	for step := range scenario.Play(s, &protocol.Reference{}) {
		if !step.Asked {
			return nil, false
		}
		all = append(all, step)
	}
	for i := range s.Steps {
		s.Steps[i].Wants = []scenario.Assertion{{Name: "rule", Value: all[i].Response.Rule}}
	}
	return all, true
}

// possible reports whether a tenant can begin with the policy of the scenario.
func possible(s *scenario.Scenario) bool {
	p := &s.Policy
	_, out := model.StepPolicy(*p, model.Env{}, model.PolicyCommand{
		Op: model.UpdatePolicy, Minimum: &p.Minimum, Maximum: &p.Maximum, Default: &p.Default, Length: &p.Length,
	})
	return len(s.Steps) > 0 && out.Accepted()
}

// still reports whether a scenario shows the difference. The case is cut where the
// difference shows.
func (h *shrinker) still(s *scenario.Scenario) (conform.Case, told, bool) {
	all, ok := retell(s)
	if !ok || h.ctx.Err() != nil || conform.Lacks(h.who, s) != "" {
		return conform.Case{}, nil, false
	}
	c := conform.Hold(h.ctx, s, h.subject)
	if c.Broken() && len(c.Steps) == 0 {
		c = conform.Hold(h.ctx, s, h.subject) // the scenario before may have been what broke it
	}
	if h.first.Name == "" {
		if err := conform.Afterwards(h.ctx, s, h.subject); err != nil {
			c = c.BrokenBy(err)
		}
	}
	if c.Broken() && h.first.Name != "" && h.broke == nil {
		h.broke = &c
	}
	if h.first.Name == "" {
		if c.Verdict != h.verdict {
			return conform.Case{}, nil, false
		}
		c.Scenario = cut(s, shown(&c))
		return c, all[:shown(&c)], h.ctx.Err() == nil
	}
	for _, d := range c.Differences {
		if h.same(d) {
			h.first = d
			c.Scenario = cut(s, d.Step)
			c.Differences = []conform.Difference{d}
			return c, all[:d.Step], true
		}
	}
	return conform.Case{}, nil, false
}

// same reports whether a difference is the one that the scenario is to show, or one
// by the same rule that tells more: from then on the scenario is to show that.
func (h *shrinker) same(d conform.Difference) bool {
	switch {
	case d.Rule != h.first.Rule:
		return false
	case d.Weight != h.first.Weight:
		return d.Weight == conform.Fail
	}
	return d.Name == h.first.Name || d.Name == "answer"
}

// cut is a scenario up to and including a step.
func cut(s *scenario.Scenario, steps int) *scenario.Scenario {
	short := *s
	short.Steps = s.Steps[:steps:steps]
	return &short
}

// shrink takes away as much as it can: first many steps at once, which is fast,
// then one thing at a time until nothing more can go.
func (h *shrinker) shrink(c conform.Case, all told) (*scenario.Scenario, conform.Case, told) {
	best := func(s *scenario.Scenario) bool {
		next, nextTold, ok := h.still(s)
		if ok {
			c, all = next, nextTold
		}
		return ok
	}
	for size := len(c.Scenario.Steps) / 2; size > 1; size /= 2 {
		for to := len(c.Scenario.Steps) - 1; to > 0; {
			from := max(0, to-size)
			best(without(c.Scenario, all, from, to))
			to = min(from, len(c.Scenario.Steps)-1)
		}
	}
	for again := true; again && h.broke == nil && h.ctx.Err() == nil; {
		again = false
		for s := range lesser(c.Scenario, all) {
			if best(s) {
				again = true
				break
			}
		}
	}
	// Unused labels mean nothing to the answer, and tidying them is checked like
	// everything else.
	if tidied := tidy(c.Scenario); !reflect.DeepEqual(tidied.Steps, c.Scenario.Steps) {
		best(tidied)
	}
	return c.Scenario, c, all
}
