//go:build unix

package explore

import (
	"fmt"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkSpin explores the grid of grid_test.go for two users and for three, three times:
// with the program that SPIN makes of testdata/grid.pml, through model.Step, and with the
// relation of one user in a table. Each uses one core. The table is made within the time.
//
//	go test ./tapsim/explore -run '^$' -bench Spin -benchtime 1x
//
// Compare what stands in one run. With three users, Step has to make at least 2 times as
// many transitions a second as SPIN, and the table 10 times as many. A second is one of the
// processor, so that other programs count for less; ns/op is the time by the clock.
//
// B/state is the memory of all states, met and still to visit, by their number. With SPIN
// this is the states and its table of hashes, which takes 128 MB in any case, and not its
// stack. SPIN keeps the values of each state. Here a state is a bit in a set, whose size
// follows from what the grid can hold; SPIN cannot know that.
func BenchmarkSpin(b *testing.B) {
	for users := 2; users <= 3; users++ {
		b.Run(fmt.Sprintf("%d users", users), func(b *testing.B) {
			var spin float64 // transitions a second
			report := func(b *testing.B, took time.Duration, states, transitions int, bytes float64) {
				require.Equal(b, gridSizes[users], [2]int{states, transitions})
				rate := float64(transitions) * float64(b.N) / took.Seconds()
				if spin == 0 {
					spin = rate
				}
				b.ReportMetric(float64(states), "states")
				b.ReportMetric(float64(transitions), "transitions")
				b.ReportMetric(rate, "transitions/s")
				b.ReportMetric(rate/spin, "times-SPIN")
				b.ReportMetric(bytes, "B/state")
			}
			b.Run("SPIN", func(b *testing.B) {
				pan := checker(b, "grid.pml", []string{"-DUSERS=" + strconv.Itoa(users)}, nil)
				var said string
				var took time.Duration
				for b.Loop() {
					begun := processorTime(b, syscall.RUSAGE_CHILDREN)
					said = gridBySpin(b, pan)
					took += processorTime(b, syscall.RUSAGE_CHILDREN) - begun
				}
				states, transitions := gridSpinSizes(b, said)
				if want := gridSizes[users]; transitions > 1e8 {
					// Printed with eight digits of precision: SPIN's last ones are not known.
					require.InDelta(b, want[1], transitions, 10)
					transitions = float64(want[1])
				}
				memory := spinSaid(b, said, `([0-9.]+)\s+actual memory usage for states`) + spinSaid(b, said, `([0-9.]+)\s+memory used for hash table`)
				report(b, took, int(states), int(transitions), memory*(1<<20)/states)
			})
			if spin == 0 {
				b.Skip("without SPIN there is nothing to compare with")
			}
			for _, of := range []struct {
				name    string
				explore func() *gridStates
			}{
				{"Step", func() *gridStates { return gridByStep(users) }},
				{"table", func() *gridStates { return gridByTable(b, users) }},
			} {
				b.Run(of.name, func(b *testing.B) {
					var g *gridStates
					begun := processorTime(b, syscall.RUSAGE_SELF)
					for b.Loop() {
						g = of.explore()
					}
					report(b, processorTime(b, syscall.RUSAGE_SELF)-begun, g.states, g.transitions, g.bytes())
				})
			}
		})
	}
}

// processorTime is what this process, or those that it ran, had of the processor.
func processorTime(t testing.TB, whose int) time.Duration {
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(whose, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
