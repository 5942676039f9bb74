package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// TestExamplesOfHelpTexts runs the examples that help texts give, all of which
// stand on the corpus; those with files or programs of the user's own are left out.
func TestExamplesOfHelpTexts(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	ran := 0
	for _, cmd := range append(rootCommand().Commands(), rootCommand()) {
		for line := range strings.Lines(cmd.Example) {
			line, _, _ = strings.Cut(strings.TrimSpace(line), "  ")
			args := strings.Fields(strings.TrimPrefix(line, "tapsim "))
			if strings.Contains(line, "mine.yaml") || strings.Contains(line, ">") ||
				strings.ContainsAny(line, "|") || strings.Contains(line, " -o ") || strings.Contains(line, " -- ") ||
				strings.Contains(line, "--emit") || strings.Contains(line, "--graph") || // which write files here
				strings.Contains(line, "--url") || strings.Contains(line, "--self-test") ||
				strings.HasPrefix(line, "tapsim serve") { // which ends when somebody stops it
				continue
			}
			ran++
			var stderr bytes.Buffer
			require.Equal(t, 0, run(args, strings.NewReader(""), io.Discard, &stderr), "%s: %s", line, &stderr)
		}
	}
	require.Greater(t, ran, 5)
}

// TestREADME holds the README to the script that runs its sessions, and its
// scenario to the reference model.
func TestREADME(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	require.NoError(t, err)
	readme := string(text)

	script, err := txtar.ParseFile(filepath.Join("testdata", "readme.txtar"))
	require.NoError(t, err)
	require.Len(t, script.Files, 4)
	month, _, _ := strings.Cut(scenarios.Version(), "-")
	for i := 0; i < len(script.Files); i += 2 {
		session := "$ go run ./cmd/tapsim replay - <<'END'\n" + string(script.Files[i].Data) + "END\n" +
			strings.ReplaceAll(string(script.Files[i+1].Data), "$SUITE", month+"-...") // the rest is another with each scenario
		require.Contains(t, readme, session, "testdata/readme.txtar has another session")
	}

	_, story, found := strings.Cut(readme, "```yaml\n")
	require.True(t, found)
	story, _, _ = strings.Cut(story, "```")
	s, err := scenario.Parse("README.md", []byte(story))
	require.NoError(t, err)
	result := scenario.Replay(s, &protocol.Reference{})
	require.True(t, result.Passed(), "%v", result.Steps)
}
