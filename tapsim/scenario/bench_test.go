package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// thousand returns the texts of a thousand scenarios.
func thousand() [][]byte {
	texts := make([][]byte, 1000)
	for i := range texts {
		texts[i] = []byte(strings.Replace(fourSteps, "test/one", fmt.Sprintf("test/n%d", i), 1))
	}
	return texts
}

// BenchmarkParseThousand reads a thousand scenarios of four steps.
func BenchmarkParseThousand(b *testing.B) {
	texts := thousand()
	b.ReportAllocs()
	for b.Loop() {
		for _, text := range texts {
			if _, err := scenario.Parse("bench.yaml", text); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkReplayThousand replays a thousand scenarios of four steps, without reading
// them.
func BenchmarkReplayThousand(b *testing.B) {
	var all []*scenario.Scenario
	for _, text := range thousand() {
		all = append(all, parse(b, string(text)))
	}
	var reference protocol.Reference
	steps := 0
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range all {
			r := scenario.Replay(s, &reference)
			if !r.Passed() {
				b.Fatal(r)
			}
			steps += len(r.Steps)
		}
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}
