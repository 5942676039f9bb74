package write_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// TestScenariosOfTheCorpus reads every scenario, writes it, reads it again, and
// requires the same scenario.
func TestScenariosOfTheCorpus(t *testing.T) {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	for _, s := range all {
		sameAgain(t, s)
	}
}

// Forms that no scenario of the corpus has.
func TestScenarioOfPeopleWithNamesOfTheirOwn(t *testing.T) {
	s, err := scenario.Parse("own.yaml", []byte(`
id: test/own
title: 'A title: with "quotes", and a #'
description: me
rules: [user-missing]
users: [{name: ada, userPrincipalName: "Ada.Lovelace+x@Contoso.com"}, bob]
steps:
  - list: {user: ada}
  - list: {user: {id: ada}}
  - list: {user: {key: "ADA.lovelace+x@contoso.com"}}
  - list: {user: {key: "ada@contoso.example"}}
    want: {status: 404, rule: user-missing}
`))
	require.NoError(t, err)
	sameAgain(t, s)
}

// sameAgain writes a scenario, reads it, and requires the same replay.
func sameAgain(t *testing.T, s *scenario.Scenario) {
	was := scenario.Replay(s, &protocol.Reference{}).Steps
	text, err := write.Scenario(s, "written again")
	require.NoError(t, err, "%s", text)
	again, err := scenario.Parse(s.File, text)
	require.NoError(t, err)
	require.Equal(t, []any{s.ID, s.Title, s.Description, s.Rules, s.Start, s.Tenant},
		[]any{again.ID, again.Title, again.Description, again.Rules, again.Start, again.Tenant}, "%s", text)
	is := scenario.Replay(again, &protocol.Reference{})
	require.True(t, is.Passed(), "%s\n%+v", text, is.Failures)
	require.Len(t, is.Steps, len(was))
	for i := range was {
		before, after := was[i].Step, is.Steps[i].Step
		require.Equal(t, []any{before.Note, before.As, before.Skew, values(before.Wants)},
			[]any{after.Note, after.As, after.Skew, values(after.Wants)}, "%s", text)
		asked, asks := was[i].Request, is.Steps[i].Request
		if !asked.Raw && asked.Body != (protocol.JSON{}) {
			require.JSONEq(t, string(asked.Body.Reveal()), string(asks.Body.Reveal()))
			asked.Body, asks.Body = protocol.JSON{}, protocol.JSON{}
		}
		require.Equal(t, asked, asks, "%s", text)
		require.Equal(t, was[i].Response, is.Steps[i].Response)
	}
}

func values(wants []scenario.Assertion) map[string]any {
	all := map[string]any{}
	for _, e := range wants {
		all[e.Name] = e.Value
	}
	return all
}

// A comment is copied uncut; a line end in it becomes a blank.
func TestCommentsAreWhole(t *testing.T) {
	s, err := scenario.Parse("own.yaml", []byte("id: test/own\ntitle: T\nrules: [list-one]\nusers: [ada]\nsteps:\n  - list: {user: ada}\n"))
	require.NoError(t, err)
	long := "  run --name 'two  blanks' " + strings.Repeat("argument ", 100) + "end"
	text, err := write.Scenario(s, "Found.", "", long, "a\nb\u2028c\ufeff\xff")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(text), "# Found.\n#\n# "+long+"\n# a b c \ufffd\nid: "), "%s", text)
}

func TestScenarioThatCannotBeWritten(t *testing.T) {
	s := &scenario.Scenario{
		ID: "check/odd", Title: "Odd", Rules: []model.Rule{model.ListOne}, Start: scenario.DefaultStart,
		Tenant: protocol.Tenant{Policy: model.DefaultPolicy(model.Documented), Users: []protocol.User{{Name: "ada", ID: protocol.UserID("ada")}}},
		Steps:  []scenario.Step{{Op: protocol.Create, User: "ada@contoso.example", Body: []byte("\xff"), Raw: true}},
	}
	s.Steps = append([]scenario.Step{{Op: protocol.List, User: "ada@contoso.example"}}, s.Steps...)
	_, err := write.Scenario(s)
	var wrong *write.Error
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, []int{1}, wrong.Steps)
	require.ErrorContains(t, err, "the scenario cannot be written down")
	require.ErrorContains(t, err, "UTF-8")
}

// A line that is too long for the reader is broken. Characters that cannot be seen are
// escaped, because YAML refuses some of them.
func TestLongLinesAndInvisibleCharacters(t *testing.T) {
	s := &scenario.Scenario{
		ID: "test/long", Title: "Long", Start: scenario.DefaultStart, Rules: []model.Rule{model.ListOne},
		Tenant: protocol.Tenant{Policy: model.DefaultPolicy(model.Current)},
	}
	s.Policy.Enabled = true
	odd := "o, \"d\\d\u2066\ufffe\U000e0fff@x"
	u := protocol.User{Name: "ada", ID: protocol.UserID("ada"), PrincipalName: strings.ReplaceAll("a, \"d\\@x", " ", "")}
	for i := range 900 {
		g := protocol.Group{Name: fmt.Sprintf("group-%d", i), ID: model.ID{1: byte(i >> 8), 2: byte(i), 3: 1}}
		s.Groups, u.Groups = append(s.Groups, g), append(u.Groups, g.ID)
		u.Roles = append(u.Roles, fmt.Sprintf("Role, %d", i))
		s.Policy.Exclude = append(s.Policy.Exclude, model.Target{Type: model.GroupTarget, ID: g.ID})
	}
	s.Users = []protocol.User{u}
	s.Steps = []scenario.Step{{Op: protocol.List, User: u.UPN()}}
	text, err := write.Scenario(s)
	require.NoError(t, err)
	again, err := scenario.Parse("long.yaml", text)
	require.NoError(t, err)
	require.Equal(t, s.Tenant, again.Tenant)

	s.Steps[0].Body, s.Steps[0].Op, s.Steps[0].Raw = []byte(odd), protocol.Create, true
	text, err = write.Scenario(s)
	require.NoError(t, err)
	again, err = scenario.Parse("long.yaml", text)
	require.NoError(t, err)
	require.Equal(t, odd, string(again.Steps[0].Body))
}

// Instants that are spelt out are quoted everywhere, because some readers of YAML
// would read them as dates. Other time expressions need no quotes.
func TestInstantsStandInQuotes(t *testing.T) {
	s, err := scenario.Parse("own.yaml", []byte(`
id: test/own
title: T
rules: [create-accepted]
start: 2026-01-05T08:00:00Z
users: [ada]
steps:
  - at: 2026-01-05T08:30:00.0000001+00:00
    create: {user: ada, startDateTime: 2026-01-05T10:00:00+01:00}
    as: p
    want: {status: 201, startDateTime: 2026-01-05T09:00:00Z}
  - at: p.end
    signIn: {user: ada, pass: p}
    want: {result: refused}
`))
	require.NoError(t, err)
	text, err := write.Scenario(s)
	require.NoError(t, err)
	for _, want := range []string{
		`start: "2026-01-05T08:00:00Z"`, `at: "2026-01-05T08:30:00.0000001+00:00"`,
		`startDateTime: "2026-01-05T10:00:00+01:00"`, `startDateTime: "2026-01-05T09:00:00Z"`, "at: p.end\n",
	} {
		require.Contains(t, string(text), want)
	}
	require.NotRegexp(t, `[^"][0-9]{4}-[0-9]{2}-[0-9]{2}T`, string(text))
	sameAgain(t, s)
}
