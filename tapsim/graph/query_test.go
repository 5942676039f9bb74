package graph_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Users are found by name and by id, in any spelling of the option and the names.
func TestFilters(t *testing.T) {
	odd := protocol.UserID("odd").String()
	h := open(t, graph.Config{Tenant: &protocol.Tenant{Users: []protocol.User{
		{Name: "ada", ID: parseID(t, ada)}, {Name: "bob", ID: protocol.UserID("bob")},
		{Name: "odd", PrincipalName: "o'd+d & (e)@contoso.example", ID: protocol.UserID("odd")},
	}}})
	for filter, id := range map[string]string{
		"userPrincipalName eq 'ada@contoso.example'":          ada,
		"UserPrincipalName eq 'ADA@contoso.example'":          ada,
		"userprincipalname EQ 'ada@contoso.example'":          ada,
		"  userPrincipalName   eq   'ada@contoso.example' ":   ada,
		"id eq '" + ada + "'":                                 ada,
		"Id eq '" + strings.ToUpper(ada) + "'":                ada,
		"userPrincipalName eq 'o''d+d & (e)@contoso.example'": odd,
		"userPrincipalName eq 'nobody@contoso.example'":       "",
		"userPrincipalName eq 'ada'":                          "",
		"userPrincipalName eq ''":                             "",
		"userPrincipalName eq ''''":                           "",
		"userPrincipalName eq ';%&=a@contoso.example'":        "",
		"userPrincipalName eq '" + ada + "'":                  "",
		"id eq 'ada@contoso.example'":                         "",
	} {
		for _, name := range []string{"$filter", "%24filter", "filter", "$FILTER", "FiLtEr", "%66ilter"} {
			for _, base := range []string{"/v1.0/users", "/beta/users", "/v1.0//users/"} {
				got := h.ask("GET", base+"?"+name+"="+url.QueryEscape(filter), "")
				require.Equal(t, 200, got.status, "%s: %s", filter, got.body)
				found := got.object(t)["value"].([]any)
				if id == "" {
					require.Empty(t, found, filter)
					continue
				}
				require.Len(t, found, 1, filter)
				require.Equal(t, id, found[0].(map[string]any)["id"], filter)
			}
		}
	}
	require.Contains(t, h.ask("GET", "/v1.0/users?&$filter=id%20eq%20'"+ada+"'&&", "").body, `"value":[{"id":"`+ada+`"`)
	require.Equal(t, 3, strings.Count(h.ask("GET", "/v1.0/users?", "").body, `"id"`), "no option is none")
	require.Equal(t, 3, strings.Count(h.ask("GET", "/v1.0/users?&", "").body, `"id"`))
}

// A selection has only the selected properties; the context names them.
func TestSelections(t *testing.T) {
	h := open(t, graph.Config{})
	metadata := `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users`
	id, shown, name, kind := `"id":"`+ada+`"`, `"displayName":"ada"`, `"userPrincipalName":"ada@contoso.example"`, `"userType":"Member"`
	all := id + "," + shown + "," + name + "," + kind
	asAda := []string{"Authorization", "Bearer ada@contoso.example"}
	for selected, want := range map[string]struct{ context, object string }{
		"id":                     {"(id)", id},
		"displayName":            {"(displayName)", shown},
		"userPrincipalName":      {"(userPrincipalName)", name},
		"userType":               {"(userType)", kind},
		"Id,DisplayName":         {"(id,displayName)", id + "," + shown},
		"USERTYPE,id":            {"(userType,id)", id + "," + kind},
		"id,ID,%20id%20":         {"(id)", id},
		"id%2CuserPrincipalName": {"(id,userPrincipalName)", id + "," + name},
		"userType,userPrincipalName,displayName,id": {"(userType,userPrincipalName,displayName,id)", all},
		"*":    {"", all},
		"*,id": {"", all},
		"id,*": {"", all},
	} {
		for _, option := range []string{"$select=", "select=", "%24SELECT="} {
			entity := metadata + want.context + `/$entity",` + want.object + "}"
			require.Equal(t, entity, h.ask("GET", "/v1.0/users/"+ada+"?"+option+selected, "").body)
			require.Equal(t, entity, h.ask("GET", "/v1.0/users('ada@contoso.example')?"+option+selected, "").body)
			require.Equal(t, entity, h.ask("GET", "/v1.0/me?"+option+selected, "", asAda...).body)
			require.Equal(t, metadata+want.context+`","value":[{`+want.object+"}]}",
				h.ask("GET", "/v1.0/users?"+option+selected+"&$filter=userPrincipalName+eq+'ada@contoso.example'", "").body)
		}
	}
	require.Equal(t, 3, strings.Count(h.ask("GET", "/v1.0/users?$select=userType", "").body, `{"userType":"`))
}

// An option that is not carried out is refused by name, and no user is returned.
func TestOptionsThatAreRefused(t *testing.T) {
	h := open(t, graph.Config{})
	pass := cut(h.ask("POST", hers, "{}").body, `"id":"`, `"`)
	methods := strings.TrimSuffix(hers, "temporaryAccessPassMethods") + "methods"
	const (
		all, one = "/v1.0/users", "/v1.0/users/" + ada
		ofUsers  = " Of users it takes $filter and $select."
		ofOne    = " Of a user it takes $select."
		find     = "notSimulated: tapsim does not carry out this '$filter'. Users are found by userPrincipalName eq '...' or by id eq '...'."
		once     = "' was specified more than once, but it must be specified at most once."
		closed   = "BadRequest: Query option '$filter' cannot be read: a quote or a bracket in it is not closed."
		keeps    = "' of users. '$select' takes id, displayName, userPrincipalName, userType."
	)
	notYet := func(name, taken string) string {
		return "notSimulated: tapsim does not carry out the query option '" + name + "'." + taken
	}
	never := func(name, more string) string {
		return "Request_BadRequest: '" + name + "' is not supported by the service." + more
	}
	for _, c := range []struct {
		path, query string
		status      int
		want        string
	}{
		// Graph would carry these out.
		{all, "$top=1", 501, notYet("$top", ofUsers)},
		{all, "$top=1&$filter=id+eq+'x'", 501, notYet("$top", ofUsers)},
		{all, "$filter=id+eq+'" + ada + "'&$top=1", 501, notYet("$top", ofUsers)},
		{all, "top=1", 501, notYet("$top", ofUsers)},
		{all, "$TOP=", 501, notYet("$top", ofUsers)},
		{all, "$top", 501, notYet("$top", ofUsers)},
		{all, "$orderby=displayName", 501, notYet("$orderby", ofUsers)},
		{all, "$orderBy=displayName", 501, notYet("$orderby", ofUsers)},
		{all, "$expand=manager", 501, notYet("$expand", ofUsers)},
		{all, "$count=true", 501, notYet("$count", ofUsers)},
		{all, "$search=%22displayName:x%22", 501, notYet("$search", ofUsers)},
		{all, "$format=json", 501, notYet("$format", ofUsers)},
		{all, "$skiptoken=x", 501, notYet("$skiptoken", ofUsers)},
		{one, "$expand=manager", 501, notYet("$expand", ofOne)},
		{one, "$select=id&$expand=manager", 501, notYet("$expand", ofOne)},
		{all, "$filter=startswith(displayName,'a')", 501, find},
		{all, "$filter=userPrincipalName+ne+'a'", 501, find},
		{all, "$filter=mobilePhone+eq+'%2B1'", 501, find},
		{all, "$filter=(id+eq+'x')", 501, find},
		{all, "$filter=id+eq+'x'+or+id+eq+'" + ada + "'", 501, find},
		{all, "$filter=id+eq+'a'+and+userPrincipalName+eq+'b'", 501, find},
		{all, "$filter='x'+eq+id", 501, find},
		{all, "$filter=displayName+eq+'a)'", 501, find},
		{all, "$filter=x", 501, find},
		{all, "$select=mail", 501, "notSimulated: tapsim keeps no property 'mail" + keeps},
		{all, "$select=id,accountEnabled,mail", 501, "notSimulated: tapsim keeps no property 'accountEnabled" + keeps},
		{one, "$select=id,manager/displayName", 501, "notSimulated: tapsim keeps no property 'manager/displayName" + keeps},
		{one, "select=**", 501, "notSimulated: tapsim keeps no property '**" + keeps},

		// Graph would refuse these as well.
		{all, "$skip=1", 400, never("$skip", "")},
		{all, "skip=1", 400, never("$skip", "")},
		{one, "$top=1", 400, never("$top", "")},
		{one, "$filter=id+eq+'" + ada + "'", 400, never("$filter", "")},
		{one, "count=true", 400, never("$count", "")},
		{one, "$skiptoken=x", 400, never("$skiptoken", "")},
		{all, "fitler=id+eq+'x'", 400, never("fitler", ofUsers)},
		{all, "$fitler=id+eq+'x'", 400, never("$fitler", ofUsers)},
		{all, "$$filter=id+eq+'x'", 400, never("$$filter", ofUsers)},
		{all, "%20$filter=id+eq+'x'", 400, never(" $filter", ofUsers)},
		{all, "$filter%00=id+eq+'x'", 400, never(`$filter\u0000`, ofUsers)},
		{all, "$filter%5B%5D=id+eq+'x'", 400, never("$filter[]", ofUsers)},
		{all, "$=id+eq+'x'", 400, never("$", ofUsers)},
		{all, "api-version=1.6", 400, never("api-version", ofUsers)},
		{all, "$filter=id+eq+'x'&token=y", 400, never("token", ofUsers)},
		{all, "$apply=x", 400, never("$apply", ofUsers)},
		{one, "a%22%3Cb=1", 400, never(`a\"<b`, ofOne)},
		{"/beta/users/" + ada, "$orderby=id", 400, never("$orderby", "")},

		// The same option twice, which readers understand in different ways.
		{all, "$filter=id+eq+'x'&$filter=id+eq+'x'", 400, "BadRequest: Query option '$filter" + once},
		{all, "$filter=id+eq+'x'&filter=id+eq+'y'", 400, "BadRequest: Query option '$filter" + once},
		{all, "$filter=&$filter=id+eq+'x'", 400, "BadRequest: Query option '$filter" + once},
		{all, "FILTER&%24filter=id+eq+'x'", 400, "BadRequest: Query option '$filter" + once},
		{all, "$top=1&$top=1", 400, "BadRequest: Query option '$top" + once},
		{one, "$select=id&Select=id", 400, "BadRequest: Query option '$select" + once},

		// Wrong filters, and an empty one.
		{all, "$filter", 400, "BadRequest: Query option '$filter' is empty."},
		{all, "$filter=", 400, "BadRequest: Query option '$filter' is empty."},
		{all, "filter=", 400, "BadRequest: Query option '$filter' is empty."},
		{all, "$FILTER=+%09", 400, "BadRequest: Query option '$filter' is empty."},
		{all, "$select=", 400, "BadRequest: Query option '$select' is empty."},
		{one, "$select=id,,userType", 400, "BadRequest: Query option '$select' has an empty name in it."},
		{one, "$select=,", 400, "BadRequest: Query option '$select' has an empty name in it."},
		{all, "$filter=id+eq+1", 400, "BadRequest: Query option '$filter' compares id with a string in single quotes."},
		{all, "$filter=userPrincipalName+eq+ada@contoso.example", 400, "BadRequest: Query option '$filter' compares userPrincipalName with a string in single quotes."},
		{all, "$filter=id+eq", 400, "BadRequest: Query option '$filter' compares id with a string in single quotes."},
		{all, "$filter=id+eq+%22" + ada + "%22", 400, "BadRequest: Query option '$filter' compares id with a string in single quotes."},
		{all, "$filter=id+eq+'", 400, closed},
		{all, "$filter=userPrincipalName+eq+'o'brien'", 400, closed},
		{all, "$filter=userPrincipalName+eq+'a&b'", 400, closed},
		{all, "$filter=startswith(id,'a'", 400, closed},
		{all, "$filter=startswith)id,'a'(", 400, closed},

		// Queries that cannot be read.
		{all, "$filter=id+eq+'x';$top=1", 400, "BadRequest: The query cannot be read: a semicolon has to be encoded as %3B."},
		{all, ";", 400, "BadRequest: The query cannot be read: a semicolon has to be encoded as %3B."},
		{all, "$top=1&a;b", 400, "BadRequest: The query cannot be read: a semicolon has to be encoded as %3B."},
		{all, "$filter=%", 400, "BadRequest: The query cannot be read: a % stands before two hexadecimal digits, or is encoded as %25."},
		{all, "$filter=id+eq+'%zz'", 400, "BadRequest: The query cannot be read: a % stands before two hexadecimal digits, or is encoded as %25."},
		{all, "%2=x", 400, "BadRequest: The query cannot be read: a % stands before two hexadecimal digits, or is encoded as %25."},
		{all, "$top=1&$filter=%f", 400, "BadRequest: The query cannot be read: a % stands before two hexadecimal digits, or is encoded as %25."},
		{all, "$filter=id+eq+'%ff'", 400, "BadRequest: The query cannot be read: it is not UTF-8."},
		{all, "%c3%28=x", 400, "BadRequest: The query cannot be read: it is not UTF-8."},
		{all, "=x", 400, "BadRequest: The query cannot be read: an option has no name."},
		{all, "$filter=id+eq+'x'&=", 400, "BadRequest: The query cannot be read: an option has no name."},
		{hers, "a;b", 400, "BadRequest: The query cannot be read: a semicolon has to be encoded as %3B."},
	} {
		got := h.ask("GET", c.path+"?"+c.query, "", "ConsistencyLevel", "eventual")
		require.Equal(t, c.status, got.status, "%s?%s: %s", c.path, c.query, got.body)
		require.Equal(t, c.want, got.refused(), "%s?%s", c.path, c.query)
		require.NotContains(t, got.body, ada+`"`, c.query)
		require.Equal(t, c.status, h.ask("HEAD", c.path+"?"+c.query, "").status)
	}

	// Passes, methods and the policy have no options, and no write has one.
	for _, path := range []string{hers, hers + "/" + pass, hers + "/$count", methods, methods + "/" + pass, policy} {
		for query, name := range map[string]string{
			"$select=id": "$select", "select=id": "$select", "$filter=isUsable+eq+true": "$filter", "$top=1": "$top", "$expand=": "$expand",
			"$skip=0": "$skip", "$count=true": "$count", "fitler=x": "fitler", "api-version=1.0": "api-version", "token=x": "token",
		} {
			got := h.ask("GET", path+"?"+query, "")
			require.Equal(t, 400, got.status, "%s?%s", path, query)
			require.Equal(t, "badRequest: '"+name+"' is not supported by the service. Nothing at this path takes query options.", got.refused())
		}
	}
	before := h.ask("GET", "/_tapsim/state", "").body
	for _, c := range []struct{ code, method, path, body string }{
		{"badRequest", "POST", hers, "{}"},
		{"badRequest", "DELETE", hers + "/" + pass, ""},
		{"badRequest", "PATCH", policy, `{"state":"disabled"}`},
		{"badRequest", "DELETE", policy, ""},
		{"Request_BadRequest", "POST", all, `{"userPrincipalName":"new@contoso.example"}`},
		{"Request_BadRequest", "PATCH", one, `{"userType":"guest"}`},
		{"Request_BadRequest", "DELETE", one, ""},
	} {
		for query, name := range map[string]string{"$select=id": "$select", "filter=x": "$filter", "api-version=1.0": "api-version"} {
			got := h.ask(c.method, c.path+"?"+query, c.body)
			require.Equal(t, 400, got.status, "%s %s?%s: %s", c.method, c.path, query, got.body)
			require.Equal(t, c.code+": '"+name+"' is not supported by the service. Only GET and HEAD take query options.", got.refused())
		}
		require.Equal(t, 400, h.ask(c.method, c.path+"?%", c.body).status)
	}
	require.Equal(t, before, h.ask("GET", "/_tapsim/state", "").body, "what is refused changes nothing")
}

// The order of the checks: the caller, the path, the method, and then the query.
func TestWhenOptionsAreRead(t *testing.T) {
	h := open(t, graph.Config{Tokens: map[string]*protocol.Actor{"root": nil, "app": {Kind: "application"}}})
	as := func(token string) []string { return []string{"Authorization", "Bearer " + token} }
	require.Equal(t, 401, h.ask("GET", "/v1.0/users?%", "", as("nobody")...).status)
	require.Equal(t, 501, h.ask("GET", "/v1.0/groups?%", "", as("root")...).status)
	require.Equal(t, 405, h.ask("PUT", "/v1.0/users?%", "", as("root")...).status)
	require.Equal(t, 400, h.ask("GET", "/v1.0/users?%", "", as("app")...).status)
	require.Equal(t, 403, h.ask("GET", "/v1.0/users?$select=id", "", as("app")...).status)
	require.Equal(t, 404, h.ask("GET", "/v1.0/users/"+unknownID+"?$select=id", "", as("root")...).status)
	require.Equal(t, 501, h.ask("GET", "/v1.0/users/"+unknownID+"?$select=mail", "", as("root")...).status)

	// The control routes are not Graph's.
	require.Equal(t, 200, h.ask("GET", "/_tapsim/state?$top=1&x;y", "", as("root")...).status)
	require.Equal(t, 204, h.ask("POST", "/_tapsim/reset?%zz", "", as("root")...).status)
}
