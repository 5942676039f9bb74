package graph_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/wire"
)

const (
	ada       = "071cc716-8147-4397-a5ba-b2105951cc0b" // of graph.Tenant
	hers      = "/v1.0/users/" + ada + "/authentication/temporaryAccessPassMethods"
	policy    = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
	unknownID = "99999999-9999-4999-8999-999999999999"
)

// A fixture is a service for a test, with ways to send requests.
type fixture struct {
	*graph.Server
	t *testing.T
}

func open(t *testing.T, c graph.Config) fixture {
	if c.Clock == nil {
		c.Clock = graph.FrozenClock(noon)
	}
	return fixture{graph.Start(t, c), t}
}

// A reply is the answer as a client sees it.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask sends a request; a header is a name and a value. Unless headers say otherwise
// there is a token, and a body is JSON.
func (h fixture) ask(method, path, body string, headers ...string) reply {
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

func (h fixture) send(req *http.Request) reply {
	h.t.Helper()
	res, err := h.Client().Do(req)
	require.NoError(h.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(h.t, err)
	return reply{res.StatusCode, res.Header, string(body)}
}

// raw sends a request byte for byte, which Go's client could not send, and reads one
// answer. It follows no redirect.
func (h fixture) raw(text string) reply {
	h.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
	require.NoError(h.t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, text)
	require.NoError(h.t, err)
	method, _, _ := strings.Cut(text, " ")
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	require.NoError(h.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(h.t, err)
	return reply{res.StatusCode, res.Header, string(body)}
}

func at(t *testing.T, text string) model.Instant {
	instant, _, ok := wire.ParseInstant(text)
	require.True(t, ok, text)
	return instant
}

// parseID reads an object id.
func parseID(t *testing.T, text string) model.ID {
	id, ok := model.ParseID(text)
	require.True(t, ok, text)
	return id
}

// cut returns the text between two others.
func cut(text, before, after string) string {
	_, text, _ = strings.Cut(text, before)
	text, _, _ = strings.Cut(text, after)
	return text
}

// refused is an envelope, without the parts that differ from one request to the next.
func (r reply) refused() string {
	code, rest := cut(r.body, `{"error":{"code":"`, `"`), cut(r.body, `"message":"`, `","innerError":{`)
	return code + ": " + rest
}
