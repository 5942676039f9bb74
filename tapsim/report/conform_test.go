package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

// hostile is the reference model, with answers that hold codes and what a terminal or an
// XML parser must not get.
type hostile struct{ protocol.Reference }

func (h *hostile) Do(r protocol.Request) protocol.Response {
	res := h.Reference.Do(r)
	if r.Op == protocol.Get {
		res.Body = protocol.NewJSON(strings.Replace(string(res.Body.Reveal()), `"temporaryAccessPass":null`, `"temporaryAccessPass":"s3cret\u001b"`, 1))
	}
	if r.Op == protocol.List {
		res.Body = protocol.NewJSON(`{"value":[1,{"temporaryAccessPass":"s3cret"}]}`)
	}
	if r.Op == protocol.Delete {
		res = protocol.Response{Status: 400, Error: protocol.Error{Code: "c", Message: "\x1b[2J]]>" + strings.Repeat("long ", 1000)}}
	}
	return res
}

// judged returns the report of four scenarios, three of which have a difference.
func judged(t *testing.T) *conform.Report {
	var all []*scenario.Scenario
	for id, steps := range map[string]string{
		"a/get":    "get: {user: ada, pass: p}",
		"a/list":   "list: {user: ada}",
		"b/delete": "delete: {user: ada, pass: p}",
		"b/good":   "signIn: {user: ada, pass: p}",
	} {
		s, err := scenario.Parse("report.yaml", fmt.Appendf(nil, `
id: %s
title: <Titles> & "quotes"
rules: [create-accepted]
users: [ada]
steps:
  - {create: {user: ada}, as: p}
  - %s
`, id, steps))
		require.NoError(t, err)
		all = append(all, s)
	}
	cases, capabilities := conform.Run(context.Background(), all, func() transport.Subject {
		return transport.InProcess(&hostile{})
	}, 1)
	cases = append(cases, conform.Case{
		Scenario: all[0], Verdict: conform.Crashed, Why: "bang",
		Stderr: "\x1b[31mred\n" + strings.Repeat("line\n", 100) + `{"temporaryAccessPass":"s3cret"`,
	})
	return conform.Judge(cases, capabilities, conform.Options{Expected: []conform.KnownDifference{{Scenario: "a/lost", Verdict: conform.Fail, Reason: "later"}}})
}

var conformFormats = map[string]func(io.Writer, *conform.Report, report.Options) error{
	"text": report.Conform, "json": report.ConformJSON, "junit": report.ConformJUnit,
}

func TestConformIsFitToBeShown(t *testing.T) {
	r := judged(t)
	for name, write := range conformFormats {
		var b bytes.Buffer
		require.NoError(t, write(&b, r, report.Options{}), name)
		require.NotContains(t, b.String(), "s3cret", name)
		require.NotContains(t, b.String(), "\x1b", name)
		require.Contains(t, b.String(), model.Code{}.String(), name)
		require.Less(t, b.Len(), 1<<15, name)

		b.Reset()
		require.NoError(t, write(&b, r, report.Options{Secrets: true}), name)
		require.Contains(t, b.String(), "s3cret", name)
		require.ErrorIs(t, write(full{}, r, report.Options{}), errFull, name)
	}
}

func TestConformText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.Conform(&b, judged(t), report.Options{}))
	text := b.String()
	last := -1
	for _, part := range []string{
		"a subject that did not give its name, tested with the suite " + scenarios.Version(),
		"crash  bang\n  in 1 scenario: ",
		"    | (82 lines more)\n    | line\n",
		"fail  pass-single: ",
		"fail  pass-code-once: ",
		"fail  delete-found: ",
		"      delete ada p\n    answer\n      expected 204\n      got      400, ",
		"stale entries\n",
		"there is no scenario a/lost",
		"pass 1, fail 3, deviation 0, skip 0, error 0, timeout 0, crash 1; not as expected 1\n",
	} {
		at := strings.Index(text, part)
		require.Greater(t, at, -1, "%s lacks %s", text, part)
		if !strings.HasPrefix(part, "fail") {
			require.Greater(t, at, last, part)
			last = at
		}
	}
}

// Failures come before deviations, and documented rules before the others.
func TestConformOrder(t *testing.T) {
	good := judged(t).Cases[0].Case
	c := conform.Case{Scenario: good.Scenario, Steps: good.Steps}
	add := func(weight conform.Verdict, rules ...model.Rule) {
		for _, rule := range rules {
			c.Differences = append(c.Differences, conform.Difference{Step: 1, Name: "answer", Rule: rule, Weight: weight})
		}
	}
	add(conform.Deviates, model.UsabilityEnd, model.UserMissing, model.GetFound)
	add(conform.Fail, model.UsabilityOrder, model.PassID, model.SigninOnce)
	more := conform.Case{Scenario: good.Scenario, Steps: good.Steps, Differences: []conform.Difference{
		{Step: 1, Name: "answer", Rule: model.SigninEarly, Weight: conform.Fail},
	}}
	var b bytes.Buffer
	require.NoError(t, report.Conform(&b, conform.Judge([]conform.Case{c, more, more}, nil, conform.Options{}), report.Options{}))
	var order []string
	for _, m := range regexp.MustCompile(`(?m)^(?:fail|deviation)  [a-z-]+`).FindAllString(b.String(), -1) {
		order = append(order, strings.ReplaceAll(m, "  ", " "))
	}
	require.Equal(t, []string{
		"fail signin-early", "fail signin-once", "fail pass-id", "fail usability-order",
		"deviation get-found", "deviation user-missing", "deviation usability-end",
	}, order)
}

// The example of a rule is a scenario about that rule, and the shortest of those.
func TestConformShowsTheScenarioAboutTheRule(t *testing.T) {
	good := judged(t).Cases[0].Case
	var cases []conform.Case
	for _, row := range []struct {
		id    string
		step  int
		about model.Rule
	}{
		{"a/far", 1, model.CreateStartFar}, {"b/long", 2, model.UsabilityEarly},
		{"c/plain", 1, model.UsabilityEarly}, {"d/other", 1, model.UsabilityEarly},
	} {
		s := *good.Scenario
		s.ID, s.Rules = row.id, []model.Rule{row.about}
		cases = append(cases, conform.Case{Scenario: &s, Steps: good.Steps, Differences: []conform.Difference{
			{Step: row.step, Name: "isUsable", Rule: model.UsabilityEarly, Weight: conform.Fail},
		}})
	}
	cases = append(cases, conform.Case{Scenario: good.Scenario, Verdict: conform.Skipped, Why: conform.Interrupted})
	var b bytes.Buffer
	require.NoError(t, report.Conform(&b, conform.Judge(cases, nil, conform.Options{}), report.Options{}))
	require.Contains(t, b.String(), "\n  c/plain  ")
	require.Contains(t, b.String(), "pass 0, fail 4, deviation 0, skip 0, error 0, timeout 0, crash 0; 1 not run; interrupted")
}

// Build servers identify a test by classname and name, take an empty attribute for a
// value, and want the parts of a test in one order.
func TestConformJUnitIsWhatBuildServersRead(t *testing.T) {
	r := judged(t)
	bare := *r.Cases[0].Scenario
	bare.ID, bare.File = "bare", ""
	r.Cases = append(r.Cases, conform.Result{Case: conform.Case{Scenario: &bare, Verdict: conform.Skipped, Why: conform.Interrupted}})
	r.Interrupted = true
	var b bytes.Buffer
	require.NoError(t, report.ConformJUnit(&b, r, report.Options{}))
	require.NotContains(t, b.String(), `=""`)
	type part struct {
		XMLName xml.Name
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	var suites struct {
		Suites []struct {
			Name  string  `xml:"name,attr"`
			Time  float64 `xml:"time,attr"`
			Cases []struct {
				Class string `xml:"classname,attr"`
				Name  string `xml:"name,attr"`
				Time  string `xml:"time,attr"`
				Parts []part `xml:",any"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(b.Bytes(), &suites))
	seen, timed := map[string]bool{}, 0
	for _, s := range suites.Suites {
		require.False(t, seen[s.Name], "two suites are called %s", s.Name)
		seen[s.Name] = true
		for _, c := range s.Cases {
			require.Equal(t, s.Name, c.Class)
			require.NotContains(t, c.Name, c.Class+"/")
			if c.Time != "" {
				require.Regexp(t, `^[0-9]+\.[0-9]{3}$`, c.Time)
				timed++
			}
			for i, p := range c.Parts {
				switch p.XMLName.Local {
				case "skipped", "failure", "error":
					require.Zero(t, i)
					require.NotEmpty(t, p.Message)
				case "system-out", "system-err":
				default:
					t.Errorf("%s has a %s", c.Name, p.XMLName.Local)
				}
			}
		}
	}
	require.Equal(t, 4, timed, "the cases that were run")
	require.True(t, seen["scenarios"], "a scenario without a folder")
	require.Contains(t, b.String(), `<failure message="the run was interrupted: 1 of 6 scenarios are not run">`)
	require.Contains(t, b.String(), `<property name="not run" value="1">`)
}

func TestConformJUnitIsXML(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.ConformJUnit(&b, judged(t), report.Options{Color: true}))
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Facts []struct {
				Name  string `xml:"name,attr"`
				Value string `xml:"value,attr"`
			} `xml:"properties>property"`
		} `xml:"testsuite"`
	}
	require.NoError(t, xml.Unmarshal(b.Bytes(), &suites))
	require.Equal(t, []int{6, 4, 1}, []int{suites.Tests, suites.Failures, suites.Errors})
	require.Equal(t, scenarios.Version(), suites.Suites[0].Facts[0].Value)
}

func TestConformJSONIsLinesOfJSON(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.ConformJSON(&b, judged(t), report.Options{}))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 7)
	for _, line := range lines {
		require.True(t, json.Valid([]byte(line)), line)
	}
}
