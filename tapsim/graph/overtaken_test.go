package graph_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// slowly sends a request whose body comes late: it calls meanwhile while the service
// waits for the body.
func (h fixture) slowly(method, path, token, body string, meanwhile func()) reply {
	h.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
	require.NoError(h.t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n", method, path, token, len(body))
	require.NoError(h.t, err)
	in := bufio.NewReader(conn)
	wait, err := http.ReadResponse(in, nil) // the service waits for the body
	require.NoError(h.t, err)
	require.Equal(h.t, 100, wait.StatusCode)
	meanwhile()
	_, err = io.WriteString(conn, body)
	require.NoError(h.t, err)
	res, err := http.ReadResponse(in, nil)
	require.NoError(h.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(h.t, err)
	return reply{res.StatusCode, res.Header, string(text)}
}

const (
	then  = "Thu, 01 Jan 2026 12:00:00 GMT" // of the tenant of the beginning
	later = "Tue, 01 Jan 2030 00:00:00 GMT" // of the one after the reset
)

// A request during which a reset happens belongs to the tenant in which it began, with
// its whole answer: it shows no time of the next tenant, and changes nothing there.
func TestARequestThatAResetOvertakes(t *testing.T) {
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		says                     string
	}{
		{"a pass", "POST", hers, "{}", 201, `"createdDateTime":"2026-01-01T12:00:00Z"`},
		{"a refusal", "POST", hers, `{"lifetimeInMinutes":1}`, 400, `"date":"2026-01-01T12:00:00"`},
		{"a policy", "PATCH", policy, `{"state":"disabled"}`, 204, ""},
		{"a user", "POST", "/v1.0/users", `{"userPrincipalName":"eve@contoso.example"}`, 201, "eve@contoso.example"},
		{"a change", "PATCH", "/v1.0/users/" + ada, `{"userType":"guest"}`, 204, ""},
		{"an update", "PATCH", "/_tapsim/users/" + ada, `{"userType":"guest"}`, 204, ""},
		{"a sign-in", "POST", "/_tapsim/signIn", `{"user":"bob@contoso.example","code":"x"}`, 200, `"reason":"NoPass"`},
		{"a renewal", "POST", "/_tapsim/refresh", `{"user":"bob@contoso.example","id":"x"}`, 200, `"reason":"NoPass"`},
	} {
		for _, watched := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, ", watched ", watched), func(t *testing.T) {
				var config graph.Config
				var seen []protocol.Op
				if watched {
					config.Watch = func(req protocol.Request, _ *protocol.Response) { seen = append(seen, req.Op) }
				}
				h := open(t, config)
				var after string
				got := h.slowly(c.method, c.path, "anything", c.body, func() {
					h.reset(`{"now":"2030-01-01T00:00:00Z","users":[{"name":"ada","id":"` + ada + `"}],"tokens":{"anything":{"kind":"operator"}}}`)
					after = h.state()
				})
				require.Equal(t, c.status, got.status, got.body)
				require.Contains(t, got.body, c.says)
				require.Equal(t, then, got.header.Get("Date"))
				require.Equal(t, after, h.state())
				require.Equal(t, later, h.ask("GET", hers, "").header.Get("Date"))
				if watched {
					require.Equal(t, []protocol.Op{protocol.Reset, protocol.Reset, protocol.List}, seen)
				}
			})
		}
	}
}

// A move of the clock and a reset are about the service. If a reset happens during
// one, it belongs to the new tenant, where the caller may have no access.
func TestAnOrderThatAResetOvertakes(t *testing.T) {
	h := open(t, graph.Config{Tokens: map[string]*protocol.Actor{"root": nil}})
	root := []string{"Authorization", "Bearer root"}
	reset := func(tokens string) func() {
		return func() {
			body := `{"now":"2030-01-01T00:00:00Z","users":["ada"],"tokens":{` + tokens + `}}`
			require.Equal(t, 204, h.ask("POST", "/_tapsim/reset", body, root...).status)
		}
	}
	const temporary = `"temp":{"kind":"operator"}`
	moved := h.slowly("PUT", "/_tapsim/clock", "root", `{"advance":"1h"}`, reset(temporary))
	require.Equal(t, `{"now":"2030-01-01T01:00:00Z","changes":[]}`, moved.body)
	require.Equal(t, "Tue, 01 Jan 2030 01:00:00 GMT", moved.header.Get("Date"))
	moved = h.slowly("PUT", "/_tapsim/clock", "temp", `{"advance":"1h"}`, reset(temporary))
	require.Equal(t, 200, moved.status, "the token is one in the next tenant, too")

	for path, body := range map[string]string{"/_tapsim/clock": `{"advance":"1h"}`, "/_tapsim/reset": `{"now":"2040-01-01T00:00:00Z"}`} {
		method := map[bool]string{true: "POST", false: "PUT"}[strings.HasSuffix(path, "reset")]
		reset(temporary)()
		got := h.slowly(method, path, "temp", body, reset(""))
		require.Equal(t, 401, got.status, "%s: %s", path, got.body)
		require.Equal(t, later, got.header.Get("Date"))
		require.Equal(t, at(t, "2030-01-01T00:00:00Z"), h.Clock().Instant(), path)
	}
	got := h.slowly("POST", "/_tapsim/reset", "root", `{"now":"2040-01-01T00:00:00Z"}`, reset(""))
	require.Equal(t, 204, got.status)
	require.Equal(t, "Sun, 01 Jan 2040 00:00:00 GMT", got.header.Get("Date"))
}

// No request sees a tenant before its first steps are done.
func TestNoRequestSeesHalfATenant(t *testing.T) {
	s, err := scenario.Parse("half.yaml", []byte(`
id: test/half
title: A pass that is made and taken away again
rules: [create-accepted, delete-found]
users: [ada]
steps:
  - create: {user: ada}
    as: p1
  - delete: {user: ada, pass: p1}
`))
	require.NoError(t, err)
	stop, goOn := make(chan struct{}, 1), make(chan struct{}, 1)
	resets := 0
	h := open(t, graph.Config{Tenant: &s.Tenant, Begin: s.Begin, Watch: func(req protocol.Request, _ *protocol.Response) {
		if req.Op == protocol.Reset {
			resets++
		}
		if req.Op == protocol.Create && resets == 2 {
			stop <- struct{}{}
			<-goOn
		}
	}})
	over := make(chan reply, 1)
	go func() { over <- h.ask("POST", "/_tapsim/reset", "") }()
	<-stop
	state := h.ask("GET", "/_tapsim/state", "")
	goOn <- struct{}{}
	require.Equal(t, 204, (<-over).status)
	require.Contains(t, state.body, `"passes":[]`)
	require.Equal(t, model.Instant(noon), h.Clock().Instant())
}
