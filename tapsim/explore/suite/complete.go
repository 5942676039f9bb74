package suite

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

// small is the world of the suite complete: a user's life with one switch of the policy.
// The number of its cases grows with the square of what can be asked.
func small(e model.Edition) explore.World {
	w := explore.Lifecycle(e)
	w.Tick, w.Creates = explore.FirstAndLast, nil
	w.Starts = []explore.Start{{}, {Of: explore.Now, Add: model.Minute}}
	change := func(p model.PolicyCommand) model.PolicyCommand {
		p.Op = model.UpdatePolicy
		return p
	}
	w.Updates = []model.PolicyCommand{change(model.PolicyCommand{Enabled: new(true)}), change(model.PolicyCommand{Enabled: new(false)}), {Op: model.ReadPolicy}}
	return w
}

// complete is the W method over a small world.
func complete(ctx context.Context, e model.Edition, extra int) (*Suite, error) {
	g, err := explore.Explore(ctx, small(e))
	if err != nil {
		return nil, err
	}
	more := "no further state"
	if extra > 0 {
		more = fmt.Sprintf("at most %d further state", extra)
	}
	return &Suite{
		Name: "complete", Edition: e,
		Proves: fmt.Sprintf("it answers every sequence of these %d questions, however long, as the reference model does, if it has %s beyond the %d of the model and changes at no other times than the start and the end of a pass", len(g.Inputs), more, g.Len()),
		cases: func(yield func(Case) bool) {
			i := 0
			for t := range g.WMethod(extra) {
				if i++; !yield(Case{fmt.Sprintf("complete/%s-%06d", e, i), t, 1 + t.Commands()}) {
					return
				}
			}
		},
	}, nil
}
