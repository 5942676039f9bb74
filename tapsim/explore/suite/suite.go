package suite

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Suite is a set of cases that is made while it is run. The same model gives the same
// cases, with the same ids.
type Suite struct {
	Name    string // regions, values or complete
	Edition model.Edition
	Proves  string // what it proves that all cases pass, as the end of a sentence

	cases iter.Seq[Case]
}

// Names lists the names of all suites, the smallest first.
func Names() []string { return []string{"regions", "values", "complete"} }

// Make makes the suite of that name in an edition. The suite complete is for subjects with
// so many states more than the model has; the other two take no notice of extra. The error
// is that of ctx, or says that the name is unknown.
func Make(ctx context.Context, name string, e model.Edition, extra int) (*Suite, error) {
	switch name {
	case "regions":
		return regions(ctx, e)
	case "values":
		return values(ctx, e)
	case "complete":
		return complete(ctx, e, extra)
	}
	return nil, fmt.Errorf("no suite %q: the suites are %s", name, strings.Join(Names(), ", "))
}

// A Case is one scenario of a suite, before it is told.
type Case struct {
	ID        string
	Trace     explore.Trace
	Exchanges int // with a subject: one to begin the case, and one a step
}

// Cases yields the cases in their order.
func (s *Suite) Cases() iter.Seq[Case] { return s.cases }

// Size is how many cases a suite has, and how many exchanges with a subject they need.
func (s *Suite) Size() (cases, exchanges int) {
	for c := range s.Cases() {
		cases++
		exchanges += c.Exchanges
	}
	return cases, exchanges
}

// Bare is the scenario of a case without what its steps want; see the function Bare.
func (c *Case) Bare() (*scenario.Scenario, error) { return c.named(Bare(c.Trace)) }

// Scenario is the scenario of a case with all that its steps want.
func (c *Case) Scenario() (*scenario.Scenario, error) { return c.named(Scenario(c.Trace)) }

func (c *Case) named(s *scenario.Scenario, err error) (*scenario.Scenario, error) {
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.ID, err)
	}
	s.ID = c.ID
	s.Title = title(&c.Trace)
	return s, nil
}

// title names the last inputs of a trace: those that its case is about.
func title(t *explore.Trace) string {
	const most = 4
	var words []string
	for i := range t.Steps {
		if in := &t.Steps[i].Input; in.Kind != explore.Wait {
			words = append(words, in.String())
		}
	}
	switch more := len(words) - most; {
	case more > 0:
		return fmt.Sprintf("After %d others: %s", more, strings.Join(words[more:], "; "))
	default:
		return "From the beginning: " + strings.Join(words, "; ")
	}
}
