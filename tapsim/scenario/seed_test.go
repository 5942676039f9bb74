package scenario_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A seed takes a story's words and demands none of them.
func TestParseSeed(t *testing.T) {
	seed, err := scenario.ParseSeed("seed.yaml", []byte("users: [ada]"), model.Gated)
	require.NoError(t, err)
	policy := model.DefaultPolicy(model.Gated)
	policy.Enabled = true
	require.Equal(t, &scenario.Seed{World: scenario.World{
		Edition: model.Gated, Policy: policy, Users: []scenario.User{{Name: "ada", ID: scenario.UserID("ada")}},
	}}, seed)

	seed, err = scenario.ParseSeed("seed.json", []byte(`{"edition": "preview", "start": "2026-01-05T08:00:00Z",
		"users": ["ada"], "steps": [{"create": {"user": "ada", "lifetimeInMinutes": 90}, "as": "p"}]}`), model.Gated)
	require.NoError(t, err)
	require.Equal(t, model.Preview, seed.Edition)
	require.EqualValues(t, 1440, seed.Policy.Maximum)
	require.Equal(t, "2026-01-05T08:00:00Z", seed.Start.String())
	require.Equal(t, `{"lifetimeInMinutes":90}`, string(seed.Steps[0].Body))
}

// Every story is a seed of the same world.
func TestStoriesAreSeeds(t *testing.T) {
	for _, text := range []string{story, everything} {
		s := parse(t, text)
		seed, err := scenario.ParseSeed("story.yaml", []byte(text), model.Documented)
		require.NoError(t, err)
		require.Equal(t, &scenario.Seed{World: s.World, Start: &s.Start, Steps: s.Steps}, seed)
	}
}

func TestParseSeedTellsEveryMistake(t *testing.T) {
	requireMistakes(t, "testdata/bad-seed", func(name string, data []byte) (any, error) {
		seed, err := scenario.ParseSeed(name, data, model.Documented)
		if seed == nil {
			return nil, err
		}
		return seed, err
	})
}

// What is wrong with a story is wrong with a seed, but for what a seed can do
// without.
func TestBadStoriesAreBadSeeds(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		_, err = scenario.ParseSeed(file, data, model.Documented)
		switch filepath.Base(file) {
		case "steps-missing.yaml", "no-keys.yaml":
			require.NoError(t, err, file)
		default:
			require.Error(t, err, file)
		}
	}
}

func TestParseTokens(t *testing.T) {
	users := []scenario.User{{Name: "ada"}, {Name: "adele", Known: "Adele@contoso.com"}}
	actors, err := scenario.ParseTokens("tokens.yaml", []byte(`
tokens:
  root: operator
  12345678: {operator: true}
  t1: {delegated: adele, scopes: [UserAuthenticationMethod.Read, User.Read], roles: [Global Reader]}
  t2: {delegated: new@contoso.com}
  t3: {delegated: 071CC716-8147-4397-A5BA-B2105951CC0B, scopes: []}
  t4: {application: [UserAuthMethod-TAP.ReadWrite.All]}
`), users)
	require.NoError(t, err)
	require.Equal(t, map[string]*scenario.Actor{
		"root": nil, "12345678": nil,
		"t1": {Kind: "delegated", User: "Adele@contoso.com", Scopes: []string{"UserAuthenticationMethod.Read", "User.Read"}, Roles: []string{"Global Reader"}},
		"t2": {Kind: "delegated", User: "new@contoso.com"},
		"t3": {Kind: "delegated", User: "071cc716-8147-4397-a5ba-b2105951cc0b", Scopes: []string{}},
		"t4": {Kind: "application", Permissions: []string{"UserAuthMethod-TAP.ReadWrite.All"}},
	}, actors)

	actors, err = scenario.ParseTokens("tokens.json", []byte(`{"tokens": {"root": {"operator": true}}}`), nil)
	require.NoError(t, err)
	require.Equal(t, map[string]*scenario.Actor{"root": nil}, actors)
}

// Where a file of tokens is wrong, the messages show no token: in these files
// each is a hunter2.
func TestParseTokensTellsEveryMistakeAndNoToken(t *testing.T) {
	requireMistakes(t, "testdata/bad-tokens", func(name string, data []byte) (any, error) {
		actors, err := scenario.ParseTokens(name, data, []scenario.User{{Name: "ada"}})
		require.Contains(t, string(data), "hunter2")
		require.NotContains(t, err.Error(), "hunter2")
		if actors == nil {
			return nil, err
		}
		return actors, err
	})
}
