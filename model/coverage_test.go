package model_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// coverageChild marks the child process, so that it starts no other.
const coverageChild = "TAPSIM_COVERAGE_CHILD"

// The quick tests run every statement of the model. Only the model has this demand: it
// is small and consists of rules, and a rule that no test runs is not specified.
func TestEveryStatementIsCovered(t *testing.T) {
	if os.Getenv(coverageChild) != "" {
		return
	}
	profile := filepath.Join(t.TempDir(), "cover")
	child := exec.Command("go", "test", "-short", "-skip", "Variant|Scenarios|Invariant|Covered", "-coverprofile", profile, ".")
	child.Dir = here()
	child.Env = append(os.Environ(), coverageChild+"=1")
	said, err := child.CombinedOutput()
	require.NoError(t, err, string(said))

	file, err := os.Open(profile)
	require.NoError(t, err)
	defer file.Close()
	blocks, missed := blocksOf(bufio.NewScanner(file))
	require.Greater(t, blocks, 100, "the profile is not one of the machine")
	require.Empty(t, missed, "no test runs these statements")
}

func TestAStatementThatIsNotCoveredIsNamed(t *testing.T) {
	const profile = `mode: set
github.com/tapsim/tap/model/step.go:12.2,14.3 2 1
github.com/tapsim/tap/model/step.go:20.2,21.3 1 0
github.com/tapsim/tap/model/state.go:7.2,7.9 0 0
`
	blocks, missed := blocksOf(bufio.NewScanner(strings.NewReader(profile)))
	require.Equal(t, 3, blocks)
	require.Equal(t, []string{"step.go:20"}, missed)
}

// blocksOf counts the blocks of a profile and names those with statements that never
// ran. A line is name:line.col,line.col, statements, count.
func blocksOf(lines *bufio.Scanner) (blocks int, missed []string) {
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) != 3 {
			continue
		}
		blocks++
		if fields[1] != "0" && fields[2] == "0" {
			place, _, _ := strings.Cut(filepath.Base(fields[0]), ".go:")
			line, _, _ := strings.Cut(fields[0][strings.LastIndex(fields[0], ":")+1:], ".")
			missed = append(missed, place+".go:"+line)
		}
	}
	slices.Sort(missed)
	return blocks, slices.Compact(missed)
}
