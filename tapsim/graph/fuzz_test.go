package graph_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// No request makes the service panic. Each answer is JSON or empty, an envelope if it
// is a refusal, and has a code only for the caller that may see it.
func FuzzService(f *testing.F) {
	for _, path := range []string{
		hers, hers + "/x", hers + "/$count", policy, "/v1.0/users", "/v1.0/users/" + ada, "/v1.0/me", "/beta/me/authentication/methods",
		"/_tapsim/reset", "/_tapsim/clock", "/_tapsim/signIn", "/_tapsim/refresh", "/_tapsim/users/" + ada, "/_tapsim/state",
		"/_tapsim/next", "/_tapsim/passes/x/code", "/_tapsim/healthz", "/",
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
			f.Add(method, path, "Bearer x", "application/json", "", `{"lifetimeInMinutes":60}`)
		}
	}
	f.Add("POST", "/v1.0/users?$filter=id+eq+'x'", "Bearer ada@contoso.example", "application/json; x", "gzip", zip(`{"userPrincipalName":"a@b"}`))
	for _, target := range []string{
		"//v1.0//users(userPrincipalName='ada@contoso.example')", "/v1.0/users('')", "/v1.0/groups?$top=1", "/v1.0/users?$filter=id+eq+'x'&filter=;&%zz",
		"/beta/users?filter=userPrincipalName%20eq%20'ada@contoso.example'&SELECT=id,*,userType", "/v1.0/users/" + ada + "?$select=displayName", hers + "?$top=1",
	} {
		f.Add("GET", target, "Bearer x", "", "", "")
	}
	f.Add("POST", hers, "Bearer x", "application/json", "", "\ufeff{}")
	f.Add("POST", "/_tapsim/reset", "Bearer root", "application/json", "", `{"now":"2020-01-01T00:00:00Z","edition":"preview","policy":{},"users":[{"userPrincipalName":"a@b"}],"tokens":{"x":{"kind":"operator"}}}`)
	f.Add("POST", "/_tapsim/reset", "Bearer root", "application/json", "", `{"now":"2020-01-01T00:00:00Z","edition":"documented","policy":{},"users":[{"userPrincipalName":"a@b"}],"tokens":{"x":{"kind":"operator"}}}`)
	f.Add("POST", "/_tapsim/reset", "Bearer x", "application/json", "", `{"groups":["staff"],"users":["ada",{"name":"bob","groups":["stff"]}],"policy":{"includeTargets":["all_users",{"user":"ada"}]},`+
		`"passes":[{"user":"ada","spent":true,"pass":{"id":"`+unknownID+`","createdDateTime":"2026-01-01T00:00:00Z","startDateTime":"2026-01-01T00:00:00Z","lifetimeInMinutes":60,"isUsableOnce":true}}]}`)
	f.Add("POST", "/_tapsim/signIn", "Bearer x", "application/json", "", `{"user":1,"code":[],"Code":"x"}`)
	f.Add("PATCH", "/_tapsim/users/"+ada, "Bearer x", "application/json", "", `{"groups":[1],"roles":"x","external":"true"}`)
	f.Add("PUT", "/_tapsim/clock", "", "application/json", "", `{"now":"9999-12-31T23:59:59.9999999Z","skew":true}`)
	f.Add("PUT", "/_tapsim/clock", "", "application/json", "", `{"advance":"9d"}`)
	f.Add("POST", "/_tapsim/signIn", "", "application/json", "", `{"user":"ada@contoso.example","code":"x"}`)

	// One service for each input: the changes of one input must not affect the next.
	configs := []func() graph.Config{
		func() graph.Config { return graph.Config{Clock: graph.FrozenClock(noon)} },
		func() graph.Config {
			return graph.Config{Log: func(graph.Entry) {}, Watch: func(protocol.Request, *protocol.Response) {}}
		},
		func() graph.Config {
			return graph.Config{NoReadback: true, Tokens: map[string]*protocol.Actor{"x": nil, "y": {Kind: "application"}}}
		},
	}
	f.Fuzz(func(t *testing.T, method, target, token, kind, encoding, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil {
			return
		}
		for _, config := range configs {
			service, err := graph.New(config())
			require.NoError(t, err)
			create := httptest.NewRecorder()
			made := httptest.NewRequest("POST", hers, strings.NewReader("{}"))
			made.Header = http.Header{"Authorization": {"Bearer x"}, "Content-Type": {"application/json"}}
			service.ServeHTTP(create, made)
			require.Equal(t, 201, create.Code)
			code := cut(create.Body.String(), `"temporaryAccessPass":"`, `"`)

			w := httptest.NewRecorder()
			req := httptest.NewRequest("POST", "/", strings.NewReader(body))
			req.Method, req.URL = method, u
			req.Header = http.Header{"Authorization": {token}, "Content-Type": {kind}, "Content-Encoding": {encoding}, "Client-Request-Id": {token}}
			service.ServeHTTP(w, req)

			if w.Code != 501 { // not simulated
				require.Less(t, w.Code, 500)
			}
			text := w.Body.String()
			if method == "HEAD" {
				require.Empty(t, text)
				continue
			}
			if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
				require.True(t, json.Valid([]byte(text)), text)
			}
			if w.Code >= 400 {
				require.True(t, strings.HasPrefix(text, `{"error":{"code":"`), text)
			}
			if strings.HasPrefix(u.Path, "/_tapsim") && w.Code == 400 {
				for _, word := range []string{"Go ", "struct", "json:", "unmarshal"} {
					if !strings.Contains(target+body, word) && encoding == "" {
						require.NotContains(t, text, word)
					}
				}
			}
			// The answer of state can be the body of a reset.
			state := httptest.NewRecorder()
			ask := httptest.NewRequest("GET", "/_tapsim/state", nil)
			ask.Header = http.Header{"Authorization": {"Bearer x"}}
			service.ServeHTTP(state, ask)
			if state.Code == 200 {
				_, err := scenario.ParseTenant("state.json", state.Body.Bytes(), model.Current)
				require.NoError(t, err)
			}
			require.NotContains(t, text, `"`+code+`"`, "the secret of a pass that this request did not make")
		}
	})
}
