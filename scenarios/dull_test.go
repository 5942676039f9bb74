package scenarios_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A dull subject takes every world that it is given, as it otherwise would be
// asked nothing, and then answers without knowing what a pass is.
type dull func(scenario.Request) scenario.Response

func (d dull) Do(req scenario.Request) scenario.Response {
	if req.Op == scenario.Reset {
		return scenario.Response{Status: 204}
	}
	return d(req)
}

func always(res scenario.Response) dull {
	return func(scenario.Request) scenario.Response { return res }
}

// noPasses is the list of somebody who has none.
var noPasses = scenario.Response{Status: 200, Body: scenario.NewJSON(`{"value":[]}`)}

// constants are the subjects that always say the same: nothing, each of the
// answers of the catalogue, whoever it is meant for, and an empty list.
func constants() map[string]scenario.Subject {
	subjects := map[string]scenario.Subject{
		"silent":     always(scenario.Response{}),
		"empty list": always(noPasses),
		"refusing":   always(scenario.Response{Status: 400, Result: "refused", Reason: "NoPass", Error: scenario.Error{Code: "badRequest"}}),
	}
	for _, e := range model.Catalogue() {
		if e.Answer == (model.Answer{}) {
			continue
		}
		out := e.Rule.Outcome()
		out.Minimum, out.Maximum = 60, 480
		res := scenario.Response{Status: e.Answer.Status, Error: scenario.Error{Code: e.Answer.Code, Message: out.Message()}}
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

// A denier refuses what the reference refuses, in the same words, and what the
// reference accepts as well: nobody has a pass, and no policy is told. Only that
// somebody in the directory changes it believes.
type denier struct{ scenario.Reference }

func (d *denier) Do(req scenario.Request) scenario.Response {
	res := d.Reference.Do(req)
	res.Rule, res.Also = model.NoRule, model.Rules{}
	switch {
	case !res.Accepted() || req.Op == scenario.Reset || req.Op == scenario.UpdateUser:
		return res
	case req.Op == scenario.List:
		return noPasses
	case res.Result != "":
		return scenario.Response{Result: "refused", Reason: "NoPass"}
	}
	return scenario.Response{Status: 400, Error: scenario.Error{Code: "badRequest"}}
}

// Each story has a yes and a reason for it: who always says the same passes not
// a single one, nor does who knows every reason to say no and never says yes.
func TestNoStoryPassesForASubjectThatDoesNothing(t *testing.T) {
	subjects := constants()
	subjects["denier"] = &denier{}
	stories := corpus(t)
	for name, subject := range subjects {
		for _, s := range stories {
			result := scenario.Replay(s, subject)
			require.False(t, result.Passed(), "%s passes %s", name, s.ID)
		}
	}
}
