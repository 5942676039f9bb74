package conform

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/scenario"
)

// TestStoryOfTheCorpus reads every story, writes it, reads it again, and finds
// the same.
func TestStoryOfTheCorpus(t *testing.T) {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	for _, s := range all {
		sameAgain(t, s, scenario.Replay(s, &scenario.Reference{}).Steps)
	}
}

// TestStoryOfRandomHistories does the same with histories.
func TestStoryOfRandomHistories(t *testing.T) {
	c := Campaign{Users: 4}
	p, err := c.plan(nil)
	require.NoError(t, err)
	told := teller{machine: theMachine, plan: p}
	draw := p.histories()
	for n := range 300 {
		h := example(draw, 11, n)
		told.tell(&h)
		x := Counterexample{Story: told.story(), Law: "none"}
		all, ok := retell(x.Story)
		require.True(t, ok)
		x.finish(all)
		sameAgain(t, x.Story, all)
	}
}

// sameAgain writes a story and reads it, and demands that it is told as before.
func sameAgain(t *testing.T, s *scenario.Scenario, was []scenario.StepResult) {
	text, err := Story(s, "written again")
	require.NoError(t, err, "%s", text)
	again, err := scenario.Parse(s.File, text)
	require.NoError(t, err)
	require.Equal(t, []any{s.ID, s.Title, s.Description, s.Rules, s.Start, s.World},
		[]any{again.ID, again.Title, again.Description, again.Rules, again.Start, again.World}, "%s", text)
	is := scenario.Replay(again, &scenario.Reference{})
	require.True(t, is.Passed(), "%s\n%+v", text, is.Failures)
	require.Len(t, is.Steps, len(was))
	for i := range was {
		before, after := was[i].Step, is.Steps[i].Step
		require.Equal(t, []any{before.Note, before.As, before.Skew, values(before.Wants)},
			[]any{after.Note, after.As, after.Skew, values(after.Wants)}, "%s", text)
		asked, asks := was[i].Request, is.Steps[i].Request
		if !asked.Raw && len(asked.Body) > 0 {
			require.JSONEq(t, string(asked.Body), string(asks.Body))
			asked.Body, asks.Body = nil, nil
		}
		require.Equal(t, asked, asks, "%s", text)
		require.Equal(t, was[i].Response, is.Steps[i].Response)
	}
}

func values(wants []scenario.Expect) map[string]any {
	all := map[string]any{}
	for _, e := range wants {
		all[e.Name] = e.Value
	}
	return all
}

func TestStoryThatCannotBeWritten(t *testing.T) {
	s := &scenario.Scenario{
		ID: "check/odd", Title: "Odd", Rules: []model.Rule{model.ListOne}, Start: storyStart,
		World: scenario.World{Policy: firstPolicy(model.Documented, 0), Users: people[:1]},
		Steps: []scenario.Step{{Op: scenario.Create, User: people[0].UPN(), Body: []byte("\xff"), Raw: true}},
	}
	_, err := Story(s)
	require.ErrorContains(t, err, "the story cannot be written down")
}
