package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tapsim/tap/tapsim/conform"
)

type huntSuites struct {
	XMLName  xml.Name    `xml:"testsuites"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Seconds  string      `xml:"time,attr"`
	Suites   []huntSuite `xml:"testsuite"`
}

type huntSuite struct {
	Name     string          `xml:"name,attr"`
	Tests    int             `xml:"tests,attr"`
	Failures int             `xml:"failures,attr"`
	Errors   int             `xml:"errors,attr"`
	Skipped  int             `xml:"skipped,attr"`
	Seconds  string          `xml:"time,attr"`
	Facts    []junitProperty `xml:"properties>property"`
	Case     huntCase        `xml:"testcase"`
}

type huntCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Seconds string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Error   *junitFailure `xml:"error,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
	Err     string        `xml:"system-err,omitempty"`
}

// CheckJUnit writes the campaign as one test of a build server. Its name has the
// seed, so that the reports of many machines can be laid together.
func CheckJUnit(w io.Writer, h *Hunt, o Options) error {
	o.Color = false
	var text strings.Builder
	p := newPage(&text, o)
	p.counterexample(h)
	p.trouble(h)
	p.did(h)
	if err := p.Flush(); err != nil {
		return err
	}
	took := fmt.Sprintf("%.3f", h.Finding.Statistics.Elapsed.Round(time.Millisecond).Seconds())
	test := huntCase{Class: "tapsim.check", Name: fmt.Sprintf("random histories of seed %d", h.Seed), File: h.File, Seconds: took}
	suite := huntSuite{Name: "random histories", Tests: 1, Seconds: took, Facts: []junitProperty{
		{"suite", conform.Suite}, {"subject", clean(h.subject())}, {"seed", fmt.Sprint(h.Seed)},
	}}
	x := h.Finding.Difference
	switch {
	case h.Finding.Trouble != nil:
		verdict, why, stderr := h.broke()
		test.Error = &junitFailure{Message: string(verdict) + ": " + clip(o.own(why)), Text: text.String()}
		test.Err, suite.Errors = o.own(stderr), 1
	case x != nil && x.Law == "" && x.First.Name == "":
		test.Error = &junitFailure{Message: x.Story.Title, Text: text.String()}
		test.Err, suite.Errors = o.own(x.Case.Stderr), 1
	case x != nil:
		test.Failure = &junitFailure{Message: x.Story.Title, Text: text.String()}
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
	suite.Case = test
	return writeXML(w, huntSuites{
		Name: "tapsim check", Tests: 1, Failures: suite.Failures, Errors: suite.Errors, Seconds: took, Suites: []huntSuite{suite},
	})
}
