package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/files"
	"github.com/tapsim/tap/tapsim/graph"
	"github.com/tapsim/tap/tapsim/protocol"
)

// grace is how long open requests may take after a signal to stop.
const grace = 3 * time.Second

// A server is a service with its address, its log and its files.
type server struct {
	service     *graph.Service
	clock       *graph.Clock
	tenant      *protocol.Tenant
	tokens      map[string]*protocol.Actor // nil: none are named
	addr        *net.TCPAddr
	certificate *tls.Certificate // nil: plain HTTP
	certText    []byte
	certFile    string
	temporary   bool       // certFile is removed when the service ends
	recording   *recording // nil: nothing is recorded

	stdout io.Writer
	stderr *log.Logger // many goroutines write to it, a line at a time
	quiet  bool
}

func newServer(cmd *cobra.Command, quiet bool) *server {
	return &server{stdout: cmd.OutOrStdout(), stderr: log.New(cleanWriter{cmd.ErrOrStderr()}, "", 0), quiet: quiet}
}

// say writes a message to stderr, unless --quiet is set.
func (s *server) say(format string, args ...any) {
	if !s.quiet {
		s.stderr.Printf(format, args...)
	}
}

// encrypt makes a certificate, and checks that its file can be written.
func (s *server) encrypt(addr, file string) error {
	var hosts []string
	if host, _, err := net.SplitHostPort(addr); err == nil && host != "" && !s.addr.IP.IsUnspecified() {
		hosts = append(hosts, host)
	}
	if name, err := os.Hostname(); err == nil && !s.addr.IP.IsLoopback() {
		hosts = append(hosts, name)
	}
	certificate, text, err := graph.Certificate(hosts...)
	if err != nil {
		return err
	}
	s.certificate, s.certText, s.certFile, s.temporary = &certificate, text, file, file == ""
	if s.temporary {
		s.certFile = filepath.Join(os.TempDir(), "tapsim-"+strings.ToLower(rand.Text())+".pem")
	}
	return s.mayCertify()
}

// certFlag is the flag that asks for a certificate, for messages.
func (s *server) certFlag() string {
	if s.temporary {
		return "tls"
	}
	return "tls-cert"
}

// mayCertify checks that the file of the certificate is a new one or an old certificate
// of tapsim.
func (s *server) mayCertify() error {
	const most = 1 << 16 // a certificate of tapsim is far shorter
	if err := tryToWrite(s.certFlag(), s.certFile); err != nil {
		return err
	}
	switch old, err := files.Read(s.certFile, most); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("--tls-cert: %w", err)
	case !graph.IsCertificate(old):
		return fmt.Errorf("--tls-cert %s: it is there already, and is no certificate of tapsim; tapsim writes this file and does not read it, so name a new file", s.certFile)
	}
	return nil
}

// certify writes the certificate. The server listens by now. A server that cannot have the
// address must not write the file: clients of the server that has it trust the old one.
func (s *server) certify() error {
	write := files.Create // it refuses a file that another program made since mayCertify
	if _, err := os.Lstat(s.certFile); err == nil {
		if err := s.mayCertify(); err != nil {
			return err
		}
		write = files.Replace
	}
	return unwritten(s.certFlag(), s.certFile, write(s.certFile, s.certText))
}

// run serves until a signal comes.
func (s *server) run(ctx context.Context) (err error) {
	ctx, stop := untilInterrupted(ctx)
	defer stop()
	listener, err := net.ListenTCP("tcp", s.addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w; --addr 127.0.0.1:0 takes a free port", err)
	} else if err != nil {
		return err
	}
	if s.certificate != nil {
		if err := s.certify(); err != nil {
			return errors.Join(err, listener.Close())
		}
		if s.temporary {
			defer func() { err = errors.Join(err, os.Remove(s.certFile)) }()
		}
	}
	server := graph.HTTPServer(s.service)
	server.ErrorLog = log.New(s.stderr.Writer(), "tapsim: ", 0)
	url := s.url(listener.Addr())
	if _, err := fmt.Fprintf(s.stdout, "listening on %s\n", url); err != nil {
		return errors.Join(err, listener.Close())
	}
	s.welcome(url)

	over := make(chan error, 1)
	go func() {
		if s.certificate == nil {
			over <- server.Serve(listener)
			return
		}
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*s.certificate}}
		over <- server.ServeTLS(listener, "", "")
	}()
	if s.recording != nil {
		go s.recording.writePeriodically(ctx)
	}
	select {
	case err = <-over: // the listener broke
	case <-ctx.Done():
		err = s.shutdown(server)
		<-over
	}
	if s.recording != nil {
		err = errors.Join(err, s.recording.finish())
	}
	return err
}

// shutdown waits for open requests, up to grace. It closes those that are left, which is
// no error.
func (s *server) shutdown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		s.say("cut off what was not answered in %s", grace)
		return server.Close()
	}
	return err
}

// url is the address for clients on this machine.
func (s *server) url(addr net.Addr) string {
	scheme, host := "http", addr.(*net.TCPAddr)
	if s.certificate != nil {
		scheme = "https"
	}
	if host.IP.IsUnspecified() {
		host = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: host.Port}
	}
	return scheme + "://" + host.String()
}

// log writes the line of one request.
func (s *server) log(e graph.Entry) {
	rule := "-"
	if e.Rule != model.NoRule {
		rule = e.Rule.String()
	}
	now := s.clock.Now().Format("2006-01-02T15:04:05.000Z")
	line := fmt.Sprintf("%s %s %s %d %s %s", now, e.Method, clipped(e.Path), e.Status, rule, e.Took.Round(time.Microsecond))
	if e.Dropped != "" {
		line += " dropped without @odata.type: " + e.Dropped
	}
	if e.Codeless > 0 {
		line += " " + codeless(e.Codeless)
	}
	s.stderr.Print(line)
}

// codeless says that passes of a state have no code.
func codeless(n int) string {
	if n == 1 {
		return "1 pass has no code, since a state holds none: a sign-in with it is refused"
	}
	return fmt.Sprintf("%d passes have no code, since a state holds none: a sign-in with one of them is refused", n)
}

// clipped returns a path, cut if it is too long for a line of the log.
func clipped(path string) string {
	const enough = 300
	if len(path) > enough {
		path = path[:enough] + "…"
	}
	return path
}
