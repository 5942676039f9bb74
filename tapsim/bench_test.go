package tapsim_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// crowd is how many users the benchmarks have: so many that no cache holds them.
const crowd = 1_000_000

// bare is the least that an engine needs: a map with the same keys, under the same
// locks, of users and states to read and write.
type bare struct {
	tenant sync.RWMutex
	slots  map[string]*bareSlot
}

type bareSlot struct {
	user  tapsim.User
	mu    sync.Mutex
	state model.State
}

func (m *bare) do(key string) uint32 {
	m.tenant.RLock()
	defer m.tenant.RUnlock()
	slot := m.slots[key]
	slot.mu.Lock()
	defer slot.mu.Unlock()
	slot.state.Created++
	return uint32(slot.user.Roles) + uint32(slot.state.Start)
}

// town is an engine with a crowd of users, and the same crowd in bare maps.
type town struct {
	engine      *tapsim.Engine
	names, ids  []string
	passes      []model.Outcome
	byName      bare
	byID        bare
	inWhatOrder []uint32 // to visit the crowd in
	visited     atomic.Uint32
}

var crowded = sync.OnceValue(func() *town {
	t := &town{engine: tapsim.New(tapsim.Config{
		Clock: tapsim.NewVirtualClock(noon), Policy: enabled(), Random: seeded(1),
	})}
	t.byName.slots, t.byID.slots = map[string]*bareSlot{}, map[string]*bareSlot{}
	for i := range crowd {
		name := fmt.Sprintf("user%07d@contoso.example", i)
		id, err := t.engine.AddUser(tapsim.User{Name: name})
		if err != nil {
			panic(err)
		}
		t.names, t.ids = append(t.names, name), append(t.ids, id.String())
		t.passes = append(t.passes, t.engine.Do(name, operator, model.Command{Op: model.Create}))
		slot := &bareSlot{user: tapsim.User{ID: id, Name: name}}
		t.byName.slots[name], t.byID.slots[t.ids[i]] = slot, slot
	}
	for range 1 << 20 {
		t.inWhatOrder = append(t.inWhatOrder, rand.Uint32N(crowd))
	}
	return t
})

// BenchmarkEngine measures one command among a million users, and the same visit to a
// bare map with the same keys. Both alternate in one run, so that other load on the
// computer affects both. The metric engine:bare is how many times as long the command
// takes. With -cpu 1,2 it shows what a second core adds. A count such as -benchtime
// 500000x saves most of the time: before each longer try the heap of a million users
// is collected.
func BenchmarkEngine(b *testing.B) {
	t := crowded()
	do := func(keys []string, cmd func(i uint32) model.Command) func(uint32) uint32 {
		return func(i uint32) uint32 {
			out := t.engine.Do(keys[i], operator, cmd(i))
			if !out.Accepted() {
				b.Error(out.Rule)
			}
			return uint32(out.Minimum)
		}
	}
	list := func(uint32) model.Command { return model.Command{Op: model.List} }
	get := func(i uint32) model.Command { return model.Command{Op: model.Get, ID: t.passes[i].View.ID} }
	signIn := func(i uint32) model.Command { return model.Command{Op: model.SignIn, Code: t.passes[i].Code} }
	create := func(uint32) model.Command { return model.Command{Op: model.Create} }
	byName := func(i uint32) uint32 { return t.byName.do(t.names[i]) }
	byID := func(i uint32) uint32 { return t.byID.do(t.ids[i]) }

	for _, c := range []struct {
		name     string
		op, bare func(i uint32) uint32
	}{
		{"list/by-name", do(t.names, list), byName},
		{"get/by-name", do(t.names, get), byName},
		{"signIn/by-name", do(t.names, signIn), byName},
		{"list/by-id", do(t.ids, list), byID},
		{"get/by-id", do(t.ids, get), byID},
		{"signIn/by-id", do(t.ids, signIn), byID},
		{"create/by-name", do(t.names, create), byName}, // last, since it replaces the passes of the others
	} {
		b.Run(c.name, func(b *testing.B) {
			var took [2]time.Duration
			for left := b.N; left > 0; {
				turn := min(left, 5000)
				left -= turn
				for i, op := range []func(uint32) uint32{c.op, c.bare} {
					start := time.Now()
					t.visit(turn, op)
					took[i] += time.Since(start)
				}
			}
			b.ReportMetric(float64(took[0].Nanoseconds())/float64(b.N), "engine-ns")
			b.ReportMetric(float64(took[1].Nanoseconds())/float64(b.N), "bare-ns")
			b.ReportMetric(took[0].Seconds()/took[1].Seconds(), "engine:bare")
			b.ReportMetric(0, "ns/op") // it would be the time of both together
		})
	}
}

// visit calls op so many times, on as many cores as there are.
func (t *town) visit(times int, op func(uint32) uint32) {
	var all sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for range cores {
		all.Go(func() {
			// Every op answers 0, but the processor cannot know that. Without this it would begin
			// the next visit before the last one is over, and the time would be that of a queue of
			// callers, and not of one.
			next := t.visited.Add(1) * 7919
			for range times / cores {
				next += 1 + op(t.inWhatOrder[next%uint32(len(t.inWhatOrder))])
			}
		})
	}
	all.Wait()
}

// BenchmarkReplay measures one event of a replayed history.
func BenchmarkReplay(b *testing.B) {
	var history []tapsim.Event
	e := tapsim.New(tapsim.Config{Record: func(ev tapsim.Event) { history = append(history, ev) }})
	add(b, e, ada)
	code := e.Do(ada, operator, model.Command{Op: model.Create}).Code
	for range 1000 {
		e.Do(ada, operator, model.Command{Op: model.SignIn, Code: code})
	}
	for b.Loop() {
		if _, err := tapsim.Replay(func(yield func(tapsim.Event) bool) {
			for _, ev := range history {
				if !yield(ev) {
					return
				}
			}
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(history)), "ns/event")
}
