package scenario_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// everything uses each key of the format at least once.
const everything = `
id: format/everything
title: Each key of the format is used here
description: |
  No author would write such a scenario.
rules: [create-accepted, policy-update]
edition: documented
start: 2022-06-02T18:21:09.765173+02:00
policy:
  state: disabled
  minimumLifetimeInMinutes: 10
  maximumLifetimeInMinutes: 43200
  defaultLifetimeInMinutes: 30
  defaultLength: 12
  isUsableOnce: true
  includeTargets: [{user: ada}, {group: staff}]
  excludeTargets: [{targetType: user, id: 071CC716-8147-4397-A5BA-B2105951CC0B}]
groups: [staff, {name: desk, id: 071cc716-8147-4397-a5ba-000000000001}]
users:
  - ada
  - {name: gus, id: 071cc716-8147-4397-a5ba-b2105951cc0b, userType: guest, external: true, groups: [staff, desk], roles: [Reports Reader, Any Other]}
steps:
  - create: {user: ada, startDateTime: 2022-06-05T00:00:00.000Z, isUsableOnce: false, lifetimeInMinutes: -1}
    as: p
    note: first
    actor: {delegated: gus, scopes: [UserAuthenticationMethod.ReadWrite.All, User.Read], roles: [Global Reader]}
    want: {status: 201, id: a, temporaryAccessPass: null, createdDateTime: 2022-06-02T16:21:09.7651730Z, startDateTime: p.start, lifetimeInMinutes: 60, isUsableOnce: false, isUsable: false, methodUsabilityReason: NotYetValid, "@odata.context": c, "@odata.type": t}
  - create: {user: {id: ada}, startDateTime: p.end - 100ns}
  - create: {user: {upn: ada}, body: {startDateTime: 2022-06-05T00:00:00Z, lifetimeInMinutes: 60.0, isUsableOnce: null, x: [1, "2", <b>, {}], y: ''}}
  - create: {user: {key: nobody@contoso.example}, raw: '{"a":1,"a":2} '}
    actor: {application: [UserAuthMethod-TAP.ReadWrite.All]}
  - create: {user: me}
    actor: {delegated: ada}
  - at: +90m
    list: {user: ada}
    want: {count: 1, absent: [temporaryAccessPass, isUsable], rule: list-one, error: {code: c, message: m}}
  - at: +1h30m + 1d
    get: {user: ada, pass: p}
  - advance: 0.5d
    delete: {user: ada, pass: {id: 6F19}}
  - at: p.created+100ns
    skew: true
    signIn: {user: ada, pass: p}
    want: {result: refused, reason: NoPass, sessionEnds: p.end, registerBy: +10m}
  - at: 2022-07-01T00:00:00Z
    signIn: {user: ada, code: "12345678"}
  - refresh: {user: ada, pass: p}
  - getPolicy: {}
    want: {state: disabled, defaultLength: 12, includeTargets: [all_users, {user: gus}], excludeTargets: [{group: desk}]}
  - updatePolicy: {excludeTargets: [], includeTargets: [all_users], state: enabled, defaultLength: 7}
  - updatePolicy: {raw: ""}
  - resetPolicy: {}
  - updateUser: {user: ada, groups: [desk], userType: member, external: false, roles: []}
`

func TestParseReadsEverything(t *testing.T) {
	s := parse(t, everything)
	ada, gus := s.Users[0], s.Users[1]
	staff, desk := protocol.GroupID("staff"), s.Groups[1].ID

	require.Equal(t, "format/everything", s.ID)
	require.Equal(t, "No author would write such a scenario.\n", s.Description)
	require.Equal(t, []model.Rule{model.CreateAccepted, model.PolicyUpdate}, s.Rules)
	require.Equal(t, []scenario.Position{{Line: 6, Column: 9}, {Line: 6, Column: 26}}, s.RulePos)
	require.Equal(t, model.Documented, s.Edition)
	require.Equal(t, "2022-06-02T16:21:09.765173Z", s.Start.String())
	require.Equal(t, model.Policy{
		Minimum: 10, Maximum: 43200, Default: 30, Length: 12, OnceOnly: true,
		Include: []model.Target{{Type: model.UserTarget, ID: ada.ID}, {Type: model.GroupTarget, ID: staff}},
		Exclude: []model.Target{{Type: model.UserTarget, ID: gus.ID}},
	}, s.Policy)
	require.Equal(t, protocol.UserID("ada"), ada.ID)
	require.Equal(t, protocol.User{
		Name: "gus", ID: gus.ID, Guest: true, External: true,
		Groups: []model.ID{staff, desk}, Roles: []string{"Reports Reader", "Any Other"},
	}, gus)
	require.Equal(t, "071cc716-8147-4397-a5ba-b2105951cc0b", gus.ID.String())

	bodies := map[int]string{
		0:  `{"startDateTime":"2022-06-05T00:00:00.000Z","isUsableOnce":false,"lifetimeInMinutes":-1}`,
		1:  `{}`,
		2:  `{"startDateTime":"2022-06-05T00:00:00Z","lifetimeInMinutes":60.0,"isUsableOnce":null,"x":[1,"2","<b>",{}],"y":""}`,
		3:  `{"a":1,"a":2} `,
		4:  `{}`,
		12: `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","excludeTargets":[],"includeTargets":[{"targetType":"group","id":"all_users"}],"state":"enabled","defaultLength":7}`,
		13: ``,
		15: `{"groups":["` + desk.String() + `"],"userType":"member","external":false,"roles":[]}`,
	}
	for i, step := range s.Steps {
		want, sent := bodies[i]
		require.Equal(t, want, string(step.Body), "step %d", i)
		require.Equal(t, sent, step.Body != nil, "step %d", i)
		require.Equal(t, i == 3 || i == 13, step.Raw, "step %d", i)
	}

	users := []string{"ada@contoso.example", ada.ID.String(), "ada@contoso.example", "nobody@contoso.example", "me"}
	for i, want := range users {
		require.Equal(t, want, s.Steps[i].User)
	}
	require.Equal(t, &protocol.Actor{
		Kind: "delegated", User: gus.ID.String(),
		Scopes: []string{"UserAuthenticationMethod.ReadWrite.All", "User.Read"}, Roles: []string{"Global Reader"},
	}, s.Steps[0].Actor)
	require.Equal(t, &protocol.Actor{Kind: "application", Permissions: []string{"UserAuthMethod-TAP.ReadWrite.All"}}, s.Steps[3].Actor)

	require.Equal(t, &scenario.TimeExpression{Base: scenario.OfEnd, Label: "p", Offset: -1}, s.Steps[1].Start)
	require.Equal(t, &scenario.TimeExpression{Base: scenario.SinceStart, Offset: 90 * model.Minute}, s.Steps[5].At)
	require.Equal(t, &scenario.TimeExpression{Base: scenario.SinceStart, Offset: (90 + 24*60) * model.Minute}, s.Steps[6].At)
	require.Equal(t, 12*60*model.Minute, s.Steps[7].Advance)
	require.Equal(t, "6F19", s.Steps[7].PassID)
	require.Equal(t, &scenario.TimeExpression{Base: scenario.OfCreated, Label: "p", Offset: 1}, s.Steps[8].At)
	require.True(t, s.Steps[8].Skew)
	require.Equal(t, "p", s.Steps[8].Pass)
	require.Equal(t, "2022-07-01T00:00:00Z", s.Steps[9].At.Text)
	require.Equal(t, "12345678", s.Steps[9].Code.Reveal())

	require.Equal(t, map[string]any{
		"status": int64(201), "id": "a", "temporaryAccessPass": nil,
		"createdDateTime":   "2022-06-02T16:21:09.7651730Z",
		"startDateTime":     &scenario.TimeExpression{Base: scenario.OfStart, Label: "p"},
		"lifetimeInMinutes": int64(60), "isUsableOnce": false, "isUsable": false,
		"methodUsabilityReason": "NotYetValid", "@odata.context": "c", "@odata.type": "t",
	}, wants(s, 0))
	require.Equal(t, map[string]any{
		"count": int64(1), "absent": []any{"temporaryAccessPass", "isUsable"}, "rule": model.ListOne,
		"error.code": "c", "error.message": "m",
	}, wants(s, 5))
	require.Equal(t, map[string]any{
		"result": "refused", "reason": "NoPass",
		"sessionEnds": &scenario.TimeExpression{Base: scenario.OfEnd, Label: "p"},
		"registerBy":  &scenario.TimeExpression{Base: scenario.SinceStart, Offset: 10 * model.Minute},
	}, wants(s, 8))
	require.Equal(t, map[string]any{
		"state": "disabled", "defaultLength": int64(12),
		"includeTargets": []any{
			map[string]any{"targetType": "group", "id": "all_users", "isRegistrationRequired": false},
			map[string]any{"targetType": "user", "id": gus.ID.String(), "isRegistrationRequired": false},
		},
		"excludeTargets": []any{map[string]any{"targetType": "group", "id": desk.String()}},
	}, wants(s, 11))
}

func wants(s *scenario.Scenario, step int) map[string]any {
	all := map[string]any{}
	for _, e := range s.Steps[step].Wants {
		all[e.Name] = e.Value
	}
	return all
}

// A missing key of a scenario has a default.
func TestParseFillsInDefaults(t *testing.T) {
	s := parse(t, "id: a\ntitle: b\nrules: [policy-read]\nsteps: [{getPolicy: {}}]")
	require.Equal(t, "2026-01-01T00:00:00Z", s.Start.String())
	policy := model.DefaultPolicy(model.Current)
	policy.Enabled = true
	require.Equal(t, policy, s.Policy)

	s = parse(t, "\ufeffid: a\r\ntitle: b\r\nrules: [policy-read]\r\nedition: preview\r\nsteps: [{getPolicy: {}}]\r\n")
	require.EqualValues(t, 1440, s.Policy.Maximum)
}

// Object ids are part of published answers and must never change.
func TestDerivedIDsStayTheSame(t *testing.T) {
	require.Equal(t, "be114b86-ff6c-5661-88b1-e8351f0786c2", protocol.UserID("ada").String())
	require.Equal(t, "98eebad5-cbd9-5586-8642-86b2ff02e182", protocol.GroupID("staff").String())
	require.NotEqual(t, protocol.UserID("staff"), protocol.GroupID("staff"))
}

func TestExcerptShowsTheStep(t *testing.T) {
	s := parse(t, fourSteps)
	require.Equal(t, "   8 |   - create: {user: ada, lifetimeInMinutes: 60}\n     |     ^", s.Excerpt(s.Steps[0].Pos))
	require.Empty(t, s.Excerpt(scenario.Position{Line: 99, Column: 1}))
	require.Empty(t, (&scenario.Scenario{}).Excerpt(scenario.Position{Line: 1, Column: 1}))
}

// BenchmarkParse reads a scenario of four steps.
func BenchmarkParse(b *testing.B) {
	text := []byte(fourSteps)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scenario.Parse("bench.yaml", text); err != nil {
			b.Fatal(err)
		}
	}
}
