package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol/lines"
	"github.com/tapsim/tap/tapsim/sentences"
)

// ConformJSON writes the diagnosis, if there is one, then one line a scenario, then one
// line a suite that was made at run time, then one line a stale entry, and last a line that
// counts the verdicts and says whether the run is a success. Of a suite that was made at
// run time, cases that passed have no line.
func ConformJSON(w io.Writer, r *conform.Report, o Options) error {
	enc := jsonLines(w)
	if r.Diagnosis != nil {
		if err := enc.Encode(diagnosisLineOf(r.Diagnosis)); err != nil {
			return err
		}
	}
	for i := range r.Cases {
		line := caseLineOf(&r.Cases[i], o)
		if cause := r.Diagnosis.Cause(line.ID); cause != nil {
			line.Faults = faultLines(cause.Faults)
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	for i := range r.Parts {
		if err := enc.Encode(partLineOf(&r.Parts[i])); err != nil {
			return err
		}
	}
	for _, stale := range r.Stale {
		err := enc.Encode(struct {
			Type     string          `json:"type"`
			File     string          `json:"file"`
			Line     int             `json:"line"`
			Scenario string          `json:"scenario"`
			Rule     string          `json:"rule,omitempty"`
			Verdict  conform.Verdict `json:"verdict"`
			Text     string          `json:"text"`
		}{"expectation", stale.File, stale.Pos.Line, stale.Scenario, stale.RuleID(), stale.Verdict, stale.Text})
		if err != nil {
			return err
		}
	}
	counts := map[conform.Verdict]int{}
	for _, v := range conform.Verdicts() {
		counts[v] = r.Count(v)
	}
	line := summaryLine{
		Type: "summary", Suite: r.Suite, Protocol: lines.Version, Scenarios: r.Total(), Verdicts: counts,
		Unrun: r.Unrun(), Expected: expected(r), Strict: r.Strict, Only: r.Only, Interrupted: r.Interrupted, Passed: r.Passed(),
	}
	if a := r.Subject; a != nil {
		line.Implementation = &implementationLine{a.Name, a.Version, a.Language}
	}
	return enc.Encode(line)
}

type caseLine struct {
	Type        string           `json:"type"`
	ID          string           `json:"id"`
	Title       string           `json:"title"`
	File        string           `json:"file"`
	Verdict     conform.Verdict  `json:"verdict"`
	Fails       bool             `json:"fails"` // the run
	Expected    bool             `json:"expected"`
	Unrun       bool             `json:"notRun,omitempty"` // not run to the end: the run was interrupted, or it gave up the subject
	Asked       int              `json:"asked"`            // steps that were run
	Steps       int              `json:"steps"`
	Why         string           `json:"why,omitempty"`
	Stderr      string           `json:"stderr,omitempty"`
	Differences []differenceLine `json:"differences"`
	Reasons     []string         `json:"reasons,omitempty"` // of what was expected
	Faults      []faultLine      `json:"faults,omitempty"`  // one of them explains the failure
}

type differenceLine struct {
	Step        int             `json:"step"`
	Line        int             `json:"line"`
	At          string          `json:"at"`
	Asked       string          `json:"asked"`
	Name        string          `json:"name"`
	Expected    string          `json:"expected"`
	Got         string          `json:"got"`
	Weight      conform.Verdict `json:"weight"`
	Rule        string          `json:"rule"`
	Evidence    model.Evidence  `json:"standing"`
	Unspecified bool            `json:"free"`
	Sources     []model.Source  `json:"sources"`
	Counts      string          `json:"counts"` // yes, expected, or aside
}

type summaryLine struct {
	Type           string                  `json:"type"`
	Suite          string                  `json:"suite"`
	Protocol       int                     `json:"protocol"`
	Implementation *implementationLine     `json:"implementation"`
	Scenarios      int                     `json:"stories"`
	Verdicts       map[conform.Verdict]int `json:"verdicts"`
	Unrun          int                     `json:"notRun,omitempty"`
	Expected       int                     `json:"expected"`
	Strict         bool                    `json:"strict"`
	Only           model.Evidence          `json:"only,omitempty"`
	Interrupted    bool                    `json:"interrupted"`
	Passed         bool                    `json:"passed"`
}

type implementationLine struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Language string `json:"language"`
}

func caseLineOf(c *conform.Result, o Options) caseLine {
	line := caseLine{
		Type: "scenario", ID: c.Scenario.ID, Title: c.Scenario.Title, File: c.Scenario.File,
		Verdict: c.Verdict, Fails: c.Fails, Expected: c.Expected, Unrun: c.Unrun(), Asked: len(c.Steps), Steps: len(c.Scenario.Steps),
		Why: o.Own(c.Why), Stderr: o.Own(c.Stderr), Differences: []differenceLine{},
	}
	add := func(all []conform.Difference, counts string) {
		for _, d := range all {
			asked, e := &c.Steps[d.Step-1], d.Rule.Entry()
			want, got := d.Sides(o)
			line.Differences = append(line.Differences, differenceLine{
				Step: d.Step, Line: asked.Step.Pos.Line, At: asked.Request.At.String(),
				Asked: o.Asked(c.Scenario, asked.Step, &asked.Request),
				Name:  d.Name, Expected: want, Got: got, Weight: d.Weight,
				Rule: e.ID, Evidence: e.Evidence, Unspecified: e.Unspecified, Sources: append([]model.Source{}, e.Sources...), Counts: counts,
			})
		}
	}
	add(c.Differences, "yes")
	add(c.Excused, "expected")
	add(c.Filtered, "aside")
	for _, e := range c.By {
		line.Reasons = append(line.Reasons, e.Reason)
	}
	return line
}

type conformSuites struct {
	XMLName  xml.Name       `xml:"testsuites"`
	Name     string         `xml:"name,attr"`
	Tests    int            `xml:"tests,attr"`
	Failures int            `xml:"failures,attr"`
	Errors   int            `xml:"errors,attr"`
	Skipped  int            `xml:"skipped,attr"`
	Time     string         `xml:"time,attr,omitempty"` // in seconds
	Suites   []conformSuite `xml:"testsuite"`
}

type conformSuite struct {
	Name     string          `xml:"name,attr"`
	Tests    int             `xml:"tests,attr"`
	Failures int             `xml:"failures,attr"`
	Errors   int             `xml:"errors,attr"`
	Skipped  int             `xml:"skipped,attr"`
	Time     string          `xml:"time,attr,omitempty"`
	Facts    []junitProperty `xml:"properties>property"`
	Cases    []conformCase   `xml:"testcase"`

	took time.Duration
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type conformCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Time    string        `xml:"time,attr,omitempty"` // in seconds
	Skipped *junitFailure `xml:"skipped,omitempty"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Error   *junitFailure `xml:"error,omitempty"`
	Out     string        `xml:"system-out,omitempty"`
	Err     string        `xml:"system-err,omitempty"`
}

// ConformJUnit writes the cases as JUnit, a suite a folder. A difference that does not
// fail the run is the output of a test that passed. A stale entry is a test that fails,
// and so is a run in which nothing passed.
func ConformJUnit(w io.Writer, r *conform.Report, o Options) error {
	o.Color = false
	all := conformSuites{Name: "tapsim conform"}
	facts := append(diagnosisFacts(r.Diagnosis), junitProperty{"suite", r.Suite}, junitProperty{"subject", sentences.Clean(subject(r.Subject))})
	if n := r.Unrun(); n > 0 {
		facts = append(facts, junitProperty{"not run", fmt.Sprint(n)})
	}
	add := func(group string, c conformCase, took time.Duration) {
		at := slices.IndexFunc(all.Suites, func(s conformSuite) bool { return s.Name == group })
		if at < 0 {
			at = len(all.Suites)
			all.Suites = append(all.Suites, conformSuite{Name: group, Facts: facts})
		}
		s := &all.Suites[at]
		s.Tests, all.Tests = s.Tests+1, all.Tests+1
		switch {
		case c.Failure != nil:
			s.Failures, all.Failures = s.Failures+1, all.Failures+1
		case c.Error != nil:
			s.Errors, all.Errors = s.Errors+1, all.Errors+1
		case c.Skipped != nil:
			s.Skipped, all.Skipped = s.Skipped+1, all.Skipped+1
		}
		s.took += took
		c.Class, c.Time, s.Time = group, seconds(took), seconds(s.took)
		s.Cases = append(s.Cases, c)
	}
	for i := range r.Cases {
		c := &r.Cases[i]
		test := junitOf(c, o)
		if cause := r.Diagnosis.Cause(c.Scenario.ID); cause != nil && test.Failure != nil {
			test.Failure.Text = cause.String() + "\n" + test.Failure.Text
		}
		add(class(c.Scenario.ID), test, c.Elapsed)
	}
	for i := range r.Parts {
		part := &r.Parts[i]
		add("suites", conformCase{Name: part.Suite + " of the edition " + part.Edition, Out: proof(part) + "\n"}, 0)
	}
	for _, stale := range r.Stale {
		add("expectations", conformCase{Name: stale.KnownDifference.String(), File: stale.File, Failure: &junitFailure{
			Message: stale.Text, Text: fmt.Sprintf("%s: %s\n", position(stale), stale.Text),
		}}, 0)
	}
	if r.Unrun() > 0 || r.Count(conform.Passed) == 0 {
		text := "nothing passed, which is no success"
		if why, n := abandoned(r); n > 0 {
			text = fmt.Sprintf("%d of %d scenarios are not run: %s", n, r.Total(), sentences.Clip(o.Own(why)))
		}
		if r.Interrupted {
			text = fmt.Sprintf("%s: %d of %d scenarios are not run", conform.Interrupted, r.Unrun(), r.Total())
		}
		add("the run", conformCase{Name: "is a success", Failure: &junitFailure{Message: text, Text: text + "\n"}}, 0)
	}
	return writeXML(w, all)
}

// seconds is a time as JUnit has it; empty if it is not known.
func seconds(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.FormatFloat(d.Seconds(), 'f', 3, 64)
}

// firstDifference describes the first difference of a scenario in one line.
func firstDifference(c *conform.Result) string {
	if len(c.Differences) == 0 {
		return c.Scenario.Title
	}
	d := &c.Differences[0]
	return sentences.Clip(fmt.Sprintf("step %d: %s: expected %s, got %s (%s)", d.Step, d.Name, d.Want, d.Got, d.Rule))
}

func junitOf(c *conform.Result, o Options) conformCase {
	test := conformCase{Name: name(c.Scenario.ID), File: c.Scenario.File}
	text := c.Text(o)
	switch {
	case c.Broken() && c.Fails:
		test.Error = &junitFailure{Message: string(c.Verdict) + ": " + sentences.Clip(o.Own(c.Why)), Text: text}
		test.Err = o.Own(c.Stderr)
	case c.Fails:
		test.Failure = &junitFailure{Message: firstDifference(c), Text: text}
	case c.Expected:
		test.Skipped = &junitFailure{Message: "expected: " + c.By[0].Reason}
		test.Out = text
	case c.Verdict == conform.Skipped:
		test.Skipped = &junitFailure{Message: sentences.Clip(o.Own(c.Why))}
	default:
		test.Out = text
	}
	return test
}
