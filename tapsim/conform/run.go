package conform

import (
	"context"
	"errors"
	"sync"

	"github.com/tapsim/tap/tapsim/scenario"
)

// A Source makes subjects: one for each job that runs side by side. What it
// makes is closed when the run is over, if it has a Close.
type Source func() Subject

// Run puts every story to a subject, with so many of them side by side, and
// returns a case for each story, in the order of the stories. A story that asks
// for what the subject did not announce is skipped, and never sent.
func Run(ctx context.Context, stories []*scenario.Scenario, source Source, jobs int) ([]Case, *Ability) {
	return Watch(ctx, stories, source, jobs, func(*Case) {})
}

// handshakes is how often in a row a subject may fail to start before it is
// given up: one that never speaks would take its timeout for each story.
const handshakes = 3

// Watch is Run with somebody who looks on: each case is shown to done as soon
// as it is over, one at a time.
func Watch(ctx context.Context, stories []*scenario.Scenario, source Source, jobs int, done func(*Case)) ([]Case, *Ability) {
	cases := make([]Case, len(stories))
	next := make(chan int)
	var watching sync.Mutex
	var announced *Ability
	var wg sync.WaitGroup
	for range max(1, min(jobs, len(stories))) {
		wg.Go(func() {
			subject := source()
			if c, ok := subject.(interface{ Close() error }); ok {
				defer c.Close()
			}
			var failure error // of the handshakes, so many in a row
			failed := 0
			for i := range next {
				ability, err := (*Ability)(nil), ctx.Err()
				switch {
				case err != nil:
				case failed == handshakes:
					err = givenUp(failure)
				default:
					if ability, err = abilityOf(ctx, subject); err == nil {
						failed = 0
					} else {
						failure = err
						failed++
					}
				}
				cases[i] = put(ctx, stories[i], subject, ability, err)
				watching.Lock()
				if announced == nil {
					announced = ability
				}
				done(&cases[i])
				watching.Unlock()
			}
		})
	}
	for i := range stories {
		next <- i
	}
	close(next)
	wg.Wait()
	return cases, announced
}

func givenUp(last error) *Trouble {
	t := trouble(Failed, "given up, since the subject did not start %d times in a row: %v", handshakes, last)
	if how := (*Trouble)(nil); errors.As(last, &how) {
		t.Verdict = how.Verdict
	}
	return t
}

func abilityOf(ctx context.Context, subject Subject) (*Ability, error) {
	if a, ok := subject.(interface {
		Ability(context.Context) (*Ability, error)
	}); ok {
		return a.Ability(ctx)
	}
	return nil, nil
}

func put(ctx context.Context, s *scenario.Scenario, subject Subject, ability *Ability, err error) Case {
	if err != nil {
		return Case{Scenario: s}.broken(err)
	}
	if missing := ability.lacks(s); missing != "" {
		return Case{Scenario: s, Verdict: Skipped, Why: "the subject does not announce " + missing}
	}
	c := Hold(ctx, s, subject)
	if c.Verdict == "" {
		return Case{Scenario: s}.broken(errors.New("no question was asked"))
	}
	return c
}
