package explore

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// checker makes a program of a model in testdata, with SPIN and the C compiler. Where one
// of them is missing, the test is skipped; where everything has to be tested, it fails.
func checker(t testing.TB, promela string, spinArgs, ccArgs []string) string {
	t.Helper()
	dir := t.TempDir()
	run := func(name string, args ...string) {
		t.Helper()
		if _, err := exec.LookPath(name); err != nil && os.Getenv("CI") != "true" {
			t.Skip(err)
		}
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s %s:\n%s", name, args, out)
	}
	from, err := filepath.Abs(filepath.Join("testdata", promela))
	require.NoError(t, err)
	run("spin", append(spinArgs, "-a", from)...)
	run("gcc", append(ccArgs, "-O2", "-DSAFETY", "-o", "pan", "pan.c")...)
	return filepath.Join(dir, "pan")
}

// spelled is a state as lifecycle.pml spells it: the policy, the pass, how now stands to
// its creation, its start and its end, and what there was before.
func (g *Graph) spelled(s *State) string {
	bit := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	p, slot := &g.policies[s.policy], &s.Slot
	var start, made, begun, ended int
	if slot.Exists() {
		start = map[model.Duration]int{0: 0, -model.StartTolerance: 1, model.Minute: 2}[slot.Start.Sub(slot.Created)]
		at := func(event model.Instant) int { return 1 + cmp.Compare(s.Now, event) }
		made, begun, ended = at(slot.Created), at(slot.Start), at(slot.End())
	}
	return fmt.Sprintf("%d%d%d %d%d%d%d %d%d%d %d%d%d", bit(p.Enabled), bit(p.OnceOnly), bit(len(p.Exclude) > 0),
		bit(slot.Exists()), bit(slot.Once), bit(slot.Used), start, made, begun, ended,
		bit(s.Session), bit(s.Earlier), bit(s.EarlierSession))
}

// The machine reaches what a model reaches that shares no code with it, state for state,
// and goes from each to the same others.
func TestSpin(t *testing.T) {
	for _, e := range editions {
		t.Run(e.String(), func(t *testing.T) {
			pan := checker(t, "lifecycle.pml", []string{"-D" + strings.ToUpper(e.String())}, []string{"-DNOREDUCE"})
			out, err := exec.CommandContext(t.Context(), pan).CombinedOutput()
			require.NoError(t, err, string(out))
			require.Contains(t, string(out), "errors: 0")
			states, steps := map[string]bool{}, map[string]bool{}
			for line := range strings.Lines(string(out)) {
				if step, ok := strings.CutPrefix(strings.TrimSpace(line), "step "); ok {
					from, to, _ := strings.Cut(step, " to ")
					states[from], states[to] = true, true
					steps[step] = true
				}
			}

			g := explored(t, Lifecycle(e))
			ours, ourSteps := map[string]bool{}, map[string]bool{}
			for s := range g.States() {
				ours[g.spelled(&s)] = true
			}
			for tr := range g.Transitions() {
				if from, to := g.spelled(&tr.From), g.spelled(&tr.To); from != to {
					ourSteps[from+" to "+to] = true
				}
			}
			for s := range steps { // what leads from a state to itself is in one of the two alone
				if from, to, _ := strings.Cut(s, " to "); from == to {
					delete(steps, s)
				}
			}
			require.Len(t, ours, g.Len(), "no two states are spelled alike")
			require.Equal(t, onlyIn(states, ours), onlyIn(ours, states), "states in one of the two alone: A is SPIN's, B is ours")
			require.Equal(t, onlyIn(steps, ourSteps), onlyIn(ourSteps, steps), "steps in one of the two alone: A is SPIN's, B is ours")
			t.Logf("%d states and %d steps in both", len(states), len(steps))
		})
	}
}

// onlyIn is what is in a and not in b; none is nil, so that two of them are equal only if
// both are empty.
func onlyIn(a, b map[string]bool) (only []string) {
	for s := range a {
		if !b[s] {
			only = append(only, s)
		}
	}
	return only
}
