package conform

import (
	"context"
	"slices"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// shrinkTime is how long a counterexample may take to be made shorter. A subject
// that is silent for its whole timeout, each time it is asked, is one for which
// that matters.
const shrinkTime = time.Minute

// differs makes a counterexample of a case that the subject did not pass.
func (r *runner) differs(ctx context.Context, c Case, n int) *Counterexample {
	found := &Counterexample{Story: c.Scenario, Case: c, Run: n, Drawn: len(c.Scenario.Steps)}
	if len(c.Differences) > 0 {
		found.First = telling(c.Differences)
	}
	ctx, cancel := context.WithTimeout(ctx, shrinkTime)
	defer cancel()
	h := shrinker{ctx: ctx, subject: r.subject, verdict: c.Verdict, first: found.First}
	again, told, ok := h.still(c.Scenario)
	if found.Once = !ok; found.Once {
		found.Story = tidy(cut(c.Scenario, len(c.Steps)))
		told, _ = retell(found.Story)
	} else {
		found.Story, found.Case, told = h.shrink(again, told)
		found.First, found.Hurry = telling(found.Case.Differences), ctx.Err() != nil
	}
	found.finish(told)
	return found
}

// telling is the difference that a counterexample is about: the first that
// weighs most.
func telling(all []Difference) Difference {
	for _, d := range all {
		if d.Weight == Fails {
			return d
		}
	}
	if len(all) == 0 {
		return Difference{}
	}
	return all[0]
}

// A shrinker makes a story shorter and plainer for as long as it shows the same
// difference: by the same rule, in the same name; or the same kind of trouble.
type shrinker struct {
	ctx     context.Context
	subject Subject
	verdict Verdict
	first   Difference
}

// told is what the reference says of each step of a story.
type told []scenario.StepResult

// retell asks the reference, and makes its answers what the story wants. It is
// false of a story that cannot be told to its end.
func retell(s *scenario.Scenario) (told, bool) {
	if !possible(s) {
		return nil, false
	}
	var all told
	for step := range scenario.Play(s, &scenario.Reference{}) {
		if !step.Asked {
			return nil, false
		}
		all = append(all, step)
	}
	for i := range s.Steps {
		s.Steps[i].Wants = []scenario.Expect{{Name: "rule", Value: all[i].Response.Rule}}
	}
	return all, true
}

// possible reports whether a tenant can begin with the policy of the story.
func possible(s *scenario.Scenario) bool {
	p := &s.Policy
	_, out := model.Amend(*p, model.Env{}, model.PolicyCommand{
		Op: model.UpdatePolicy, Minimum: &p.Minimum, Maximum: &p.Maximum, Default: &p.Default, Length: &p.Length,
	})
	return len(s.Steps) > 0 && out.Accepted()
}

// still reports whether a story shows the difference. The case is cut where the
// difference shows.
func (h *shrinker) still(s *scenario.Scenario) (Case, told, bool) {
	all, ok := retell(s)
	if !ok || h.ctx.Err() != nil {
		return Case{}, nil, false
	}
	c := Hold(h.ctx, s, h.subject)
	if h.first.Name == "" {
		if c.Verdict != h.verdict {
			return Case{}, nil, false
		}
		c.Scenario = cut(s, len(c.Steps))
		return c, all[:len(c.Steps)], h.ctx.Err() == nil
	}
	for _, d := range c.Differences {
		if d.Rule == h.first.Rule && d.Name == h.first.Name && d.Weight == h.first.Weight {
			c.Scenario = cut(s, d.Step)
			c.Differences = []Difference{d}
			return c, all[:d.Step], true
		}
	}
	return Case{}, nil, false
}

// cut is a story up to and including a step.
func cut(s *scenario.Scenario, steps int) *scenario.Scenario {
	short := *s
	short.Steps = s.Steps[:steps:steps]
	return &short
}

// shrink takes away as much as it can: first many steps at once, which is fast,
// then one thing at a time until nothing more can go.
func (h *shrinker) shrink(c Case, all told) (*scenario.Scenario, Case, told) {
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
	for again := true; again && h.ctx.Err() == nil; {
		again = false
		for s := range lesser(c.Scenario, all) {
			if best(s) {
				again = true
				break
			}
		}
	}
	// Unused labels and users mean nothing to the answer, and tidying them is
	// checked like everything else.
	best(tidy(c.Scenario))
	return c.Scenario, c, all
}

// bent makes a counterexample of a history that breaks a law. It is shortened
// as a history: what is wrong is the machine, which no subject stands for.
func (r *runner) bent(h *history, n int) *Counterexample {
	t, law := &r.told, r.told.broken.law
	found := &Counterexample{Run: n, Drawn: len(h.moves)}
	still := func(h history) bool {
		t.tell(&h)
		if t.broken == nil && law == engineLaw {
			t.engine()
		}
		return t.broken != nil && t.broken.law == law
	}
	t.closely = true
	least := h.shrunk(still)
	still(least)
	t.closely = false
	found.Law = laws[law] + ": " + t.broken.what
	found.Story = t.story()
	all, _ := retell(found.Story)
	found.Story = tidy(alone(found.Story))
	found.finish(all)
	return found
}

// alone leaves out the users and groups that the story does not name: to the
// machine, users are independent.
func alone(s *scenario.Scenario) *scenario.Scenario {
	less := copyOf(s)
	less.Users = slices.DeleteFunc(less.Users, func(u scenario.User) bool { return !mentions(s, u.ID, u.UPN()) })
	less.Groups = slices.DeleteFunc(less.Groups, func(g scenario.Group) bool { return !mentions(less, g.ID, g.ID.String()) })
	return less
}

// shrunk is the least history that still does it.
func (h history) shrunk(still func(history) bool) history {
	for again := true; again; {
		again = false
		for size := max(1, len(h.moves)/2); size > 0; size /= 2 {
			for to := len(h.moves); to > 0 && len(h.moves) > 1; to -= size {
				less := h
				less.moves = append(append([]move{}, h.moves[:max(0, to-size)]...), h.moves[min(to, len(h.moves)):]...)
				if len(less.moves) > 0 && still(less) {
					h, again = less, true
				}
			}
		}
		for _, plain := range []func(*history){
			func(h *history) { h.edition = 0 },
			func(h *history) { h.policy = 0 },
			func(h *history) { h.actors = false },
			func(h *history) { h.skew = false },
		} {
			less := h
			if plain(&less); !less.same(&h) && still(less) {
				h, again = less, true
			}
		}
		for i := range h.moves {
			for number := range h.moves[i].numbers() {
				less := h
				less.moves = append([]move{}, h.moves...)
				if n := less.moves[i].numbers()[number]; *n != 0 {
					if *n = 0; still(less) {
						h, again = less, true
					}
				}
			}
		}
	}
	return h
}

func (h *history) same(o *history) bool {
	return h.edition == o.edition && h.policy == o.policy && h.actors == o.actors && h.skew == o.skew
}

func (m *move) numbers() []*uint8 {
	return []*uint8{&m.wait, &m.user, &m.key, &m.caller, &m.which, &m.life, &m.once, &m.start, &m.spelt}
}
