package main

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The comparison is fair only if every contender goes through the same states, also on the
// second lap.
func TestContendersGoThroughTheSameStates(t *testing.T) {
	for _, c := range contenders {
		t.Run(c.name, func(t *testing.T) {
			m := c.new()
			require.Equal(t, none, m.state())
			for range 2 {
				for i, want := range course {
					require.NoError(t, m.step(i), "event %d, %s", i, want.event)
					require.Equal(t, want.after, m.state(), "after event %d, %s", i, want.event)
				}
			}
			require.Equal(t, none, m.state(), "a lap ends where it began")
		})
	}
}

// An event out of order is an error in each contender: one that accepts every event would
// decide nothing.
func TestContendersRefuse(t *testing.T) {
	for _, c := range contenders {
		t.Run(c.name, func(t *testing.T) {
			m := c.new()
			require.Error(t, m.step(1), "a sign-in where there is no pass")
			require.Error(t, m.step(3), "a delete where there is no pass")
			require.Equal(t, none, m.state())
		})
	}
}

func TestModelAllocatesNothing(t *testing.T) {
	m := newSlot()
	require.Zero(t, testing.AllocsPerRun(100, func() { require.NoError(t, lap(m)) }))
}

func TestRun(t *testing.T) {
	for _, c := range []struct {
		name           string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"table", []string{"--rounds", "5", "--time", "1ms"}, 0, "model.Step, full rules", ""},
		{"help", []string{"--help"}, 0, "--rounds N", ""},
		{"few rounds", []string{"--rounds", "4"}, 2, "", "give at least 5"},
		{"no time", []string{"--time", "0s"}, 2, "", "positive duration"},
		{"unknown flag", []string{"--fast"}, 2, "", "-fast"},
		{"argument", []string{"fast"}, 2, "", `unexpected argument "fast"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			require.Equal(t, c.code, run(c.args, &stdout, &stderr), stderr.String())
			require.Contains(t, stdout.String(), c.stdout)
			require.Contains(t, stderr.String(), c.stderr)
			require.Equal(t, c.code == 0, stderr.Len() == 0, "messages for errors alone")
			require.Equal(t, c.code == 0, stdout.Len() > 0, "data without errors alone")
		})
	}
}

func TestTable(t *testing.T) {
	samples := [][]sample{
		{{10, 0}, {20, 0}, {30, 0}},
		{{100, 5}, {100, 5}, {600, 5}},
		{{20, 2}, {40, 2}, {60, 2}},
		{{10, 1}, {20, 1}, {30, 1}},
	}
	var out bytes.Buffer
	table(&out, samples)
	require.Regexp(t, `model\.Step, full rules +this one +20\.0 +0\.0 +1\n`, out.String())
	require.Regexp(t, `looplab/fsm +\S+ +100\.0 +5\.0 +10\.0 \(5\.0 to 20\.0\)\n`, out.String(),
		"the ratio is the median of the rounds' ratios, not the ratio of the medians or the means")
}

func TestMedian(t *testing.T) {
	require.Equal(t, 2.0, median([]float64{3, 1, 2}))
	require.Equal(t, 2.5, median([]float64{4, 1, 3, 2}))
}

func TestMeasureReportsRefusal(t *testing.T) {
	m := newLooplab()
	require.NoError(t, m.step(0))
	_, err := measure(m, time.Millisecond)
	require.Error(t, err, "the course does not begin with a usable pass")
}

// BenchmarkLap measures the whole course; ns/transition is what the table gives.
func BenchmarkLap(b *testing.B) {
	for _, c := range contenders {
		b.Run(c.name, func(b *testing.B) {
			m := c.new()
			b.ReportAllocs()
			for b.Loop() {
				if err := lap(m); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(course)), "ns/transition")
		})
	}
}
