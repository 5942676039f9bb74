package record_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/record"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Every scenario of the corpus, run over HTTP and recorded, becomes a scenario that
// passes.
func TestTheRecordedCorpusReplays(t *testing.T) {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	recorder := record.NewRecorder("corpus.yaml")
	texts := 0
	keep := func() {
		if recorder.Steps() == 0 {
			return
		}
		text, err := recorder.Scenario()
		require.NoError(t, err, "%s", text)
		again, err := scenario.Parse("recorded/corpus", text)
		require.NoError(t, err, "%s", text)
		replayed := scenario.Replay(again, &protocol.Reference{})
		require.True(t, replayed.Passed(), "%s", text)
		require.NotContains(t, string(text), "Left out", "%s", text)
		texts++
	}
	service, err := graph.New(graph.Config{
		Clock: graph.FrozenClock(scenario.DefaultStart),
		Watch: func(req protocol.Request, res *protocol.Response) {
			if req.Op == protocol.Reset {
				keep()
			}
			recorder.Watch(req, res)
		},
	})
	require.NoError(t, err)
	server := httptest.NewServer(service)
	defer server.Close()
	conform.Run(context.Background(), all, func() transport.Subject { return &transport.HTTP{URL: server.URL} }, 1)
	keep()
	require.Equal(t, len(all), texts)
}

// The requests of one client, and the whole text of the recording.
func TestARecordedScenario(t *testing.T) {
	recorder := record.NewRecorder("Monday morning.yaml")
	h := open(t, graph.Config{Watch: recorder.Watch})
	_, err := recorder.Scenario()
	require.ErrorContains(t, err, "no request was recorded")

	made := h.ask("POST", "/v1.0/users", `{"userPrincipalName":"Adele.Vance+x@contoso.com","displayName":"Adele","accountEnabled":true,"mailNickname":"adele","passwordProfile":{"password":"x"}}`)
	id := cut(made.body, `"id":"`, `"`)
	passes := "/v1.0/users/adele.vance%2Bx%40contoso.com/authentication/temporaryAccessPassMethods"
	made = h.ask("POST", passes, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","startDateTime":"2026-01-05T09:00:00+01:00","isUsableOnce":true}`)
	require.Equal(t, 201, made.status)
	code := cut(made.body, `"temporaryAccessPass":"`, `"`)
	h.ask("POST", passes, `{"lifetimeInMinutes":5}`)
	h.ask("PUT", "/_tapsim/clock", `{"now":"2026-01-05T08:00:00Z"}`)
	h.ask("POST", "/_tapsim/signIn", `{"user":"adele.vance+x@contoso.com","code":"`+code+`x"}`)
	h.ask("POST", "/_tapsim/signIn", `{"user":"adele.vance+x@contoso.com","code":"`+code+`"}`)
	h.ask("GET", passes, "")
	h.ask("DELETE", "/v1.0/users/adele.vance+x@contoso.com", "")
	h.ask("GET", passes, "")

	text, err := recorder.Scenario()
	require.NoError(t, err, "%s", text)
	require.NotContains(t, string(text), code)
	require.Equal(t, strings.TrimSpace(monday), strings.TrimSpace(strings.ReplaceAll(string(text), id, "ID")))
}

const monday = `
# Recorded by tapsim serve.
id: recorded/monday-morning
title: "What clients asked from 2026-01-01T12:00:00Z on"
rules: [create-accepted, create-lifetime-range, signin-code, signin-accepted, list-one, delete-found, user-missing]
start: "2026-01-01T12:00:00Z"
users: [{name: adele-vance-x, userPrincipalName: "Adele.Vance+x@contoso.com", id: "ID"}]
steps:
  - create: {user: {key: "adele.vance+x@contoso.com"}, body: {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethod", "startDateTime": "2026-01-05T09:00:00+01:00", "isUsableOnce": true}}
    as: p1
    want: {status: 201, isUsable: false, isUsableOnce: true, lifetimeInMinutes: 60, methodUsabilityReason: NotYetValid, startDateTime: +3d20h, rule: create-accepted}
  - create: {user: {key: "adele.vance+x@contoso.com"}, lifetimeInMinutes: 5}
    want: {status: 400, rule: create-lifetime-range, error: {code: badRequest, message: Invalid LifetimeInMinutes specified. The valid range between 60 and 480.}}
  - at: p1.start
    signIn: {user: {key: "adele.vance+x@contoso.com"}, code: never-issued}
    want: {result: refused, reason: WrongCode, rule: signin-code}
  - signIn: {user: {key: "adele.vance+x@contoso.com"}, pass: p1}
    want: {result: accepted, sessionEnds: p1.end, registerBy: +3d20h10m, rule: signin-accepted}
  - list: {user: {key: "adele.vance+x@contoso.com"}}
    want: {status: 200, count: 1, isUsable: false, isUsableOnce: true, lifetimeInMinutes: 60, methodUsabilityReason: OneTimeUsed, startDateTime: p1.start, rule: list-one}
  - note: was deleted from the directory
    delete: {user: adele-vance-x, pass: p1}
  - list: {user: {key: "absent@nowhere.example"}}
    want: {status: 404, rule: user-missing, error: {code: Request_ResourceNotFound, message: "Resource 'absent@nowhere.example' does not exist or one of its queried reference-property objects are not present."}}
`

// Users that are deleted and created again, with the same name and another id, have
// different names in the scenario. An odd request that changed nothing does not end it.
func TestRecordedNewUsersAndOddRequests(t *testing.T) {
	const methods = "/authentication/temporaryAccessPassMethods"
	recorder := record.NewRecorder("odd.yaml")
	h := open(t, graph.Config{Watch: recorder.Watch})
	var ids []string
	for range 3 {
		id := cut(h.ask("POST", "/v1.0/users", `{"userPrincipalName":"eve@contoso.example"}`).body, `"id":"`, `"`)
		ids = append(ids, id)
		made := h.ask("POST", "/v1.0/users/"+id+methods, `{}`)
		require.Equal(t, 201, made.status)
		require.Equal(t, 404, h.ask("GET", "/v1.0/users/"+model.ID{15: 1}.String()+methods, "").status)
		if len(ids) == 2 {
			h.ask("DELETE", "/v1.0/users/"+id+methods+"/"+cut(made.body, `","id":"`, `"`), "")
			h.ask("PATCH", "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass",
				`{"excludeTargets":[{"targetType":"user","id":"`+id+`"}]}`)
		}
		h.ask("GET", "/v1.0/users/"+ids[0]+methods, "")
		require.Equal(t, 204, h.ask("DELETE", "/v1.0/users/"+id, "").status)
	}
	hers := "/v1.0/users/ada@contoso.example" + methods
	for _, odd := range []string{"%ff", "a%00b", "%0a%0d%20x", "%E2%80%A8", "%EF%BB%BF", "%7f", "%C2%85", "%20"} {
		h.ask("GET", "/v1.0/users/"+odd+methods, "")
		h.ask("GET", hers+"/"+odd, "")
	}
	h.ask("POST", hers, "\xff")
	h.ask("POST", "/_tapsim/signIn", `{"user":"ada\u0000","code":"x"}`)
	h.ask("POST", "/_tapsim/signIn", `{"user":"","code":""}`)
	h.ask("POST", "/_tapsim/signIn", `{}`)
	h.ask("PATCH", "/_tapsim/users/ada@contoso.example", `{"groups":["x"]}`)
	h.ask("PATCH", "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass", "{\"state\":\"enabled\",\"@a\":\"\xff\"}")
	require.Equal(t, 201, h.ask("POST", hers, `{"isUsableOnce":true}`).status)

	text, err := recorder.Scenario()
	require.NoError(t, err, "%s", text)
	require.Contains(t, string(text), "user: {id: eve-2}", "%s", text)
	require.Contains(t, string(text), "absent@nowhere.example", "%s", text)
	require.Contains(t, string(text), "isUsableOnce: true", "%s", text)
}

// Random requests in a random order become a scenario that passes.
func TestRecordedAtRandom(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		const methods, policy = "/authentication/temporaryAccessPassMethods", "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
		recorder := record.NewRecorder("random.yaml")
		h := open(t, graph.Config{Watch: recorder.Watch})
		keys := []string{"ada@contoso.example", "ADA@contoso.example", "gus@contoso.example", "eve@contoso.example", "me", "nobody", "%ff", "071cc716-8147-4397-a5ba-b2105951cc0b"}
		passes, codes := []string{"none", "%00"}, []string{"", "wrong"}
		pick := func(name string, of []string) string { return rapid.SampledFrom(of).Draw(rt, name) }
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			key := pick("key", keys)
			switch rapid.IntRange(0, 11).Draw(rt, "what") {
			case 0:
				id := cut(h.ask("POST", "/v1.0/users", `{"userPrincipalName":"`+pick("name", []string{"eve@contoso.example", "Eve B@fabrikam.example"})+`"}`).body, `"id":"`, `"`)
				if len(id) == 36 {
					keys = append(keys, id)
				}
			case 1:
				h.ask("DELETE", "/v1.0/users/"+key, "")
			case 2, 3, 4:
				made := h.ask("POST", "/v1.0/users/"+key+methods, pick("body", []string{
					``, `{}`, `{"isUsableOnce":true}`, `{"lifetimeInMinutes":61}`, `{"lifetimeInMinutes":5}`, "\xff", `{"a":`, `{"startDateTime":"2026-01-02T00:00:00+01:00"}`,
				})).body
				if code := cut(made, `"temporaryAccessPass":"`, `"`); strings.Contains(made, "createdDateTime") {
					passes, codes = append(passes, cut(made, `"id":"`, `"`)), append(codes, code)
				}
			case 5:
				h.ask("GET", "/v1.0/users/"+key+methods, "")
			case 6:
				h.ask(pick("how", []string{"GET", "DELETE"}), "/v1.0/users/"+key+methods+"/"+pick("pass", passes), "")
			case 7:
				h.ask("POST", "/_tapsim/signIn", `{"user":"`+key+`","code":`+strconv.Quote(pick("code", codes))+`}`)
			case 8:
				h.ask("POST", "/_tapsim/refresh", `{"user":"`+key+`","id":"`+pick("pass", passes)+`"}`)
			case 9:
				h.ask("PATCH", policy, pick("policy", []string{
					`{"state":"disabled"}`, `{"state":"enabled"}`, `{"isUsableOnce":true}`, `{"defaultLength":7}`, `{"excludeTargets":[{"targetType":"user","id":"` + keys[len(keys)-1] + `"}]}`,
				}))
			case 10:
				h.ask("PATCH", "/_tapsim/users/"+key, pick("update", []string{`{"external":true}`, `{"groups":["x"]}`, `{"groups":["5f0c4a9e-5d7b-4c0e-9d0e-0c1f2b3a4d5e"]}`, `{"roles":["Global Reader"]}`}))
			default:
				h.ask("PUT", "/_tapsim/clock", `{"advance":"`+pick("by", []string{"1m", "59m", "1h", "100ns", "25h"})+`"}`)
			}
		}
		text, err := recorder.Scenario()
		if err != nil && !errors.Is(err, record.ErrNothing) {
			rt.Fatalf("%v\n%s", err, text)
		}
		for _, code := range codes[2:] {
			if strings.Contains(string(text), code) {
				rt.Fatalf("the scenario holds a code\n%s", text)
			}
		}
	})
}

// What a caller did who is not in the directory is recorded as done by an operator.
func TestRecordedUnknownCallers(t *testing.T) {
	recorder := record.NewRecorder("unknown.yaml")
	unknownUser := &protocol.Actor{
		Kind: "delegated", User: "5f0c4a9e-5d7b-4c0e-9d0e-0c1f2b3a4d5e",
		Scopes: []string{"UserAuthenticationMethod.ReadWrite.All"}, Roles: []string{"Privileged Authentication Administrator"},
	}
	h := open(t, graph.Config{Watch: recorder.Watch, Tokens: map[string]*protocol.Actor{"s": unknownUser, "o": nil}})
	as := func(token string) []string { return []string{"Authorization", "Bearer " + token} }
	made := h.ask("POST", hers, `{}`, as("s")...)
	require.Equal(t, 201, made.status)
	require.Equal(t, 403, h.ask("GET", "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass", "", as("s")...).status)
	code := cut(made.body, `"temporaryAccessPass":"`, `"`)
	in := h.ask("POST", "/_tapsim/signIn", `{"user":"`+ada+`","code":`+strconv.Quote(code)+`}`, as("o")...)
	require.Contains(t, in.body, `"accepted"`)
	require.Equal(t, 204, h.ask("DELETE", hers+"/"+cut(made.body, `"id":"`, `"`), "", as("s")...).status)

	text, err := recorder.Scenario()
	require.NoError(t, err, "%s", text)
	require.Equal(t, 2, strings.Count(string(text), "the caller is not in the directory"), "%s", text)
	require.Contains(t, string(text), "signIn: {user: {id: ada}, pass: p1}", "%s", text)
}

// An update of the policy that has @odata.type, at any place, is written as its
// properties. An update without it is written as it was sent.
func TestRecordedUpdatesOfThePolicy(t *testing.T) {
	recorder := record.NewRecorder("policy.yaml")
	h := open(t, graph.Config{Watch: recorder.Watch})
	const typed = `"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"`
	for _, body := range []string{
		`{` + typed + `,"state":"enabled","isUsableOnce":true}`,
		`{"defaultLength":12,"excludeTargets":[{"targetType":"user","id":"` + ada + `"}],` + typed + `}`,
		`{"isUsableOnce":false}`,
		`{"isUsableOnce":1,"state":"disabled"}`,
		`{` + typed + `,"id":"TemporaryAccessPass","state":"enabled"}`,
		``,
	} {
		h.ask("PATCH", policy, body)
	}
	text, err := recorder.Scenario()
	require.NoError(t, err, "%s", text)
	for _, step := range []string{
		"  - updatePolicy: {state: enabled, isUsableOnce: true}\n",
		"  - updatePolicy: {defaultLength: 12, excludeTargets: [{user: ada}]}\n",
		"  - updatePolicy: {body: {\"isUsableOnce\": false}}\n",
		"  - updatePolicy: {body: {\"isUsableOnce\": 1, \"state\": \"disabled\"}}\n",
		"  - updatePolicy: {body: {\"@odata.type\": \"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration\", \"id\": \"TemporaryAccessPass\", \"state\": \"enabled\"}}\n",
		"  - updatePolicy: {raw: \"\"}\n",
	} {
		require.Contains(t, string(text), step)
	}
	require.NotContains(t, string(text), "Left out")
}

// A scenario cannot express a pass that was there from the beginning. The requests that
// depend on it are left out and counted, and the others are kept. Once the pass is
// replaced, no request depends on it.
func TestRecordedPassesFromTheBeginning(t *testing.T) {
	for _, edition := range model.Editions() {
		first := open(t, graph.Config{})
		first.reset(`{"edition":"` + edition + `","users":["ada","bob","cleo"]}`)
		path := func(user string) string {
			return "/v1.0/users/" + user + "@contoso.example/authentication/temporaryAccessPassMethods"
		}
		ids := map[string]string{}
		for _, user := range []string{"ada", "bob", "cleo"} {
			ids[user] = cut(first.ask("POST", path(user), `{"isUsableOnce":true}`).body, `"id":"`, `"`)
		}

		tenant, err := scenario.ParseTenant("tenant.json", []byte(first.ask("GET", "/_tapsim/state", "").body), model.Current)
		require.NoError(t, err)
		recorder := record.NewRecorder("earlier.yaml")
		h := open(t, graph.Config{Tenant: &tenant.Tenant, Passes: tenant.Passes, Watch: recorder.Watch})
		as := []string{"Authorization", "Bearer ada@contoso.example"}
		signIn := func(user, code string) string {
			return h.ask("POST", "/_tapsim/signIn", `{"user":"`+user+`@contoso.example","code":`+strconv.Quote(code)+`}`).body
		}
		_, err = recorder.Scenario()
		require.ErrorIs(t, err, record.ErrNothing, "the passes themselves are no requests")

		// These depend on the passes: eight are left out, and in preview the conflict.
		h.ask("GET", path("ada"), "")
		h.ask("GET", path("ada")+"/"+strings.ToUpper(ids["ada"]), "")
		h.ask("GET", "/v1.0/me/authentication/methods", "", as...)
		signIn("ada", "x")
		require.Contains(t, h.ask("POST", "/_tapsim/refresh", `{"user":"ada@contoso.example","id":"`+ids["ada"]+`"}`).body, "accepted")
		require.Equal(t, 204, h.ask("DELETE", path("bob")+"/"+ids["bob"], "").status)
		h.ask("GET", path("cleo")+"/$count", "")
		h.ask("DELETE", "/v1.0/users/cleo@contoso.example", "")

		// These do not.
		h.ask("GET", path("ada")+"/"+unknownID, "")
		h.ask("POST", path("ada"), `{"lifetimeInMinutes":5}`)
		h.ask("GET", path("bob"), "")
		h.ask("GET", path("cleo"), "")
		signIn("bob", "x")
		made := h.ask("POST", path("ada"), `{}`)
		if edition == "preview" {
			require.Equal(t, 400, made.status)
			require.Equal(t, 204, h.ask("DELETE", path("ada")+"/"+ids["ada"], "").status)
			made = h.ask("POST", path("ada"), `{}`)
		}
		require.Equal(t, 201, made.status, made.body)
		require.Contains(t, signIn("ada", codeOf(made)), "accepted")
		h.ask("GET", path("ada"), "")

		text, err := recorder.Scenario()
		require.NoError(t, err, "%s", text)
		require.Contains(t, string(text), "# Left out: a pass that was there from the beginning (3).\n")
		left := map[string]int{"preview": 10}[edition]
		if left == 0 {
			left = 7
		}
		require.Contains(t, string(text), "# Left out: a request that depends on a pass that was there from the beginning ("+strconv.Itoa(left)+").\n", "%s", text)
		require.Equal(t, 2, strings.Count(string(text), "# Left out"), "%s", text)
		require.Contains(t, string(text), "rule: signin-accepted", "%s", text)
		require.Contains(t, string(text), "count: 1", "%s", text)

		// A reset begins another scenario, of a tenant without such passes.
		h.reset(`{"users":["ada"]}`)
		h.ask("GET", path("ada"), "")
		text, err = recorder.Scenario()
		require.NoError(t, err, "%s", text)
		require.NotContains(t, string(text), "# Left out")
	}
}
