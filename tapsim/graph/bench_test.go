package graph_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
)

// connections is how many clients send requests at once. Each has its own connection
// and waits for the answer before its next request.
const connections = 32

// BenchmarkService compares the service with a handler of net/http that reads the
// request and writes the same bytes without any rule. Both use TCP on the loopback
// interface and alternate in one run, so that other load on the computer affects both.
// The metric service:bare is the share of the bare handler's requests per second that
// the service reaches, and KiB-grown how much the heap grows from the beginning to the
// end.
//
//	go test ./tapsim/graph -run '^$' -bench Service -benchtime 500000x
func BenchmarkService(b *testing.B) {
	for _, c := range []struct{ name, method, path, body string }{
		{"GET", http.MethodGet, hers, ""},
		{"POST", http.MethodPost, hers, `{"lifetimeInMinutes":60,"isUsableOnce":false}`},
	} {
		b.Run(c.name, func(b *testing.B) {
			service, err := graph.New(graph.Config{})
			if err != nil {
				b.Fatal(err)
			}
			rich := listen(b, service)
			do(b, rich, request(http.MethodPost, c.path, "{}")) // makes a pass to list
			status, body := do(b, rich, request(c.method, c.path, c.body))
			bare := listen(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(status)
				_, _ = w.Write(body)
			}))

			asked := request(c.method, c.path, c.body)
			clients := [2]*crowd{newCrowd(b, rich, asked), newCrowd(b, bare, asked)}
			var took [2]time.Duration
			clients[0].ask(b, 2000) // so that everything that is kept is allocated
			before := heap()
			b.ResetTimer()
			for left := b.N; left > 0; {
				turn := min(left, 4000)
				left -= turn
				for i, crowd := range clients {
					start := time.Now()
					crowd.ask(b, turn)
					took[i] += time.Since(start)
				}
			}
			b.ReportMetric(float64(b.N)/took[0].Seconds(), "service/s")
			b.ReportMetric(float64(b.N)/took[1].Seconds(), "bare/s")
			b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "service:bare")
			b.ReportMetric(float64(heap()-before)/1024, "KiB-grown")
		})
	}
}

// heap is how much of the heap is in use, in bytes.
func heap() int64 {
	for range 3 { // objects behind weak pointers are freed one round later
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// However many passes come and go, only the last one of each user is kept.
func TestMemoryIsFlat(t *testing.T) {
	service, err := graph.New(graph.Config{})
	require.NoError(t, err)
	address := listen(t, service)
	create, list := newCrowd(t, address, request(http.MethodPost, hers, "{}")), newCrowd(t, address, request(http.MethodGet, hers, ""))
	round := func() int64 {
		create.ask(t, 5000)
		list.ask(t, 5000)
		return heap()
	}
	round()
	before := round()
	for range 4 {
		round()
	}
	require.Less(t, heap()-before, int64(256<<10), "bytes more after 60,000 requests than after 20,000")
}

// request spells one of HTTP.
func request(method, path, body string) []byte {
	text := method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer anything\r\nAccept: application/json\r\n"
	if body != "" {
		text += "Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n"
	}
	return []byte(text + "\r\n" + body)
}

func listen(tb testing.TB, h http.Handler) (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	server := graph.HTTPServer(h)
	go server.Serve(l)
	tb.Cleanup(func() { server.Close() })
	return l.Addr().String()
}

func do(tb testing.TB, address string, asked []byte) (status int, body []byte) {
	c := newClient(tb, address, asked)
	if err := c.ask(); err != nil {
		tb.Fatal(err)
	}
	return c.status, c.body
}

// A crowd sends the same request at once, each client over its own connection.
type crowd struct{ clients []*client }

func newCrowd(tb testing.TB, address string, asked []byte) *crowd {
	var c crowd
	for range connections {
		c.clients = append(c.clients, newClient(tb, address, asked))
	}
	return &c
}

func (c *crowd) ask(tb testing.TB, times int) {
	var left atomic.Int64
	left.Store(int64(times))
	var all sync.WaitGroup
	for _, client := range c.clients {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if err := client.ask(); err != nil {
					tb.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

func (c *crowd) leave() {
	for _, client := range c.clients {
		client.conn.Close()
	}
}

// A client does as little as possible, so that the time is that of the server.
type client struct {
	conn   net.Conn
	in     *bufio.Reader
	asked  []byte
	status int
	body   []byte
}

func newClient(tb testing.TB, address string, asked []byte) *client {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() })
	return &client{conn: conn, in: bufio.NewReader(conn), asked: asked}
}

func (c *client) ask() error {
	if _, err := c.conn.Write(c.asked); err != nil {
		return err
	}
	length := -1
	for first := true; ; first = false {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if first {
			c.status, _ = strconv.Atoi(string(line[9:12]))
		} else if rest, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length, _ = strconv.Atoi(strings.TrimSpace(string(rest)))
		}
		if len(line) <= 2 {
			break
		}
	}
	if length < 0 || c.status/100 != 2 {
		return fmt.Errorf("status %d, a body of %d bytes", c.status, length)
	}
	c.body = append(c.body[:0], make([]byte, length)...)
	_, err := io.ReadFull(c.in, c.body)
	return err
}
