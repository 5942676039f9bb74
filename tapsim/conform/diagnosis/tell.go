package diagnosis

import (
	"context"
	"slices"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/scenario"
)

// mostAsked limits the scenarios that are asked to tell the faults of one cause apart.
const mostAsked = 12

// Tell tells faults apart that explain the same failures: it looks among more scenarios
// for those in which they answer differently, and asks the subject these. ask compares
// the subject with the reference in one scenario.
func (f *Faults) Tell(ctx context.Context, d *conform.Diagnosis, more []*scenario.Scenario, ask func(*scenario.Scenario) conform.Case) {
	if d == nil {
		return
	}
	for i := range d.Causes {
		cause := &d.Causes[i]
		alive := f.numbers(cause.Faults)
		asked := map[*scenario.Scenario]bool{}
		silent := 0 // scenarios that the subject did not answer
		for len(alive) > 1 && len(asked) < mostAsked && silent < 2 && ctx.Err() == nil {
			s := f.telling(ctx, alive, more, asked)
			if s == nil {
				break
			}
			asked[s] = true
			c := ask(s)
			if c.Broken() || c.Verdict == conform.Skipped {
				silent++
				continue
			}
			d.Asked++
			kept := slices.DeleteFunc(slices.Clone(alive), func(n int) bool { return f.refutes(n, &c, len(d.Causes) == 1) })
			if len(kept) > 0 {
				alive = kept
			}
		}
		if len(alive) > 0 {
			cause.Faults = slices.DeleteFunc(cause.Faults, func(x conform.Fault) bool {
				return !slices.ContainsFunc(alive, func(n int) bool { return f.all[n].ID == x.ID })
			})
		}
	}
}

// numbers are the numbers of faults; those of form have none, and nothing is asked for
// them.
func (f *Faults) numbers(faults []conform.Fault) (all []int) {
	for n := range f.all {
		if slices.ContainsFunc(faults, func(x conform.Fault) bool { return x.ID == f.all[n].ID }) {
			all = append(all, n)
		}
	}
	return all
}

// refutes reports whether a case says that the subject has not that fault. If it is the
// only one, the subject can fail by nothing else.
func (f *Faults) refutes(n int, c *conform.Case, only bool) bool {
	switch c.Verdict {
	case conform.Passed, conform.Deviates:
		return f.likeness(n, c, none) == conform.Unlike
	case conform.Fail:
		l := f.likeness(n, c, none)
		return l == conform.Unlike || only && l != conform.Alike && l != conform.Akin
	}
	return false
}

// telling is the scenario that tells the faults apart best, and of several the shortest:
// it shows about half of them. If each shows all or none, it is one in which two of them
// answer differently. It is nil if there is none.
func (f *Faults) telling(ctx context.Context, alive []int, more []*scenario.Scenario, asked map[*scenario.Scenario]bool) *scenario.Scenario {
	var best *scenario.Scenario
	half := 0
	for _, s := range more {
		if asked[s] || ctx.Err() != nil {
			continue
		}
		shown := 0
		for _, n := range alive {
			if f.shows(n, s) {
				shown++
			}
		}
		if split := min(shown, len(alive)-shown); split > half || split == half && best != nil && len(s.Steps) < len(best.Steps) {
			best, half = s, split
		}
	}
	if best != nil {
		return best
	}
	for _, s := range more {
		if asked[s] || ctx.Err() != nil || !f.shows(alive[0], s) {
			continue
		}
		c := conform.Compare(ctx, s, transport.InProcess(f.all[alive[0]].New()))
		if slices.ContainsFunc(alive[1:], func(n int) bool { return f.refutes(n, &c, true) }) {
			return s
		}
	}
	return nil
}

// One diagnoses a case that fails, or reads a rule otherwise. Many faults can explain one
// failure, so the subject is asked the scenarios that tell them apart.
func (f *Faults) One(ctx context.Context, c *conform.Case, more []*scenario.Scenario, ask func(*scenario.Scenario) conform.Case) *conform.Diagnosis {
	r := conform.Report{Cases: []conform.Result{{Case: *c}}}
	f.Diagnose(&r)
	f.Tell(ctx, r.Diagnosis, more, ask)
	f.verify(ctx, r.Diagnosis, more, ask)
	return r.Diagnosis
}

// verify asks the shortest scenario that shows the only fault that is left, and takes the
// cause back if the subject does not have this fault.
func (f *Faults) verify(ctx context.Context, d *conform.Diagnosis, more []*scenario.Scenario, ask func(*scenario.Scenario) conform.Case) {
	if d == nil || len(d.Causes) != 1 || ctx.Err() != nil {
		return
	}
	numbers := f.numbers(d.Causes[0].Faults)
	if len(numbers) != 1 {
		return
	}
	var shortest *scenario.Scenario
	for _, s := range more {
		if f.shows(numbers[0], s) && (shortest == nil || len(s.Steps) < len(shortest.Steps)) {
			shortest = s
		}
	}
	if shortest == nil {
		return
	}
	c := ask(shortest)
	if c.Broken() || c.Verdict == conform.Skipped {
		return
	}
	d.Asked++
	if f.refutes(numbers[0], &c, true) {
		d.Nearest, d.Left, d.Causes = d.Causes[0].Faults, d.Failures, nil
	}
}
