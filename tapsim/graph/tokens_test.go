package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

func TestWithoutAToken(t *testing.T) {
	h := open(t, graph.Config{})
	for _, header := range []string{"", "Bearer", "Bearer ", "Bearer  ", "Basic YTpi", "anything"} {
		got := h.ask("GET", "/beta/users/"+ada+"/authentication/methods", "", "Authorization", header)
		require.Equal(t, 401, got.status, header)
		require.Equal(t, "InvalidAuthenticationToken: Access token is empty.", got.refused())
		require.Equal(t, "Bearer", got.header.Get("WWW-Authenticate"))
	}
	require.Equal(t, 401, h.ask("PATCH", "/v1.0/nothing", "{", "Authorization", "").status, "the token comes first")
}

// Without configured tokens any token is an operator's, except the name of a user.
func TestAnyToken(t *testing.T) {
	h := open(t, graph.Config{Tenant: &protocol.Tenant{Users: []protocol.User{
		{Name: "ada", ID: protocol.UserID("ada"), Roles: []string{"Global Reader"}},
		{Name: "bob", ID: protocol.UserID("bob"), Roles: []string{"Helpdesk Administrator"}},
	}}})
	bobs := "/v1.0/users/bob@contoso.example/authentication/temporaryAccessPassMethods"
	adas := "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods"
	for token, want := range map[string][3]int{ // read bob's, read ada's, create ada's
		"x":                           {200, 200, 201},
		"eyJ0eXAiOiJKV1QiLCJub25jZSI": {200, 200, 201},
		"nobody@contoso.example":      {200, 200, 201},
		"ada@contoso.example":         {200, 200, 403}, // a Global Reader may read, and no user creates their own
		"bob@contoso.example":         {200, 403, 403}, // no rule uses that role
	} {
		as := []string{"Authorization", "Bearer " + token}
		require.Equal(t, want, [3]int{
			h.ask("GET", bobs, "", as...).status, h.ask("GET", adas, "", as...).status, h.ask("POST", adas, "{}", as...).status,
		}, token)
	}
}

func TestNamedTokens(t *testing.T) {
	h := open(t, graph.Config{Tokens: map[string]*protocol.Actor{
		"root": nil,
		"ada":  {Kind: "delegated", User: "ada@contoso.example", Scopes: []string{"UserAuthenticationMethod.Read"}},
		"app":  {Kind: "application", Permissions: []string{"UserAuthenticationMethod.ReadWrite.All"}},
	}})
	status := func(method, path, token string) int {
		return h.ask(method, path, "", "Authorization", "Bearer "+token).status
	}
	mine := "/v1.0/me/authentication/temporaryAccessPassMethods"
	require.Equal(t, 200, status("GET", hers, "root"))
	require.Equal(t, 200, status("GET", mine, "ada"), "the user of an actor may be named by principal name")
	require.Equal(t, 201, h.ask("POST", hers, "{}", "Authorization", "Bearer app").status)
	require.Equal(t, 400, status("GET", mine, "app"), "an application has no /me")
	require.Equal(t, 401, status("GET", hers, "ROOT"))

	got := h.ask("GET", hers, "", "Authorization", "Bearer ada@contoso.example")
	require.Equal(t, 401, got.status)
	require.Equal(t, "InvalidAuthenticationToken: Access token is not one that this service knows.", got.refused())
	require.Equal(t, `Bearer error="invalid_token"`, got.header.Get("WWW-Authenticate"))
	require.NotContains(t, got.body, "ada@")

	// The control routes are for operators.
	for _, path := range []string{"clock", "state", "next", "passes/x/code"} {
		require.Equal(t, 401, status("GET", "/_tapsim/"+path, "what"))
		require.Equal(t, 401, h.ask("GET", "/_tapsim/"+path, "", "Authorization", "").status)
		require.Equal(t, 403, status("GET", "/_tapsim/"+path, "ada"))
		require.NotContains(t, []int{401, 403}, status("GET", "/_tapsim/"+path, "root"))
	}
	require.Equal(t, 403, status("POST", "/_tapsim/reset", "app"))
}

// The tokens of a reset count until the next reset. The configured operator keeps its
// access to the control routes.
func TestTokensOfAReset(t *testing.T) {
	for name, configured := range map[string]map[string]*protocol.Actor{"any": nil, "named": {"root": nil}} {
		t.Run(name, func(t *testing.T) {
			h := open(t, graph.Config{Tokens: configured})
			as := func(token string) []string { return []string{"Authorization", "Bearer " + token} }
			reset := func(body string) int { return h.ask("POST", "/_tapsim/reset", body, as("root")...).status }

			require.Equal(t, 204, reset(`{"tokens":{"operator":{"kind":"operator"},"t1":{"kind":"delegated","user":"`+ada+`","scopes":["UserAuthenticationMethod.Read"],"directoryRoles":[]}}}`))
			require.Equal(t, 200, h.ask("GET", hers, "", as("operator")...).status)
			require.Equal(t, 200, h.ask("GET", "/v1.0/me/authentication/temporaryAccessPassMethods", "", as("t1")...).status)
			require.Equal(t, 401, h.ask("GET", hers, "", as("root")...).status)
			require.Equal(t, 200, h.ask("GET", "/_tapsim/state", "", as("operator")...).status)
			if configured != nil {
				require.Equal(t, 403, h.ask("GET", "/_tapsim/state", "", as("t1")...).status)
			}
			require.Equal(t, 204, reset(`{"tokens":{}}`))
			require.Equal(t, 401, h.ask("GET", hers, "", as("operator")...).status)
			require.Equal(t, 204, reset(`{}`))
			require.Equal(t, 200, h.ask("GET", hers, "", as("root")...).status)
			require.Equal(t, map[string]int{"any": 200, "named": 401}[name], h.ask("GET", hers, "", as("operator")...).status)
		})
	}
}
