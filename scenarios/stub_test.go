package scenarios_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A stub accepts every reset, because it would get no other request otherwise, and
// then answers without knowing what a pass is.
type stub func(protocol.Request) protocol.Response

func (s stub) Do(req protocol.Request) protocol.Response {
	if req.Op == protocol.Reset {
		return protocol.Response{Status: 204}
	}
	return s(req)
}

func always(res protocol.Response) stub {
	return func(protocol.Request) protocol.Response { return res }
}

// emptyList is the list of a user without a pass.
var emptyList = protocol.Response{Status: 200, Body: protocol.NewJSON(`{"value":[]}`)}

// constants are the subjects with a constant answer: an empty one, each answer of the
// catalogue, and an empty list.
func constants() map[string]protocol.Subject {
	subjects := map[string]protocol.Subject{
		"silent":     always(protocol.Response{}),
		"empty list": always(emptyList),
		"refusing":   always(protocol.Response{Status: 400, Result: "refused", Reason: "NoPass", Error: protocol.Error{Code: "badRequest"}}),
	}
	for _, e := range model.Catalogue() {
		if e.Answer == (model.Answer{}) {
			continue
		}
		out := e.Rule.Outcome()
		out.Minimum, out.Maximum = 60, 480
		res := protocol.Response{Status: e.Answer.Status, Error: protocol.Error{Code: e.Answer.Code, Message: out.Message("ada@contoso.example")}}
		if res.Status == 0 {
			res.Result, res.Reason = "refused", e.Answer.Refusal
			if e.Answer.Accepted {
				res.Result = "accepted"
			}
		}
		subjects[e.ID] = always(res)
	}
	return subjects
}

// A denier refuses what the reference model refuses, with the same answer, and what it
// accepts as well: no user has a pass, and no policy is shown. It accepts only updates
// of users.
type denier struct{ protocol.Reference }

func (d *denier) Do(req protocol.Request) protocol.Response {
	res := d.Reference.Do(req)
	res.Rule, res.Contributing = model.NoRule, model.Rules{}
	switch {
	case !res.Accepted() || req.Op == protocol.Reset || req.Op == protocol.UpdateUser:
		return res
	case req.Op == protocol.List:
		return emptyList
	case res.Result != "":
		return protocol.Response{Result: "refused", Reason: "NoPass"}
	}
	return protocol.Response{Status: 400, Error: protocol.Error{Code: "badRequest"}}
}

// Each scenario has an accepted command that depends on the state. So no scenario
// passes for a subject with a constant answer, or for one that knows every reason to
// refuse and never accepts.
func TestNoScenarioPassesForASubjectThatDoesNothing(t *testing.T) {
	subjects := constants()
	subjects["denier"] = &denier{}
	all := corpus(t)
	for name, subject := range subjects {
		for _, s := range all {
			result := scenario.Replay(s, subject)
			require.False(t, result.Passed(), "%s passes %s", name, s.ID)
		}
	}
}
