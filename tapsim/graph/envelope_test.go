package graph_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
)

// The code badRequest, spelt exactly so, repeats its message in innerError, for every
// refusal; no other code does. The rest of innerError is always the same.
func TestMessagesOfInnerErrors(t *testing.T) {
	h := open(t, graph.Config{})
	for _, c := range []struct {
		code, method, path, body string
		headers                  []string
	}{
		{"badRequest", "POST", hers, `{"lifetimeInMinutes":10}`, nil},
		{"badRequest", "POST", hers, `{"startDateTime":"\u003cb\u003e \"quoted\" \u2028"}`, nil},
		{"badRequest", "PATCH", policy, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","defaultLength":7}`, nil},
		{"badRequest", "POST", hers, `x`, []string{"Content-Encoding", "gzip"}},
		{"badRequest", "PUT", "/_tapsim/clock", `{"now":"\"<tomorrow>\""}`, nil},
		{"BadRequest", "POST", hers, `{}`, []string{"Content-Type", "text/plain"}},
		{"Request_BadRequest", "POST", "/v1.0/users", `{}`, nil},
		{"InvalidAuthenticationToken", "GET", hers, "", []string{"Authorization", ""}},
		{"resourceNotFound", "GET", hers + "/" + unknownID, "", nil},
		{"methodNotAllowed", "PUT", hers, "", nil},
		{"conflict", "PUT", "/_tapsim/clock", `{"now":"2025-01-01T00:00:00Z"}`, nil},
	} {
		got := h.ask(c.method, c.path, c.body, c.headers...)
		var envelope struct {
			Error struct {
				Code, Message string
				InnerError    map[string]string
			}
		}
		require.NoError(t, json.Unmarshal([]byte(got.body), &envelope), got.body)
		require.Equal(t, c.code, envelope.Error.Code)
		require.NotEmpty(t, envelope.Error.Message)
		want := map[string]string{
			"date": "2026-01-01T12:00:00", "request-id": got.header.Get("request-id"), "client-request-id": got.header.Get("client-request-id"),
		}
		if c.code == "badRequest" {
			want["message"] = envelope.Error.Message
		}
		require.Equal(t, want, envelope.Error.InnerError, got.body)
	}
}
