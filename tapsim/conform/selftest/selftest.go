// Package selftest tests package conform: it runs the scenarios and random histories on
// subjects that are wrong on purpose, and reports which scenario shows each fault.
package selftest

import (
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"text/tabwriter"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/diagnosis"
	"github.com/tapsim/tap/tapsim/conform/misbehave"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Search looks for a difference between the reference and a mutant in random
// histories, and returns in which of them it found one, from 1, and how many steps
// the shortest scenario has that shows it. History 0 says that it found none. With
// strict a deviation is a difference, too.
type Search func(ctx context.Context, m mutant.Mutant, strict bool) (history, steps int, err error)

// A Test says what is tested. The zero Test has no scenarios.
type Test struct {
	Scenarios []*scenario.Scenario

	// Names are the ids of the mutants and the names of the misbehaving subjects to test;
	// nil: all of them.
	Names []string

	// Search also looks in random histories; nil: it does not. See Random.
	Search Search

	// Self is the command that runs the misbehaving subject with that name by Serve, in a
	// process of its own. nil: only mutants are tested.
	Self func(name string) []string
}

// Run writes a table with the scenario that catches each subject.
//
// It is ok if the scenarios alone catch every mutant: a mutant that breaks a settled rule
// must come to a failure, and one that may differ to a deviation and no more. If there is
// a search, it has to find every mutant, too. Each misbehaving subject must come to its
// own verdict and no other. The error is one of writing, of ctx or of the search, or says
// that a name is unknown.
func (t *Test) Run(ctx context.Context, w io.Writer) (ok bool, err error) {
	mutants, misbehaving, err := t.chosen()
	if err != nil {
		return false, err
	}
	fmt.Fprintf(w, "subjects that are wrong on purpose, tested with the suite %s\n\n", scenarios.Version())
	columns := "MUTANT\tBREAKS\tCOMES TO\tIN SCENARIOS\tNAMED\tCAUGHT BY"
	if t.Search != nil {
		columns += "\tBY CHECK IN RUN\tSTEPS"
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, columns)

	var problems []string
	named := map[string]int{}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for i, r := range t.rows(ctx, mutants) {
		m := &mutants[i]
		if r.err != nil {
			return false, fmt.Errorf("%s: %w", m.ID, r.err)
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		named[r.named]++
		fmt.Fprintln(table, r.text)
		for _, wrong := range r.wrong {
			problems = append(problems, fmt.Sprintf("%s (%s): %s", m.ID, m.Text, wrong))
		}
	}
	if err := table.Flush(); err != nil {
		return false, err
	}
	if wrong := named[first] + named[among] + named[unnamed]; wrong > 0 {
		fmt.Fprintf(w, "\nfaults that the diagnosis names: first %d, among several %d, not at all %d of %d\n", named[first], named[among], named[unnamed], wrong)
	}
	count := fmt.Sprintf("mutants: %d", len(mutants))
	if t.Self != nil && len(misbehaving) > 0 {
		wrong, err := tryMisbehaving(ctx, w, t.Scenarios, misbehaving, t.Self)
		if err != nil {
			return false, err
		}
		problems = append(problems, wrong...)
		count += fmt.Sprintf(", misbehaving subjects: %d", len(misbehaving))
	}

	if whole := try(ctx, t.Scenarios, mutant.Mutant{Unspecified: true}); whole.verdict != conform.Passed {
		problems = append(problems, fmt.Sprintf("the reference itself comes to %s in %s", whole.verdict, whole.by))
	}
	if len(problems) == 0 {
		_, err = fmt.Fprintf(w, "\n%s; each has the right verdict\n", count)
		return true, err
	}
	fmt.Fprintf(w, "\n%s; this is wrong:\n", count)
	for _, text := range problems {
		fmt.Fprintf(w, "  %s\n", text)
	}
	return false, nil
}

// A row is that of one mutant in the table.
type row struct {
	text  string
	named string // how its fault is named
	wrong []string
	err   error
}

// rows tries the mutants on all processors, and yields their rows in their order.
func (t *Test) rows(ctx context.Context, mutants []mutant.Mutant) iter.Seq2[int, row] {
	done := make([]chan row, len(mutants))
	for i := range done {
		done[i] = make(chan row, 1)
	}
	faults := diagnosis.New()
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := int(next.Add(1)) - 1; i < len(mutants); i = int(next.Add(1)) - 1 {
				done[i] <- t.row(ctx, faults, mutants[i])
			}
		}()
	}
	return func(yield func(int, row) bool) {
		for i := range done {
			if !yield(i, <-done[i]) {
				return
			}
		}
	}
}

func (t *Test) row(ctx context.Context, faults *diagnosis.Faults, m mutant.Mutant) (r row) {
	if ctx.Err() != nil {
		return row{}
	}
	tried := try(ctx, t.Scenarios, m)
	r.named = tried.named(faults, m)
	r.text = fmt.Sprintf("%s\t%s\t%s\t%d\t%s\t%s", m.ID, m.Rule, tried.verdict, tried.count, r.named, tried.by)
	if t.Search != nil {
		history, steps, err := t.Search(ctx, m, m.Unspecified)
		switch {
		case err != nil:
			r.err = err
		case history == 0:
			tried.wrong = append(tried.wrong, "check does not find it")
			r.text += "\tnever\t-"
		default:
			r.text += fmt.Sprintf("\t%d\t%d", history, steps)
		}
	}
	r.wrong = tried.wrong
	return r
}

// chosen are the subjects to test.
func (t *Test) chosen() ([]mutant.Mutant, []misbehave.Subject, error) {
	mutants, misbehaving := mutant.All(), misbehave.All()
	if t.Names == nil {
		return mutants, misbehaving, nil
	}
	for _, name := range t.Names {
		_, one := mutant.Find(name)
		if _, other := misbehave.Find(name); !one && !other {
			return nil, nil, unknown(name)
		}
	}
	mutants = slices.DeleteFunc(mutants, func(m mutant.Mutant) bool { return !slices.Contains(t.Names, m.ID) })
	misbehaving = slices.DeleteFunc(misbehaving, func(s misbehave.Subject) bool { return !slices.Contains(t.Names, s.Name) })
	return mutants, misbehaving, nil
}

// Names lists the names that a Test can have, mutants first.
func Names() []string {
	var names []string
	for _, m := range mutant.All() {
		names = append(names, m.ID)
	}
	for _, s := range misbehave.All() {
		names = append(names, s.Name)
	}
	return names
}

func unknown(name string) error {
	if near, ok := form.Nearest(name, Names()); ok {
		return fmt.Errorf("no subject is called %s; did you mean %s?", name, near)
	}
	return fmt.Errorf("no subject is called %s", name)
}

// Random is a Search that runs the campaign, in the edition in which the mutant shows.
func Random(c check.Campaign) Search {
	return func(ctx context.Context, m mutant.Mutant, strict bool) (history, steps int, err error) {
		c := c
		c.Strict, c.Edition, c.Watch = strict, m.Edition.String(), -1
		found, err := c.Run(ctx, transport.InProcess(m.New()))
		switch {
		case err != nil:
			return 0, 0, err
		case found.Error != nil:
			return 0, 0, found.Error
		case found.Difference == nil:
			return 0, 0, nil
		case found.Difference.Case.Broken():
			return 0, 0, fmt.Errorf("run %d: %s", found.Difference.Run, found.Difference.Case.Why)
		}
		return found.Difference.Run, len(found.Difference.Scenario.Steps), nil
	}
}

// A trial is the result of the scenarios for a mutant.
type trial struct {
	verdict conform.Verdict // the worst one
	count   int             // how many scenarios come to it
	by      string          // the shortest of them; of those with a difference by the mutant's rule, if there are any
	wrong   []string
	cases   []conform.Case
}

// How the diagnosis names a fault.
const (
	first   = "first"
	among   = "among several"
	unnamed = "not at all"
	noFault = "-" // no source forbids this behaviour, so it is no fault
)

// named says how the diagnosis of the cases names the fault.
func (t *trial) named(faults *diagnosis.Faults, m mutant.Mutant) string {
	if m.Unspecified {
		return noFault
	}
	var cases []*conform.Case
	for i := range t.cases {
		cases = append(cases, &t.cases[i])
	}
	d, _ := faults.Of(cases)
	for n, cause := range d.Causes {
		switch i := slices.IndexFunc(cause.Faults, func(f conform.Fault) bool { return f.ID == m.ID }); {
		case i < 0:
		case n == 0 && len(cause.Faults) == 1:
			return first
		default:
			return among
		}
	}
	return unnamed
}

func try(ctx context.Context, all []*scenario.Scenario, m mutant.Mutant) trial {
	cases, _ := conform.Run(ctx, all, func() transport.Subject { return transport.InProcess(m.New()) }, 1)
	t := trial{verdict: conform.Passed, by: "nothing", cases: cases}
	var best conform.Case
	for _, c := range cases {
		switch {
		case c.Verdict != conform.Passed && c.Verdict != conform.Deviates && c.Verdict != conform.Fail:
			t.wrong = append(t.wrong, fmt.Sprintf("%s comes to %s: %s", c.Scenario.ID, c.Verdict, c.Why))
			continue
		case c.Verdict == conform.Passed, c.Verdict == conform.Deviates && t.verdict == conform.Fail:
			continue
		case c.Verdict == conform.Fail && t.verdict != conform.Fail, t.count == 0:
			t.verdict, t.count, best = c.Verdict, 0, c
		case namesRule(c, m) != namesRule(best, m):
			if namesRule(c, m) {
				best = c
			}
		case len(c.Steps) < len(best.Steps):
			best = c
		}
		t.count++
	}
	if best.Scenario != nil {
		t.by = best.Scenario.ID
	}
	switch {
	case t.verdict == conform.Passed:
		t.wrong = append(t.wrong, "no scenario catches it")
	case m.Unspecified && t.verdict == conform.Fail:
		t.wrong = append(t.wrong, "it may differ, and fails in "+t.by)
	case !m.Unspecified && t.verdict == conform.Deviates:
		t.wrong = append(t.wrong, "it is wrong, and comes to no more than a deviation")
	}
	return t
}

// namesRule reports whether a case has a difference by the rule that the mutant breaks.
func namesRule(c conform.Case, m mutant.Mutant) bool {
	return slices.ContainsFunc(c.Differences, func(d conform.Difference) bool { return d.Rule == m.Rule })
}
