package scenarios_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A fault is one error that an implementation could have. It changes the request or
// the answer; nil leaves that as it is. In between the reference model answers.
type fault struct {
	name  string
	hears func(o *observer, req *protocol.Request)
	says  func(o *observer, req *protocol.Request, res *protocol.Response)
}

// A faulty subject is the reference model with one fault. Like other implementations
// it names no rules.
type faulty struct {
	observer
	fault
}

func (f *faulty) Do(req protocol.Request) protocol.Response {
	heard := req
	if f.hears != nil && req.Op != protocol.Reset {
		f.hears(&f.observer, &heard)
	}
	res := f.observer.Do(heard)
	if f.says != nil && req.Op != protocol.Reset {
		f.says(&f.observer, &req, &res)
	}
	res.Rule, res.Contributing = model.NoRule, model.Rules{}
	return res
}

// fails reports whether a scenario catches the fault.
func (f fault) fails(s *scenario.Scenario) bool {
	result := scenario.Replay(s, &faulty{fault: f})
	return !result.Passed()
}

func TestWithoutAFaultTheFaultySubjectPasses(t *testing.T) {
	for _, s := range corpus(t) {
		require.False(t, fault{}.fails(s), s.ID)
	}
}

// saying is a fault in the answers to one op. The user is nil if the directory has no
// such user.
func saying(name string, op protocol.Op, change func(o *observer, u *seenUser, req *protocol.Request, res *protocol.Response)) fault {
	return fault{name: name, says: func(o *observer, req *protocol.Request, res *protocol.Response) {
		if req.Op == op {
			change(o, o.user(req), req, res)
		}
	}}
}

// edit changes the pass, or the policy, of an accepted answer, if it shows one.
func edit(res *protocol.Response, change func(members map[string]any)) {
	body := object(res.Body)
	if body == nil || !res.Accepted() {
		return
	}
	shown := body
	if list, ok := body["value"].([]any); ok {
		if len(list) == 0 {
			return
		}
		shown = list[0].(map[string]any)
	}
	before := maps.Clone(shown)
	if change(shown); !reflect.DeepEqual(before, shown) {
		res.Body = encode(body)
	}
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// requireCaught replays the corpus against each fault, and fails for every fault that
// passes all of it. With -v it names a scenario that catches the fault. It tries the
// scenario of the fault before it first, because similar faults stand together.
func requireCaught(t *testing.T, faults []fault) {
	t.Helper()
	order := slices.Clone(corpus(t))
	names := map[string]bool{}
	for _, f := range faults {
		require.False(t, names[f.name], "two faults are named: %s", f.name)
		names[f.name] = true
		i := slices.IndexFunc(order, f.fails)
		if i < 0 {
			t.Errorf("no scenario catches the fault: %s", f.name)
			continue
		}
		s := order[i]
		t.Logf("%s: %s", f.name, s.ID)
		copy(order[1:], order[:i])
		order[0] = s
	}
	t.Logf("%d faults", len(faults))
}
