// Package diagnosis finds out which faults explain the failures of a run.
//
// A fault explains a failure if a model with this fault answers as the subject did, in
// all of the case up to the failure. It explains a run if it also answers as the
// reference does wherever the subject does so.
package diagnosis

import (
	"cmp"
	"slices"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
)

// Diagnose puts the diagnosis of its failures into a report, and the rules that the
// subject reads otherwise. Known differences are no failures.
func (f *Faults) Diagnose(r *conform.Report) {
	var cases []*conform.Case
	for i := range r.Cases {
		if c := &r.Cases[i]; !c.Expected {
			cases = append(cases, &c.Case)
		}
	}
	d, causes := f.Of(cases)
	d.Otherwise, d.Possibly = otherwise(r, causes, d.Left)
	d.Form = spelled(cases)
	if d.Failures > 0 || len(d.Otherwise)+len(d.Possibly) > 0 || len(d.Form) > 0 {
		r.Diagnosis = d
	}
}

// Of finds the smallest set of faults that explains the failures of the cases, and
// returns the likeliest mutant of each cause, too.
func (f *Faults) Of(cases []*conform.Case) (*conform.Diagnosis, []mutant.Mutant) {
	var failing, others []*conform.Case
	for _, c := range cases {
		switch c.Verdict {
		case conform.Fail:
			failing = append(failing, c)
		case conform.Passed, conform.Deviates:
			others = append(others, c)
		}
	}
	if len(failing) == 0 {
		return &conform.Diagnosis{}, nil
	}
	suspects := f.suspects(failing, others)
	d := &conform.Diagnosis{Failures: len(failing)}
	var causes []mutant.Mutant
	explained := make([]bool, len(failing))
	add := func(suspects []suspect, nearly bool) {
		for _, group := range smallest(suspects, failing) {
			cause := conform.Cause{Nearly: nearly, All: !isMutant(group[0])}
			for _, s := range group {
				cause.Faults = append(cause.Faults, s.Fault)
			}
			for i, yes := range group[0].alike {
				if yes {
					cause.Explains = append(cause.Explains, failing[i].Scenario.ID)
				}
			}
			merge(explained, group[0].alike)
			d.Causes = append(d.Causes, cause)
			if n := group[0].order; n >= 0 {
				causes = append(causes, f.all[n])
			}
		}
	}
	add(append(slices.Clone(suspects), formal(failing, others)...), false)
	if count(explained) < len(failing) {
		add(akin(suspects, explained), true)
	}
	slices.SortStableFunc(d.Causes, func(a, b conform.Cause) int { return cmp.Compare(len(b.Explains), len(a.Explains)) })
	if d.Left = len(failing) - count(explained); d.Left > 0 {
		d.Nearest = nearest(suspects, d.Causes)
	}
	return d, causes
}

// akin are the suspects that only accept what the subject accepts, in the cases that
// nothing explains better.
func akin(suspects []suspect, explained []bool) []suspect {
	all := slices.Clone(suspects)
	for n := range all {
		s := &all[n]
		s.alike = slices.Clone(s.akin)
		for i, yes := range explained {
			s.alike[i] = s.alike[i] && !yes
		}
	}
	return all
}

// nearest are the suspects that resemble the subject most, and are no causes already. In
// at least half of what they show they resemble it.
func nearest(suspects []suspect, causes []conform.Cause) []conform.Fault {
	like := func(s *suspect) float64 { return float64(s.explains()) + 0.7*float64(s.beside) }
	score := func(s *suspect) float64 { return like(s) * like(s) / (like(s) + float64(s.unlike)) }
	slices.SortStableFunc(suspects, func(a, b suspect) int { return cmp.Compare(score(&b), score(&a)) })
	var all []conform.Fault
	for i := range suspects {
		s := &suspects[i]
		named := slices.ContainsFunc(causes, func(c conform.Cause) bool { return slices.Contains(c.Faults, s.Fault) })
		if len(all) < 3 && !named && like(s) >= float64(s.unlike)/2 {
			all = append(all, s.Fault)
		}
	}
	return all
}
