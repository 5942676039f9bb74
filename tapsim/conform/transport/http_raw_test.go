package transport

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// raw is a server that calls answer with the connection of each request. Every connection
// is closed at the end of the test.
func raw(t *testing.T, answer func(net.Conn)) (url string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	over := make(chan struct{})
	t.Cleanup(func() { close(over); listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				go func() {
					if req, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
						io.Copy(io.Discard, req.Body)
						answer(conn)
					}
				}()
				<-over
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}

// again writes a text over and over, until the connection is closed.
func again(conn net.Conn, begin, text string) {
	_, err := io.WriteString(conn, begin)
	for err == nil {
		_, err = io.WriteString(conn, text)
	}
}

// drip is again, slowly: a timeout that counts from the last piece would never end.
func drip(conn net.Conn, begin, text string) {
	_, err := io.WriteString(conn, begin)
	for err == nil {
		time.Sleep(5 * time.Millisecond)
		_, err = io.WriteString(conn, text)
	}
}

// Whatever a service does with its connection, a request ends in time, and at once if it
// is interrupted.
func TestServicesThatDoNotEnd(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	for name, c := range map[string]struct {
		answer func(net.Conn)
		kind   string
		why    string
	}{
		"another protocol": {func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
		}, Errored, "answers with the status 101, which is no answer to a request"},
		"another protocol, dripped": {func(conn net.Conn) { drip(conn, "HTTP/1.1 101 Switching Protocols\r\n\r\n", "x") },
			Errored, "answers with the status 101"},
		"to go on, for ever":     {func(conn net.Conn) { again(conn, "", "HTTP/1.1 100 Continue\r\n\r\n") }, Crashed, "cannot reach the service"},
		"to go on, now and then": {func(conn net.Conn) { drip(conn, "", "HTTP/1.1 100 Continue\r\n\r\n") }, TimedOut, "no answer within"},
		"hints, for ever":        {func(conn net.Conn) { again(conn, "", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n") }, Crashed, "cannot reach the service"},
		"headers, for ever":      {func(conn net.Conn) { again(conn, ok, "X: y\r\n") }, Crashed, "cannot reach the service"},
		"headers, dripped":       {func(conn net.Conn) { drip(conn, ok, "X: y\r\n") }, TimedOut, "no answer within"},
		"one header, for ever":   {func(conn net.Conn) { again(conn, ok+"X: ", "y") }, Crashed, "cannot reach the service"},
		"a body without end":     {func(conn net.Conn) { again(conn, ok+"\r\n", strings.Repeat(" ", 1<<16)) }, Errored, "longer than"},
		"a body that drips":      {func(conn net.Conn) { drip(conn, ok+"\r\n", " ") }, TimedOut, "no answer within"},
		"a body that stops":      {func(conn net.Conn) { io.WriteString(conn, ok+"Content-Length: 9\r\n\r\n{") }, TimedOut, "no answer within"},
		"pieces that drip":       {func(conn net.Conn) { drip(conn, ok+"Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n") }, TimedOut, "no answer within"},
		"trailers that drip": {func(conn net.Conn) {
			drip(conn, ok+"Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\n", "X: y\r\n")
		}, TimedOut, "no answer within"},
		"nothing":                   {func(net.Conn) {}, TimedOut, "no answer within"},
		"half a line":               {func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1") }, TimedOut, "no answer within"},
		"a line without end":        {func(conn net.Conn) { again(conn, "HTTP/1.1 200 ", "x") }, Crashed, "cannot reach the service"},
		"gone at once":              {func(conn net.Conn) { conn.Close() }, Crashed, "cannot reach the service"},
		"gone in the body":          {func(conn net.Conn) { io.WriteString(conn, ok+"Content-Length: 9\r\n\r\n{"); conn.Close() }, Crashed, "cannot reach the service"},
		"no HTTP":                   {func(conn net.Conn) { io.WriteString(conn, "SSH-2.0-x\r\n") }, Crashed, "cannot reach the service"},
		"a body where none belongs": {func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\nx") }, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := protocol.Tenant{Policy: model.DefaultPolicy(model.Current)}
			ask := func(ctx context.Context, timeout time.Duration, answer func(net.Conn)) error {
				h := &HTTP{URL: raw(t, answer), Timeout: timeout}
				defer h.Close()
				_, err := h.Do(ctx, protocol.Request{Op: protocol.Reset, Tenant: &tenant})
				return err
			}
			timeout := patience
			if c.kind == TimedOut {
				timeout = 50 * time.Millisecond
			}
			err := ask(t.Context(), timeout, c.answer)
			if c.kind == "" {
				require.NoError(t, err)
			} else {
				var broken *SubjectError
				require.ErrorAs(t, err, &broken)
				require.Equal(t, c.kind, broken.Kind, "%v", err)
				require.ErrorContains(t, err, c.why)
			}

			ctx, cancel := context.WithCancel(t.Context())
			_ = ask(ctx, time.Hour, func(conn net.Conn) {
				cancel()
				c.answer(conn)
			})
		})
	}
}
