package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/graph"
)

// noon is the first time of the service. Every scenario sets the clock itself.
const noon model.Instant = 639_028_656_000_000_000 // 2026-01-01T12:00:00Z

// A proxy is between a client of Graph and the service, and records the exchanges. It does
// not record the control routes. Its client uses v1.0, and the proxy uses version.
type proxy struct {
	version   string
	spoil     func(*exchange) // changes answers before they are recorded and passed on; nil: none
	exchanges []*exchange     // in order
}

// v1 is what the paths of a client of the proxy begin with.
const v1 = "/v1.0/"

// use starts a service and the proxy before it, calls f with the address of the
// proxy, and ends both.
func (p *proxy) use(f func(address string) error) error {
	service, err := graph.New(graph.Config{Clock: graph.FrozenClock(noon)})
	if err != nil {
		return err
	}
	behind, end, err := serve(service)
	if err != nil {
		return err
	}
	defer end()
	target, err := url.Parse(behind)
	if err != nil {
		return err
	}
	address, end, err := serve(p.handler(target))
	if err != nil {
		return err
	}
	defer end()
	return f(address)
}

// serve serves on a free port of the loopback interface, and returns the address
// and a function that ends it.
func serve(h http.Handler) (address string, end func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server, over := graph.HTTPServer(h), make(chan error, 1)
	go func() { over <- server.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() { server.Close(); <-over }, nil
}

type exchangeKey struct{}

func (p *proxy) handler(target *url.URL) http.Handler {
	forward := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			if x, ok := r.In.Context().Value(exchangeKey{}).(*exchange); ok {
				if to, err := url.ParseRequestURI(x.path); err == nil {
					r.Out.URL = to
				}
			}
			r.SetURL(target)
		},
		ModifyResponse: func(res *http.Response) error {
			x, ok := res.Request.Context().Value(exchangeKey{}).(*exchange)
			if !ok {
				return nil
			}
			var err error
			if x.body, err = io.ReadAll(res.Body); err != nil {
				return err
			}
			x.status, x.header = res.StatusCode, res.Header
			if p.spoil != nil {
				p.spoil(x)
				x.header.Set("Content-Length", strconv.Itoa(len(x.body)))
			}
			res.StatusCode, res.ContentLength = x.status, int64(len(x.body))
			res.Body = io.NopCloser(bytes.NewReader(x.body))
			p.exchanges = append(p.exchanges, x) // no lock: one client sends one request at a time
			return nil
		},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rest, ok := strings.CutPrefix(r.URL.EscapedPath(), v1)
		if !ok {
			forward.ServeHTTP(w, r)
			return
		}
		x := &exchange{method: r.Method, path: "/" + p.version + "/" + rest, kind: r.Header.Get("Content-Type")}
		if r.URL.RawQuery != "" {
			x.path += "?" + r.URL.RawQuery
		}
		if r.Body != http.NoBody {
			var err error
			if x.sent, err = io.ReadAll(r.Body); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(x.sent))
		}
		forward.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x)))
	})
}
