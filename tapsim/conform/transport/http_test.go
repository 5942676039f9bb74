package transport_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/scenario"
)

// newService is the reference behind HTTP. The runner sets its clock.
func newService(t *testing.T) http.Handler {
	service, err := graph.New(graph.Config{Clock: graph.FrozenClock(0)})
	require.NoError(t, err)
	return service
}

func corpus(t *testing.T) []*scenario.Scenario {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	require.NoError(t, err)
	return all
}

// The reference behind HTTP passes every scenario, those with actors included.
func TestTheCorpusOverHTTP(t *testing.T) {
	server := httptest.NewServer(newService(t))
	defer server.Close()
	cases, who := conform.Run(context.Background(), corpus(t), func() transport.Subject { return &transport.HTTP{URL: server.URL} }, 1)
	require.Equal(t, server.URL, who.Name)
	for _, c := range cases {
		require.Equal(t, conform.Passed, c.Verdict, "%s: %+v %s", c.Scenario.ID, c.Differences, c.Why)
	}
}

func TestMisbehavingServices(t *testing.T) {
	used := slices.DeleteFunc(corpus(t), func(s *scenario.Scenario) bool { return !strings.HasPrefix(s.ID, "signin/used") })
	for name, want := range map[string]struct {
		route   string // the route with the fault
		how     http.HandlerFunc
		verdict conform.Verdict
		why     string
	}{
		"silent": {"", func(_ http.ResponseWriter, req *http.Request) {
			io.Copy(io.Discard, req.Body) // or the server does not notice that the client is gone
			<-req.Context().Done()
		}, conform.TimedOut, "no answer within"},
		"no control routes": {"/_tapsim/", http.NotFound, conform.Errored, "POST /_tapsim/reset answers 404"},
		"no clock":          {"/_tapsim/clock", http.NotFound, conform.Errored, "PUT /_tapsim/clock answers 404, and 200 is wanted"},
		"another clock":     {"/_tapsim/clock", says(200, `{"now":"2001-01-01T00:00:00Z"}`), conform.Errored, "and it is"},
		"cannot":            {"/v1.0/", says(501, ``), conform.Skipped, "the service answers 501"},
		"prose":             {"/v1.0/", says(200, `Hello`), conform.Errored, "no JSON"},
		"empty":             {"/v1.0/", says(201, ``), conform.Errored, "lacks body"},
		"no envelope":       {"/v1.0/", says(400, `{"message":"no"}`), conform.Errored, `"message", and the names are error`},
		"duplicate name":    {"/v1.0/", says(201, `{"id":1,"id":2}`), conform.Errored, "twice"},
		"elsewhere":         {"/v1.0/", http.RedirectHandler("/_tapsim/clock", http.StatusFound).ServeHTTP, conform.Errored, "answers 302"},
		"endless": {"/v1.0/", func(w http.ResponseWriter, _ *http.Request) {
			for block := bytes.Repeat([]byte(" "), 1<<16); ; {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}, conform.Errored, "longer than"},
		"gone": {"/v1.0/", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, conform.Crashed, "cannot reach the service"},
	} {
		t.Run(name, func(t *testing.T) {
			good := newService(t)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				if strings.HasPrefix(req.URL.Path, want.route) {
					want.how(w, req)
					return
				}
				good.ServeHTTP(w, req)
			}))
			defer server.Close()
			timeout := 10 * time.Second
			if want.verdict == conform.TimedOut {
				timeout = 50 * time.Millisecond
			}
			cases, _ := conform.Run(context.Background(), used, func() transport.Subject { return &transport.HTTP{URL: server.URL, Timeout: timeout} }, 1)
			met := false
			for _, c := range cases {
				if c.Verdict == want.verdict && strings.Contains(c.Why, want.why) {
					met = true
				} else {
					require.Equal(t, conform.Passed, c.Verdict, c.Why)
				}
			}
			require.True(t, met)
		})
	}
}

// If the clock of a service runs, the report says so, and no answers are compared.
func TestAServiceWhoseClockRuns(t *testing.T) {
	service, err := graph.New(graph.Config{})
	require.NoError(t, err)
	server := httptest.NewServer(service)
	defer server.Close()
	cases, _ := conform.Run(context.Background(), corpus(t)[:2], func() transport.Subject { return &transport.HTTP{URL: server.URL} }, 1)
	for _, c := range cases {
		require.Equal(t, conform.Errored, c.Verdict)
		require.Contains(t, c.Why, "the clock of the service runs on")
	}
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func TestNoServiceAtTheAddress(t *testing.T) {
	server := httptest.NewServer(newService(t))
	server.Close()
	cases, who := conform.Run(context.Background(), corpus(t), func() transport.Subject { return &transport.HTTP{URL: server.URL} }, 1)
	require.Nil(t, who)
	for i, c := range cases {
		require.Equal(t, i < 3, c.Verdict == conform.Crashed)
		require.Equal(t, i >= 3, c.Abandoned)
		require.Contains(t, c.Why, "cannot reach the service")
	}
}

// The trace of a service can be pasted into a shell.
func TestTheTraceOfAService(t *testing.T) {
	server := httptest.NewServer(newService(t))
	defer server.Close()
	s, err := scenario.Parse("trace.yaml", []byte(`
id: test/trace
title: A quote in a body, and a body of nothing
rules: [create-unknown, create-empty]
users: [ada]
steps:
  - actor: {application: [UserAuthenticationMethod.ReadWrite.All]}
    create: {user: ada, raw: "{\"it's\":1}"}
    want: {status: 400}
  - create: {user: ada, raw: ""}
    want: {status: 400}
`))
	require.NoError(t, err)
	var trace bytes.Buffer
	c := conform.Compare(context.Background(), s, &transport.HTTP{URL: server.URL, Trace: &trace})
	require.Equal(t, conform.Passed, c.Verdict, c.Why)
	lines := strings.Split(trace.String(), "\n")
	require.Contains(t, lines[0], "curl -sS -X POST '"+server.URL+"/_tapsim/reset' -H 'Content-Type: application/json' --data-binary '{\"now\":\"2026-01-01T00:00:00Z\"")
	require.Contains(t, lines[0], `"tokens":{"operator":{"kind":"operator"},"t1":{"kind":"application","directoryRoles":[],"permissions":["UserAuthenticationMethod.ReadWrite.All"]}}`)
	require.Equal(t, "# 204 ", lines[1])
	create := "curl -sS -X POST '" + server.URL + "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods' -H 'Authorization: Bearer "
	require.Equal(t, create+"t1' -H 'Content-Type: application/json' --data-binary '"+`{"it'\''s":1}'`, lines[2])
	require.Contains(t, lines[3], "# 400 {")
	require.Equal(t, create+"operator' -H 'Content-Type: application/json' --data-binary ''", lines[4])
}
