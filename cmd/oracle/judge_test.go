package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each kind of spoilt answer is a finding, in each document.
func TestASpoiltAnswerIsFound(t *testing.T) {
	const (
		passesPath = "/authentication/temporaryAccessPassMethods"
		policyPath = "/temporaryAccessPass"
	)
	// set changes the value at a place of a body; nil removes it.
	set := func(value any, place ...any) func(*exchange) {
		return func(x *exchange) {
			var body any
			if json.Unmarshal(x.body, &body) != nil {
				panic(string(x.body))
			}
			at := body
			for _, key := range place[:len(place)-1] {
				switch key := key.(type) {
				case int:
					at = at.([]any)[key]
				case string:
					at = at.(map[string]any)[key]
				}
			}
			object, key := at.(map[string]any), place[len(place)-1].(string)
			if object[key] = value; value == nil {
				delete(object, key)
			}
			x.body, _ = json.Marshal(body)
		}
	}
	status := func(status int) func(*exchange) { return func(x *exchange) { x.status = status } }
	body := func(text string) func(*exchange) { return func(x *exchange) { x.body = []byte(text) } }
	null := json.RawMessage("null")
	all := documents(t)

	for _, c := range []struct {
		name         string
		method, path string // of the answers that are spoilt; path is the end of theirs
		spoil        func(*exchange)
		at, what     string
	}{
		{"a number that is a string", "POST", passesPath, set("90", "lifetimeInMinutes"), "/lifetimeInMinutes", "type"},
		{"a number with a fraction", "POST", passesPath, set(90.5, "lifetimeInMinutes"), "/lifetimeInMinutes", "type"},
		{"a number that is no Int32", "POST", passesPath, set(1<<31, "lifetimeInMinutes"), "/lifetimeInMinutes", "maximum"},
		{"a boolean that is a string", "GET", passesPath, set("true", "value", 0, "isUsableOnce"), "/value/*/isUsableOnce", "type"},
		{"a null that may not be", "POST", passesPath, set(null, "id"), "/id", "nullable"},
		{"a time without a zone", "POST", passesPath, set("2026-01-01T12:00:00", "startDateTime"), "/startDateTime", "pattern"},
		{"a time with a comma", "GET", passesPath, set("2026-01-01T12:00:00,5Z", "value", 0, "createdDateTime"), "/value/*/createdDateTime", "pattern"},
		{"an unknown property", "POST", passesPath, set(60, "lifetime"), "/lifetime", "undeclared"},
		{"an unknown property in a list", "GET", passesPath, set(60, "value", 0, "lifetime"), "/value/*/lifetime", "undeclared"},
		{"an unknown property beside a list", "GET", passesPath, set(1, "count"), "/count", "undeclared"},
		{"a property in another case", "POST", passesPath, set(true, "IsUsableOnce"), "/IsUsableOnce", "case"},
		{"a property in another case, and of another type", "POST", passesPath, set("yes", "IsUsableOnce"), "/IsUsableOnce", "type"},
		{"a pass that says that it is no pass", "POST", passesPath, set("#microsoft.graph.emailAuthenticationMethod", "@odata.type"), "/@odata.type", "discriminator"},
		{"a method that says that it is no pass", "GET", "/authentication/methods", set("#microsoft.graph.emailAuthenticationMethod", "value", 0, "@odata.type"), "/value/*/@odata.type", "discriminator"},
		{"a method that is no pass, but for its type", "GET", "/authentication/methods", set("90", "value", 0, "lifetimeInMinutes"), "/value/*/lifetimeInMinutes", "type"},
		{"a list that is an object", "GET", passesPath, set(map[string]any{}, "value"), "/value", "type"},
		{"a list that is one pass", "GET", passesPath, body(`{"id":"i"}`), "/id", "undeclared"},
		{"a number of passes that is none", "GET", "/$count", body("one"), "", "type"},
		{"a policy that is none of passes", "GET", policyPath, set(nil, "@odata.type"), "/@odata.type", "required"},
		{"a policy of another method", "GET", policyPath, set("#microsoft.graph.fido2AuthenticationMethodConfiguration", "@odata.type"), "/@odata.type", "discriminator"},
		{"a policy whose own property is a string", "GET", policyPath, set("480", "maximumLifetimeInMinutes"), "/maximumLifetimeInMinutes", "type"},
		{"a policy with an unknown state", "GET", policyPath, set("on", "state"), "/state", "anyOf"},
		{"a target of an unknown type", "GET", policyPath, set("role", "includeTargets", 0, "targetType"), "/includeTargets/*/targetType", "enum"},
		{"a target with an unknown property", "GET", policyPath, set("Everybody", "includeTargets", 0, "displayName"), "/includeTargets/*/displayName", "undeclared"},
		{"a target with a flag that is a string", "GET", policyPath, set("no", "includeTargets", 0, "isRegistrationRequired"), "/includeTargets/*/isRegistrationRequired", "type"},
		{"a refusal without a code", "POST", passesPath, set(nil, "error", "code"), "/error/code", "required"},
		{"a refusal without a message", "POST", passesPath, set(nil, "error", "message"), "/error/message", "required"},
		{"a refusal whose code is a number", "POST", passesPath, set(400, "error", "code"), "/error/code", "type"},
		{"a refusal with an id that is a number", "POST", passesPath, set(1, "error", "innerError", "request-id"), "/error/innerError/request-id", "type"},
		{"a refusal that says more", "POST", passesPath, set("s", "error", "innerError", "stack"), "/error/innerError/stack", "undeclared"},
		{"a refusal without its envelope", "POST", passesPath, body(`{"code":"badRequest","message":"no"}`), "/error", "required"},
		{"a refusal that is a pass", "POST", passesPath, status(http.StatusCreated), "/error", "undeclared"},
		{"a pass that is a refusal", "GET", passesPath, status(http.StatusBadRequest), "/error", "required"},
		{"a redirection", "GET", passesPath, status(http.StatusFound), "status", "undeclared"},
		{"a redirection that the library lets pass", "GET", passesPath, status(http.StatusPermanentRedirect), "status", "undeclared"},
		{"a deletion that answers 200", "DELETE", "", status(http.StatusOK), "status", "undeclared"},
		{"a body of no type", "GET", passesPath, func(x *exchange) { x.header.Del("Content-Type") }, "body", "form"},
		{"a body of another type", "GET", passesPath, func(x *exchange) { x.header.Set("Content-Type", "text/html") }, "body", "form"},
		{"a body cut short", "GET", passesPath, func(x *exchange) { x.body = x.body[:len(x.body)/2] }, "body", "form"},
		{"a body that is null", "GET", passesPath, body("null"), "", "nullable"},
		{"no body", "POST", passesPath, body(""), "body", "required"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, d := range all {
				spoilt := 0
				p := &proxy{version: d.version, spoil: func(x *exchange) {
					path, _, _ := strings.Cut(x.path, "?")
					fits := x.method == c.method && strings.HasSuffix(path, c.path)
					if refused := strings.HasPrefix(c.name, "a refusal"); fits && refused != x.accepted() && x.status != http.StatusNoContent || fits && c.method == "DELETE" {
						c.spoil(x)
						spoilt++
					}
				}}
				require.NoError(t, p.use(func(address string) error { return life(t.Context(), address) }))
				require.NotZero(t, spoilt)
				var found []finding
				for _, x := range p.exchanges {
					found = append(found, d.judge(x)...)
				}
				unlisted := reckon(known, found).distinct()
				require.True(t, slices.ContainsFunc(unlisted, func(f finding) bool {
					return f.side == answer && f.at == c.at && f.what == c.what
				}), "%s: %v", d.version, unlisted)
			}
		})
	}
}

// An accepted request that the documents do not allow is a finding. A refused one is not.
func TestAnAcceptedRequestIsJudged(t *testing.T) {
	const (
		passes = "/users/ada/authentication/temporaryAccessPassMethods"
		policy = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/TemporaryAccessPass"
		typ    = `"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"`
	)
	for _, c := range []struct {
		method, path, sent string
		at, what           string // empty: nothing is wrong
	}{
		{"POST", passes, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","lifetimeInMinutes":60}`, "", ""},
		{"POST", passes, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","startDateTime":"2026-06-01T12:00:00+02:00"}`, "", ""},
		{"POST", passes, ``, "body", "required"},
		{"POST", passes, ` `, "body", "form"},
		{"POST", passes, `[]`, "", "type"},
		{"POST", passes, `{"lifetimeInMinutes":"60"}`, "/lifetimeInMinutes", "type"},
		{"POST", passes, `{"lifetimeInMinutes":2147483648}`, "/lifetimeInMinutes", "maximum"},
		{"POST", passes, `{"startDateTime":"2026-06-01"}`, "/startDateTime", "pattern"},
		{"POST", passes, `{"note":"x"}`, "/note", "undeclared"},
		{"POST", passes, `{"@odata.type":null}`, "/@odata.type", "nullable"},
		{"POST", passes, `{"@odata.type":"#microsoft.graph.fido2AuthenticationMethod"}`, "/@odata.type", "discriminator"},
		{"PATCH", policy, `{` + typ + `,"maximumLifetimeInMinutes":480}`, "", ""},
		{"PATCH", policy, `{` + typ + `,"maximumLifetimeInMinutes":"480"}`, "/maximumLifetimeInMinutes", "type"},
		{"PATCH", policy, `{` + typ + `,"state":"on"}`, "/state", "anyOf"},
		{"PATCH", policy, `{"maximumLifetimeInMinutes":480}`, "/maximumLifetimeInMinutes", "undeclared"},
		{"GET", passes, `{}`, "body", "form"},
		{"GET", passes + "?$top=x", ``, "query $top", "parameter"},
		{"PUT", passes, `{}`, "path", "undeclared"},
		{"GET", "/users/ada/authentication/fido2Methods", ``, "path", "undeclared"},
	} {
		for _, d := range documents(t) {
			x := &exchange{method: c.method, path: "/" + d.version + c.path, kind: "application/json", status: 200, header: http.Header{}}
			if c.method != "GET" || c.sent != "" {
				x.sent = []byte(c.sent)
			}
			is := func(f finding) bool { return (f.side == request || f.at == "path") && f.at == c.at && f.what == c.what }
			all := d.judge(x)
			if c.what == "" {
				require.False(t, slices.ContainsFunc(all, func(f finding) bool { return f.side == request }), "%s: %v", c.sent, all)
			} else {
				require.True(t, slices.ContainsFunc(all, is), "%s: %v", c.sent, all)
			}
			x.status = 400
			require.False(t, slices.ContainsFunc(d.judge(x), func(f finding) bool { return f.side == request }), c.sent)
		}
	}
}

// A body with a status that has none is a finding. The proxy cannot pass such a body on, so
// the exchange is made here.
func TestABodyThatIsOneTooMany(t *testing.T) {
	for _, d := range documents(t) {
		x := &exchange{method: "DELETE", path: "/" + d.version + "/users/ada/authentication/temporaryAccessPassMethods/1", status: 204, header: http.Header{}}
		require.Empty(t, d.judge(x))
		x.body = []byte("{}")
		require.Len(t, d.judge(x), 1)
		require.Equal(t, "undeclared", d.judge(x)[0].what)
	}
}

// The text of a finding has no code of a pass.
func TestAFindingShowsNoCode(t *testing.T) {
	f := finding{side: answer, at: "/temporaryAccessPass", what: "type", value: `["abc"]`}
	require.NotContains(t, f.String(), "abc")
	f = finding{side: answer, at: "", what: "type", value: `{"temporaryAccessPass":"abc"}`}
	require.NotContains(t, f.String(), "abc")
	f = finding{side: answer, at: "/id", what: "type", value: `7`}
	require.Contains(t, f.String(), ": 7")
}
