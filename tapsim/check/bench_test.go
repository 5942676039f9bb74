package check

import (
	"context"
	"testing"

	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"pgregory.net/rapid"
)

// What a campaign does in process, beside rapid making the same draws and
// applying nothing. Each iteration is a campaign of 512 runs. The metric is steps/s.
// Compare two results of one run of
//
//	go test -run - -bench 'Draws|Check' ./tapsim/check
//
// on a computer with two cores that does nothing else. On one core, or beside other
// programs, the goroutine that draws and the one that interprets wait for each other.

func benchmarkCampaign() (*Campaign, *plan) {
	c := &Campaign{Watch: -1, Runs: 512, Seed: 1}
	p, err := c.plan(nil)
	if err != nil {
		panic(err)
	}
	return c, p
}

// BenchmarkDrawsAlone is the measure: rapid making the same draws.
func BenchmarkDrawsAlone(b *testing.B) {
	c, p := benchmarkCampaign()
	d := p.drawer()
	generators := map[*uint8]*rapid.Generator[uint8]{}
	histories := rapid.Custom(func(t *rapid.T) history {
		return d.draw(func(w weights) uint8 {
			g := generators[&w[0]]
			if g == nil {
				g = rapid.SampledFrom(w)
				generators[&w[0]] = g
			}
			return g.Draw(t, "")
		})
	})
	steps := 0
	for b.Loop() {
		for n := range c.Runs {
			steps += len(histories.Example(n).moves)
		}
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}

// BenchmarkCheck checks the invariants of the model. Its steps/s have to be at least 0.7
// of those of BenchmarkDrawsAlone: drawing is most of the work, and the histories are
// interpreted beside it.
func BenchmarkCheck(b *testing.B) {
	benchmarkCheck(b, nil)
}

// BenchmarkCheckSubject compares a subject in process, in JSON, with the reference. It
// is a tenth as fast or less, since two engines answer in JSON and the answers are
// compared. It has no target.
func BenchmarkCheckSubject(b *testing.B) {
	benchmarkCheck(b, transport.InProcess(&protocol.Reference{}))
}

func benchmarkCheck(b *testing.B, subject transport.Subject) {
	c, _ := benchmarkCampaign()
	steps := 0
	for b.Loop() {
		f, err := c.Run(context.Background(), subject)
		if err != nil || !f.Good() {
			b.Fatal(f.Difference.Case.Why, f.Difference.Invariant, err)
		}
		steps += f.Statistics.Steps
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}
