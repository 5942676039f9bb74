package explore

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/tapsim/tap/model"
)

// A Visit is the result of one world.
type Visit struct {
	World       *World
	States      int
	Transitions int
	Depth       int
	Rules       model.Rules
	Findings    []Finding     // in the order of the properties
	Elapsed     time.Duration // with the properties
	Ended       bool          // it was visited whole, and every property was checked
}

// VisitAll explores worlds, and checks the properties in each of them. It uses every
// processor. After each world it calls done, if that is not nil, from one goroutine at a
// time. If ctx is done it returns what it has by then, and the error of ctx.
func VisitAll(ctx context.Context, worlds []World, properties []Property, done func(*Visit)) ([]Visit, error) {
	all := make([]Visit, len(worlds))
	next := make(chan int)
	var workers sync.WaitGroup
	var telling sync.Mutex
	for range min(runtime.GOMAXPROCS(0), len(worlds)) {
		workers.Go(func() {
			for i := range next {
				all[i] = visit(ctx, worlds[i], properties)
				if done != nil {
					telling.Lock()
					done(&all[i])
					telling.Unlock()
				}
			}
		})
	}
	for i := range worlds {
		next <- i
	}
	close(next)
	workers.Wait()
	return all, ctx.Err()
}

func visit(ctx context.Context, w World, properties []Property) Visit {
	begun := time.Now()
	g, err := Explore(ctx, w)
	v := Visit{World: &g.World, States: g.Len(), Transitions: g.Count(), Depth: g.Depth(), Rules: g.Rules()}
	if err == nil {
		v.Findings, err = g.Check(ctx, properties...)
	}
	v.Elapsed, v.Ended = time.Since(begun), err == nil
	return v
}

// Total adds up what each property came to in all visits. It takes the first violation.
func Total(visits []Visit) []Finding {
	var all []Finding
	for _, v := range visits {
		for i, f := range v.Findings {
			if i == len(all) {
				all = append(all, f)
				continue
			}
			if all[i].Held += f.Held; all[i].Violation == nil {
				all[i].Violation = f.Violation
			}
		}
	}
	return all
}
