package check

import "github.com/tapsim/tap/tapsim/scenario"

// violation makes a counterexample of run n, in which an invariant is violated. There is
// no subject: what is wrong is the machine itself.
func (r *runner) violation(n int) *Counterexample {
	t := &interpreter{machine: r.t.machine, plan: r.plan, watch: true, closely: true}
	found := *r.t.violated
	shows := func(_ *trace, written *scenario.Scenario) (steps int, ok bool) {
		if t.violated == nil && found.invariant == engineInvariant {
			t.engine(written)
		}
		if t.violated == nil || t.violated.invariant != found.invariant {
			return 0, false
		}
		found = *t.violated
		return len(t.acts), true
	}
	s := shrinker{interpreter: t, shows: shows, done: func() bool { return false }}
	x := r.drawn(t, n)
	if s.try(x) {
		s.shrink()
		x = s.best
	}
	c := &Counterexample{Run: n, Drawn: r.plan.steps, Invariant: found.invariant.Text + ": " + found.what}
	c.finish(x.scenario())
	return c
}
