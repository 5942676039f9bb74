package record_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
)

const (
	ada       = "071cc716-8147-4397-a5ba-b2105951cc0b" // of graph.Tenant
	hers      = "/v1.0/users/" + ada + "/authentication/temporaryAccessPassMethods"
	policy    = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
	unknownID = "99999999-9999-4999-8999-999999999999"
)

// noon is the start of the clock in most tests.
const noon model.Instant = 639_028_656_000_000_000 // 2026-01-01T12:00:00Z

// A service is one that a test sends requests to, and whose exchanges are recorded.
type service struct {
	*graph.Server
	t *testing.T
}

func open(t *testing.T, c graph.Config) service {
	if c.Clock == nil {
		c.Clock = graph.FrozenClock(noon)
	}
	return service{graph.Start(t, c), t}
}

// A reply is the answer to a request.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask sends a request. Headers are names and values in turn. The token and the content
// type of a body have defaults, which a header replaces.
func (h service) ask(method, path, body string, headers ...string) reply {
	h.t.Helper()
	var text io.Reader
	if body != "" {
		text = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, h.URL+path, text)
	require.NoError(h.t, err)
	req.Header.Set("Authorization", "Bearer anything")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			req.Header.Del(headers[i])
		} else {
			req.Header.Set(headers[i], headers[i+1])
		}
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
	}
	return h.send(req)
}

func (h service) send(req *http.Request) reply {
	h.t.Helper()
	res, err := h.Client().Do(req)
	require.NoError(h.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(h.t, err)
	return reply{res.StatusCode, res.Header, string(body)}
}

// parseID reads an object id.
func parseID(t *testing.T, text string) model.ID {
	id, ok := model.ParseID(text)
	require.True(t, ok, text)
	return id
}

// cut returns the part of a text between two others.
func cut(text, before, after string) string {
	_, text, _ = strings.Cut(text, before)
	text, _, _ = strings.Cut(text, after)
	return text
}

func (h service) reset(body string) {
	h.t.Helper()
	got := h.ask("POST", "/_tapsim/reset", body)
	require.Equal(h.t, 204, got.status, got.body)
}

func codeOf(made reply) string { return cut(made.body, `"temporaryAccessPass":"`, `"`) }
