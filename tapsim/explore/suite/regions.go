package suite

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

// steps is how many steps a case of the suite regions may have: a failure near the
// beginning of a long one would hide the rest of it.
const steps = 20

// regions takes every abstract transition of a user's whole life, at the first and at the
// last tick of each region of time.
func regions(ctx context.Context, e model.Edition) (*Suite, error) {
	g, err := lifecycle(ctx, e, explore.Ticks)
	if err != nil {
		return nil, err
	}
	tour := g.Tour(explore.Ticks, steps)
	return &Suite{
		Name: "regions", Edition: e,
		Proves: fmt.Sprintf("it answers each of %d questions as the reference model does once in each of its states by region of time, at the first and the last tick of the region", len(g.Inputs)),
		cases: func(yield func(Case) bool) {
			for i, t := range tour {
				if !yield(Case{fmt.Sprintf("regions/%s-%04d", e, i+1), t, 1 + t.Commands()}) {
					return
				}
			}
		},
	}, nil
}
