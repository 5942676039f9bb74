package graph_test

import (
	"flag"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tapsim/tap/tapsim/graph"
)

// others are the addresses of running servers, for BenchmarkOthers.
var others = flag.String("others", "", "compare with `NAME=ADDRESS,...`, which answer the list of a pass with 200")

// BenchmarkOthers compares the service with other servers that answer the same list,
// with the same clients: alternating in one run, over 32 connections. The metric
// service:other is how many requests the service answers in the time of one by the
// other server. interop/compare starts three such servers from npm, and this
// benchmark.
func BenchmarkOthers(b *testing.B) {
	for pair := range strings.SplitSeq(*others, ",") {
		name, address, ok := strings.Cut(pair, "=")
		if !ok {
			continue // none are given
		}
		b.Run(name, func(b *testing.B) {
			service, err := graph.New(graph.Config{})
			if err != nil {
				b.Fatal(err)
			}
			addresses := [2]string{listen(b, service), address}
			do(b, addresses[0], request(http.MethodPost, hers, "{}")) // makes a pass to list
			var took [2]time.Duration
			measure := func(i, times int) {
				// New connections each time: some servers close one that is silent for seconds.
				crowd := newCrowd(b, addresses[i], request(http.MethodGet, hers, ""))
				defer crowd.leave()
				start := time.Now()
				crowd.ask(b, times)
				took[i] += time.Since(start)
			}
			measure(0, 2000)
			measure(1, 2000) // for servers that compile at run time
			took = [2]time.Duration{}
			b.ResetTimer()
			for left := b.N; left > 0; {
				turn := min(left, 1000)
				left -= turn
				measure(0, turn)
				measure(1, turn)
			}
			b.ReportMetric(float64(b.N)/took[0].Seconds(), "service/s")
			b.ReportMetric(float64(b.N)/took[1].Seconds(), "other/s")
			b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "service:other")
			b.ReportMetric(0, "ns/op") // it would be the time of both together
		})
	}
}
