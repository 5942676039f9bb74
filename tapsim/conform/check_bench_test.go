package conform

import (
	"context"
	"testing"

	"github.com/tapsim/tap/tapsim/scenario"
)

// What a campaign does in process, beside rapid making the same draws and
// applying nothing. Each iteration is a campaign of 512 runs; the metric
// is steps a second.

func benchmarkCampaign() (*Campaign, *plan) {
	c := &Campaign{Runs: 512, Seed: 1}
	p, err := c.plan(nil)
	if err != nil {
		panic(err)
	}
	return c, p
}

func BenchmarkDrawsAlone(b *testing.B) {
	c, p := benchmarkCampaign()
	draw := p.histories()
	steps := 0
	for b.Loop() {
		for n := 1; n <= c.Runs; n++ {
			h := example(draw, c.Seed, n)
			steps += len(h.moves)
		}
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}

func BenchmarkCheck(b *testing.B) {
	benchmarkCheck(b, nil)
}

// BenchmarkCheckSubject holds a subject in process, in JSON, against the
// reference.
func BenchmarkCheckSubject(b *testing.B) {
	benchmarkCheck(b, InProcess(&scenario.Reference{}))
}

func benchmarkCheck(b *testing.B, subject Subject) {
	c, _ := benchmarkCampaign()
	steps := 0
	for b.Loop() {
		f, err := c.Run(context.Background(), subject)
		if err != nil || !f.Good() {
			b.Fatal(f.Difference.Case.Why, f.Difference.Law, err)
		}
		steps += f.Statistics.Steps
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}
