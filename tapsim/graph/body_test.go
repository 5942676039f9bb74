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
		"gzip of nothing":     {zip(``), "application/json", "gzip", 201, ""},
		"identity":            {`{}`, "application/json", "identity", 201, ""},
		"as long as can be":   {fits, "application/json", "", 201, ""},
		"too long":            {large, "application/json", "", 413, "mebibyte"},
		"too long, zipped":    {zip(large), "application/json", "gzip", 413, "mebibyte"},
		"bomb":                {zip(strings.Repeat(" ", 100<<20)), "application/json", "gzip", 413, "mebibyte"},
		"form":                {`a=b`, "application/x-www-form-urlencoded", "", 415, "application/json"},
		"no type":             {`{}`, "", "", 415, "application/json"},
		"text":                {`{}`, "text/json", "", 415, "application/json"},
		"deflate":             {`{}`, "application/json", "deflate", 415, "gzip"},
		"twice":               {zip(zip(`{}`)), "application/json", "gzip, gzip", 415, "gzip"},
		"no gzip":             {`{}`, "application/json", "gzip", 400, "breaks off"},
		"half a gzip":         {zip(`{"lifetimeInMinutes":60}`)[:30], "application/json", "gzip", 400, "breaks off"},
		"gzip and a bit":      {zip(`{}`) + "x", "application/json", "gzip", 400, "breaks off"},
		"malformed":           {`{`, "application/json", "", 400, "valid temporaryAccessPassAuthenticationMethod"},
		"malformed in a gzip": {zip(`{`), "application/json", "gzip", 400, "valid temporaryAccessPassAuthenticationMethod"},
		"UTF-16":              {"{\x00}\x00", "application/json; charset=utf-16", "", 400, "valid temporaryAccessPassAuthenticationMethod"},
	} {
		for _, chunked := range []bool{false, true} {
			t.Run(fmt.Sprint(name, chunked), func(t *testing.T) {
				var body io.Reader = strings.NewReader(c.body)
				if chunked {
					body = io.MultiReader(body) // of which the client does not know how long it is
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

// A body that breaks off in the middle is refused and not taken for a whole one.
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

// A connection is used again after every answer that leaves it in order.
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
			{"POST " + hers + " HTTP/1.1\r\nContent-Length: 0\r\n", 201},
			{"GET " + hers + " HTTP/1.1\r\n", 200},
			{"POST " + hers + " HTTP/1.1\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n", 415},
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

// Over TLS, and so over HTTP/2, it is the same.
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

// Headers have their bound, too.
func TestLongHeaders(t *testing.T) {
	h := open(t, graph.Config{})
	require.Equal(t, 431, h.ask("GET", hers, "", "X-Long", strings.Repeat("x", 1<<17)).status)
	require.Equal(t, 404, h.ask("GET", "/v1.0/users/"+strings.Repeat("x", 1<<15)+"/authentication/methods", "").status)
}
