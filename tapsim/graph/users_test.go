package graph_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

// An onboarding script makes a user, creates a pass, and cleans up.
func TestUsersComeAndGo(t *testing.T) {
	h := open(t, graph.Config{})
	made := h.ask("POST", "/v1.0/users", `{"@odata.type":"#microsoft.graph.user","accountEnabled":true,"displayName":"Adele <Vance>","mailNickname":"AdeleV",`+
		`"userPrincipalName":"adele vance+x@contoso.com","userType":null,"identities":null,"passwordProfile":{"forceChangePasswordNextSignIn":true,"password":"xWwvJ]6NMw+bWH-d"}}`)
	require.Equal(t, 201, made.status, made.body)
	id := cut(made.body, `"id":"`, `"`)
	object := `"id":"` + id + `","displayName":"Adele <Vance>","userPrincipalName":"adele vance+x@contoso.com","userType":"Member"}`
	require.Equal(t, `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users/$entity",`+object, made.body)
	require.Equal(t, "/v1.0/users/"+id, made.header.Get("Location"))

	key := "/v1.0/users/adele%20vance%2Bx%40contoso.com"
	require.Equal(t, made.body, h.ask("GET", key, "").body)
	require.Equal(t, made.body, h.ask("GET", made.header.Get("Location"), "").body)
	require.Equal(t, 201, h.ask("POST", key+"/authentication/temporaryAccessPassMethods", "{}").status)
	require.Contains(t, h.ask("GET", "/v1.0/users", "").body, `{`+object+`,{`)
	for _, filter := range []string{"userPrincipalName eq 'Adele Vance+X@contoso.com'", "id eq '" + id + "'"} {
		require.Equal(t, `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#users","value":[{`+object+`]}`,
			h.ask("GET", "/beta/users?$filter="+url.QueryEscape(filter), "").body)
	}
	require.Contains(t, h.ask("GET", "/v1.0/users?$filter="+url.QueryEscape("userPrincipalName eq 'o''x@contoso.com'"), "").body, `"value":[]`)

	require.Equal(t, 204, h.ask("PATCH", key, `{"displayName":"Adele","accountEnabled":false}`).status)
	require.Contains(t, h.ask("GET", key, "").body, `"displayName":"Adele"`)
	require.Equal(t, 204, h.ask("DELETE", key, "").status)
	for _, method := range []string{"GET", "DELETE"} {
		got := h.ask(method, key, "")
		require.Equal(t, 404, got.status)
		require.Equal(t, "Request_ResourceNotFound: Resource 'adele vance+x@contoso.com' does not exist or one of its queried reference-property objects are not present.", got.refused())
	}
	require.Equal(t, 404, h.ask("PATCH", key, `{}`).status)
	require.Contains(t, h.ask("GET", "/v1.0/users/bob@contoso.example", "").body, `"displayName":"bob"`)
}

// An external guest has an identity of another tenant, and gets no pass.
func TestGuests(t *testing.T) {
	h := open(t, graph.Config{})
	federated := `"identities":[{"signInType":"federated","issuer":"ExternalAzureAD"},{"signInType":"userPrincipalName"}]`
	for body, status := range map[string]int{
		`{"userPrincipalName":"a@x","userType":"Guest"}`:                                                                201,
		`{"userPrincipalName":"b@x","userType":"guest",` + federated + `}`:                                              400,
		`{"userPrincipalName":"c@x","userType":"Member",` + federated + `}`:                                             201,
		`{"userPrincipalName":"d@x","userType":"Guest","identities":[{"signInType":"userPrincipalName","issuer":"x"}]}`: 201,
	} {
		made := h.ask("POST", "/v1.0/users", body)
		require.Equal(t, 201, made.status, body)
		got := h.ask("POST", "/v1.0/users/"+cut(made.body, `"id":"`, `"`)+"/authentication/temporaryAccessPassMethods", "{}")
		require.Equal(t, status, got.status, body)
	}
	require.Equal(t, 204, h.ask("PATCH", "/v1.0/users/c@x", `{"userType":"Guest"}`).status)
	got := h.ask("POST", "/v1.0/users/c@x/authentication/temporaryAccessPassMethods", "{}")
	require.Equal(t, "badRequest: Temporary Access Pass cannot be added to an external guest user.", got.refused())
	require.Equal(t, 204, h.ask("PATCH", "/v1.0/users/c@x", `{"userPrincipalName":"C@x","userType":"Member","identities":[]}`).status)
	require.Contains(t, h.ask("GET", "/v1.0/users/c@x", "").body, `"Member"`)
}

func TestUsersWhoCannotBe(t *testing.T) {
	h := open(t, graph.Config{})
	for body, message := range map[string]string{
		``:                                    "A value is required for property 'userPrincipalName' of resource 'User'.",
		`{}`:                                  "A value is required for property 'userPrincipalName' of resource 'User'.",
		`{"userPrincipalName":null}`:          "A value is required for property 'userPrincipalName' of resource 'User'.",
		`{"userPrincipalName":1}`:             "The request body is not a valid user.",
		`{"userPrincipalName":"a@b"`:          "The request body is not a valid user.",
		`[]`:                                  "The request body is not a valid user.",
		`{"userPrincipalName":"me"}`:          "Invalid value specified for property 'userPrincipalName' of resource 'User'.",
		`{"userPrincipalName":"a@b@c"}`:       "Invalid value specified for property 'userPrincipalName' of resource 'User'.",
		`{"userPrincipalName":"@b"}`:          "Invalid value specified for property 'userPrincipalName' of resource 'User'.",
		`{"userPrincipalName":"a\n@b"}`:       "Invalid value specified for property 'userPrincipalName' of resource 'User'.",
		`{"userPrincipalName":"` + ada + `"}`: "Invalid value specified for property 'userPrincipalName' of resource 'User'.",
		`{"userPrincipalName":"a@b","userType":"Robot"}`: "Invalid value specified for property 'userType' of resource 'User'.",
		`{"userPrincipalName":"ADA@contoso.example"}`:    "Another object with the same value for property userPrincipalName already exists.",
	} {
		got := h.ask("POST", "/v1.0/users", body)
		require.Equal(t, 400, got.status, body)
		require.Equal(t, "Request_BadRequest: "+message, got.refused(), body)
	}
	require.Equal(t, 400, h.ask("PATCH", "/v1.0/users/"+ada, `{"userPrincipalName":"b@c"}`).status)
	require.Equal(t, 400, h.ask("PATCH", "/v1.0/users/"+ada, `{"userType":"Robot"}`).status)
}

// Access to users: an operator may do everything, others need one permission.
func TestAccessToUsers(t *testing.T) {
	delegated := func(scopes ...string) *protocol.Actor {
		return &protocol.Actor{Kind: "delegated", User: ada, Scopes: scopes}
	}
	h := open(t, graph.Config{Tokens: map[string]*protocol.Actor{
		"root":   nil,
		"none":   delegated("UserAuthenticationMethod.ReadWrite.All"),
		"self":   delegated("User.Read"),
		"reads":  delegated("User.Read.All"),
		"writes": delegated("User.ReadWrite.All"),
		"app":    {Kind: "application", Permissions: []string{"User.ReadWrite.All"}},
		"reader": {Kind: "application", Permissions: []string{"Directory.Read.All"}},
	}})
	for token, want := range map[string][6]int{ // me, own, other, list, create, delete
		"root":   {400, 200, 200, 200, 201, 204},
		"none":   {403, 403, 403, 403, 403, 403},
		"self":   {200, 200, 403, 403, 403, 403},
		"reads":  {200, 200, 200, 200, 403, 403},
		"writes": {200, 200, 200, 200, 201, 204},
		"app":    {400, 200, 200, 200, 201, 204},
		"reader": {400, 200, 200, 200, 403, 403},
		"what":   {401, 401, 401, 401, 401, 401},
	} {
		h.ask("POST", "/v1.0/users", `{"userPrincipalName":"gone@x"}`, "Authorization", "Bearer root")
		as := []string{"Authorization", "Bearer " + token}
		got := [6]int{
			h.ask("GET", "/v1.0/me", "", as...).status,
			h.ask("GET", "/v1.0/users/"+ada, "", as...).status,
			h.ask("GET", "/v1.0/users/bob@contoso.example", "", as...).status,
			h.ask("GET", "/v1.0/users", "", as...).status,
			h.ask("POST", "/v1.0/users", `{"userPrincipalName":"`+token+`@x"}`, as...).status,
			h.ask("DELETE", "/v1.0/users/gone@x", "", as...).status,
		}
		require.Equal(t, want, got, token)
	}
	require.Contains(t, h.ask("GET", "/v1.0/me", "", "Authorization", "Bearer self").body, ada)
	const noUser = "BadRequest: /me request is only valid with delegated authentication flow."
	require.Equal(t, noUser, h.ask("GET", "/v1.0/me", "", "Authorization", "Bearer app").refused())
	require.Equal(t, noUser, h.ask("PATCH", "/v1.0/me", "{", "Authorization", "Bearer root").refused())
	// Access is checked before the rest of a create, and before the type of its body.
	for _, body := range []string{"", "{", "{}"} {
		got := h.ask("POST", "/v1.0/Me/authentication/temporaryAccessPassMethods", body, "Authorization", "Bearer app", "Content-Type", "text/plain")
		require.Equal(t, 400, got.status)
		require.Equal(t, noUser, got.refused())
	}
	// And before the path, the method and the query.
	for _, line := range []string{
		"GET /v1.0/me?$top=1", "POST /v1.0/me", "PUT /beta/me", "GET /v1.0/me/nowhere", "DELETE /v1.0/me/authentication/methods",
		"GET /v1.0/me/authentication/temporaryAccessPassMethods", "GET /v1.0/me/authentication/temporaryAccessPassMethods?$top=1",
		"GET /v1.0/me/authentication/temporaryAccessPassMethods/$count", "PUT /v1.0/me/authentication/temporaryAccessPassMethods",
		"GET /v1.0/me/authentication/methods/nothing", "PATCH /v1.0/me/authentication/temporaryAccessPassMethods/" + unknownID,
	} {
		method, path, _ := strings.Cut(line, " ")
		for _, token := range []string{"app", "root"} {
			got := h.ask(method, path, "", "Authorization", "Bearer "+token)
			require.Equal(t, 400, got.status, line)
			require.Equal(t, noUser, got.refused(), line)
		}
		require.NotEqual(t, noUser, h.ask(method, path, "", "Authorization", "Bearer self").refused(), line)
	}
	got := h.ask("POST", "/v1.0/me/authentication/temporaryAccessPassMethods", "{", "Authorization", "Bearer self", "Content-Type", "text/plain")
	require.NotEqual(t, noUser, got.refused())
}

// Watch gets the users who come and go, with the instant.
func TestWatchedUsers(t *testing.T) {
	var seen []protocol.Request
	h := open(t, graph.Config{Watch: func(req protocol.Request, res *protocol.Response) { seen = append(seen, req) }})
	h.ask("POST", "/v1.0/users", `{"userPrincipalName":"new@contoso.example","userType":"Guest"}`)
	h.ask("DELETE", "/v1.0/users/NEW@contoso.example", "")
	require.Len(t, seen, 3)
	require.Equal(t, protocol.Reset, seen[0].Op)
	require.Equal(t, protocol.AddUser, seen[1].Op)
	require.Equal(t, protocol.RemoveUser, seen[2].Op)
	require.Equal(t, "new@contoso.example", seen[2].User)
	require.Equal(t, noon, seen[1].At)
	u := seen[1].Tenant.Users[0]
	require.True(t, u.Guest)
	require.Equal(t, "new", u.Name)
	require.NotEqual(t, model.ID{}, u.ID)
}
