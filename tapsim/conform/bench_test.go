package conform_test

import (
	"testing"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A run over all scenarios on a subject in this process that is right.
func BenchmarkRun(b *testing.B) {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		cases, _ := conform.Run(b.Context(), all, func() transport.Subject { return transport.InProcess(&protocol.Reference{}) }, 1)
		for i := range cases {
			if cases[i].Verdict != conform.Passed {
				b.Fatal(cases[i].Scenario.ID)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(all)), "us/scenario")
}
