package scenarios_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/scenario"
)

func corpus(t *testing.T) []*scenario.Scenario {
	all, err := scenario.LoadFS(scenarios.FS, "")
	require.NoError(t, err)
	return all
}

func TestTheCorpusIsTrue(t *testing.T) {
	var reference scenario.Reference
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
			require.True(t, reached.Has(e.Rule), "no story reaches %s", e.ID)
			require.True(t, named.Has(e.Rule), "no story is about %s", e.ID)
		}
	}
}

// A story that states the code or the text of an error asks of everybody what
// stands in it; so it states none that only this project chose.
func TestNoStoryStatesATextThatWasChosen(t *testing.T) {
	stated := 0
	for _, s := range corpus(t) {
		for result := range scenario.Play(s, &scenario.Reference{}) {
			answer := result.Response.Rule.Answer()
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

// The README shows a whole story; it is one of the corpus, letter by letter.
func TestTheREADMEShowsAStoryOfTheCorpus(t *testing.T) {
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
}
