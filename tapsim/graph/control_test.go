package graph_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A start next Monday, an expiry and a spent pass, in no time.
func TestAPassLivedThrough(t *testing.T) {
	h := open(t, graph.Config{})
	made := h.ask("POST", hers, `{"startDateTime":"2026-01-05T08:00:00Z","isUsableOnce":true}`)
	id, code := cut(made.body, `"id":"`, `"`), cut(made.body, `"temporaryAccessPass":"`, `"`)
	signIn := func() string {
		body, err := json.Marshal(map[string]string{"user": "ada@contoso.example", "code": code})
		require.NoError(t, err)
		got := h.ask("POST", "/_tapsim/signIn", string(body), "Authorization", "")
		require.Equal(t, 200, got.status)
		require.Equal(t, "application/json", got.header.Get("Content-Type"))
		return got.body
	}
	refresh := func() string {
		return h.ask("POST", "/_tapsim/refresh", `{"user":"`+ada+`","id":"`+strings.ToUpper(id)+`"}`).body
	}
	require.Equal(t, `{"result":"refused","reason":"NotYetValid","error":{"message":"Your Temporary Access Pass is not valid yet."}}`, signIn())
	require.Equal(t, `{"now":"2026-01-01T12:00:00Z","next":{"at":"2026-01-05T08:00:00Z","user":"ada@contoso.example","before":"NotYetValid","after":"EnabledByPolicy"}}`,
		h.ask("GET", "/_tapsim/next", "").body)
	require.Equal(t, `{"now":"2026-01-05T08:30:00Z","changes":[{"at":"2026-01-05T08:00:00Z","user":"ada@contoso.example","before":"NotYetValid","after":"EnabledByPolicy"}]}`,
		h.ask("PUT", "/_tapsim/clock", `{"now":"2026-01-05T09:30:00+01:00"}`).body)
	require.Equal(t, `{"result":"accepted","sessionEnds":"2026-01-05T09:00:00Z","registerBy":"2026-01-05T08:40:00Z"}`, signIn())
	require.Equal(t, `{"result":"accepted","sessionEnds":"2026-01-05T09:00:00Z"}`, refresh())
	require.Contains(t, signIn(), `"reason":"OneTimeUsed"`)
	require.Equal(t, `{"now":"2026-01-05T09:00:00Z","changes":[{"at":"2026-01-05T09:00:00Z","user":"ada@contoso.example","before":"OneTimeUsed","after":"Expired"}]}`,
		h.ask("PUT", "/_tapsim/clock", `{"advance":"30m"}`).body)
	require.Equal(t, `{"result":"refused","reason":"Expired","error":{"code":"AADSTS130504","message":"Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass."}}`, signIn())
	require.Contains(t, refresh(), `"reason":"Expired"`)
	require.Equal(t, `{"now":"2026-01-05T09:00:00Z","next":null}`, h.ask("GET", "/_tapsim/next", "").body)
	require.Equal(t, 204, h.ask("DELETE", hers+"/"+id, "").status)
	require.Contains(t, refresh(), `"reason":"NoPass"`)
}

func TestTheClockOverHTTP(t *testing.T) {
	h := open(t, graph.Config{})
	put := func(body string) reply { return h.ask("PUT", "/_tapsim/clock", body) }
	require.Equal(t, `{"now":"2026-01-01T12:00:00Z","frozen":true}`, h.ask("GET", "/_tapsim/clock", "").body)
	require.Equal(t, 409, put(`{"now":"2026-01-01T11:59:59.9999999Z"}`).status)
	require.Equal(t, `{"now":"2026-01-01T11:00:00Z","changes":[]}`, put(`{"now":"2026-01-01T11:00:00Z","skew":true}`).body)
	require.Equal(t, `{"now":"2026-01-02T12:30:00.0000001Z","changes":[]}`, put(`{"advance":"1d1h30m100ns"}`).body)
	require.Equal(t, h.Clock().Instant(), at(t, "2026-01-02T12:30:00.0000001Z"))
	require.Equal(t, "Fri, 02 Jan 2026 12:30:00 GMT", h.ask("GET", hers, "").header.Get("Date"))
	for body, why := range map[string]string{
		`{}`: "either",
		``:   "either",
		`{"now":"2026-02-01T00:00:00Z","advance":"1m"}`: "either",
		`{"now":"tomorrow"}`:                            "now is no instant: tomorrow",
		`{"now":"2026-02-01T00:00:00"}`:                 "no instant",
		`{"advance":"5"}`:                               "lacks a unit",
		`{"advance":"-5m"}`:                             "no duration",
		`{"advance":"3000000d"}`:                        "year 10000",
		`{"nov":"2026-02-01T00:00:00Z"}`:                `unknown field \"nov\"`,
		`{"now":1}`:                                     "cannot unmarshal",
		`{"advance":"1m"}{}`:                            "goes on after",
		`{"advance"`:                                    "unexpected EOF",
	} {
		got := put(body)
		require.Equal(t, 400, got.status, body)
		require.Contains(t, got.body, why, body)
	}
	require.Equal(t, at(t, "2026-01-02T12:30:00.0000001Z"), h.Clock().Instant(), "what is refused moves nothing")
}

// A reset makes another tenant, and says by what it was refused.
func TestReset(t *testing.T) {
	h := open(t, graph.Config{})
	reset := func(body string) reply { return h.ask("POST", "/_tapsim/reset", body) }
	id := cut(h.ask("POST", hers, "{}").body, `"id":"`, `"`)
	before := h.Engine()

	for body, why := range map[string]string{
		`{"edition":"next"}`:                     `no edition \"next\"`,
		`{"now":"x"}`:                            "no instant",
		`{"policy":{"stat":"enabled"}}`:          "policy-unknown",
		`{"policy":{"defaultLength":7}}`:         "policy-range",
		`{"user":[]}`:                            `unknown field \"user\"`,
		`{"users":[{"userPrincipalNam":"a@b"}]}`: `unknown field \"userPrincipalNam\"`,
		`{"users":[{}]}`:                         "userPrincipalName is missing",
		`{"users":[{"userPrincipalName":"a@b"},{"userPrincipalName":"A@b"}]}`: "the name is taken",
		`{"users":[{"userPrincipalName":"a@b","userType":"robot"}]}`:          "no userType",
		`{"users":[{"userPrincipalName":"a@b","id":"1"}]}`:                    "no GUID",
		`{"users":[{"userPrincipalName":"a@b","groups":["staff"]}]}`:          "no GUID of a group",
		`{"groups":[{"displayName":"staff","id":"1"}]}`:                       "no GUID",
		`{"tokens":{"t":{"kind":"robot"}}}`:                                   `no kind \"robot\"`,
		`{"tokens":{"t":{"kind":"delegated"}}}`:                               "takes a user",
		`{"tokens":{"t":{"kind":"delegated","user":"a@b","permissions":[]}}}`: "no permissions",
		`{"tokens":{"t":{"kind":"application","user":"a@b"}}}`:                "an application has permissions",
		`{"tokens":{"t":{"kind":"operator","scopes":[]}}}`:                    "neither user nor scopes",
		`{"tokens":{"t t":{"kind":"operator"}}}`:                              "without blanks",
		`{"tokens":{"t":{"kind":"application","permission":[]}}}`:             `unknown field \"permission\"`,
	} {
		got := reset(body)
		require.Equal(t, 400, got.status, body)
		require.Contains(t, got.body, why, body)
	}
	require.Same(t, before, h.Engine(), "what is refused changes nothing")
	require.Contains(t, h.ask("GET", hers, "").body, id)

	require.Equal(t, 204, reset(`{"now":"2020-01-01T00:00:00Z","edition":"preview","policy":{"isUsableOnce":true},"groups":[{"displayName":"staff"}],`+
		`"users":[{"userPrincipalName":"eve@contoso.example","groups":["staff"],"roles":["Reports Reader","Global Administrator"],"userType":"guest","external":true}]}`).status)
	require.Equal(t, `{"now":"2020-01-01T00:00:00Z","edition":"preview","policy":{"id":"TemporaryAccessPass","state":"disabled","defaultLifetimeInMinutes":60,"defaultLength":8,`+
		`"minimumLifetimeInMinutes":60,"maximumLifetimeInMinutes":1440,"isUsableOnce":true,"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false}],"excludeTargets":[]},`+
		`"groups":[{"id":"`+scenario.GroupID("staff").String()+`","displayName":"staff"}],`+
		`"users":[{"id":"`+scenario.UserID("eve").String()+`","userPrincipalName":"eve@contoso.example","userType":"guest","external":true,"groups":["`+scenario.GroupID("staff").String()+`"],"roles":["Reports Reader","(another)"]}],`+
		`"passes":[]}`, h.ask("GET", "/_tapsim/state", "").body)
	require.Equal(t, 404, h.ask("GET", hers, "").status)

	require.Equal(t, 204, reset(``).status, "without a body it is the tenant of the beginning")
	require.Contains(t, h.ask("GET", hers, "").body, `"value":[]`)
	require.Equal(t, noon, h.Clock().Instant(), "and a frozen clock is where it began")
}

// What state tells, but for now and the passes, is the body of a reset to the same.
func TestStateIsAReset(t *testing.T) {
	h := open(t, graph.Config{})
	h.ask("POST", hers, "{}")
	h.ask("PATCH", "/_tapsim/users/bob@contoso.example", `{"userType":"guest","roles":["Reports Reader"]}`)
	state := h.ask("GET", "/_tapsim/state", "").body
	require.Contains(t, state, `"passes":[{"user":"ada@contoso.example","pass":{"id":"`)
	require.Contains(t, state, `"temporaryAccessPass":null`)

	var parts map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(state), &parts))
	delete(parts, "passes")
	text, err := json.Marshal(parts)
	require.NoError(t, err)
	require.Equal(t, 204, h.ask("POST", "/_tapsim/reset", string(text)).status)
	rest, _, _ := strings.Cut(state, `"passes"`)
	require.Equal(t, rest+`"passes":[]}`, h.ask("GET", "/_tapsim/state", "").body)
}

func TestUpdateUser(t *testing.T) {
	h := open(t, graph.Config{})
	require.Equal(t, 204, h.ask("PATCH", "/_tapsim/users/ADA%40contoso.example", `{"userType":"guest","external":true,"groups":[],"roles":[]}`).status)
	require.Equal(t, 400, h.ask("POST", hers, "{}").status)
	require.Equal(t, 404, h.ask("PATCH", "/_tapsim/users/nobody@contoso.example", `{}`).status)
	require.Equal(t, 400, h.ask("PATCH", "/_tapsim/users/"+ada, `{"role":[]}`).status)
}

// A test that did not make the pass itself reads its code back, if it may.
func TestReadback(t *testing.T) {
	h := open(t, graph.Config{})
	made := h.ask("POST", hers, "{}")
	id, code := cut(made.body, `"id":"`, `"`), cut(made.body, `"temporaryAccessPass":`, `,"c`)
	got := h.ask("GET", "/_tapsim/passes/"+strings.ToUpper(id)+"/code", "")
	require.Equal(t, 200, got.status)
	var said, want struct {
		Code string `json:"temporaryAccessPass"`
	}
	require.NoError(t, json.Unmarshal([]byte(got.body), &said))
	require.NoError(t, json.Unmarshal([]byte(`{"temporaryAccessPass":`+code+`}`), &want))
	require.Equal(t, want, said)
	for _, path := range []string{"/_tapsim/passes/" + somebody + "/code", "/_tapsim/passes/x/code"} {
		require.Equal(t, 404, h.ask("GET", path, "").status)
	}

	shut := open(t, graph.Config{NoReadback: true})
	id = cut(shut.ask("POST", hers, "{}").body, `"id":"`, `"`)
	require.Equal(t, 404, shut.ask("GET", "/_tapsim/passes/"+id+"/code", "").status)
}

// Passes that are there from the beginning are made by the steps of a story, and
// made again by a reset that goes back there.
func TestPassesFromTheBeginning(t *testing.T) {
	story, err := scenario.Parse("seed.yaml", []byte(`
id: test/seed
title: A pass that is spent and one to come
rules: [create-accepted]
users: [ada, bob]
steps:
  - create: {user: ada, isUsableOnce: true}
    as: p
  - advance: 1m
    signIn: {user: ada, pass: p}
  - create: {user: bob, startDateTime: +1d}
`))
	require.NoError(t, err)
	h := open(t, graph.Config{World: &story.World, Steps: story.Steps})
	for range 2 {
		passes := h.ask("GET", "/_tapsim/state", "").body
		require.Contains(t, passes, "OneTimeUsed")
		require.Contains(t, passes, "NotYetValid")
		require.Equal(t, 204, h.ask("POST", "/_tapsim/reset", `{"now":"2026-01-01T12:00:00Z"}`).status)
		require.Equal(t, "2026-01-01T12:01:00Z", h.Clock().Instant().String())
	}

	story.Steps[1].Wants = []scenario.Expect{{Name: "result", Value: "refused"}}
	_, err = graph.New(graph.Config{World: &story.World, Steps: story.Steps})
	require.ErrorContains(t, err, `make a service: line 9: the step signIn at the start: result: want "refused", got "accepted"`)
}

func TestTenantsThatCannotBe(t *testing.T) {
	policy := model.DefaultPolicy(model.Documented)
	policy.Maximum = 50
	_, err := graph.New(graph.Config{World: &scenario.World{Policy: policy}})
	require.ErrorContains(t, err, "policy-order")
	_, err = graph.New(graph.Config{World: &scenario.World{Users: []scenario.User{{Name: "a"}, {Name: "a"}}}})
	require.ErrorContains(t, err, "the name is taken")
}

// The same random source gives the same ids and codes.
func TestRepeatable(t *testing.T) {
	var bodies [2]string
	for i := range bodies {
		h := open(t, graph.Config{Random: rand.NewChaCha8([32]byte{7})})
		bodies[i] = h.ask("POST", hers, "{}").body
		require.Equal(t, 204, h.ask("POST", "/_tapsim/reset", "").status)
		bodies[i] += h.ask("POST", hers, "{}").body
	}
	require.Equal(t, bodies[0], bodies[1])
}

func TestHealth(t *testing.T) {
	h := open(t, graph.Config{Tokens: map[string]*scenario.Actor{}})
	require.Equal(t, `{"status":"ok"}`, h.ask("GET", "/_tapsim/healthz", "", "Authorization", "").body)
}
