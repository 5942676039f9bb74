package check

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
)

// Search looks for a mutant, in the edition in which that shows: it is a conform.Hunt.
func (c Campaign) Search(ctx context.Context, m mutant.Mutant, strict bool) (run, steps int, err error) {
	c.Strict, c.Edition, c.Watch = strict, m.Edition.String(), -1
	found, err := c.Run(ctx, conform.InProcess(m.New()))
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

var _ conform.Hunt = Campaign{}.Search
