package conform_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
)

// installed reports whether there is such a program. A developer may not have the
// languages of the adapters. In CI they are required.
func installed(t *testing.T, program string) bool {
	_, err := exec.LookPath(program)
	if err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "CI needs %s: %v", program, err)
		t.Logf("%s is not installed here, so its adapter is not tested", program)
	}
	return err == nil
}

// runCorpus runs the corpus on a program, and returns the cases.
func runCorpus(t *testing.T, command ...string) []conform.Case {
	cases, announced := conform.Run(context.Background(), corpus(t), func() transport.Subject {
		return &transport.Child{Command: command}
	}, 2)
	require.NotNil(t, announced, "no handshake")
	return cases
}

// People copy the adapters, so they must not differ from the reference at all, and may
// skip only what needs the feature actors. They were written from the rules and not from
// the reference, so they also test the reference.
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
			for _, c := range runCorpus(t, command...) {
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
