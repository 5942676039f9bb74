package record_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/record"
)

// Names without a Latin letter all have the same short name. Making 30,000 of them
// distinct must not take quadratic time, which would be hours.
func TestManyNamesWithOneShortName(t *testing.T) {
	recorder := record.NewRecorder("many.yaml")
	h := open(t, graph.Config{Watch: recorder.Watch})
	users := make([]string, 30_000)
	for i := range users {
		users[i] = fmt.Sprintf("%s@контора.example", strings.Map(func(r rune) rune { return 'а' + r - '0' }, fmt.Sprint(i)))
	}
	body, err := json.Marshal(map[string][]string{"users": users})
	require.NoError(t, err)
	h.reset(string(body))
	h.ask("GET", "/v1.0/users/"+users[29_999]+"/authentication/temporaryAccessPassMethods", "")
	for i, user := range users[:1000] {
		if i%2 == 0 {
			h.ask("POST", "/v1.0/users", `{"userPrincipalName":"ж`+user+`"}`)
			user = "ж" + user
		}
		h.ask("GET", "/v1.0/users/"+user+"/authentication/temporaryAccessPassMethods", "")
	}
	text := mustReplay(t, recorder)
	require.Contains(t, text, "name: x-30000,", "each has a name of its own")
	require.Less(t, strings.Count(text, "userPrincipalName:"), 1000, "a user that no request is about is not in it")
}

// Of a tenant that is larger than a scenario can be, the scenario has what its steps
// are about.
func TestTenantsThatAreTooLargeForAScenario(t *testing.T) {
	id := func(kind string, i int) string { return protocol.UserID(fmt.Sprint(kind, i)).String() }
	list := func(n int, of func(i int) string) string {
		all := make([]string, n)
		for i := range all {
			all[i] = of(i)
		}
		return "[" + strings.Join(all, ",") + "]"
	}
	groups := list(5000, func(i int) string { return `"` + id("g", i) + `"` })
	roles := list(5000, func(i int) string { return fmt.Sprintf(`"Role %d"`, i) })
	permissions := list(5000, func(i int) string { return fmt.Sprintf(`"Scope%d.Read"`, i) })
	targets := func(extra string) string {
		return strings.Replace(list(3000, func(i int) string { return `{"targetType":"user","id":"` + id("u", i) + `"}` }), "[", "["+extra, 1)
	}
	const include = `{"targetType":"group","id":"all_users"},`
	for name, c := range map[string]struct{ body, says string }{
		"groups of a user":            {`{"users":[{"userPrincipalName":"ada@contoso.example","id":"` + ada + `","groups":` + groups + `}]}`, "# Left out: a group that no step and no target of this scenario is about (5000)."},
		"groups":                      {`{"groups":` + list(5000, func(i int) string { return fmt.Sprintf(`"g%d"`, i) }) + `,"users":[{"name":"ada","id":"` + ada + `"}]}`, "users: [{name: ada"},
		"roles of a user":             {`{"users":[{"userPrincipalName":"ada@contoso.example","id":"` + ada + `","roles":` + roles + `}]}`, "# Left out: a role that no scenario can express ("},
		"permissions of a caller":     {`{"users":[{"name":"ada","id":"` + ada + `"}],"tokens":{"anything":{"kind":"application","permissions":["UserAuthenticationMethod.ReadWrite.All",` + permissions[1:] + `}}}`, "# Left out: a permission that no scenario can express ("},
		"roles of a caller":           {`{"users":[{"name":"ada","id":"` + ada + `"}],"tokens":{"anything":{"kind":"delegated","user":"` + ada + `","scopes":["UserAuthenticationMethod.ReadWrite"],"directoryRoles":` + roles + `}}}`, "# Left out: a role that no scenario can express ("},
		"targets that are elsewhere":  {`{"users":[{"name":"ada","id":"` + ada + `"}],"policy":{"excludeTargets":` + targets("") + `}}`, "# Left out: a target of the policy that matches no user of this scenario (2999)."},
		"targets, and one is asked":   {`{"users":[{"name":"ada","id":"` + ada + `"}],"policy":{"excludeTargets":` + targets(`{"targetType":"user","id":"`+ada+`"},`) + `}}`, "excludeTargets: [{user: ada}]"},
		"included, and none is asked": {`{"users":[{"name":"ada","id":"` + ada + `"}],"policy":{"includeTargets":` + targets("") + `}}`, "# Left out: a target of the policy that matches no user of this scenario (2999)."},
		"all, and others":             {`{"users":[{"name":"ada","id":"` + ada + `"}],"policy":{"includeTargets":` + targets(include) + `}}`, "# Left out: a target of the policy that matches no user of this scenario (3000)."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorder := record.NewRecorder("large.yaml")
			h := open(t, graph.Config{Watch: recorder.Watch})
			got := h.ask("POST", "/_tapsim/reset", c.body)
			require.Equal(t, 204, got.status, got.body)
			for range 20 {
				h.ask("POST", hers, "{}")
				h.ask("GET", hers, "")
				h.ask("GET", policy, "")
			}
			text := mustReplay(t, recorder)
			require.Contains(t, text, c.says)
			require.Contains(t, text, "list: {user: {id: ada}}")
		})
	}
}

// A request that the scenario cannot express ends it if the request changed something:
// here a create for a user that the recorder has not seen. Such a request that changed
// nothing is left out alone. Both are counted.
func TestAnInexpressibleChangeEndsTheScenario(t *testing.T) {
	recorder := record.NewRecorder("unseen.yaml")
	h := open(t, graph.Config{Watch: recorder.Watch})
	const methods = "/authentication/temporaryAccessPassMethods"
	require.Equal(t, 201, h.ask("POST", hers, `{"isUsableOnce":true}`).status)
	for range 500 {
		h.ask("GET", "/v1.0/users/%00"+methods, "")
	}
	_, err := h.Engine().AddUser(tapsim.User{Name: "eve@contoso.example"})
	require.NoError(t, err)
	require.Equal(t, 201, h.ask("POST", "/v1.0/users/eve@contoso.example"+methods, "{}").status)
	h.ask("GET", hers, "")
	text := mustReplay(t, recorder)
	require.Contains(t, text, "# Left out: a request that no scenario can express (500).")
	require.Contains(t, text, "# Left out: a request that no scenario can express and that changed something, and all requests after it (2).")
	require.Contains(t, text, "isUsableOnce: true")
}

// Names that no HTTP request can put into a tenant, but a Go program can, are replaced, too.
func TestRecordedNamesOfGo(t *testing.T) {
	recorder := record.NewRecorder("go.yaml")
	tenant := protocol.Tenant{Users: []protocol.User{
		{Name: "ada", ID: parseID(t, ada), Roles: []string{"Globl Reader", "a\x1b[31m", "Global Reader", "a\x1b[31m"}},
		{Name: "\x00", PrincipalName: "\u202e@x", ID: protocol.UserID("odd")},
	}}
	h := open(t, graph.Config{Watch: recorder.Watch, Tenant: &tenant, Tokens: map[string]*protocol.Actor{"t": {
		Kind: "application", Roles: []string{"\n"}, Permissions: []string{"UserAuthenticationMethod.ReadWrite.All", "", "UserAuthenticationMethod.Red"},
	}}})
	require.Equal(t, 201, h.ask("POST", hers, "{}", "Authorization", "Bearer t").status)
	require.Equal(t, 200, h.ask("GET", "/v1.0/users/"+protocol.UserID("odd").String()+"/authentication/temporaryAccessPassMethods", "", "Authorization", "Bearer t").status)
	text := mustReplay(t, recorder)
	require.Contains(t, text, "roles: [Global Reader, another role]")
	require.Contains(t, text, "application: [UserAuthenticationMethod.ReadWrite.All, Another.Permission]")
	require.Contains(t, text, "list: {user: {id: x}}")
}
