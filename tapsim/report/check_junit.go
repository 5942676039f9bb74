package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/sentences"
)

// CheckJUnit writes the search as one JUnit test. Its name has the seed, so a build
// server can collect the reports of several computers.
func CheckJUnit(w io.Writer, h *Search, o Options) error {
	o.Color = false
	var text strings.Builder
	p := newTextWriter(&text, o)
	p.counterexample(h)
	p.subjectError(h)
	p.f("\n")
	p.pace(h)
	p.searchVerdict(h)
	if err := p.Flush(); err != nil {
		return err
	}
	took := fmt.Sprintf("%.3f", h.Finding.Statistics.Elapsed.Round(time.Millisecond).Seconds())
	test := conformCase{Class: "tapsim.check", Name: fmt.Sprintf("random histories of seed %d", h.Seed), File: h.File, Time: took}
	suite := conformSuite{Name: "random histories", Tests: 1, Time: took, Facts: []junitProperty{
		{"suite", scenarios.Version()}, {"subject", sentences.Clean(h.subject())}, {"seed", fmt.Sprint(h.Seed)},
	}}
	x := h.Finding.Difference
	switch {
	case h.Finding.Error != nil:
		verdict, why, stderr := h.breakage()
		test.Error = &junitFailure{Message: string(verdict) + ": " + sentences.Clip(o.Own(why)), Text: text.String()}
		test.Err, suite.Errors = o.Own(stderr), 1
	case x != nil && x.Invariant == "" && x.First.Name == "":
		test.Error = &junitFailure{Message: x.Scenario.Title, Text: text.String()}
		test.Err, suite.Errors = o.Own(x.Case.Stderr), 1
	case x != nil:
		test.Failure = &junitFailure{Message: x.Scenario.Title, Text: text.String()}
		suite.Failures = 1
	case h.Finding.Interrupted:
		test.Error = &junitFailure{Message: conform.Interrupted, Text: text.String()}
		suite.Errors = 1
	case !h.Finding.Good():
		test.Failure = &junitFailure{Message: "nothing passed, which is no success", Text: text.String()}
		suite.Failures = 1
	default:
		test.Out = text.String()
	}
	suite.Cases = []conformCase{test}
	return writeXML(w, conformSuites{
		Name: "tapsim check", Tests: 1, Failures: suite.Failures, Errors: suite.Errors, Time: took, Suites: []conformSuite{suite},
	})
}
