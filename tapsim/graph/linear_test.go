package graph_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
)

// Histories of many clients are checked for linearizability: each request must look as
// if it had happened at one instant between its sending and its answer. model.Step
// says what the answers are in such an order.

// An asked is one request of a history, and an answered its answer.
type (
	asked struct {
		op       model.Op
		id, code string // presented
	}
	answered struct {
		status   int
		id, code string // of a create
		result   string // of a sign-in: accepted, or the reason
		listed   string // id and reason of what a list shows
	}
)

// slotModel is one user's pass in the model of linearizability. It compares with ==.
var slotModel = porcupine.Model{
	Init: func() any { return model.State{} },
	Step: func(state, input, output any) (bool, any) {
		in, got := input.(asked), output.(answered)
		cmd := model.Command{Op: in.op, Code: model.NewCode(in.code)}
		cmd.ID, _ = model.ParseID(in.id)
		if in.op == model.Create { // the id and the code are taken from the answer
			cmd.ID, _ = model.ParseID(got.id)
			cmd.Code = model.NewCode(got.code)
			cmd.Once = new(true)
		}
		env := model.Env{Now: noon, Policy: model.DefaultPolicy(model.Documented)}
		env.Policy.Enabled = true
		next, out := model.Step(state.(model.State), env, cmd)
		want := answered{status: out.Rule.Answer().Status, id: got.id, code: got.code}
		switch in.op {
		case model.SignIn:
			want.status, want.result = http.StatusOK, cmp.Or(out.Rule.Answer().Refusal, "accepted")
		case model.List:
			if out.View != (model.View{}) {
				want.listed = out.View.ID.String() + out.View.Reason.String()
			}
		}
		return want == got, next
	},
	DescribeOperation: func(input, output any) string {
		return fmt.Sprintf("%v: %v", input.(asked).op, output.(answered).status)
	},
}

// A history is recorded by many goroutines. Its clock is a counter.
type history struct {
	fixture
	tick atomic.Int64
	mu   sync.Mutex
	ops  []porcupine.Operation
}

func (h *history) do(client int, in asked) answered {
	var got answered
	call := h.tick.Add(1)
	var r reply
	switch in.op {
	case model.Create:
		r = h.ask("POST", hers, `{"isUsableOnce":true}`)
		got.id = cut(r.body, `"id":"`, `"`)
		got.code = cut(r.body, `"temporaryAccessPass":"`, `"`)
	case model.Delete:
		r = h.ask("DELETE", hers+"/"+in.id, "")
	case model.List:
		r = h.ask("GET", hers, "")
		got.listed = cut(r.body, `"id":"`, `"`) + cut(r.body, `"methodUsabilityReason":"`, `"`)
	case model.SignIn:
		body, _ := json.Marshal(map[string]string{"user": ada, "code": in.code})
		r = h.ask("POST", "/_tapsim/signIn", string(body))
		got.result = cmp.Or(cut(r.body, `"reason":"`, `"`), cut(r.body, `"result":"`, `"`))
	}
	got.status = r.status
	done := h.tick.Add(1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops = append(h.ops, porcupine.Operation{ClientId: client, Input: in, Call: call, Output: got, Return: done})
	return got
}

func (h *history) check() porcupine.CheckResult {
	return porcupine.CheckOperationsTimeout(slotModel, h.ops, time.Minute)
}

// Of a thousand sign-ins with one code at once, one is accepted.
func TestAThousandSignIns(t *testing.T) {
	h := &history{fixture: open(t, graph.Config{})}
	h.Client().Transport.(*http.Transport).MaxConnsPerHost = 100
	code := h.do(0, asked{op: model.Create}).code
	var all sync.WaitGroup
	var accepted atomic.Int32
	begin := make(chan bool)
	for client := range 1000 {
		all.Go(func() {
			<-begin
			if h.do(client, asked{op: model.SignIn, code: code}).result == "accepted" {
				accepted.Add(1)
			}
		})
	}
	close(begin)
	all.Wait()
	require.Equal(t, int32(1), accepted.Load())
	require.Equal(t, porcupine.Ok, h.check())
}

func TestHistoriesOverHTTPAreLinearizable(t *testing.T) {
	results := map[string]int{}
	for seed := range uint64(6) {
		h := &history{fixture: open(t, graph.Config{})}
		var last atomic.Value
		last.Store(h.do(0, asked{op: model.Create}))
		var all sync.WaitGroup
		for client := range 4 {
			all.Go(func() {
				r := rand.New(rand.NewPCG(seed, uint64(client)))
				for range 40 {
					pass := last.Load().(answered)
					switch r.IntN(6) {
					case 0:
						last.Store(h.do(client, asked{op: model.Create}))
					case 1:
						h.do(client, asked{op: model.Delete, id: pass.id})
					case 2:
						h.do(client, asked{op: model.List})
					default:
						h.do(client, asked{op: model.SignIn, code: pass.code})
					}
				}
			})
		}
		all.Wait()
		require.Equal(t, porcupine.Ok, h.check(), "seed %d", seed)
		for _, op := range h.ops {
			results[op.Output.(answered).result]++
		}
	}
	for _, result := range []string{"accepted", "OneTimeUsed", "WrongCode", "NoPass"} {
		require.Positive(t, results[result], "no history reached %s, so they say nothing about it", result)
	}
}

// The check must catch a code that is accepted twice.
func TestASecondSignInIsCaught(t *testing.T) {
	h := &history{fixture: open(t, graph.Config{})}
	code := h.do(0, asked{op: model.Create}).code
	h.do(0, asked{op: model.SignIn, code: code})
	h.do(0, asked{op: model.SignIn, code: code})
	require.Equal(t, porcupine.Ok, h.check())
	again := h.ops[2].Output.(answered)
	again.result = "accepted"
	h.ops[2].Output = again
	require.Equal(t, porcupine.Illegal, h.check())
}
