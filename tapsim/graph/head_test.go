package graph_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

// HEAD is answered for every route with GET, with the same status and headers, and
// without a body.
func TestHead(t *testing.T) {
	tenant := protocol.Tenant{Users: graph.Tenant().Users}
	for i := range 100 { // so that a list of users is longer than countedByServer
		tenant.Users = append(tenant.Users, protocol.User{Name: fmt.Sprint("user", i), ID: protocol.UserID(fmt.Sprint("user", i))})
	}
	h := open(t, graph.Config{Tenant: &tenant})
	pass := cut(h.ask("POST", hers, "{}").body, `"id":"`, `"`)
	before := h.ask("GET", "/_tapsim/state", "").body

	type asked struct {
		path    string
		headers []string
		status  int
	}
	all := []asked{
		{hers, []string{"Authorization", ""}, 401},
		{hers, []string{"Origin", "http://localhost:3000"}, 200},
		{hers, []string{"Origin", "http://evil.example"}, 403},
		{hers, []string{"Host", "evil.example"}, 421},
		{"/v1.0/me/authentication/methods", []string{"Authorization", "Bearer ada@contoso.example"}, 200},
	}
	for path, status := range map[string]int{
		hers: 200, hers + "/" + pass: 200, hers + "/" + unknownID: 404, hers + "/$count": 200, "//" + hers + "//": 200,
		strings.TrimSuffix(hers, "temporaryAccessPassMethods") + "methods":         200,
		strings.TrimSuffix(hers, "temporaryAccessPassMethods") + "methods/" + pass: 200,
		strings.TrimSuffix(hers, "temporaryAccessPassMethods") + "methods/$count":  400,
		policy: 200, "/v1.0/users": 200, "/beta/users/" + ada: 200, "/v1.0/users/nobody@contoso.example": 404,
		"/v1.0/users('')": 400, "/v1.0/groups": 501, "/v2.0": 404, "/": 404,
		"/_tapsim/clock": 200, "/_tapsim/next": 200, "/_tapsim/state": 200, "/_tapsim/healthz": 200, "/_tapsim/passes/" + pass + "/code": 200,
		"/_tapsim/passes/x/code": 404, "/_tapsim/nothing": 404, "/_tapsim/signIn": 405, "/_tapsim/users/" + ada: 405,
	} {
		all = append(all, asked{path, nil, status})
	}
	for _, c := range all {
		get, head := h.ask("GET", c.path, "", c.headers...), h.ask("HEAD", c.path, "", c.headers...)
		require.Equal(t, c.status, get.status, "%s: %s", c.path, get.body)
		require.Equal(t, c.status, head.status, c.path)
		require.NotEmpty(t, get.body, c.path)
		require.Empty(t, head.body, c.path)
		for _, own := range []string{"Request-Id", "Client-Request-Id"} {
			require.NotEmpty(t, head.header.Get(own))
			get.header.Del(own)
			head.header.Del(own)
		}
		require.Equal(t, strconv.Itoa(len(get.body)), get.header.Get("Content-Length"), c.path)
		require.Equal(t, get.header, head.header, c.path)
	}
	require.Equal(t, before, h.ask("GET", "/_tapsim/state", "").body)
}

// The handler itself writes no body, in any server, and the log has the method that
// the client sent.
func TestHeadWithoutAServer(t *testing.T) {
	var logged graph.Entry
	service, err := graph.New(graph.Config{Log: func(e graph.Entry) { logged = e }})
	require.NoError(t, err)
	for path, status := range map[string]int{hers: 200, "/_tapsim/state": 200, "/v1.0/groups": 501, "/": 404} {
		req := httptest.NewRequest("HEAD", path, nil)
		req.Header.Set("Authorization", "Bearer x")
		w := httptest.NewRecorder()
		service.ServeHTTP(w, req)
		require.Equal(t, status, w.Code, path)
		require.Zero(t, w.Body.Len(), path)
		require.NotEqual(t, "0", w.Header().Get("Content-Length"))
		require.NotEmpty(t, w.Header().Get("Content-Length"))
		require.Equal(t, "HEAD", logged.Method)
	}
}

// After HEAD a connection stays usable, over HTTP/2 as well, and a preflight is
// answered as for any method.
func TestHeadOverConnections(t *testing.T) {
	service, err := graph.New(graph.Config{Clock: graph.FrozenClock(noon)})
	require.NoError(t, err)
	for _, http2 := range []bool{false, true} {
		server := httptest.NewUnstartedServer(service)
		server.EnableHTTP2 = http2
		server.StartTLS()
		defer server.Close()
		for _, method := range []string{"HEAD", "GET", "HEAD", "HEAD", "GET"} {
			req, err := http.NewRequest(method, server.URL+hers, nil)
			require.NoError(t, err)
			req.Header.Set("Authorization", "Bearer x")
			res, err := server.Client().Do(req)
			require.NoError(t, err)
			body, err := io.ReadAll(res.Body)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			require.Equal(t, 200, res.StatusCode)
			require.Equal(t, method == "GET", len(body) > 0)
			require.Positive(t, res.ContentLength)
		}
	}
	h := open(t, graph.Config{})
	got := h.ask("OPTIONS", hers, "", "Origin", "http://localhost:3000", "Authorization", "",
		"Access-Control-Request-Method", "HEAD", "Access-Control-Request-Headers", "authorization")
	require.Equal(t, 204, got.status)
	require.Equal(t, "HEAD", got.header.Get("Access-Control-Allow-Methods"))
}
