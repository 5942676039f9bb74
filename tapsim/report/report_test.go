package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

// replay returns the result of a scenario that fails in both steps, with a code in the
// answer of the first.
func replay(t *testing.T) []scenario.Result {
	s, err := scenario.Parse("report.yaml", []byte(`
id: test/report
title: <Titles> & "quotes" survive every format
rules: [delete-found]
users: [ada]
steps:
  - create: {user: ada}
    want: {temporaryAccessPass: xyz}
  - list: {user: ada}
    want: {count: 2}
`))
	require.NoError(t, err)
	return []scenario.Result{scenario.Replay(s, &protocol.Reference{})}
}

type writer func(io.Writer, []scenario.Result, report.Options) error

var formats = map[string]writer{"text": report.Text, "json": report.JSON, "junit": report.JUnit}

func TestCodesAreDotsUnlessAskedFor(t *testing.T) {
	results := replay(t)
	var body struct {
		Code string `json:"temporaryAccessPass"`
	}
	require.NoError(t, json.Unmarshal(results[0].Steps[0].Response.Body.Reveal(), &body))
	escaped, err := json.Marshal(body.Code) // as JSON and XML may spell it
	require.NoError(t, err)
	half := strings.Trim(string(escaped), `"`)[:3]

	for name, write := range formats {
		var hidden, shown bytes.Buffer
		require.NoError(t, write(&hidden, results, report.Options{}))
		require.NotContains(t, hidden.String(), half, name)
		require.Contains(t, hidden.String(), model.Code{}.String(), name)
		require.NoError(t, write(&shown, results, report.Options{Secrets: true}))
		require.NotContains(t, shown.String(), model.Code{}.String(), name)
	}
}

// A report that could not be written is an error, in every format.
func TestAWriterThatFails(t *testing.T) {
	results := replay(t)
	for name, write := range formats {
		require.ErrorIs(t, write(full{}, results, report.Options{}), errFull, name)
	}
	c := report.Cover(results)
	require.ErrorIs(t, report.CoverageText(full{}, c, report.Options{}), errFull)
	require.ErrorIs(t, report.CoverageJSON(full{}, c), errFull)
	require.ErrorIs(t, report.RulesText(full{}, model.Catalogue(), report.Options{}), errFull)
	require.ErrorIs(t, report.RulesJSON(full{}, model.Catalogue(), nil), errFull)
	require.ErrorIs(t, report.RuleText(full{}, model.ListOne.Entry(), report.RuleScenarios{}, report.Options{}), errFull)
	require.ErrorIs(t, report.DisputedText(full{}, model.Catalogue(), report.Options{}), errFull)
	_, err := report.Explain(full{}, results[0].Scenario, report.Options{})
	require.ErrorIs(t, err, errFull)
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestColoursAreOnlyForTerminals(t *testing.T) {
	for _, color := range []bool{false, true} {
		var b bytes.Buffer
		require.NoError(t, report.Text(&b, replay(t), report.Options{Color: color}))
		require.Equal(t, color, strings.Contains(b.String(), "\x1b["))
		b.Reset()
		require.NoError(t, report.JUnit(&b, replay(t), report.Options{Color: color}))
		require.NotContains(t, b.String(), "\x1b[", "a build server is no terminal")
	}
}

func TestJUnitIsXML(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.JUnit(&b, replay(t), report.Options{}))
	var suites struct {
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Cases []struct {
				Failure struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(b.Bytes(), &suites))
	require.Equal(t, 1, suites.Failures)
	require.Equal(t, "test", suites.Suites[0].Name)
	failure := suites.Suites[0].Cases[0].Failure
	require.Equal(t, "step 1: temporaryAccessPass: want ••••••••, got •••••••• (another)", failure.Message)
	require.Contains(t, failure.Text, "delete-found met by a step")
}

// A report groups scenarios by folder, in whatever order they come.
func TestEachFolderIsReportedOnce(t *testing.T) {
	var results []scenario.Result
	for _, id := range []string{"b/one", "a/one", "b/two", "a/two"} {
		s, err := scenario.Parse(id, []byte("id: "+id+"\ntitle: A list\nrules: [list-one]\nusers: [ada]\nsteps: [{list: {user: ada}}]\n"))
		require.NoError(t, err)
		results = append(results, scenario.Replay(s, &protocol.Reference{}))
	}
	var text, xml bytes.Buffer
	require.NoError(t, report.Text(&text, results, report.Options{Verbose: true}))
	require.Regexp(t, `^b/\n  ok    one  A list\n  ok    two  A list\na/\n  ok    one  A list\n  ok    two  A list\n4 passed`, text.String())
	text.Reset()
	require.NoError(t, report.Text(&text, results, report.Options{}))
	require.Regexp(t, `^b/  2 passed\na/  2 passed\n4 passed, 0 failed; suite .*\n$`, text.String())
	text.Reset()
	require.NoError(t, report.Text(&text, results, report.Options{Quiet: true}))
	require.Empty(t, text.String())
	require.NoError(t, report.JUnit(&xml, results, report.Options{}))
	require.Equal(t, 2, strings.Count(xml.String(), "<testsuite "))
}

// The report of a scenario that cannot go on counts the steps that were not asked.
func TestAScenarioThatBreaksOff(t *testing.T) {
	s, err := scenario.Parse("off.yaml", []byte(`
id: test/off
title: A pass that was never made
rules: [create-lifetime-range]
users: [ada]
steps:
  - create: {user: ada, lifetimeInMinutes: 1}
    as: p
    want: {status: 400}
  - signIn: {user: ada, pass: p}
  - list: {user: ada}
  - list: {user: ada}
`))
	require.NoError(t, err)
	var text bytes.Buffer
	require.NoError(t, report.Text(&text, []scenario.Result{scenario.Replay(s, &protocol.Reference{})}, report.Options{}))
	require.Contains(t, text.String(), "want the pass p\n            got  that pass was never made\n")
	require.Contains(t, text.String(), "        the scenario breaks off there, with 2 of its steps not asked\n")
}

func TestCoverage(t *testing.T) {
	c := report.Cover(replay(t))
	for _, rule := range c.Rules {
		require.NotEqual(t, model.ByHTTP, rule.Entry.By, "no scenario can meet %s", rule.Entry.ID)
		switch rule.Entry.Rule {
		case model.CreateAccepted, model.ListOne, model.PassID:
			require.Equal(t, []string{"test/report"}, rule.Scenarios)
		case model.DeleteFound:
			require.Empty(t, rule.Scenarios)
		}
	}
	require.InDelta(t, 100*float64(c.Reached)/float64(len(c.Rules)), c.Percent(), 1e-9)
}
