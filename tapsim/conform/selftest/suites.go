package selftest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/scenario"
)

// lastResort is the suite that is only tried where no other one that is made at run time
// catches a mutant: it takes seconds for each.
const lastResort = "complete"

// Suites writes a table that says by which of these suites each mutant is caught, and why
// not, where that is by the scenarios alone. A suite is made in the edition in which the
// mutant shows. A mutant that may differ is caught by a deviation.
//
// It is ok if each mutant is caught by the scenarios or a suite.
func (t *Test) Suites(ctx context.Context, w io.Writer, names []string) (ok bool, err error) {
	mutants, _, err := t.chosen()
	if err != nil {
		return false, err
	}
	made := map[model.Edition][]*suite.Suite{}
	for _, m := range mutants {
		for _, name := range names {
			if len(made[m.Edition]) < len(names) {
				s, err := suite.Make(ctx, name, m.Edition, 0)
				if err != nil {
					return false, err
				}
				made[m.Edition] = append(made[m.Edition], s)
			}
		}
	}
	by := make([][]string, len(mutants))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				by[i] = t.catching(ctx, mutants[i], made[mutants[i].Edition])
			}
		})
	}
	for i := range mutants {
		next <- i
	}
	close(next)
	wg.Wait()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	return writeSuites(w, mutants, by)
}

func writeSuites(w io.Writer, mutants []mutant.Mutant, by [][]string) (ok bool, err error) {
	fmt.Fprintf(w, "by which suites subjects that are wrong on purpose are caught, suite %s\n\n", scenarios.Version())
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "MUTANT\tBREAKS\tCAUGHT BY\tWHY NOT BY THE OTHERS")
	count := map[string]int{}
	var uncaught []string
	for i, m := range mutants {
		why := ""
		for _, name := range by[i] {
			count[name]++
		}
		switch {
		case len(by[i]) == 0:
			uncaught = append(uncaught, m.ID)
		case len(by[i]) == 1 && by[i][0] == corpus:
			why = whyNot(m)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", m.ID, m.Rule, cmp.Or(strings.Join(by[i], ", "), "nothing"), why)
	}
	if err := table.Flush(); err != nil {
		return false, err
	}
	var words []string
	for _, name := range append([]string{corpus}, suite.Names()...) {
		if count[name] > 0 {
			words = append(words, fmt.Sprintf("%s %d", name, count[name]))
		}
	}
	fmt.Fprintf(w, "\nof %d mutants caught by: %s\n", len(mutants), strings.Join(words, ", "))
	if count[lastResort] > 0 {
		fmt.Fprintf(w, "the suite %s was tried where the others caught nothing\n", lastResort)
	}
	if len(uncaught) > 0 {
		_, err = fmt.Fprintf(w, "caught by nothing: %s\n", strings.Join(uncaught, ", "))
	}
	return len(uncaught) == 0, err
}

const corpus = "corpus"

// catching lists the suites that catch a mutant, the scenarios first.
func (t *Test) catching(ctx context.Context, m mutant.Mutant, made []*suite.Suite) (by []string) {
	// Those about its rule first, since one of them is enough.
	about := func(s *scenario.Scenario) bool { return slices.Contains(s.Rules, m.Rule) }
	for _, first := range []bool{true, false} {
		some := func(yield func(*scenario.Scenario) bool) {
			for _, s := range t.Scenarios {
				if about(s) == first && !yield(s) {
					return
				}
			}
		}
		if len(by) == 0 && catches(ctx, m, some) {
			by = append(by, corpus)
		}
	}
	byMade := false
	for _, s := range made {
		if s.Name == lastResort && (byMade || around(m)) {
			continue
		}
		told := func(yield func(*scenario.Scenario) bool) {
			for c := range s.Cases() {
				if one, err := c.Bare(); err == nil && !yield(one) {
					return
				}
			}
		}
		if catches(ctx, m, told) {
			by, byMade = append(by, s.Name), true
		}
	}
	return by
}

func catches(ctx context.Context, m mutant.Mutant, all iter.Seq[*scenario.Scenario]) bool {
	for s := range all {
		if ctx.Err() != nil {
			return false
		}
		c := conform.Put(ctx, s, transport.InProcess(m.New()))
		if c.Verdict == conform.Fail || m.Unspecified && c.Verdict == conform.Deviates {
			return true
		}
	}
	return false
}

// around reports whether something around the machine decides the rule of a mutant.
func around(m mutant.Mutant) bool {
	by := m.Rule.Entry().By
	return by != model.ByStep && by != model.ByStepPolicy
}

// whyNot says why no suite that is made at run time catches a mutant. Each input of a world
// is told in one spelling, by one user, with the code as it was given out.
func whyNot(m mutant.Mutant) string {
	switch e := m.Rule.Entry(); {
	case e.By == model.ByWire:
		return "no input has another spelling"
	case around(m), m.Rule == model.PassSingle:
		return "no input names another user, or a user otherwise"
	case m.Rule == model.SigninCode:
		return "no input presents such a code, or knows such a user"
	case e.By == model.ByStepPolicy, strings.HasPrefix(e.ID, "policy-"):
		return "no world has such a policy or update"
	case strings.HasPrefix(e.ID, "access-"):
		return "no world has such a caller beside such a user"
	case strings.HasPrefix(e.ID, "create-"):
		return "no world has such a create"
	}
	return "no case leads there"
}
