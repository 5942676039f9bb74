package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

// The log names the deciding rule of each request, and holds no secret.
func TestTheLog(t *testing.T) {
	lines := make(chan graph.Entry, 100)
	h := open(t, graph.Config{
		Log: func(e graph.Entry) { lines <- e },
		Tokens: map[string]*protocol.Actor{
			"tok3n-r": nil, "tok3n-a": {Kind: "application"}, "tok3n-d": {Kind: "delegated", User: ada, Scopes: []string{"UserAuthenticationMethod.Read"}},
		},
	})
	made := h.ask("POST", hers, "{}", "Authorization", "Bearer tok3n-r")
	code := cut(made.body, `"temporaryAccessPass":"`, `"`)
	require.Equal(t, 200, h.ask("POST", "/_tapsim/signIn", `{"user":"ada@contoso.example","code":"`+code+`"}`, "Authorization", "Bearer tok3n-r").status)
	h.ask("GET", hers, "", "Authorization", "Bearer tok3n-d")
	h.ask("GET", hers+"?token=tok3n-q", "", "Authorization", "Bearer tok3n-d")
	h.ask("GET", hers, "", "Authorization", "Bearer tok3n-a")
	h.ask("GET", hers, "", "Authorization", "Bearer tok3n-x")
	h.ask("PUT", hers+"/%0A%1b", "", "Authorization", "Bearer tok3n-r")
	h.ask("GET", "/nowhere", "")

	for _, want := range []graph.Entry{
		{Method: "POST", Path: hers, Who: "operator", Status: 201, Rule: model.CreateAccepted},
		{Method: "POST", Path: "/_tapsim/signIn", Who: "operator", Status: 200, Rule: model.SigninAccepted},
		{Method: "GET", Path: hers, Who: ada, Status: 200, Rule: model.ListOne},
		{Method: "GET", Path: hers, Who: ada, Status: 400},
		{Method: "GET", Path: hers, Who: "application", Status: 403, Rule: model.AccessRefused},
		{Method: "GET", Path: hers, Status: 401, Rule: model.AccessToken},
		{Method: "PUT", Path: hers + "/%0A%1b", Who: "operator", Status: 405, Rule: model.PassUpdate},
		{Method: "GET", Path: "/nowhere", Status: 404},
	} {
		got := <-lines
		require.Positive(t, got.Took)
		got.Took = 0
		require.Equal(t, want, got)
		text := fmt.Sprintf("%#v", got)
		require.False(t, strings.Contains(text, "tok3n") || strings.Contains(text, code), text)
	}
}

// On a real clock, too, Watch gets exactly the instant that the model used.
func TestWatchedOnARealClock(t *testing.T) {
	var requests []protocol.Request
	var responses []protocol.Response
	h := open(t, graph.Config{
		Clock: graph.RealClock(),
		Watch: func(req protocol.Request, res *protocol.Response) {
			requests, responses = append(requests, req), append(responses, *res)
		},
	})
	h.ask("POST", hers, `{"lifetimeInMinutes":60}`)
	h.ask("POST", hers, `{"lifetimeInMinutes":`)
	h.ask("GET", "/v1.0/nowhere", "")
	require.Len(t, requests, 3, "the reset of the beginning, and the requests that reached the engine")
	require.Equal(t, protocol.Reset, requests[0].Op)
	require.Len(t, requests[0].Tenant.Users, 3)
	require.Contains(t, string(responses[1].Body.Reveal()), `"createdDateTime":"`+requests[1].At.String()+`"`)
	require.Equal(t, `{"lifetimeInMinutes":60}`, string(requests[1].Body.Reveal()), "a body is kept although its buffer is used again")
	require.Equal(t, model.CreateMalformed, responses[2].Rule)
	require.NotContains(t, fmt.Sprintf("%v", responses), cut(string(responses[1].Body.Reveal()), `"temporaryAccessPass":"`, `"`))
}

// The log has the properties that a PATCH without its type did not apply, and none
// that were applied or refused. Rule policy-type.
func TestTheLogSaysWhatWasDropped(t *testing.T) {
	lines := make(chan graph.Entry, 100)
	h := open(t, graph.Config{Log: func(e graph.Entry) { lines <- e }})
	const typed = `"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"`
	for _, c := range []struct {
		body    string
		status  int
		dropped string
	}{
		{`{"isUsableOnce":true,"state":"disabled","defaultLength":"x"}`, 204, "isUsableOnce, defaultLength"},
		{`{"state":"enabled","excludeTargets":[]}`, 204, ""},
		{`{` + typed + `,"isUsableOnce":true}`, 204, ""},
		{`{"isUsableOnce":true,"nonsense":1}`, 400, ""},
	} {
		require.Equal(t, c.status, h.ask("PATCH", policy, c.body).status, c.body)
		got := <-lines
		require.Equal(t, c.dropped, got.Dropped, c.body)
	}
}
