package conform

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

func allScenarios(t *testing.T) []*scenario.Scenario {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	return all
}

// The answers of a subject in this process are checked like those of a child, although
// they are no JSON.
func TestAnswersInProcessAreChecked(t *testing.T) {
	all := allScenarios(t)
	for name, c := range map[string]struct {
		spoil   func(*protocol.Response)
		verdict Verdict
		why     string
	}{
		"a reason beside accepted": {func(res *protocol.Response) {
			if res.Result == "accepted" {
				res.Reason = "Expired"
			}
		}, Errored, "the accepted answer has a reason"},
		"a reason of its own": {func(res *protocol.Response) {
			if res.Result == "refused" {
				res.Reason = "Locked"
			}
		}, Errored, `the reason "Locked"`},
		"a body with a refusal": {func(res *protocol.Response) {
			if res.Status >= 400 {
				res.Body = protocol.NewJSON(`{}`)
			}
		}, Errored, "the refusal has a body"},
		"a panic": {func(res *protocol.Response) {
			if res.Reason == "OneTimeUsed" {
				panic("out of passes")
			}
		}, Crashed, "the subject panicked: out of passes"},
	} {
		t.Run(name, func(t *testing.T) {
			subject := &altered{answer: func(_ *protocol.Request, res *protocol.Response) { c.spoil(res) }}
			cases, _ := Run(context.Background(), all, func() transport.Subject { return transport.InProcess(subject) }, 1)
			met := 0
			for _, got := range cases {
				if got.Verdict != Passed {
					met++
					require.Equal(t, c.verdict, got.Verdict, got.Scenario.ID)
					require.Contains(t, got.Why, c.why, got.Scenario.ID)
				}
			}
			require.Positive(t, met)
			require.Less(t, met, len(cases))
		})
	}
}

// An answer is compared whole, also where the scenario does not mention it. A number that
// no int64 can hold is shown as the subject spelt it.
func TestTheWholeAnswerIsCompared(t *testing.T) {
	var all []*scenario.Scenario
	for i, s := range allScenarios(t) {
		if i%4 == 0 { // each answer is compared in the same way
			all = append(all, s)
		}
	}
	for _, c := range []struct{ old, new, name, got string }{
		{`"value":`, `"count":1,"value":`, "count", "1"},
		{`"lifetimeInMinutes":60`, `"lifetimeInMinutes":1e400`, "lifetimeInMinutes", "1e400"},
		{`"lifetimeInMinutes":60`, `"lifetimeInMinutes":99999999999999999999`, "lifetimeInMinutes", "99999999999999999999"},
		{`"lifetimeInMinutes":60`, `"lifetimeInMinutes":60.5`, "lifetimeInMinutes", "60.5"},
		{`"isUsable":`, `"isUsableNow":true,"isUsable":`, "isUsableNow", "true"},
	} {
		subject := &altered{answer: replacing(c.old, c.new)}
		cases, _ := Run(context.Background(), all, func() transport.Subject { return transport.InProcess(subject) }, 1)
		met := 0
		for _, result := range cases {
			for _, d := range result.Differences {
				require.Equal(t, []string{c.name, c.got}, []string{d.Name, d.Got}, result.Scenario.ID)
				met++
			}
		}
		require.Positive(t, met)
	}
}

// The report of a panic has the part of the stack that is the subject's own.
func TestAPanicSaysWhere(t *testing.T) {
	_, err := transport.InProcess(&altered{ask: func(*protocol.Request) { panic("no") }}).Do(context.Background(), protocol.Request{Op: protocol.List})
	var broken *transport.SubjectError
	require.ErrorAs(t, err, &broken)
	require.Contains(t, broken.Stderr, "answer_test.go:")
	require.NotContains(t, broken.Stderr, "inProcess")
	require.NotContains(t, broken.Stderr, "debug.Stack")
}
