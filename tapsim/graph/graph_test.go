package graph_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

// The example of Microsoft's create page, byte for byte except the id and the code:
// https://learn.microsoft.com/en-us/graph/api/authentication-post-temporaryaccesspassmethods
func TestThePublishedCreate(t *testing.T) {
	h := open(t, graph.Config{Clock: graph.FrozenClock(at(t, "2022-06-02T16:21:09.765173Z"))})
	path := strings.Replace(hers, "v1.0", "beta", 1)
	got := h.ask("POST", path, "{\n    \"startDateTime\": \"2022-06-05T00:00:00.000Z\",\n    \"lifetimeInMinutes\": 60,\n    \"isUsableOnce\": false\n}")
	require.Equal(t, 201, got.status)
	id, code := cut(got.body, `"id":"`, `"`), cut(got.body, `"temporaryAccessPass":"`, `"`)
	require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, id)
	require.Len(t, code, 8)
	require.Equal(t, `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#users('`+ada+`')/authentication/temporaryAccessPassMethods/$entity",`+
		`"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod",`+
		`"id":"`+id+`","temporaryAccessPass":"`+code+`","createdDateTime":"2022-06-02T16:21:09.765173Z","startDateTime":"2022-06-05T00:00:00Z",`+
		`"lifetimeInMinutes":60,"isUsableOnce":false,"isUsable":false,"methodUsabilityReason":"NotYetValid"}`, got.body)

	require.Equal(t, "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8", got.header.Get("Content-Type"))
	require.Equal(t, "4.0", got.header.Get("OData-Version"))
	require.Equal(t, "no-cache", got.header.Get("Cache-Control"))
	require.Equal(t, "Thu, 02 Jun 2022 16:21:09 GMT", got.header.Get("Date"))
	require.Equal(t, got.header.Get("request-id"), got.header.Get("client-request-id"))
	require.Empty(t, got.header.Get("Location"))
}

// The example of the list page:
// https://learn.microsoft.com/en-us/graph/api/authentication-list-temporaryaccesspassmethods
func TestThePublishedList(t *testing.T) {
	h := open(t, graph.Config{Clock: graph.FrozenClock(at(t, "2022-06-06T16:43:04.6438213Z"))})
	h.ask("POST", hers, `{"startDateTime":"2022-06-06T18:48:03.027+02:00","lifetimeInMinutes":60,"isUsableOnce":false}`)
	got := h.ask("GET", hers, "")
	require.Equal(t, 200, got.status)
	require.Equal(t, `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('`+ada+`')/authentication/temporaryAccessPassMethods",`+
		`"value":[{"id":"`+cut(got.body, `"id":"`, `"`)+`","temporaryAccessPass":null,`+
		`"createdDateTime":"2022-06-06T16:43:04.6438213Z","startDateTime":"2022-06-06T16:48:03.027Z",`+
		`"lifetimeInMinutes":60,"isUsableOnce":false,"isUsable":false,"methodUsabilityReason":"NotYetValid"}]}`, got.body)
}

// The envelope of a refusal, as published with a range of 60 to 480:
// https://github.com/microsoftgraph/microsoft-graph-docs/pull/12187
func TestThePublishedRefusal(t *testing.T) {
	h := open(t, graph.Config{Clock: graph.FrozenClock(at(t, "2021-04-01T17:02:01.25Z"))})
	got := h.ask("POST", hers, `{"lifetimeInMinutes":10}`, "client-request-id", "9f3cd0c1-0f35-4b3a-9d4e-4ed8ab8e9f3c")
	require.Equal(t, 400, got.status)
	id := got.header.Get("request-id")
	require.Equal(t, `{"error":{"code":"badRequest","message":"Invalid LifetimeInMinutes specified. The valid range between 60 and 480.",`+
		`"innerError":{"message":"Invalid LifetimeInMinutes specified. The valid range between 60 and 480.",`+
		`"date":"2021-04-01T17:02:01","request-id":"`+id+`","client-request-id":"9f3cd0c1-0f35-4b3a-9d4e-4ed8ab8e9f3c"}}}`, got.body)
	require.NotEqual(t, id, h.ask("GET", hers, "").header.Get("request-id"))
	for _, id := range []string{"two words", "a\"b", strings.Repeat("a", 65), "<b>"} {
		got := h.ask("GET", hers, "", "client-request-id", id)
		require.Equal(t, got.header.Get("request-id"), got.header.Get("client-request-id"), "what could not be sent back as it is")
	}
}

// Each route of passes has its own form of answer, with a pass and without.
func TestRoutesOfPasses(t *testing.T) {
	h := open(t, graph.Config{})
	base := "/v1.0/users/" + ada + "/authentication"
	context := `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('` + ada + `')/authentication/`
	require.Equal(t, context+`temporaryAccessPassMethods","value":[]}`, h.ask("GET", hers, "").body)
	require.Equal(t, context+`methods","value":[]}`, h.ask("GET", base+"/methods", "").body)
	for _, count := range []string{hers + "/$count", hers + "/%24count", hers + "/$COUNT"} {
		got := h.ask("GET", count, "", "ConsistencyLevel", "eventual")
		require.Equal(t, reply{200, got.header, "0"}, got)
		require.Equal(t, "text/plain", got.header.Get("Content-Type"))
	}

	none := h.ask("POST", hers, "", "Content-Type", "")
	require.Equal(t, 400, none.status)
	require.Equal(t, "BadRequest: Empty Payload. JSON content expected.", none.refused())
	made := h.ask("POST", hers, "{}")
	id := cut(made.body, `"id":"`, `"`)
	properties := `"id":"` + id + `","temporaryAccessPass":null,"createdDateTime":"2026-01-01T12:00:00Z","startDateTime":"2026-01-01T12:00:00Z",` +
		`"lifetimeInMinutes":60,"isUsableOnce":false,"isUsable":true,"methodUsabilityReason":"EnabledByPolicy"}`
	kind := `"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod",`

	require.Equal(t, "1", h.ask("GET", hers+"/$count", "").body)
	require.Equal(t, 404, h.ask("GET", hers+"('$count')", "").status, "in brackets it is the id of a pass")
	for _, count := range []string{base + "/methods/$count", base + "/methods/%24count", "/beta/me/authentication/methods/$count"} {
		for _, method := range []string{"GET", "POST"} {
			got := h.ask(method, count, "", "Authorization", "Bearer ada@contoso.example")
			require.Equal(t, 400, got.status)
			require.Equal(t, "badRequest: The segment '$count' is not supported on authentication methods.", got.refused())
		}
	}
	require.Equal(t, context+`temporaryAccessPassMethods/$entity",`+kind+properties, h.ask("GET", hers+"/"+strings.ToUpper(id), "").body)
	require.Equal(t, context+`methods","value":[{`+kind+properties+`]}`, h.ask("GET", base+"/methods", "").body)
	require.Equal(t, context+`methods/$entity",`+kind+properties, h.ask("GET", base+"/methods/"+id, "").body)

	gone := h.ask("DELETE", hers+"/"+id, "")
	require.Equal(t, 204, gone.status)
	require.Empty(t, gone.body)
	require.Empty(t, gone.header.Get("Content-Type"))
	for _, path := range []string{hers + "/" + id, base + "/methods/" + id, hers + "/nonsense"} {
		got := h.ask("GET", path, "")
		require.Equal(t, 404, got.status)
		require.Equal(t, "resourceNotFound: The requested authentication method was not found.", got.refused())
	}
}

func TestTheOwnPass(t *testing.T) {
	h := open(t, graph.Config{})
	made := h.ask("POST", hers, "{}")
	id := cut(made.body, `"id":"`, `"`)
	mine, asAda := "/v1.0/me/authentication/temporaryAccessPassMethods", []string{"Authorization", "Bearer ada@contoso.example"}
	require.Contains(t, h.ask("GET", mine, "", asAda...).body, id)
	require.Equal(t, "1", h.ask("GET", mine+"/$count", "", asAda...).body)
	require.Contains(t, h.ask("GET", "/v1.0/me/authentication/methods", "", asAda...).body, id)
	require.Contains(t, h.ask("GET", mine+"/"+id, "", asAda...).body, id)
	for _, path := range []string{mine, hers} {
		got := h.ask("POST", path, "{}", asAda...)
		require.Equal(t, 403, got.status, "no caller creates a pass for itself")
		require.Equal(t, "accessDenied: Request Authorization failed", got.refused())
	}
	require.Equal(t, 204, h.ask("DELETE", mine+"/"+id, "", asAda...).status)
	require.Equal(t, 400, h.ask("GET", mine, "").status, "an operator has no /me")
	require.Equal(t, 200, h.ask("GET", mine, "", "Authorization", "bearer ADA@Contoso.Example").status, "neither the scheme nor a name has case")
}

func TestThePolicy(t *testing.T) {
	h := open(t, graph.Config{})
	require.Equal(t, `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#authenticationMethodConfigurations/$entity",`+
		`"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","id":"TemporaryAccessPass","state":"enabled",`+
		`"defaultLifetimeInMinutes":60,"defaultLength":8,"minimumLifetimeInMinutes":60,"maximumLifetimeInMinutes":480,"isUsableOnce":false,`+
		`"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false}],"excludeTargets":[]}`, h.ask("GET", policy, "").body)
	for i, path := range []string{
		policy,
		"/BETA/Policies/AuthenticationMethodsPolicy/authenticationmethodconfigurations/TemporaryAccessPass",
		"/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations('TEMPORARYACCESSPASS')",
		"/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations('temporaryAccessPass')/",
		"/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations%28%27temporaryAccessPass%27%29",
	} {
		length := string(rune('1' + i))
		got := h.ask("PATCH", path, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","state":null,"defaultLength":1`+length+`}`)
		require.Equal(t, 204, got.status, path)
		require.Contains(t, h.ask("GET", path, "").body, `"defaultLength":1`+length)
	}
	const typed = `"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"`
	require.Equal(t, 400, h.ask("PATCH", policy, `{`+typed+`,"defaultLength":7}`).status)
	require.Equal(t, 204, h.ask("PATCH", policy, `{"defaultLength":7}`).status, "without its type it is dropped unread")
	require.Contains(t, h.ask("GET", policy, "").body, `"defaultLength":15`)
	require.Equal(t, 204, h.ask("DELETE", policy, "").status)
	require.Contains(t, h.ask("GET", policy, "").body, `"state":"disabled"`)
}

// A user is named by any key, percent-encoded once, and the context shows the key as
// the client wrote it.
func TestUserKeys(t *testing.T) {
	h := open(t, graph.Config{Tenant: &protocol.Tenant{Users: []protocol.User{
		{Name: "adele", PrincipalName: "adele vance+x@contoso.com", ID: protocol.UserID("adele")},
		{Name: "odd", PrincipalName: "o'a/b%2B@contoso.com", ID: protocol.UserID("odd")},
	}}})
	for path, context := range map[string]string{
		"/users/adele%20vance%2Bx%40contoso.com/":         "adele%20vance%2Bx%40contoso.com",
		"/users/adele%20vance+x@contoso.com/":             "adele%20vance%2Bx%40contoso.com",
		"/Users('adele%20vance+x@contoso.com')/":          "adele%20vance%2Bx%40contoso.com",
		"/users('ADELE%20vance%2Bx%40contoso.com')/":      "ADELE%20vance%2Bx%40contoso.com",
		"/users%28%27adele%20vance%2Bx@contoso.com')/":    "adele%20vance%2Bx%40contoso.com",
		"/users/o'a%2Fb%252B@contoso.com/":                "o%27a%2Fb%252B%40contoso.com",
		"/users('o''a%2Fb%252B@contoso.com')/":            "o%27a%2Fb%252B%40contoso.com",
		"/users/" + protocol.UserID("odd").String() + "/": protocol.UserID("odd").String(),
	} {
		got := h.ask("GET", "/v1.0"+path+"authentication/temporaryAccessPassMethods", "")
		require.Equal(t, 200, got.status, "%s: %s", path, got.body)
		require.Equal(t, context, cut(got.body, "#users('", "')"))
		require.Contains(t, h.ask("GET", "/v1.0"+path+"Authentication/Methods", "").body, context+"')/authentication/methods")
	}
	for key, sent := range map[string]string{
		"nobody@contoso.com": "nobody@contoso.com", "adele+vance%2Bx@contoso.com": "adele+vance+x@contoso.com",
		"adele%2520vance%2Bx@contoso.com": "adele%20vance+x@contoso.com", unknownID: unknownID,
	} {
		got := h.ask("POST", "/v1.0/users/"+key+"/authentication/temporaryAccessPassMethods", "{}")
		require.Equal(t, 404, got.status)
		require.Equal(t, "Request_ResourceNotFound: Resource '"+sent+"' does not exist or one of its queried reference-property objects are not present.", got.refused())
	}
}

func TestKeySyntaxOfPasses(t *testing.T) {
	h := open(t, graph.Config{})
	id := cut(h.ask("POST", hers, "{}").body, `"id":"`, `"`)
	path := "/beta/users('ada@contoso.example')/authentication/temporaryAccessPassMethods('" + id + "')"
	require.Contains(t, h.ask("GET", path, "").body, id)
	require.Equal(t, 204, h.ask("DELETE", path, "").status)
}

// A path accepts its methods and refuses all others, and the header Allow lists them.
func TestMethodsThatAreNotAllowed(t *testing.T) {
	h := open(t, graph.Config{})
	for path, allowed := range map[string]string{
		hers:                              "GET, HEAD, POST",
		hers + "/" + unknownID:            "GET, HEAD, DELETE",
		hers + "/$count":                  "GET, HEAD",
		"/v1.0/me/authentication/methods": "GET, HEAD",
		"/v1.0/me/authentication/methods/" + unknownID: "GET, HEAD",
		policy:                   "GET, HEAD, PATCH, DELETE",
		"/v1.0/users":            "GET, HEAD, POST",
		"/v1.0/users/" + ada:     "GET, HEAD, PATCH, DELETE",
		"/_tapsim/healthz":       "GET, HEAD",
		"/_tapsim/reset":         "POST",
		"/_tapsim/clock":         "GET, HEAD, PUT",
		"/_tapsim/signIn":        "POST",
		"/_tapsim/refresh":       "POST",
		"/_tapsim/state":         "GET, HEAD",
		"/_tapsim/next":          "GET, HEAD",
		"/_tapsim/users/x":       "PATCH",
		"/_tapsim/passes/x/code": "GET, HEAD",
	} {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "get", "head", "X", "ET"} {
			caller := "anything"
			if strings.HasPrefix(path, "/v1.0/me/") { // an operator has no /me
				caller = "bob@contoso.example" // no request here deletes bob
			}
			got := h.ask(method, path, "", "Authorization", "Bearer "+caller)
			if slices.Contains(strings.Split(allowed, ", "), method) {
				require.NotEqual(t, 405, got.status, "%s %s", method, path)
				continue
			}
			require.Equal(t, 405, got.status, "%s %s: %s", method, path, got.body)
			require.Equal(t, allowed, got.header.Get("Allow"))
			if method != "HEAD" {
				require.Equal(t, "methodNotAllowed: The method is not allowed.", got.refused())
			}
		}
	}
}

// The headers of SDKs are accepted and ignored.
func TestWhatSDKsSend(t *testing.T) {
	h := open(t, graph.Config{})
	got := h.ask("POST", hers, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod",`+
		`"id":null,"createdDateTime":null,"startDateTime":"2026-01-01T14:00:00.0000000+02:00","lifetimeInMinutes":60,"isUsableOnce":true,"isUsable":null,"methodUsabilityReason":null,"temporaryAccessPass":null}`,
		"Content-Type", "application/json; charset=utf-8", "Accept", "application/json", "Prefer", "return=minimal", "SdkVersion", "graph-go/1.0",
		"ConsistencyLevel", "eventual", "User-Agent", "kiota", "If-Match", "*")
	require.Equal(t, 201, got.status, got.body)
	require.Contains(t, got.body, `"startDateTime":"2026-01-01T12:00:00Z"`)
	req, err := http.NewRequest("DELETE", h.URL+hers+"/"+cut(got.body, `"id":"`, `"`), strings.NewReader("whatever"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer x")
	require.Equal(t, 204, h.send(req).status, "a body that the route does not need is ignored")
}
