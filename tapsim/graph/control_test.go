package graph_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
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
		`{"now":"tomorrow"}`:                            `now: \"tomorrow\" is no instant: write one like`,
		`{"now":"2026-02-01T00:00:00"}`:                 "is no instant",
		`{"advance":"5"}`:                               "lacks a unit",
		`{"advance":"-5m"}`:                             "no duration",
		`{"advance":"3000000d"}`:                        "year 10000",
		`{"nov":"2026-02-01T00:00:00Z"}`:                `the body has no member \"nov\": did you mean now?`,
		`{"Now":"2026-02-01T00:00:00Z"}`:                `the body has no member \"Now\": did you mean now?`,
		`{"now":1}`:                                     "now takes text, not a number",
		`{"advance":"1m","skew":1}`:                     "skew takes true or false, not a number",
		`{"advance":"1m","advance":"1m"}`:               `the body has the member \"advance\" twice`,
		`{"advance":"1m"}{}`:                            "goes on after",
		`{"advance"`:                                    "the body is no JSON: it breaks off",
		`[]`:                                            "the body takes an object, not a list",
	} {
		got := put(body)
		require.Equal(t, 400, got.status, body)
		require.Contains(t, got.body, why, body)
	}
	require.Equal(t, at(t, "2026-01-02T12:30:00.0000001Z"), h.Clock().Instant(), "what is refused moves nothing")
}

// A reset makes another tenant, or says why it is refused.
func TestReset(t *testing.T) {
	h := open(t, graph.Config{})
	reset := func(body string) reply { return h.ask("POST", "/_tapsim/reset", body) }
	id := cut(h.ask("POST", hers, "{}").body, `"id":"`, `"`)
	before := h.Engine()

	// The tests of the reader show the errors of a tenant.
	pass := func(facts string) string {
		return `{"users":["ada","bob"],"passes":[{"user":"ada","pass":{"id":"6f1967b7-15e8-4935-ac26-d50770ed07a7","createdDateTime":"2026-01-01T12:00:00Z",` +
			`"startDateTime":"2026-01-01T12:00:00Z","lifetimeInMinutes":60,"isUsableOnce":false` + facts + `]}`
	}
	for body, why := range map[string]string{
		`{"edition":"gated"}`:                             `edition: no edition \"gated\": it is called current now`,
		`{"now":"x"}`:                                     "is no instant",
		`{"now":"2026-01-01T00:00:00"}`:                   "is no instant",
		`{"policy":{"defaultLength":7}}`:                  "policy.defaultLength: no tenant can have this policy, by the rule policy-range",
		`{"users":["Ada",{"name":"bob","groups":["x"]}]}`: `users[0]: the name of a user cannot be \"Ada\": lower case, digits and - only, a letter first; users[1].groups[0]: no group`,
		`{"users":["ada"],"steps":[]}`:                    "steps: a reset takes no steps: passes come from a tenant's file, tapsim serve --tenant FILE, or from calls",
		`{"tokens":{"t":{"kind":"robot"}}}`:               `the kind of an actor cannot be \"robot\"`,
		`{"users":[{"userPrincipalName":"a\u202e@b"}]}`:   "characters that cannot be seen",
		`{"users":["ada"]`:                                "the body is no JSON",
		`{"passes":[{"user":"ada"}]}`:                     "passes[0] lacks pass",
		pass(`},"spent":true}`):                           "put a pass into the slot of ada@contoso.example: it is spent, and a multi-use pass never is",
		strings.Replace(pass(`}}`), ":60", ":9", 1):       "its lifetime is 9 minutes, and none is outside 10 to 43200",
		strings.Replace(pass(`}}`), `:[{"user"`, `:[{"user":"bob","pass":{"id":"6F1967B7-15e8-4935-ac26-d50770ed07a7","createdDateTime":"2026-01-01T12:00:00Z",`+
			`"startDateTime":"2026-01-01T12:00:00Z","lifetimeInMinutes":60,"isUsableOnce":false}},{"user"`, 1): "put a pass into the slot of ada@contoso.example: the id 6f1967b7-",
	} {
		got := reset(body)
		require.Equal(t, 400, got.status, body)
		require.Contains(t, got.body, why, body)
	}
	require.Same(t, before, h.Engine(), "what is refused changes nothing")
	require.Contains(t, h.ask("GET", hers, "").body, id)

	require.Equal(t, 204, reset(`{"now":"2020-01-01T00:00:00Z","edition":"preview","policy":{"isUsableOnce":true},"groups":[{"displayName":"staff","isAssignableToRole":true}],`+
		`"users":["bob",{"userPrincipalName":"eve@contoso.example","displayName":"Eve","groups":["staff"],"roles":["Helpdesk Lead","Reports Reader"],"userType":"guest","external":true}]}`).status)
	require.Equal(t, `{"now":"2020-01-01T00:00:00Z","edition":"preview","policy":{"id":"TemporaryAccessPass","state":"enabled","defaultLifetimeInMinutes":60,"defaultLength":8,`+
		`"minimumLifetimeInMinutes":60,"maximumLifetimeInMinutes":1440,"isUsableOnce":true,"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false}],"excludeTargets":[]},`+
		`"groups":[{"id":"`+protocol.GroupID("staff").String()+`","displayName":"staff","isAssignableToRole":true}],`+
		`"users":[{"id":"`+protocol.UserID("bob").String()+`","userPrincipalName":"bob@contoso.example","userType":"member","external":false,"groups":[],"roles":[]},`+
		`{"id":"`+protocol.UserID("eve").String()+`","userPrincipalName":"eve@contoso.example","displayName":"Eve","userType":"guest","external":true,"groups":["`+protocol.GroupID("staff").String()+`"],"roles":["Reports Reader","Helpdesk Lead"]}],`+
		`"passes":[]}`, h.ask("GET", "/_tapsim/state", "").body)
	require.Equal(t, 404, h.ask("GET", hers, "").status)
	require.Contains(t, h.ask("GET", "/v1.0/users/eve@contoso.example", "").body, `"displayName":"Eve"`)

	require.Equal(t, 204, reset(`{"users":["ada"],"start":"2021-01-01T00:00:00Z"}`).status)
	require.Equal(t, at(t, "2021-01-01T00:00:00Z"), h.Clock().Instant(), "start is where the clock stands")
	require.Equal(t, 201, h.ask("POST", "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods", "{}").status, "the policy is enabled unless it says otherwise")

	require.Equal(t, 204, reset(``).status, "without a body it is the tenant of the beginning")
	require.Contains(t, h.ask("GET", hers, "").body, `"value":[]`)
	require.Equal(t, noon, h.Clock().Instant(), "and a frozen clock is where it began")
}

func TestUpdateUser(t *testing.T) {
	h := open(t, graph.Config{})
	require.Equal(t, 204, h.ask("PATCH", "/_tapsim/users/ADA%40contoso.example", `{"userType":"guest","external":true,"groups":[],"roles":[]}`).status)
	require.Equal(t, 400, h.ask("POST", hers, "{}").status)
	require.Equal(t, 404, h.ask("PATCH", "/_tapsim/users/nobody@contoso.example", `{}`).status)
	for body, why := range map[string]string{
		`{"role":[]}`:                `the body has no member \"role\": did you mean roles?`,
		`{"userType":1}`:             "userType takes text, not a number",
		`{"groups":["staff"]}`:       `groups[0]: no group \"staff\"`,
		`{"roles":["Globl Reader"]}`: "did you mean Global Reader?",
		``:                           "the body is empty",
	} {
		got := h.ask("PATCH", "/_tapsim/users/"+ada, body)
		require.Equal(t, 400, got.status, body)
		require.Contains(t, got.body, why, body)
	}
}

// A sign-in needs a user and a code, and a refresh a user and a pass. An empty code is
// accepted as a wrong one.
func TestWhatASignInHasToSay(t *testing.T) {
	h := open(t, graph.Config{})
	id := cut(h.ask("POST", hers, "{}").body, `"id":"`, `"`)
	for body, why := range map[string]string{
		``:                                   "the body lacks code",
		`{}`:                                 "the body lacks code",
		`{"user":"` + ada + `"}`:             "the body lacks code",
		`{"user":"ada","code":null}`:         "the body lacks code",
		`{"code":"x"}`:                       "the body lacks user",
		`{"user":null,"code":"x"}`:           "the body lacks user",
		`{"user":"ada","code":12345}`:        "code takes text, not a number",
		`{"user":"ada","code":["a"]}`:        "code takes text, not a list",
		`{"user":{},"code":"x"}`:             "user takes text, not an object",
		`{"user":"a","cod":"x"}`:             `the body has no member \"cod\": did you mean code?`,
		`{"user":"a","Code":"x"}`:            `the body has no member \"Code\": did you mean code?`,
		`{"user":"a","code":"x","code":"y"}`: `the body has the member \"code\" twice`,
		`[]`:                                 "the body takes an object, not a list",
		`{"user":`:                           "the body is no JSON: it breaks off",
	} {
		got := h.ask("POST", "/_tapsim/signIn", body)
		require.Equal(t, 400, got.status, body)
		require.Contains(t, got.body, why, body)
		require.NotContains(t, got.body, "12345", "what may be a code is not repeated")
	}
	for body, why := range map[string]string{
		``:                          "the body lacks id",
		`{"user":"` + ada + `"}`:    "the body lacks id",
		`{"user":"ada","id":null}`:  "the body lacks id",
		`{"id":"` + id + `"}`:       "the body lacks user",
		`{"user":"ada","id":1}`:     "id takes text, not a number",
		`{"user":"ada","pass":"x"}`: `the body has no member \"pass\": known here: user, id`,
	} {
		got := h.ask("POST", "/_tapsim/refresh", body)
		require.Equal(t, 400, got.status, body)
		require.Contains(t, got.body, why, body)
	}
	for _, code := range []string{"", " ", "x"} {
		require.Contains(t, h.ask("POST", "/_tapsim/signIn", `{"user":"`+ada+`","code":"`+code+`"}`).body, `"reason":"WrongCode"`)
	}
	require.Contains(t, h.ask("POST", "/_tapsim/signIn", `{"user":"","code":""}`).body, `"reason":"NoPass"`)
}

// A test that did not create the pass reads its code back, if it may.
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
	for _, path := range []string{"/_tapsim/passes/" + unknownID + "/code", "/_tapsim/passes/x/code"} {
		require.Equal(t, 404, h.ask("GET", path, "").status)
	}

	shut := open(t, graph.Config{NoReadback: true})
	id = cut(shut.ask("POST", hers, "{}").body, `"id":"`, `"`)
	require.Equal(t, 404, shut.ask("GET", "/_tapsim/passes/"+id+"/code", "").status)
}

// The passes of the beginning are made by the steps of a scenario, and made again by a
// reset to the beginning.
func TestPassesFromTheBeginning(t *testing.T) {
	seed, err := scenario.Parse("seed.yaml", []byte(`
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
	h := open(t, graph.Config{Tenant: &seed.Tenant, Begin: seed.Begin})
	for range 2 {
		passes := h.ask("GET", "/_tapsim/state", "").body
		require.Contains(t, passes, "OneTimeUsed")
		require.Contains(t, passes, "NotYetValid")
		require.Equal(t, 204, h.ask("POST", "/_tapsim/reset", `{"now":"2026-01-01T12:00:00Z"}`).status)
		require.Equal(t, "2026-01-01T12:01:00Z", h.Clock().Instant().String())
	}

	seed.Steps[1].Wants = []scenario.Assertion{{Name: "result", Value: "refused"}}
	_, err = graph.New(graph.Config{Tenant: &seed.Tenant, Begin: seed.Begin})
	require.ErrorContains(t, err, `make a service: line 9: the step signIn at the start: result: want "refused", got "accepted"`)
}

// By default the edition is current, in which the policy is checked before a pass is
// created, and the policy is enabled.
func TestTheTenantOfTheBeginning(t *testing.T) {
	h := open(t, graph.Config{})
	require.Contains(t, h.state(), `"edition":"current","policy":{"id":"TemporaryAccessPass","state":"enabled",`)
	require.Equal(t, 201, h.ask("POST", hers, "{}").status)
	h.ask("PATCH", policy, `{"state":"disabled"}`)
	got := h.ask("POST", hers, "{}")
	require.Equal(t, 400, got.status)
	require.Contains(t, got.refused(), "Converged UserCredentialPolicy does not allow")
}

func TestTenantsThatCannotBe(t *testing.T) {
	policy := model.DefaultPolicy(model.Documented)
	policy.Maximum = 50
	_, err := graph.New(graph.Config{Tenant: &protocol.Tenant{Policy: policy}})
	require.ErrorContains(t, err, "policy-order")
	_, err = graph.New(graph.Config{Tenant: &protocol.Tenant{Users: []protocol.User{{Name: "a"}, {Name: "a"}}}})
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
	h := open(t, graph.Config{Tokens: map[string]*protocol.Actor{}})
	require.Equal(t, `{"status":"ok"}`, h.ask("GET", "/_tapsim/healthz", "", "Authorization", "").body)
}

// A state may be larger than a body for Graph, and it has a limit, too.
func TestTheStateOfALargeTenant(t *testing.T) {
	h := open(t, graph.Config{})
	users := make([]string, 8000)
	for i := range users {
		users[i] = fmt.Sprintf("user-%d", i)
	}
	body, err := json.Marshal(map[string][]string{"users": users})
	require.NoError(t, err)
	h.reset(string(body))
	state := h.state()
	require.Greater(t, len(state), graph.MaxBody)
	h.reset(state)
	require.True(t, state == h.state(), "the same again")
	packed := h.ask("POST", "/_tapsim/reset", zip(state), "Content-Encoding", "gzip")
	require.Equal(t, 204, packed.status)
	require.True(t, state == h.state(), "the same again")

	got := h.ask("POST", "/_tapsim/reset", zip(strings.Repeat(" ", protocol.MaxTenant+1)), "Content-Encoding", "gzip")
	require.Equal(t, 413, got.status)
	require.Contains(t, got.body, "at most 64 mebibytes long")
}
