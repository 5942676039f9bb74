package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

func (h fixture) state() string {
	h.t.Helper()
	got := h.ask("GET", "/_tapsim/state", "")
	require.Equal(h.t, 200, got.status)
	require.NotContains(h.t, strings.ReplaceAll(got.body, `"temporaryAccessPass":null`, ""), "temporaryAccessPass", "a state holds no codes")
	return got.body
}

func (h fixture) reset(body string) {
	h.t.Helper()
	got := h.ask("POST", "/_tapsim/reset", body)
	require.Equal(h.t, 204, got.status, got.body)
}

// begun is a service that begins with a state file, as tapsim serve --tenant reads it.
func begun(t *testing.T, state string) fixture {
	t.Helper()
	tenant, err := scenario.ParseTenant("tenant.json", []byte(state), model.Current)
	require.NoError(t, err)
	require.NotNil(t, tenant.Start)
	return open(t, graph.Config{Tenant: &tenant.Tenant, Shown: tenant.Shown, Passes: tenant.Passes, Clock: graph.FrozenClock(*tenant.Start)})
}

// requireSame resets the service, and another one, to the state of the service, and
// requires that the new states have the same text.
func requireSame(t *testing.T, h fixture) {
	t.Helper()
	state := h.state()
	h.reset(state)
	require.Equal(t, state, h.state(), "given back to the same service")
	h.reset(`{"now":"2030-01-01T00:00:00Z","users":["somebody-else"],"edition":"documented"}`)
	h.reset(state)
	require.Equal(t, state, h.state(), "given back to a service that had another tenant by then")
	other := begun(t, state)
	require.Equal(t, state, other.state(), "given to another service as its file")
	other.reset("")
	require.Equal(t, state, other.state(), "which goes back to it")
}

// A state can be the body of a reset, in any state of the tenant.
func TestStateIsAReset(t *testing.T) {
	typed := `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",`
	bobs := strings.Replace(hers, ada, "bob@contoso.example", 1)
	for name, become := range map[string]func(h fixture){
		"as it began": func(fixture) {},
		"a pass":      func(h fixture) { h.ask("POST", hers, `{}`) },
		"two passes": func(h fixture) {
			h.ask("POST", hers, `{}`)
			h.ask("POST", bobs, `{"isUsableOnce":true,"lifetimeInMinutes":480}`)
		},
		"one to come":       func(h fixture) { h.ask("POST", hers, `{"startDateTime":"2026-01-05T08:00:00.1234567Z"}`) },
		"one replaced":      func(h fixture) { h.ask("POST", hers, `{}`); h.ask("POST", hers, `{"lifetimeInMinutes":61}`) },
		"one deleted":       func(h fixture) { h.ask("DELETE", hers+"/"+cut(h.ask("POST", hers, `{}`).body, `"id":"`, `"`), "") },
		"a start tolerated": func(h fixture) { h.ask("POST", hers, `{"startDateTime":"2026-01-01T11:59:00Z"}`) },
		"a spent pass":      func(h fixture) { h.spend(hers) },
		"spent and over":    func(h fixture) { h.spend(hers); h.ask("PUT", "/_tapsim/clock", `{"advance":"2h"}`) },
		"spent and early": func(h fixture) {
			h.spend(hers)
			h.ask("PUT", "/_tapsim/clock", `{"now":"2026-01-01T11:00:00Z","skew":true}`)
		},
		"spent and disabled": func(h fixture) { h.spend(hers); h.ask("PATCH", policy, `{"state":"disabled"}`) },
		"over, to the tick": func(h fixture) {
			h.ask("POST", hers, `{}`)
			h.ask("PUT", "/_tapsim/clock", `{"advance":"59m59s999999900ns"}`)
		},
		"the policy": func(h fixture) {
			h.ask("PATCH", policy, typed+`"isUsableOnce":true,"defaultLength":48,"minimumLifetimeInMinutes":10,"maximumLifetimeInMinutes":43200,"defaultLifetimeInMinutes":43200,"state":"disabled"}`)
		},
		"targets": func(h fixture) {
			h.ask("PATCH", policy, typed+`"includeTargets":[{"targetType":"user","id":"`+strings.ToUpper(ada)+`"},{"targetType":"group","id":"`+unknownID+`"},{"targetType":"group","id":"`+unknownID+`"},{"targetType":"user","id":"all_users"}],`+
				`"excludeTargets":[{"targetType":"group","id":"all_users"},{"targetType":"user","id":"00000000-0000-0000-0000-000000000000"}]}`)
			h.ask("POST", hers, `{}`)
		},
		"no targets": func(h fixture) { h.ask("PATCH", policy, typed+`"includeTargets":[],"excludeTargets":[]}`) },
		"people": func(h fixture) {
			h.ask("POST", "/v1.0/users", `{"userPrincipalName":"Adele Vance+x@Contoso.com","displayName":"Adele \"A\" <V> \u202e","userType":"Guest"}`)
			h.ask("POST", "/v1.0/users", `{"userPrincipalName":"adele@x","displayName":""}`)
			h.ask("POST", "/v1.0/users", `{"userPrincipalName":"ADELE@y","displayName":"Adele \ud800"}`)
			h.ask("POST", "/v1.0/users", `{"userPrincipalName":"\u017f@x"}`)
			h.ask("POST", "/v1.0/users", `{"userPrincipalName":"s@x","identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]}`)
			h.ask("POST", "/v1.0/users", `{"userPrincipalName":"`+ada+`@x"}`)
			h.ask("DELETE", "/v1.0/users/gus@contoso.example", "")
			h.ask("PATCH", "/v1.0/users/"+ada, `{"displayName":"Ada Lovelace"}`)
		},
		"roles": func(h fixture) {
			h.ask("PATCH", "/_tapsim/users/"+ada, `{"roles":["Usage Summary Reports Reader","Helpdesk Lead","Global Reader","Intune \"Admin\""]}`)
			h.ask("PATCH", "/_tapsim/users/bob@contoso.example", `{"roles":["(another)"]}`)
			h.ask("PATCH", "/_tapsim/users/gus@contoso.example", `{"roles":[],"groups":[],"external":false}`)
		},
		"groups": func(h fixture) {
			h.reset(`{"groups":["staff",{"displayName":"Tier 0 (Berlin)","isAssignableToRole":true},{"displayName":"` + protocol.GroupID("staff").String() + `"}],` +
				`"users":[{"name":"zoe","groups":["Tier 0 (Berlin)","staff"]},{"name":"ada","groups":["` + unknownID + `"]}]}`)
			h.ask("PATCH", "/_tapsim/users/ada@contoso.example", `{"groups":["`+protocol.GroupID(protocol.GroupID("staff").String()).String()+`","`+protocol.GroupID("staff").String()+`"]}`)
		},
		"no users": func(h fixture) { h.reset(`{"users":[],"policy":{"state":"disabled"}}`) },
		"Documented": func(h fixture) {
			h.reset(`{"edition":"documented","users":["ada"],"policy":{"state":"disabled"}}`)
			h.ask("POST", "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods", "{}")
		},
		"preview": func(h fixture) {
			h.reset(`{"edition":"preview","users":["ada"]}`)
			h.ask("POST", "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods", `{"lifetimeInMinutes":1440}`)
		},
		"another instant": func(h fixture) { h.ask("PUT", "/_tapsim/clock", `{"now":"9999-12-31T23:59:59.9999999Z"}`) },
		"the first tick":  func(h fixture) { h.reset(`{"now":"0001-01-01T00:00:00Z","users":["ada"]}`) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, graph.Config{})
			before := h.state()
			become(h)
			if name != "as it began" && name != "one deleted" {
				require.NotEqual(t, before, h.state(), "the tenant became something")
			}
			requireSame(t, h)
		})
	}
}

// spend creates a one-time pass and signs in with it.
func (h fixture) spend(path string) {
	made := h.ask("POST", path, `{"isUsableOnce":true}`)
	require.Equal(h.t, 201, made.status, made.body)
	require.Contains(h.t, h.signIn(codeOf(made)), "accepted")
}

func codeOf(made reply) string { return cut(made.body, `"temporaryAccessPass":"`, `"`) }

func (h fixture) signIn(code string) string {
	body, err := json.Marshal(map[string]string{"user": ada, "code": code})
	require.NoError(h.t, err)
	return h.ask("POST", "/_tapsim/signIn", string(body)).body
}

// A fact that no answer of Graph shows is kept: a pass that is spent and expired is
// still spent when the clock goes back.
func TestSpentnessSurvives(t *testing.T) {
	h := open(t, graph.Config{})
	h.spend(hers)
	h.ask("PUT", "/_tapsim/clock", `{"advance":"2h"}`)
	require.Contains(t, h.state(), `"methodUsabilityReason":"Expired"},"spent":true}]}`)
	other := begun(t, h.state())
	other.ask("PUT", "/_tapsim/clock", `{"now":"2026-01-01T12:30:00Z","skew":true}`)
	require.Contains(t, other.ask("GET", hers, "").body, "OneTimeUsed")
}

// On the service that made a pass, a reset to a state undoes later changes, and the
// code stays valid. If the pass is unknown when the reset comes, no code is valid.
func TestResetToAStateKeepsTheCodesThatAreKnown(t *testing.T) {
	var entries []graph.Entry
	h := open(t, graph.Config{Log: func(e graph.Entry) { entries = append(entries, e) }})
	made := h.ask("POST", hers, `{"isUsableOnce":true}`)
	id, code := cut(made.body, `"id":"`, `"`), codeOf(made)
	state := h.state()
	for range 2 {
		require.Contains(t, h.signIn(code), "accepted")
		require.Contains(t, h.signIn(code), "OneTimeUsed")
		h.ask("PATCH", policy, `{"state":"disabled"}`)
		h.reset(state)
		require.Zero(t, entries[len(entries)-1].Codeless)
	}
	require.Contains(t, h.ask("GET", "/_tapsim/passes/"+id+"/code", "").body, `"temporaryAccessPass":"`)

	h.ask("DELETE", hers+"/"+id, "")
	h.reset(state)
	require.Equal(t, 1, entries[len(entries)-1].Codeless, "the log says so")
	for _, wrong := range []string{code, "", " "} {
		require.Contains(t, h.signIn(wrong), "WrongCode")
	}
	require.Contains(t, h.ask("GET", hers+"/"+id, "").body, `"methodUsabilityReason":"EnabledByPolicy"`)
	readback := h.ask("GET", "/_tapsim/passes/"+id+"/code", "")
	require.Equal(t, 404, readback.status)
	require.Contains(t, readback.body, "a state holds no codes")
	require.Equal(t, state, h.state())

	// A session that began with the pass can be renewed, and the pass can be deleted.
	require.Contains(t, h.ask("POST", "/_tapsim/refresh", `{"user":"`+ada+`","id":"`+id+`"}`).body, "accepted")
	require.Equal(t, 201, h.ask("POST", hers, `{}`).status)
	require.Equal(t, 404, h.ask("GET", hers+"/"+id, "").status)
}

// After any requests, the state of the tenant can be the body of a reset.
func TestStateIsAResetAtRandom(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		h := open(t, graph.Config{})
		pick := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(rt, name) }
		h.reset(`{"edition":"` + pick("edition", model.Editions()...) + `","groups":["staff"],"users":["ada",{"name":"bob","groups":["staff"]},{"name":"gus","userType":"guest","external":true}]}`)
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			user := pick("user", "ada@contoso.example", "bob@contoso.example", "gus@contoso.example")
			passes := "/v1.0/users/" + user + "/authentication/temporaryAccessPassMethods"
			switch rapid.IntRange(0, 6).Draw(rt, "what") {
			case 0, 1:
				made := h.ask("POST", passes, pick("body", `{}`, `{"isUsableOnce":true}`, `{"lifetimeInMinutes":61}`, `{"startDateTime":"2026-01-02T00:00:00+01:00"}`))
				if made.status == 201 && rapid.Bool().Draw(rt, "signs in") {
					code, _ := json.Marshal(map[string]string{"user": user, "code": codeOf(made)})
					h.ask("POST", "/_tapsim/signIn", string(code))
				}
			case 2:
				h.ask("DELETE", passes+"/"+cut(h.ask("GET", passes, "").body, `[{"id":"`, `"`), "")
			case 3:
				h.ask("PATCH", policy, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",`+pick("policy",
					`"state":"disabled"}`, `"state":"enabled"}`, `"isUsableOnce":true}`, `"defaultLength":9}`, `"excludeTargets":[{"targetType":"user","id":"`+protocol.UserID("ada").String()+`"}]}`))
			case 4:
				h.ask("PATCH", "/_tapsim/users/"+user, pick("update", `{"external":true}`, `{"groups":["`+unknownID+`"]}`, `{"roles":["Helpdesk Lead","Global Reader"]}`, `{"userType":"guest"}`))
			case 5:
				h.ask(pick("how", "DELETE", "PATCH"), "/v1.0/users/"+user, `{"displayName":"D"}`)
			default:
				h.ask("PUT", "/_tapsim/clock", fmt.Sprintf(`{"now":"2026-01-0%dT0%d:00:00Z","skew":true}`, rapid.IntRange(1, 9).Draw(rt, "day"), rapid.IntRange(0, 9).Draw(rt, "hour")))
			}
		}
		requireSame(t, h)
	})
}
