package scenario_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Whatever the bytes are, Parse ends, says either yes or where it is wrong, and
// says the same again.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(story))
	f.Add([]byte(everything))

	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := scenario.Parse("fuzz.yaml", data)
		again, err2 := scenario.Parse("fuzz.yaml", data)
		require.Equal(t, s, again)
		require.Equal(t, err, err2)
		if err == nil {
			require.NotEmpty(t, s.ID)
			require.NotEmpty(t, s.Steps)
			require.Len(t, s.RulePos, len(s.Rules))
			return
		}
		require.Nil(t, s)
		mistakes := err.(scenario.Mistakes)
		require.NotEmpty(t, mistakes)
		for i, m := range mistakes {
			require.Positive(t, m.Pos.Line)
			require.Positive(t, m.Pos.Column)
			require.NotEmpty(t, m.Message)
			if i > 0 {
				before := mistakes[i-1].Pos
				require.True(t, before.Line < m.Pos.Line || before.Line == m.Pos.Line && before.Column < m.Pos.Column)
			}
		}
	})
}

// Nor is a seed or a file of tokens ever the end of the reader.
func FuzzParseTokens(f *testing.F) {
	files, err := filepath.Glob("testdata/bad-*/*.yaml")
	require.NoError(f, err)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte("tokens: {s3cret: operator, t1: {delegated: ada, scopes: [User.Read]}}"))

	f.Fuzz(func(t *testing.T, data []byte) {
		seed, err := scenario.ParseSeed("fuzz.yaml", data, model.Documented)
		require.Equal(t, err != nil, seed == nil)
		actors, err := scenario.ParseTokens("fuzz.yaml", data, nil)
		require.Equal(t, err != nil, actors == nil)
		if err == nil {
			require.NotEmpty(t, actors)
		}
	})
}
