package suite

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// Generated returns scenarios of at most so many steps each, which together take every
// transition of a user's whole life at a level: a tour of the world lifecycle, with a list
// after each transition. The same model gives the same scenarios, with the same ids. The
// error is that of ctx.
func Generated(ctx context.Context, e model.Edition, l explore.Level, length int) ([]*scenario.Scenario, error) {
	g, err := lifecycle(ctx, e, l)
	if err != nil {
		return nil, err
	}
	tour := g.TourWithLooks(l, length)
	all := make([]*scenario.Scenario, len(tour))
	taken := map[explore.AbstractTransition]bool{}
	for i := range tour {
		s, err := Scenario(tour[i])
		if err != nil {
			return nil, err
		}
		first := 0 // transitions that no scenario before this one takes
		for _, t := range tour[i].Abstract(l) {
			if !taken[t] {
				taken[t] = true
				first++
			}
		}
		s.ID = generatedID(e, l, i, len(tour))
		s.Title = fmt.Sprintf("Tour %d of %d through the edition %s by %s takes %s for the first time", i+1, len(tour), e, l, transitions(first))
		note(s, &tour[i], l)
		all[i] = s
	}
	return all, nil
}

// File is the text of a scenario that Generated returned.
func File(s *scenario.Scenario) ([]byte, error) {
	return write.Scenario(s, "Made by tapsim explore --emit, and not by hand: a test makes it again.")
}

// lifecycle is the graph of that world, with the ticks that a level needs.
func lifecycle(ctx context.Context, e model.Edition, l explore.Level) (*explore.Graph, error) {
	w := explore.Lifecycle(e)
	if l == explore.Ticks {
		w.Tick = explore.FirstAndLast
	}
	return explore.Explore(ctx, w)
}

// generatedID names the scenario of a trace: of 100 and more all have three digits.
func generatedID(e model.Edition, l explore.Level, i, n int) string {
	digits := 2
	if n >= 100 {
		digits = 3
	}
	return fmt.Sprintf("generated/%s-%s-%0*d", e, l, digits, i+1)
}

func transitions(n int) string {
	if n == 1 {
		return "1 transition"
	}
	return fmt.Sprintf("%d transitions", n)
}

// note says at each step that finds another state than the one before it, which state
// that is.
func note(s *scenario.Scenario, t *explore.Trace, l explore.Level) {
	last, step := "", 0
	for i := range t.Steps {
		if t.Steps[i].Input.Kind == explore.Wait {
			continue
		}
		if is := t.Graph().AbstractState(l, t.Steps[i].From).String(); is != last {
			s.Steps[step].Note = is
			last = is
		}
		step++
	}
}
