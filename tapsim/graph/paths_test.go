package graph_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A path of Graph that the service does not have is no error of the caller: the answer
// names the segment and lists what there is.
func TestWhatIsNotSimulated(t *testing.T) {
	h := open(t, graph.Config{})
	const all = "Below /v1.0 and /beta there are /users, /users/{key}, /users/{key}/authentication/temporaryAccessPassMethods, " +
		"/users/{key}/authentication/temporaryAccessPassMethods/{id}, /users/{key}/authentication/temporaryAccessPassMethods/$count, " +
		"/users/{key}/authentication/methods, /users/{key}/authentication/methods/{id}, " +
		"/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass, and /me in the place of /users/{key}."
	for path, segment := range map[string]string{
		"/v1.0":                                              "v1.0",
		"/beta/":                                             "beta",
		"/v1.0//":                                            "v1.0",
		"/v1.0/groups":                                       "groups",
		"/v1.0/$batch":                                       "$batch",
		"/v1.0/$metadata":                                    "$metadata",
		"/v1.0/organization":                                 "organization",
		"/v1.0/user/" + ada:                                  "user",
		"/v1.0/v1.0/users":                                   "v1.0",
		"/v1.0/users/ada/messages":                           "messages",
		"/v1.0/users/" + ada + "/memberOf":                   "memberOf",
		"/v1.0/users('ada')/messages('1')":                   "messages('1')",
		"/v1.0/users('ada')x":                                "users('ada')x",
		"/v1.0/users/ada/('x')":                              "('x')",
		"/v1.0/microsoft.graph.delta()":                      "microsoft.graph.delta()",
		"/v1.0/me('x')":                                      "me('x')",
		"/v1.0/me/authentication":                            "authentication",
		"/v1.0/me/authentication('x')/methods":               "authentication('x')",
		"/v1.0/users/a/authentication/fido2Methods":          "fido2Methods",
		"/v1.0/users//authentication/methods":                "methods",
		hers + "/1/2":                                        "2",
		hers + "('1')/2":                                     "2",
		hers + "/$count/2":                                   "2",
		"/v1.0/policies":                                     "policies",
		"/v1.0/policies/authorizationPolicy":                 "authorizationPolicy",
		"/v1.0/policies/authenticationMethodsPolicy":         "authenticationMethodsPolicy",
		strings.TrimSuffix(policy, "/temporaryAccessPass"):   "authenticationMethodConfigurations",
		policy + "/includeTargets":                           "includeTargets",
		strings.Replace(policy, "temporaryAccess", "fi", 1):  "fiPass",
		"/v1.0/users/$count":                                 "$count",
		"/v1.0/users/delta":                                  "delta",
		"/v1.0/users/delta()":                                "delta()",
		"/v1.0/users/$value/authentication/methods":          "$value",
		"/v1.0/a%22b%3C%0A":                                  `a\"b<\n`,
		"/v1.0/users/1/2/3/4/5/6/7/8/9/10/11":                "2",
		"/v1.0/users%2F" + ada:                               "users/" + ada,
		"/v1.0/groups(userPrincipalName='x')":                "groups(userPrincipalName='x')",
		"/v1.0/policies(id='x')/authenticationMethodsPolicy": "policies(id='x')",
	} {
		for _, method := range []string{"GET", "POST", "PATCH", "DELETE", "PUT"} {
			got := h.ask(method, path, "", "Authorization", "Bearer ada@contoso.example") // a caller with a /me
			require.Equal(t, 501, got.status, path)
			require.Equal(t, "notSimulated: tapsim simulates nothing at the segment '"+segment+"'. "+all, got.refused(), path)
		}
		require.Equal(t, 401, h.ask("GET", path, "", "Authorization", "").status, "the token is looked at first: %s", path)
	}
}

// The root is no path of Graph, and neither are the control routes: there an unknown
// path is an error of the caller.
func TestStrayPaths(t *testing.T) {
	h := open(t, graph.Config{})
	const controls = " Below /_tapsim there are PUT clock, GET clock, GET next, POST signIn, POST refresh, POST reset, " +
		"PATCH users/{user}, GET passes/{id}/code, GET state, GET healthz."
	for path, want := range map[string][2]string{
		"/":                            {"", ""},
		"//":                           {"", ""},
		"/v2.0/users":                  {"v2.0", ""},
		"/users":                       {"users", ""},
		"/v1.0('x')/users":             {"v1.0('x')", ""},
		"/_TAPSIM/clock":               {"_TAPSIM", ""},
		"/_tapsim":                     {"_tapsim", controls},
		"/_tapsim/nothing":             {"nothing", controls},
		"/_tapsim/signin":              {"signin", controls},
		"/_tapsim/users":               {"users", controls},
		"/_tapsim/passes/x":            {"x", controls},
		"/_tapsim/clock/x":             {"x", controls},
		"/_tapsim/passes/x/code/again": {"again", controls},
	} {
		for _, method := range []string{"GET", "POST"} {
			got := h.ask(method, path, "")
			require.Equal(t, 404, got.status, path)
			require.Equal(t, "ResourceNotFound: Resource not found for the segment '"+want[0]+"'."+want[1], got.refused(), path)
		}
	}
}

// tenantOfKeys has a user whose name needs every kind of escape in a path.
func tenantOfKeys(t *testing.T) fixture {
	return open(t, graph.Config{Tenant: &protocol.Tenant{Users: []protocol.User{
		{Name: "ada", ID: parseID(t, ada)},
		{Name: "odd", PrincipalName: "o'a//b=c(d)@contoso.example", ID: protocol.UserID("odd")},
	}}})
}

// A key in brackets may name its property.
func TestKeysInBrackets(t *testing.T) {
	h := tenantOfKeys(t)
	odd, oddly := protocol.UserID("odd").String(), "o%27a%2F%2Fb%3Dc%28d%29%40contoso.example"
	pass := cut(h.ask("POST", hers, "{}").body, `"id":"`, `"`)
	for segment, want := range map[string]struct{ id, context string }{
		"users(userPrincipalName='ada@contoso.example')":                      {ada, "ada%40contoso.example"},
		"users(userprincipalname='ADA@contoso.example')":                      {ada, "ADA%40contoso.example"},
		"USERS(UserPrincipalName='ada%40contoso.example')":                    {ada, "ada%40contoso.example"},
		"users%28userPrincipalName%3D%27ada%40contoso.example%27%29":          {ada, "ada%40contoso.example"},
		"users(userPrincipalName=%27ada@contoso.example%27)":                  {ada, "ada%40contoso.example"},
		"users(id='" + ada + "')":                                             {ada, ada},
		"users(ID=%27" + strings.ToUpper(ada) + "%27)":                        {ada, strings.ToUpper(ada)},
		"users('" + ada + "')":                                                {ada, ada},
		"users(%27ada@contoso.example%27)":                                    {ada, "ada%40contoso.example"},
		"users('o''a%2F%2Fb=c(d)@contoso.example')":                           {odd, oddly},
		"users(userPrincipalName='o''a%2F%2Fb=c(d)@contoso.example')":         {odd, oddly},
		"users(userPrincipalName='o%27%27a%2F%2Fb%3Dc(d)@contoso.example')":   {odd, oddly},
		"users%28userPrincipalName='o%27%27a%2F%2Fb=c(d)@contoso.example%27)": {odd, oddly},
	} {
		got := h.ask("GET", "/v1.0/"+segment, "")
		require.Equal(t, 200, got.status, "%s: %s", segment, got.body)
		require.Equal(t, want.id, cut(got.body, `"id":"`, `"`), segment)
		got = h.ask("GET", "/v1.0/"+segment+"/authentication/temporaryAccessPassMethods", "")
		require.Equal(t, 200, got.status, segment)
		require.Equal(t, want.context, cut(got.body, "#users('", "')"), "the key as it was written")
	}
	for _, segment := range []string{"temporaryAccessPassMethods(id='" + pass + "')", "methods(ID='" + strings.ToUpper(pass) + "')", "temporaryAccessPassMethods('" + pass + "')"} {
		require.Contains(t, h.ask("GET", "/v1.0/users/"+ada+"/authentication/"+segment, "").body, pass, segment)
	}
	require.Contains(t, h.ask("GET", strings.Replace(policy, "/temporaryAccessPass", "(id='TemporaryAccessPass')", 1), "").body, `"state"`)
	require.Equal(t, 404, h.ask("GET", "/v1.0/users(userPrincipalName='nobody')", "").status)
	require.Equal(t, 404, h.ask("GET", "/v1.0/users(id='"+unknownID+"')", "").status)
}

// An impossible key is refused: it finds no other user, and never all of them.
func TestKeysThatCannotBe(t *testing.T) {
	h := tenantOfKeys(t)
	const quotes = ": a key in brackets stands in single quotes, and a quote in it is doubled."
	for segment, why := range map[string]string{
		"users('')":                              ": the key is empty.",
		"users(id='')":                           ": the key is empty.",
		"users(userPrincipalName='')":            ": the key is empty.",
		"users(foo='x')":                         ": there is no key 'foo'.",
		"users(='x')":                            ": there is no key ''.",
		"users(mail='ada@contoso.example')":      ": there is no key 'mail'.",
		"users( id='" + ada + "')":               ": there is no key ' id'.",
		"users()":                                ": a key in brackets stands in single quotes.",
		"users(" + ada + ")":                     ": a key in brackets stands in single quotes.",
		"users(id=" + ada + ")":                  quotes,
		"users(id=)":                             quotes,
		"users(')":                               quotes,
		"users('o'brien')":                       quotes,
		"users('''')x')":                         quotes,
		"users('a')('b')":                        quotes,
		"users(id='" + ada + "',id='x')":         quotes,
		"users(id='" + ada + "' )":               quotes,
		"users(id='ada@contoso.example')":        ": no user has such a value of id.",
		"users(userPrincipalName='" + ada + "')": ": no user has such a value of userPrincipalName.",
	} {
		for _, rest := range []string{"", "/", "/authentication/temporaryAccessPassMethods", "/authentication/methods/$count"} {
			for _, method := range []string{"GET", "POST", "DELETE"} {
				got := h.ask(method, "/v1.0/"+strings.ReplaceAll(segment, " ", "%20")+rest, "")
				require.Equal(t, 400, got.status, segment)
				require.Equal(t, "BadRequest: In the segment '"+segment+"'"+why, got.refused())
			}
		}
	}
	for _, path := range []string{
		hers + "('')", hers + "(foo='1')", hers + "(userPrincipalName='1')", hers + "(1)",
		strings.Replace(policy, "/temporaryAccessPass", "(x='temporaryAccessPass')", 1),
	} {
		got := h.ask("GET", path, "")
		require.Equal(t, 400, got.status, path)
		require.Contains(t, got.body, `"BadRequest"`)
	}
	require.Contains(t, h.ask("GET", "/v1.0/users", "").body, ada, "no user was deleted")
}

// Slashes in a row are one, in any place, and there is no redirect. An encoded slash
// is part of a key.
func TestDoubledSlashes(t *testing.T) {
	h := tenantOfKeys(t)
	for path, want := range map[string]string{
		"//v1.0///users//ada@contoso.example": `"id":"` + ada + `"`,
		"/v1.0//users/ada@contoso.example//":  `"id":"` + ada + `"`,
		"///beta//users":                      `"value":[{`,
		"/v1.0/users//":                       `"value":[{`,
		"//v1.0//users('ada@contoso.example')//authentication//methods":          "/authentication/methods",
		strings.ReplaceAll(hers, "/", "//"):                                      `"value":[]`,
		strings.ReplaceAll(policy, "/", "///"):                                   `"TemporaryAccessPass"`,
		"//_tapsim//healthz//":                                                   `"ok"`,
		"/_tapsim//clock":                                                        `"frozen":true`,
		"//v1.0//users//o'a%2F%2Fb=c(d)@contoso.example":                         `"userPrincipalName":"o'a//b=c(d)@contoso.example"`,
		"//v1.0//users('o''a%2F%2Fb=c(d)@contoso.example')//":                    `"userPrincipalName":"o'a//b=c(d)@contoso.example"`,
		"//v1.0//users(userPrincipalName='o''a%2F%2fb=c(d)@contoso.example')///": `"userPrincipalName":"o'a//b=c(d)@contoso.example"`,
	} {
		got := h.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n")
		require.Equal(t, 200, got.status, "%s: %s", path, got.body)
		require.Contains(t, got.body, want, path)
	}
	require.Equal(t, 501, h.ask("GET", "/v1.0/users/o'a//b=c(d)@contoso.example", "").status)
	require.Equal(t, 204, h.ask("PATCH", "//_tapsim//users//"+ada, `{"roles":[]}`).status)
	require.Equal(t, 201, h.ask("POST", "/"+hers+"//", `{}`).status)
}
