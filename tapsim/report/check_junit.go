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
func CheckJUnit(w io.Writer, search *Search, o Options) error {
	o.Color = false
	var text strings.Builder
	p := newTextWriter(&text, o)
	p.diagnosis(search.diagnosis())
	p.counterexample(search)
	p.subjectError(search)
	p.f("\n")
	p.pace(search)
	p.searchVerdict(search)
	if err := p.Flush(); err != nil {
		return err
	}
	took := fmt.Sprintf("%.3f", search.Finding.Statistics.Elapsed.Round(time.Millisecond).Seconds())
	test := conformCase{Class: "tapsim.check", Name: fmt.Sprintf("random histories of seed %d", search.Seed), File: search.File, Time: took}
	suite := conformSuite{Name: "random histories", Tests: 1, Time: took, Facts: append(diagnosisFacts(search.diagnosis()),
		junitProperty{"suite", scenarios.Version()}, junitProperty{"subject", sentences.Clean(search.subject())}, junitProperty{"seed", fmt.Sprint(search.Seed)})}
	x := search.Finding.Difference
	switch {
	case search.Finding.Error != nil:
		verdict, why, stderr := search.breakage()
		test.Error = &junitFailure{Message: string(verdict) + ": " + sentences.Clip(o.Own(why)), Text: text.String()}
		test.Err, suite.Errors = o.Own(stderr), 1
	case x != nil && x.Invariant == "" && x.First.Name == "":
		test.Error = &junitFailure{Message: x.Scenario.Title, Text: text.String()}
		test.Err, suite.Errors = o.Own(x.Case.Stderr), 1
	case x != nil:
		test.Failure = &junitFailure{Message: x.Scenario.Title, Text: text.String()}
		suite.Failures = 1
	case search.Finding.Interrupted:
		test.Error = &junitFailure{Message: conform.Interrupted, Text: text.String()}
		suite.Errors = 1
	case !search.Finding.Good():
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
