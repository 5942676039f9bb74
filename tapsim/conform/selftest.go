package conform

import (
	"context"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform/citizen"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Hunt looks for a difference between the reference and a mutant by chance,
// and returns in which run it found one, from 1, and how many steps the shortest
// scenario has that shows it. Run 0 says that it found none. With strict a
// deviation is a difference, too.
type Hunt func(ctx context.Context, m mutant.Mutant, strict bool) (run, steps int, err error)

// SelfTest is the trial of the judge: it puts the scenarios to subjects that are wrong on
// purpose, and writes a table of what each was caught by. With a hunt, which may
// be nil, it says the same of random histories.
//
// Bad citizens need a process: self is the command that is the citizen of that
// name, as ServeCitizen makes one. With a nil self the table is of mutants alone.
//
// It is ok if the scenarios alone catch every mutant: those that break what is
// settled by a failure, and those that may honestly differ by a deviation and no
// more. The hunt has to find every one, and each citizen gets its own verdict and
// no other. The error is one of writing, of ctx or of the hunt.
func SelfTest(ctx context.Context, w io.Writer, stories []*scenario.Scenario, hunt Hunt, self func(name string) []string) (ok bool, err error) {
	fmt.Fprintf(w, "subjects that are wrong on purpose, held against the suite %s\n\n", scenarios.Version())
	columns := "MUTANT\tBREAKS\tCOMES TO\tIN STORIES\tCAUGHT BY"
	if hunt != nil {
		columns += "\tBY CHECK IN RUN\tSTEPS"
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, columns)

	all := mutant.All()
	var grievances []string
	for _, m := range all {
		t := try(ctx, stories, m)
		row := fmt.Sprintf("%s\t%s\t%s\t%d\t%s", m.Name, m.Rule, t.verdict, t.count, t.by)
		if hunt != nil {
			run, steps, err := hunt(ctx, m, m.Free)
			switch {
			case err != nil:
				return false, fmt.Errorf("%s: %w", m.Name, err)
			case run == 0:
				t.wrong = append(t.wrong, "check does not find it")
				row += "\tnever\t-"
			default:
				row += fmt.Sprintf("\t%d\t%d", run, steps)
			}
		}
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		fmt.Fprintln(table, row)
		for _, wrong := range t.wrong {
			grievances = append(grievances, fmt.Sprintf("%s (%s): %s", m.Name, m.What, wrong))
		}
	}
	if err := table.Flush(); err != nil {
		return false, err
	}
	count := fmt.Sprintf("%d mutants", len(all))
	if self != nil {
		wrong, err := meetAll(ctx, w, stories, self)
		if err != nil {
			return false, err
		}
		grievances = append(grievances, wrong...)
		count += fmt.Sprintf(" and %d citizens", len(citizen.All()))
	}

	if whole := try(ctx, stories, mutant.Mutant{Free: true}); whole.verdict != Passed {
		grievances = append(grievances, fmt.Sprintf("the reference itself comes to %s in %s", whole.verdict, whole.by))
	}
	if len(grievances) == 0 {
		_, err = fmt.Fprintf(w, "\n%s, all judged as they deserve\n", count)
		return true, err
	}
	fmt.Fprintf(w, "\n%s, and this is not as it should be:\n", count)
	for _, text := range grievances {
		fmt.Fprintf(w, "  %s\n", text)
	}
	return false, nil
}

// A trial is what the scenarios made of a mutant.
type trial struct {
	verdict Verdict // the gravest
	count   int     // of the scenarios that come to that
	by      string  // the one of them that takes the fewest steps, of those that name the rule if any does
	wrong   []string
}

func try(ctx context.Context, stories []*scenario.Scenario, m mutant.Mutant) trial {
	cases, _ := Run(ctx, stories, func() Subject { return InProcess(m.New()) }, 1)
	t := trial{verdict: Passed, by: "nothing"}
	var best Case
	for _, c := range cases {
		switch {
		case c.Verdict != Passed && c.Verdict != Deviates && c.Verdict != Fail:
			t.wrong = append(t.wrong, fmt.Sprintf("%s comes to %s: %s", c.Scenario.ID, c.Verdict, c.Why))
			continue
		case c.Verdict == Passed, c.Verdict == Deviates && t.verdict == Fail:
			continue
		case c.Verdict == Fail && t.verdict != Fail, t.count == 0:
			t.verdict, t.count, best = c.Verdict, 0, c
		case tells(c, m) != tells(best, m):
			if tells(c, m) {
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
	case t.verdict == Passed:
		t.wrong = append(t.wrong, "no scenario catches it")
	case m.Free && t.verdict == Fail:
		t.wrong = append(t.wrong, "it may honestly differ, and fails in "+t.by)
	case !m.Free && t.verdict == Deviates:
		t.wrong = append(t.wrong, "it is wrong, and comes to no more than a deviation")
	}
	return t
}

// tells reports whether a case names the rule that the mutant breaks.
func tells(c Case, m mutant.Mutant) bool {
	return slices.ContainsFunc(c.Differences, func(d Difference) bool { return d.Rule == m.Rule })
}
