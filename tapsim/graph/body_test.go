package graph_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
)

func zip(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

// The answers of Graph's gateway to a body without a type, and to one of another type
// than JSON. Both have the code BadRequest.
const (
	noType      = `{"error":{"code":"BadRequest","message":"Write requests (excluding DELETE) must contain the Content-Type header declaration."`
	foreignType = `{"error":{"code":"BadRequest","message":"Entity only allows writes with a JSON Content-Type header."`
)

func TestBodies(t *testing.T) {
	h := open(t, graph.Config{})
	large := `{"@odata.type":"` + strings.Repeat("x", graph.MaxBody) + `"}`
	fits := `{"@odata.type":"` + strings.Repeat("x", graph.MaxBody-len(`{"@odata.type":""}`)) + `"}`
	for name, c := range map[string]struct {
		body, kind, encoding string
		status               int
		why                  string
	}{
		"plain":               {`{}`, "application/json", "", 201, ""},
		"parameters":          {`{}`, "Application/JSON ; charset=utf-8", "", 201, ""},
		"gzip":                {zip(`{"lifetimeInMinutes":60}`), "application/json", "gzip", 201, ""},
		"GZIP":                {zip(`{}`), "application/json", "GZip", 201, ""},
		"gzip of nothing":     {zip(``), "application/json", "gzip", 400, "Empty Payload. JSON content expected."},
		"identity":            {`{}`, "application/json", "identity", 201, ""},
		"as long as can be":   {fits, "application/json", "", 201, ""},
		"too long":            {large, "application/json", "", 413, "mebibyte"},
		"too long, zipped":    {zip(large), "application/json", "gzip", 413, "mebibyte"},
		"bomb":                {zip(strings.Repeat(" ", 100<<20)), "application/json", "gzip", 413, "mebibyte"},
		"OData parameters":    {`{}`, "application/json;odata.metadata=minimal;charset=utf-8", "", 201, ""},
		"all parameters":      {`{}`, "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8", "", 201, ""},
		"an empty parameter":  {`{}`, "application/json;", "", 201, ""},
		"suffix":              {`{}`, "application/vnd.example+json; charset=utf-8", "", 201, ""},
		"suffix in capitals":  {`{}`, "Application/Problem+JSON", "", 201, ""},
		"form":                {`a=b`, "application/x-www-form-urlencoded", "", 400, foreignType},
		"no type":             {`{}`, "", "", 400, noType},
		"no type, zipped":     {zip(`{}`), "", "gzip", 400, noType},
		"text":                {`{}`, "text/json", "", 400, foreignType},
		"longer":              {`{}`, "application/jsonp", "", 400, foreignType},
		"suffix of text":      {`{}`, "text/vnd.example+json", "", 400, foreignType},
		"suffix alone":        {`{}`, "application/+json", "", 400, foreignType},
		"suffix of nothing":   {`{}`, "+json", "", 400, foreignType},
		"two in one":          {`{}`, "application/json, text/plain", "", 400, foreignType},
		"parameters alone":    {`{}`, "; charset=utf-8", "", 400, foreignType},
		"malformed, no type":  {`{`, "", "", 400, noType},
		"mark":                {"\ufeff{}", "application/json", "", 201, ""},
		"mark, zipped":        {zip("\ufeff{}"), "application/json", "gzip", 201, ""},
		"mark and blanks":     {"\ufeff \r\n{} ", "application/json", "", 201, ""},
		"two marks":           {"\ufeff\ufeff{}", "application/json", "", 400, "Unable to read JSON request payload"},
		"mark at the end":     {"{}\ufeff", "application/json", "", 400, "Unable to read JSON request payload"},
		"mark behind a blank": {" \ufeff{}", "application/json", "", 400, "Unable to read JSON request payload"},
		"half a mark":         {"\xef\xbb{}", "application/json", "", 400, "Unable to read JSON request payload"},
		"mark of UTF-16":      {"\xff\xfe{\x00}\x00", "application/json", "", 400, "Unable to read JSON request payload"},
		"deflate":             {`{}`, "application/json", "deflate", 415, "gzip"},
		"twice":               {zip(zip(`{}`)), "application/json", "gzip, gzip", 415, "gzip"},
		"no gzip":             {`{}`, "application/json", "gzip", 400, "breaks off"},
		"half a gzip":         {zip(`{"lifetimeInMinutes":60}`)[:30], "application/json", "gzip", 400, "breaks off"},
		"gzip and a bit":      {zip(`{}`) + "x", "application/json", "gzip", 400, "breaks off"},
		"malformed":           {`{`, "application/json", "", 400, "Unable to read JSON request payload."},
		"malformed in a gzip": {zip(`{`), "application/json", "gzip", 400, "Unable to read JSON request payload."},
		"UTF-16":              {"{\x00}\x00", "application/json; charset=utf-16", "", 400, "Unable to read JSON request payload."},
	} {
		for _, chunked := range []bool{false, true} {
			t.Run(fmt.Sprint(name, chunked), func(t *testing.T) {
				var body io.Reader = strings.NewReader(c.body)
				if chunked {
					body = io.MultiReader(body) // whose length the client does not know
				}
				req, err := http.NewRequest("POST", h.URL+hers, body)
				require.NoError(t, err)
				req.Header.Set("Authorization", "Bearer x")
				for name, value := range map[string]string{"Content-Type": c.kind, "Content-Encoding": c.encoding} {
					if value != "" {
						req.Header.Set(name, value)
					}
				}
				got := h.send(req)
				require.Equal(t, c.status, got.status, got.body)
				require.Contains(t, got.body, c.why)
			})
		}
	}
}

// An empty body, or a byte order mark alone, counts as none: on every route the answer
// is the one to a request without a body, whatever the type.
func TestBodiesOfNothing(t *testing.T) {
	routes := []struct{ method, path string }{
		{"POST", hers}, {"PATCH", policy}, {"POST", "/v1.0/users"}, {"PATCH", "/v1.0/users/" + ada},
		{"POST", "/_tapsim/reset"}, {"PUT", "/_tapsim/clock"}, {"POST", "/_tapsim/signIn"}, {"POST", "/_tapsim/refresh"}, {"PATCH", "/_tapsim/users/" + ada},
	}
	for _, route := range routes {
		want := open(t, graph.Config{}).ask(route.method, route.path, "")
		for _, kind := range []string{"", "application/json", "text/plain"} {
			for _, sent := range []struct{ body, encoding string }{{"\ufeff", ""}, {zip(""), "gzip"}, {zip("\ufeff"), "gzip"}} {
				got := open(t, graph.Config{}).ask(route.method, route.path, sent.body, "Content-Type", kind, "Content-Encoding", sent.encoding)
				require.Equal(t, want.status, got.status, "%s %s: %q", route.method, route.path, sent.body)
				if want.status >= 400 {
					require.Equal(t, want.refused(), got.refused())
				}
			}
		}
	}
}

// Every route that reads a body requires its type, also the control routes, and skips
// a byte order mark.
func TestTypesOfBodies(t *testing.T) {
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", hers, `{}`, 201},
		{"PATCH", policy, `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","defaultLength":9}`, 204},
		{"POST", "/v1.0/users", `{"userPrincipalName":"eve@contoso.example"}`, 201},
		{"PATCH", "/v1.0/users/" + ada, `{"displayName":"A"}`, 204},
		{"POST", "/_tapsim/reset", `{"now":"2026-01-01T12:00:00Z"}`, 204},
		{"PUT", "/_tapsim/clock", `{"advance":"1m"}`, 200},
		{"POST", "/_tapsim/signIn", `{"user":"ada@contoso.example","code":"x"}`, 200},
		{"POST", "/_tapsim/refresh", `{"user":"ada@contoso.example","id":"` + unknownID + `"}`, 200},
		{"PATCH", "/_tapsim/users/" + ada, `{"roles":[]}`, 204},
	} {
		h := open(t, graph.Config{})
		require.Contains(t, h.ask(c.method, c.path, c.body, "Content-Type", "").body, noType, c.path)
		require.Contains(t, h.ask(c.method, c.path, c.body, "Content-Type", "text/plain").body, foreignType, c.path)
		require.Contains(t, h.ask(c.method, c.path, c.body, "Content-Type", "application/x-www-form-urlencoded").body, foreignType, c.path)
		require.Equal(t, 400, h.ask(c.method, c.path, c.body, "Content-Type", "").status, c.path)
		require.Equal(t, 400, h.ask(c.method, c.path, c.body, "Content-Type", "text/plain").status, c.path)
		require.Equal(t, c.status, h.ask(c.method, c.path, "\ufeff"+c.body, "Content-Type", "application/json;odata.metadata=minimal;charset=utf-8").status, c.path)
	}
}

// Two headers are refused, an empty one too, and a body that a route does not read
// needs no type.
func TestHeadersOfTypes(t *testing.T) {
	h := open(t, graph.Config{})
	for text, c := range map[string]struct {
		status int
		body   string
	}{
		"POST " + hers + " HTTP/1.1\r\nContent-Type: application/json\r\nContent-Type: application/json\r\n": {400, foreignType},
		"POST " + hers + " HTTP/1.1\r\nContent-Type:\r\n":                                                    {400, noType},
		"POST " + hers + " HTTP/1.1\r\n":                                                                     {400, noType},
		"GET " + hers + " HTTP/1.1\r\n":                                                                      {200, "value"},
		"DELETE " + policy + " HTTP/1.1\r\nContent-Type: text/plain\r\n":                                     {204, ""},
	} {
		got := h.raw(text + "Content-Length: 2\r\nHost: localhost\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n{}")
		require.Equal(t, c.status, got.status, text)
		require.Contains(t, got.body, c.body, text)
	}
}

// A body that breaks off is refused, and not read as a whole one.
func TestABodyThatBreaksOff(t *testing.T) {
	h := open(t, graph.Config{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "POST "+hers+" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nnonsense\r\n")
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, 400, res.StatusCode)
	require.Contains(t, h.ask("GET", hers, "").body, `"value":[]`)
}

// A connection stays open after every answer that leaves it usable.
func TestKeepAlive(t *testing.T) {
	h := open(t, graph.Config{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	in := bufio.NewReader(conn)
	for range 3 {
		for _, c := range []struct {
			request string
			status  int
		}{
			{"POST " + hers + " HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n", 201},
			{"POST " + hers + " HTTP/1.1\r\nContent-Length: 0\r\n", 400},
			{"GET " + hers + " HTTP/1.1\r\n", 200},
			{"POST " + hers + " HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n", 400},
			{"DELETE " + hers + "/x HTTP/1.1\r\n", 404},
			{"PATCH " + hers + "/x HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n", 405},
			{"GET http://localhost" + hers + " HTTP/1.1\r\n", 200},
		} {
			body := ""
			if strings.Contains(c.request, "Length: 2") {
				body = "{}"
			}
			_, err := io.WriteString(conn, c.request+"Host: localhost\r\nAuthorization: Bearer x\r\n\r\n"+body)
			require.NoError(t, err)
			res, err := http.ReadResponse(in, nil)
			require.NoError(t, err)
			_, err = io.Copy(io.Discard, res.Body)
			require.NoError(t, err)
			require.Equal(t, c.status, res.StatusCode, c.request)
			require.False(t, res.Close, c.request)
		}
	}
}

// The same holds over TLS, and so over HTTP/2.
func TestOverTLS(t *testing.T) {
	service, err := graph.New(graph.Config{Clock: graph.FrozenClock(noon)})
	require.NoError(t, err)
	server := httptest.NewUnstartedServer(service)
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	req, err := http.NewRequest("POST", server.URL+hers, strings.NewReader("{}"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer x")
	req.Header.Set("Content-Type", "application/json")
	res, err := server.Client().Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, 2, res.ProtoMajor)
	require.Equal(t, 201, res.StatusCode)
	require.Equal(t, []string{"Thu, 01 Jan 2026 12:00:00 GMT"}, res.Header["Date"])
}

// Headers have a limit, too.
func TestLongHeaders(t *testing.T) {
	h := open(t, graph.Config{})
	require.Equal(t, 431, h.ask("GET", hers, "", "X-Long", strings.Repeat("x", 1<<17)).status)
	require.Equal(t, 404, h.ask("GET", "/v1.0/users/"+strings.Repeat("x", 1<<15)+"/authentication/methods", "").status)
}
