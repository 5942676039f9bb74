package report

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// JSON writes one line a scenario and, last, a line that counts them.
func JSON(w io.Writer, results []scenario.Result, o Options) error {
	enc := jsonLines(w)
	for i := range results {
		r := &results[i]
		line := scenarioLine{
			Type: "scenario", ID: r.Scenario.ID, Title: r.Scenario.Title, File: r.Scenario.File,
			Passed: r.Passed(), Rules: []string{}, Failures: []failureLine{},
		}
		for rule := range r.Reached.All() {
			line.Rules = append(line.Rules, rule.String())
		}
		for j := range r.Steps {
			step := &r.Steps[j]
			line.Steps++
			for _, f := range step.Failures {
				line.Failures = append(line.Failures, failureOf(r.Scenario, f, j+1, step, o))
			}
		}
		for _, f := range r.Failures {
			line.Failures = append(line.Failures, failureOf(r.Scenario, f, 0, nil, o))
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return enc.Encode(struct {
		Type  string `json:"type"`
		Suite string `json:"suite"`
		Tally
	}{"summary", scenarios.Version(), Count(results)})
}

// jsonLines encodes one value a line, leaving <, > and & as they are.
func jsonLines(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

type scenarioLine struct {
	Type     string        `json:"type"`
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	File     string        `json:"file"`
	Passed   bool          `json:"passed"`
	Steps    int           `json:"steps"`
	Rules    []string      `json:"rules"`
	Failures []failureLine `json:"failures"`
}

type failureLine struct {
	Step   int    `json:"step,omitempty"` // from 1; none: the scenario as a whole
	Line   int    `json:"line"`
	Column int    `json:"column"`
	At     string `json:"at,omitempty"`
	Asked  string `json:"asked,omitempty"`
	Name   string `json:"name"`
	Want   string `json:"want"`
	Got    string `json:"got"`

	// The rule behind the answer; absent where the step was not asked.
	Rule         string         `json:"rule,omitempty"`
	Evidence     model.Evidence `json:"standing,omitempty"`
	Unspecified  bool           `json:"free,omitempty"`
	Sources      []model.Source `json:"sources,omitempty"`
	Contributing []string       `json:"also,omitempty"`
}

func failureOf(s *scenario.Scenario, f scenario.Failure, number int, step *scenario.StepResult, o Options) failureLine {
	f = shownFailure(f, o)
	line := failureLine{Step: number, Line: f.Pos.Line, Column: f.Pos.Column, Name: f.Name, Want: f.Want, Got: f.Got}
	if step != nil {
		line.At, line.Asked = step.At.String(), o.Asked(s, step.Step, &step.Request)
		e := step.Response.Rule.Entry()
		line.Rule, line.Evidence, line.Unspecified, line.Sources = e.ID, e.Evidence, e.Unspecified, e.Sources
		for rule := range step.Response.Contributing.All() {
			line.Contributing = append(line.Contributing, rule.String())
		}
	}
	return line
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string          `xml:"name,attr"`
	Tests    int             `xml:"tests,attr"`
	Failures int             `xml:"failures,attr"`
	Facts    []junitProperty `xml:"properties>property"`
	Cases    []junitCase     `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr,omitempty"`
	Failure *junitFailure `xml:"failure,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the results as build servers read them, a suite a folder.
func JUnit(w io.Writer, results []scenario.Result, o Options) error {
	o.Color = false
	n := Count(results)
	all := junitSuites{Name: "tapsim", Tests: n.Passed + n.Failed, Failures: n.Failed}
	for _, r := range byFolder(results) {
		group := class(r.Scenario.ID)
		if len(all.Suites) == 0 || all.Suites[len(all.Suites)-1].Name != group {
			all.Suites = append(all.Suites, junitSuite{Name: group, Facts: []junitProperty{{"suite", scenarios.Version()}}})
		}
		suite := &all.Suites[len(all.Suites)-1]
		c := junitCase{Class: group, Name: name(r.Scenario.ID), File: r.Scenario.File}
		suite.Tests++
		if !r.Passed() {
			suite.Failures++
			var text strings.Builder
			p := newTextWriter(&text, o)
			p.failures(r, "")
			p.Flush()
			c.Failure = &junitFailure{Message: first(r, o), Text: text.String()}
		}
		suite.Cases = append(suite.Cases, c)
	}
	return writeXML(w, all)
}

// first describes the first failure of a scenario in one line.
func first(r *scenario.Result, o Options) string {
	for i := range r.Steps {
		for _, f := range r.Steps[i].Failures {
			return fmt.Sprintf("step %d: %s", i+1, line(f, o))
		}
	}
	for _, f := range r.Failures {
		return line(f, o)
	}
	return "no step was asked"
}

func line(f scenario.Failure, o Options) string {
	f = shownFailure(f, o)
	return sentences.Clip(fmt.Sprintf("%s: want %s, got %s", f.Name, f.Want, f.Got))
}

// writeXML writes one document, its header included.
func writeXML(w io.Writer, document any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(document); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w)
	return err
}
