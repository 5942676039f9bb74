package conform_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform"
)

// installed reports whether there is such a program. A laptop may do without
// the languages of the adapters; the build that decides may not.
func installed(t *testing.T, program string) bool {
	_, err := exec.LookPath(program)
	if err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "CI needs %s: %v", program, err)
		t.Logf("%s is not installed here, so what is written for it goes untried", program)
	}
	return err == nil
}

// hold puts the corpus to a program and returns what each story came to.
func hold(t *testing.T, command ...string) []conform.Case {
	cases, ability := conform.Run(context.Background(), corpus(t), func() conform.Subject {
		return &conform.Child{Command: command}
	}, 2)
	require.NotNil(t, ability, "no handshake")
	return cases
}

// The adapters are what people copy, so they are held to what the README says of
// them: no difference at all, and only the access rules left out. They are also
// the one check of the reference by code that was written without looking at it.
func TestTheAdaptersConform(t *testing.T) {
	for _, command := range [][]string{
		{"python3", filepath.Join("adapters", "python", "tap.py")},
		{"node", filepath.Join("adapters", "node", "tap.mjs")},
	} {
		t.Run(command[0], func(t *testing.T) {
			if !installed(t, command[0]) {
				return
			}
			passed := 0
			for _, c := range hold(t, command...) {
				switch c.Verdict {
				case conform.Passed:
					passed++
				case conform.Skipped:
					require.Contains(t, c.Why, "feature actors", c.Scenario.ID)
				default:
					t.Errorf("%s: %s %s\n%+v\n%s", c.Scenario.ID, c.Verdict, c.Why, c.Differences, c.Stderr)
				}
			}
			require.GreaterOrEqual(t, passed, 150)
		})
	}
}

// The beginnings in the README are typed off by people who have seen nothing of
// this yet. They have much wrong, on purpose, but they hold to the protocol,
// and something passes.
func TestTheTutorialBegins(t *testing.T) {
	for _, c := range []struct{ program, fence, file string }{
		{"python3", "```python\n", "mine.py"},
		{"node", "```js\n", "mine.mjs"},
	} {
		t.Run(c.program, func(t *testing.T) {
			if !installed(t, c.program) {
				return
			}
			file := filepath.Join(t.TempDir(), c.file)
			require.NoError(t, os.WriteFile(file, []byte(block(t, c.fence)), 0o600))
			verdicts := map[conform.Verdict]int{}
			for _, c := range hold(t, c.program, file) {
				verdicts[c.Verdict]++
				require.False(t, c.Broken(), "%s: %s %s\n%s", c.Scenario.ID, c.Verdict, c.Why, c.Stderr)
			}
			require.Positive(t, verdicts[conform.Passed])
			require.Positive(t, verdicts[conform.Fails])
		})
	}
}

// The conversation in the README is one that the Python adapter has.
func TestTheTutorialConverses(t *testing.T) {
	if !installed(t, "python3") {
		return
	}
	var asked, want []string
	for line := range strings.Lines(block(t, "```\n>")) {
		if answer, ok := strings.CutPrefix(line, "< "); ok {
			want = append(want, answer)
		} else {
			asked = append(asked, strings.TrimPrefix(strings.TrimPrefix(line, ">"), " "))
		}
	}
	adapter := exec.CommandContext(t.Context(), "python3", filepath.Join("adapters", "python", "tap.py"))
	adapter.Stdin = strings.NewReader(strings.Join(asked, ""))
	got, err := adapter.Output()
	require.NoError(t, err)
	require.Equal(t, strings.Join(want, ""), string(got))
}

// block returns the first block of the README that begins like this.
func block(t *testing.T, fence string) string {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(readme), fence)
	require.True(t, found, "no block %q", fence)
	text, _, _ := strings.Cut(rest, "```")
	return text
}
