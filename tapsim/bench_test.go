package tapsim_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// crowd is how many users the benchmarks have: so many that finding one is a
// walk through memory that no cache holds.
const crowd = 1_000_000

// bare is what an engine cannot do without: a map with the same keys, under the
// same locks, of users and states to read and write.
type bare[K comparable] struct {
	world sync.RWMutex
	slots map[K]*bareSlot
}

type bareSlot struct {
	user  tapsim.User
	mu    sync.Mutex
	state model.State
}

func (m *bare[K]) do(key K) uint32 {
	m.world.RLock()
	defer m.world.RUnlock()
	slot := m.slots[key]
	slot.mu.Lock()
	defer slot.mu.Unlock()
	slot.state.Created++
	return uint32(slot.user.Roles) + uint32(slot.state.Start)
}

// town is an engine with a crowd in it, and the same crowd in bare maps.
type town struct {
	engine      *tapsim.Engine
	names, ids  []string
	rawIDs      []model.ID
	passes      []model.Outcome
	byName      bare[string]
	byID        bare[string]
	byRawID     bare[model.ID]
	inWhatOrder []uint32 // to visit the crowd in
}

var crowded = sync.OnceValue(func() *town {
	t := &town{engine: tapsim.New(tapsim.Config{
		Clock: tapsim.NewVirtualClock(noon), Policy: enabled(), Random: seeded(1),
	})}
	t.byName.slots, t.byID.slots = map[string]*bareSlot{}, map[string]*bareSlot{}
	t.byRawID.slots = map[model.ID]*bareSlot{}
	for i := range crowd {
		name := fmt.Sprintf("user%07d@contoso.example", i)
		id, err := t.engine.AddUser(tapsim.User{Name: name})
		if err != nil {
			panic(err)
		}
		t.names, t.ids, t.rawIDs = append(t.names, name), append(t.ids, id.String()), append(t.rawIDs, id)
		t.passes = append(t.passes, t.engine.Do(name, operator, model.Command{Op: model.Create}))
		slot := &bareSlot{user: tapsim.User{ID: id, Name: name}}
		t.byName.slots[name], t.byID.slots[t.ids[i]], t.byRawID.slots[id] = slot, slot, slot
	}
	for range 1 << 20 {
		t.inWhatOrder = append(t.inWhatOrder, rand.Uint32N(crowd))
	}
	return t
})

// BenchmarkEngine measures one command among a million users, beside the same
// visit to a bare map in the same run. With -cpu 1,2 it shows what a second
// core adds. A count such as -benchtime 500000x saves most of the time that it
// takes: before each longer try the heap of a million users is collected.
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

	for _, c := range []struct {
		name string
		op   func(i uint32) uint32
	}{
		{"bare-map/by-name", func(i uint32) uint32 { return t.byName.do(t.names[i]) }},
		{"list/by-name", do(t.names, list)},
		{"get/by-name", do(t.names, get)},
		{"signIn/by-name", do(t.names, signIn)},
		{"bare-map/by-id", func(i uint32) uint32 { return t.byID.do(t.ids[i]) }},
		{"bare-map/by-raw-id", func(i uint32) uint32 { return t.byRawID.do(t.rawIDs[i]) }},
		{"list/by-id", do(t.ids, list)},
		{"get/by-id", do(t.ids, get)},
		{"signIn/by-id", do(t.ids, signIn)},
		{"create/by-name", do(t.names, create)}, // last, since it replaces what the others ask for
	} {
		b.Run(c.name, func(b *testing.B) {
			var from atomic.Uint32
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				// Every op answers 0, but the processor cannot know that. Without
				// this it begins the next visit before the last one is over,
				// and shows what a queue of callers would see, not one.
				for next := from.Add(1) * 7919; pb.Next(); next++ {
					next += c.op(t.inWhatOrder[next%uint32(len(t.inWhatOrder))])
				}
			})
		})
	}
}

// BenchmarkReplay measures one event of a history told again.
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
