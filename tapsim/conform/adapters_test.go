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

// hold puts the corpus to a program and returns what each scenario came to.
func hold(t *testing.T, command ...string) []conform.Case {
	cases, ability := conform.Run(context.Background(), corpus(t), func() transport.Subject {
		return &transport.Child{Command: command}
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
