package report_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

// The text of every rule explains its placeholders, has what each source says, and has
// no empty line.
func TestRuleTextOfEveryRule(t *testing.T) {
	placeholder := regexp.MustCompile(`\{[a-z]+\}`)
	for _, e := range model.Catalogue() {
		var b bytes.Buffer
		require.NoError(t, report.RuleText(&b, e, report.RuleScenarios{}, report.Options{}))
		text := b.String()
		for _, name := range placeholder.FindAllString(e.Answer.Message+e.Answer.OtherMessage, -1) {
			require.Contains(t, text, "\n                 "+name+" is ", e.ID)
		}
		for _, c := range e.Disputed {
			require.Contains(t, text, "\n  disputed       "+c.Says+"\n                 "+c.Source.Title+"\n", e.ID)
			require.Contains(t, text, c.Source.URL, e.ID)
		}
		for _, w := range e.Witnesses {
			label := map[bool]string{false: "witness  ", true: "otherwise"}[w.Against]
			require.Contains(t, text, "\n  "+label+"      "+w.Says+"\n                 "+w.Sources[0].Title+"\n                   "+w.Sources[0].URL+"\n", e.ID)
		}
		require.Contains(t, text, e.Answer.OtherMessage, e.ID)
		require.NotRegexp(t, `(?m)[ ]$|<>`, text, e.ID)
	}
}

// The JSON of a rule has what its text has.
func TestRulesJSONOfEveryRule(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, report.RulesJSON(&b, model.Catalogue(), nil))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, len(model.Catalogue()))
	for i, e := range model.Catalogue() {
		var line struct {
			ID       string
			Disputed []struct {
				Says   string
				Source model.Source
			}
			Witnesses []model.Witness
			Answer    struct {
				Other *struct{ Code, Message string }
			}
		}
		require.NoError(t, json.Unmarshal([]byte(lines[i]), &line))
		require.Equal(t, e.ID, line.ID)
		require.NotNil(t, line.Witnesses, "%s: no list is an empty one", e.ID)
		require.Equal(t, append([]model.Witness{}, e.Witnesses...), line.Witnesses, e.ID)
		require.Len(t, line.Disputed, len(e.Disputed), e.ID)
		for j, c := range e.Disputed {
			require.Equal(t, c, model.Claim(line.Disputed[j]), e.ID)
		}
		if e.Answer.OtherCode == "" && e.Answer.OtherMessage == "" {
			require.Nil(t, line.Answer.Other, e.ID)
		} else {
			require.Equal(t, &struct{ Code, Message string }{e.Answer.OtherCode, e.Answer.OtherMessage}, line.Answer.Other, e.ID)
		}
	}
}

// The first address is the source, without the punctuation of the sentence.
func TestTheSourceOfAReport(t *testing.T) {
	for description, want := range map[string]string{
		"":                                      "",
		"A script, whose address was not kept.": "",
		"https://example.com/a has it.":         "https://example.com/a",
		"https://example.com/a, of June 2026, and https://example.com/b.":         "https://example.com/a",
		"Run.ps1 of https://example.com/a. Its look at the answer is its own.":    "https://example.com/a",
		"See (https://example.com/a?b=c#d), or <http://example.com/b>.":           "https://example.com/a?b=c#d",
		"A sample (https://example.com/tree/v1.0/x.md): the cmdlet writes a date": "https://example.com/tree/v1.0/x.md",
		"\"https://example.com/a\"; likewise.":                                    "https://example.com/a",
	} {
		s := &scenario.Scenario{ID: "reports/one", Rules: []model.Rule{model.ListOne}, Description: description}
		found := report.Show(model.ListOne, []*scenario.Scenario{s})
		require.Equal(t, report.RuleScenarios{Reports: []report.Witness{{ID: "reports/one", Source: want}}}, found, description)
	}
}

// Every scenario of the corpus is listed for some rule, and every report but one has an
// address.
func TestShowOfTheCorpus(t *testing.T) {
	all, err := scenario.LoadFS(scenarios.FS, "")
	require.NoError(t, err)
	shown, unknown := map[string]bool{}, map[string]bool{}
	for _, e := range model.Catalogue() {
		s := report.Show(e.Rule, all)
		for _, id := range s.Scenarios {
			require.NotContains(t, id, "reports/")
			shown[id] = true
		}
		for _, r := range s.Reports {
			require.True(t, strings.HasPrefix(r.ID, "reports/"), r.ID)
			require.NotEmpty(t, r.Title)
			shown[r.ID] = true
			if r.Source == "" {
				unknown[r.ID] = true
			}
		}
	}
	require.Len(t, shown, len(all))
	require.Equal(t, map[string]bool{"reports/report-of-unused-passes": true}, unknown)
}
