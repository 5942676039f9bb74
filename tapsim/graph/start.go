package graph

import (
	"net"
	"net/http"
	"time"

	"github.com/tapsim/tap/model"
)

// HTTPServer returns a server for a handler with limits, so that a slow client cannot
// keep it busy: on the time for headers, for a whole request, for an answer and
// between two of them, and on the size of headers. The handler limits the size of
// bodies; see MaxBody.
func HTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    1 << 16,
	}
}

// A TB is the part of a testing.TB that Start needs.
type TB interface {
	Helper()
	Cleanup(func())
	Fatalf(format string, args ...any)
}

// A Server is a service with a listener of its own, for one test.
type Server struct {
	*Service
	URL    string // http://127.0.0.1 and a port
	client *http.Client
}

// Client returns a client for this server alone. Its open connections are closed at
// the end of the test.
func (s *Server) Client() *http.Client { return s.client }

// Start serves a tenant on a free port of the loopback interface until the test ends.
// Parallel tests have one each. If c has no clock, the clock is frozen at the current
// second until the test moves it.
func Start(t TB, c Config) *Server {
	t.Helper()
	if c.Clock == nil {
		c.Clock = FrozenClock(model.InstantOf(time.Now().Truncate(time.Second)))
	}
	service, err := New(c)
	if err != nil {
		t.Fatalf("start a service: %v", err)
		return nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("start a service: %v", err)
		return nil
	}
	server, transport := HTTPServer(service), &http.Transport{}
	over := make(chan error, 1)
	go func() { over <- server.Serve(listener) }()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
		<-over
	})
	return &Server{Service: service, URL: "http://" + listener.Addr().String(), client: &http.Client{Transport: transport}}
}
