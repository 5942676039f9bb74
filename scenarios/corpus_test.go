package scenarios_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

var load = sync.OnceValues(func() ([]*scenario.Scenario, error) { return scenario.LoadFS(scenarios.FS, "") })

func corpus(t *testing.T) []*scenario.Scenario {
	all, err := load()
	require.NoError(t, err)
	return all
}

func TestTheCorpusIsTrue(t *testing.T) {
	var reference protocol.Reference
	var reached, named model.Rules
	for _, s := range corpus(t) {
		require.Equal(t, s.File, s.ID+".yaml", "an id is the path of its file")
		result := scenario.Replay(s, &reference)
		require.True(t, result.Passed(), "%s: %+v", s.ID, result)
		reached = reached.Union(result.Reached)
		named = named.Union(model.RulesOf(s.Rules...))
	}
	for _, e := range model.Catalogue() {
		if e.By != model.ByHTTP {
			require.True(t, reached.Has(e.Rule), "no scenario reaches %s", e.ID)
			require.True(t, named.Has(e.Rule), "no scenario is about %s", e.ID)
		}
	}
}

// A scenario that states the code or the text of an error demands it of every
// implementation. So no scenario states one that this project chose.
func TestNoScenarioStatesATextThatWasChosen(t *testing.T) {
	stated := 0
	for _, s := range corpus(t) {
		for result := range scenario.Play(s, &protocol.Reference{}) {
			answer := model.Outcome{Rule: result.Response.Rule, Contributing: result.Response.Contributing}.Answer()
			for _, want := range result.Step.Wants {
				switch want.Name {
				case "error.code":
					stated++
					require.False(t, answer.ChosenCode, "%s, line %d", s.File, want.Pos.Line)
				case "error.message":
					stated++
					require.False(t, answer.ChosenMessage, "%s, line %d", s.File, want.Pos.Line)
				}
			}
		}
	}
	require.NotZero(t, stated)
}

// The README shows a whole scenario of the corpus, letter by letter, and an error as
// it is reported.
func TestTheREADMEShowsWhatIsTrue(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, text, found := strings.Cut(string(readme), "```yaml\n")
	require.True(t, found)
	text, _, _ = strings.Cut(text, "```")
	s, err := scenario.Parse("README.md", []byte(text))
	require.NoError(t, err)
	file, err := scenarios.FS.ReadFile(s.ID + ".yaml")
	require.NoError(t, err)
	require.Contains(t, string(file), text)

	const wrong = "id: mine\ntitle: A pass is used\nrules: [signin-accepted]\nusers: [ada]\nsteps:\n" +
		"  - create: {user: ada}\n    as: first\n  - signIn: {user: ada, pass: fisrt}\n"
	_, err = scenario.Parse("mine.yaml", []byte(wrong))
	require.Error(t, err)
	require.Contains(t, string(readme), "```\n"+err.Error()+"\n```")
}
