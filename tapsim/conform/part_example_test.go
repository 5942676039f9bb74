package conform_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
)

// Scenarios that are made while they are run are counted, and those that did not pass are
// kept.
func ExampleStream() {
	part := conform.Part{Suite: "mine", Edition: "current", Cases: 2}
	var listed []conform.Case
	source := func() transport.Subject { return transport.InProcess(&forgetful{}) }
	conform.Stream(context.Background(), slices.Values(mine()), source, 1, func(c *conform.Case) {
		part.Run++
		if c.Verdict == conform.Passed {
			part.Passed++
		} else {
			listed = append(listed, *c)
		}
	})
	fmt.Println(part.Run, "run,", part.Passed, "passed, whole:", part.Whole())

	report := conform.Judge(listed, nil, conform.Options{})
	report.Parts, report.Unlisted = []conform.Part{part}, map[conform.Verdict]int{conform.Passed: part.Passed}
	fmt.Println(report.Total(), "in all:", report.Count(conform.Passed), "passed,", report.Count(conform.Fail), "failed")
	// Output:
	// 2 run, 1 passed, whole: false
	// 2 in all: 1 passed, 1 failed
}
