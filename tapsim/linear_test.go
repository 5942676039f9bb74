package tapsim

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// Histories of many goroutines are checked for linearizability: each command must look
// as if it had happened at one instant between its call and its return. model.Step and
// model.StepPolicy say what the answers are in such an order.

// linearNames are the users of a history, in the order of tenantState.slots.
var linearNames = [...]string{"ada@contoso.example", "bob@contoso.example"}

const linearStart model.Instant = 639_000_000_000_000_000

// A tenantState is the state in the model of linearizability. It compares with ==.
type tenantState struct {
	now               model.Instant
	enabled, onceOnly bool
	slots             [len(linearNames)]model.State
}

// An ask is one operation of a history: on the policy, on the clock, or on the slot of
// a user.
type ask struct {
	policy *model.PolicyCommand
	ticks  model.Duration
	user   int
	cmd    model.Command
}

// subject is what a history calls: the engine, or one of the faulty ones below.
type subject interface {
	Do(key string, actor model.Actor, cmd model.Command) model.Outcome
	StepPolicy(actor model.Actor, cmd model.PolicyCommand) (model.Policy, model.Outcome)
}

// linearEdition is one in which a pass can be created while the policy is off. So a
// list that uses an old policy shows a state that never was.
const linearEdition = model.Documented

var tenantModel = porcupine.Model{
	Init: func() any { return tenantState{now: linearStart, enabled: true} },
	Step: func(state, input, output any) (bool, any) {
		w, in := state.(tenantState), input.(ask)
		policy := model.DefaultPolicy(model.Current)
		policy.Enabled, policy.OnceOnly = w.enabled, w.onceOnly
		env := model.Env{Now: w.now, Edition: linearEdition, Policy: policy}

		var want model.Outcome
		got := output.(model.Outcome)
		switch {
		case in.ticks != 0:
			w.now = w.now.Add(in.ticks)
			return true, w
		case in.policy != nil:
			policy, want = model.StepPolicy(policy, env, *in.policy)
			w.enabled, w.onceOnly = policy.Enabled, policy.OnceOnly
		default:
			// The id and the code of a new pass are taken from the answer.
			if in.cmd.Op == model.Create {
				in.cmd.ID, in.cmd.Code = got.View.ID, got.Code
			}
			w.slots[in.user], want = model.Step(w.slots[in.user], env, in.cmd)
		}
		got.Contributing = got.Contributing.Minus(model.RulesOf(model.PassID, model.PassCodeLength, model.PassCodeAlphabet))
		return got == want, w
	},
	DescribeOperation: func(input, output any) string {
		return fmt.Sprintf("%+v: %s", input, output.(model.Outcome).Rule)
	},
}

// Yielding is a clock that lets another goroutine run at each read, in the middle of a
// command. That is where races show.
type Yielding struct{ *VirtualClock }

func (c Yielding) Now() time.Time {
	runtime.Gosched()
	now := c.VirtualClock.Now()
	runtime.Gosched()
	return now
}

// A history is recorded by many goroutines. Its own clock is a counter, so it keeps
// the order of any two operations.
type history struct {
	subject subject
	clock   *VirtualClock
	tick    atomic.Int64
	mu      sync.Mutex
	ops     []porcupine.Operation
	last    [len(linearNames)]atomic.Pointer[model.Outcome] // accepted creates
}

func newHistory(wrap func(*Engine) subject) *history {
	clock := NewVirtualClock(linearStart)
	policy := model.DefaultPolicy(model.Current)
	policy.Enabled = true
	e := New(Config{Clock: Yielding{clock}, Policy: &policy, Edition: linearEdition})
	for _, name := range linearNames {
		if _, err := e.AddUser(User{Name: name}); err != nil {
			panic(err)
		}
	}
	h := &history{subject: wrap(e), clock: clock}
	for i := range h.last {
		h.last[i].Store(&model.Outcome{})
	}
	return h
}

// do carries out one operation as the client and records it.
func (h *history) do(client int, in ask) model.Outcome {
	call := h.tick.Add(1)
	var out model.Outcome
	switch {
	case in.ticks != 0:
		h.move(in.ticks)
	case in.policy != nil:
		_, out = h.subject.StepPolicy(model.Actor{}, *in.policy)
	default:
		out = h.subject.Do(linearNames[in.user], model.Actor{}, in.cmd)
	}
	done := h.tick.Add(1)

	if out.Rule == model.CreateAccepted {
		h.last[in.user].Store(&out)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: done})
	return out
}

// move adds ticks to the clock in one atomic step.
func (h *history) move(ticks model.Duration) { h.clock.now.Add(int64(ticks)) }

func (h *history) linearizable() porcupine.CheckResult {
	return porcupine.CheckOperationsTimeout(tenantModel, h.ops, 30*time.Second)
}

// draw chooses the next operation of a client, so that clients disturb each other.
func (h *history) draw(r *rand.Rand) ask {
	in := ask{user: r.IntN(len(linearNames))}
	pass := h.last[in.user].Load()
	once, on := r.IntN(2) == 0, r.IntN(3) > 0
	switch r.IntN(12) {
	case 0, 1:
		in.cmd = model.Command{Op: model.Create, Once: &once}
	case 2, 3, 4, 5:
		in.cmd = model.Command{Op: model.SignIn, Code: pass.Code}
	case 6:
		in.cmd = model.Command{Op: model.Get, ID: pass.View.ID}
	case 7:
		in.cmd = model.Command{Op: model.Delete, ID: pass.View.ID}
	case 8:
		in.cmd = model.Command{Op: model.Refresh, ID: pass.View.ID}
	case 9:
		in.policy = &model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &on, OnceOnly: &once}
	case 10:
		in.ticks = []model.Duration{model.Tick, 30 * model.Minute}[r.IntN(2)]
	default:
		in.cmd = model.Command{Op: model.List}
	}
	return in
}

func TestConcurrentHistoriesAreLinearizable(t *testing.T) {
	var seen model.Rules
	overlaps := 0
	for seed := range uint64(60) {
		h := newHistory(func(e *Engine) subject { return e })
		var clients sync.WaitGroup
		begin := make(chan bool)
		for client := range 4 {
			clients.Go(func() {
				<-begin
				r := rand.New(rand.NewPCG(seed, uint64(client)))
				for range 40 {
					h.do(client, h.draw(r))
				}
			})
		}
		close(begin)
		clients.Wait()
		require.Equal(t, porcupine.Ok, h.linearizable(), "seed %d", seed)
		for _, op := range h.ops {
			seen = seen.Union(op.Output.(model.Outcome).Rules())
			if op.Return > op.Call+1 {
				overlaps++
			}
		}
	}
	for _, rule := range []model.Rule{
		model.CreateReplaces, model.DeleteFound, model.DeleteMissing, model.SigninAccepted, model.SigninUsed, model.SigninCode,
		model.SigninNone, model.SigninDisabled, model.SigninExpired, model.CreateOnceRequired, model.RefreshAccepted,
	} {
		require.True(t, seen.Has(rule), "no history reached %s, so they say nothing about it", rule)
	}
	require.Greater(t, overlaps, 1000, "goroutines that take turns show nothing")
}

// The check must catch faults. Each subject below has one fault that the engine
// avoids.

// torn unlocks the slot between reading and writing it.
type torn struct {
	*Engine
	between func()
}

func (s torn) Do(key string, actor model.Actor, cmd model.Command) model.Outcome {
	if cmd.Op != model.SignIn {
		return s.Engine.Do(key, actor, cmd)
	}
	u, _ := s.find(key)
	u.mu.Lock()
	state := u.state
	u.mu.Unlock()
	s.between()
	next, out := model.Step(state, s.env(), cmd)
	u.mu.Lock()
	u.state = next
	u.mu.Unlock()
	return out
}

func TestTornSlotIsCaught(t *testing.T) {
	var bothHaveRead sync.WaitGroup
	bothHaveRead.Add(2)
	h := newHistory(func(e *Engine) subject {
		return torn{e, func() { bothHaveRead.Done(); bothHaveRead.Wait() }}
	})
	once := true
	made := h.do(0, ask{cmd: model.Command{Op: model.Create, Once: &once}})
	var clients sync.WaitGroup
	for client := range 2 {
		clients.Go(func() { h.do(client, ask{cmd: model.Command{Op: model.SignIn, Code: made.Code}}) })
	}
	clients.Wait()
	require.Equal(t, porcupine.Illegal, h.linearizable())
}

// early reads the clock and the policy before it locks the tenant and the slot.
type early struct {
	*Engine
	between func()
}

func (s early) Do(key string, actor model.Actor, cmd model.Command) model.Outcome {
	if cmd.Op != model.List {
		return s.Engine.Do(key, actor, cmd)
	}
	env := s.env()
	s.between()
	u, _ := s.find(key)
	u.mu.Lock()
	defer u.mu.Unlock()
	_, out := model.Step(u.state, env, cmd)
	return out
}

func TestReadingBeforeTheLockIsCaught(t *testing.T) {
	no := false
	for name, meanwhile := range map[string]ask{
		// The list shows a pass that is made later than the list's own time.
		"clock": {ticks: model.Minute},
		// The list shows a pass as usable that never was usable.
		"policy": {policy: &model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &no}},
	} {
		t.Run(name, func(t *testing.T) {
			var h *history
			h = newHistory(func(e *Engine) subject {
				return early{e, func() {
					h.do(1, meanwhile)
					h.do(1, ask{cmd: model.Command{Op: model.Create}})
				}}
			})
			h.do(0, ask{cmd: model.Command{Op: model.List}})
			require.Equal(t, porcupine.Illegal, h.linearizable())
		})
	}
}
