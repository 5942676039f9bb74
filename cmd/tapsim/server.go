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

// grace is how long requests that are under way may take once the service is
// told to stop.
const grace = 3 * time.Second

// A serving is a service with its address, its log and its files.
type serving struct {
	service     *graph.Service
	clock       *graph.Clock
	world       *protocol.Tenant
	tokens      map[string]*protocol.Actor // nil: none are named
	addr        *net.TCPAddr
	certificate *tls.Certificate // nil: plain HTTP
	certText    []byte
	certFile    string
	temporary   bool       // certFile goes when the service does
	recording   *recording // nil: nothing is recorded

	stdout io.Writer
	stderr *log.Logger // for many goroutines, a line at a time
	quiet  bool
}

func newServing(cmd *cobra.Command, quiet bool) *serving {
	return &serving{stdout: cmd.OutOrStdout(), stderr: log.New(cleaned{cmd.ErrOrStderr()}, "", 0), quiet: quiet}
}

// say tells a person what is not data.
func (s *serving) say(format string, args ...any) {
	if !s.quiet {
		s.stderr.Printf(format, args...)
	}
}

// encrypt makes a certificate, and makes sure that it can be written where clients
// find it.
func (s *serving) encrypt(addr, file string) error {
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

// certFlag is the flag by which there is a certificate.
func (s *serving) certFlag() string {
	if s.temporary {
		return "tls"
	}
	return "tls-cert"
}

// mayCertify makes sure that nothing is lost when the certificate is written.
func (s *serving) mayCertify() error {
	const most = 1 << 16 // no certificate of tapsim's is nearly as long
	if err := tryToWrite(s.certFlag(), s.certFile); err != nil {
		return err
	}
	switch old, err := files.Read(s.certFile, most); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("--tls-cert: %w", err)
	case !graph.IsCertificate(old):
		return fmt.Errorf("--tls-cert %s: it is there already, and no certificate of tapsim's; the certificate is written there and none is read, so name a new file", s.certFile)
	}
	return nil
}

// certify writes the certificate. The address is the service's by now: one that could
// not have it would take from the service that has it the file that clients trust.
func (s *serving) certify() error {
	write := files.Create // what came there meanwhile is somebody else's
	if _, err := os.Lstat(s.certFile); err == nil {
		if err := s.mayCertify(); err != nil {
			return err
		}
		write = files.Replace
	}
	return unwritten(s.certFlag(), s.certFile, write(s.certFile, s.certText))
}

// run serves until a signal comes.
func (s *serving) run(ctx context.Context) (err error) {
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
		go s.recording.keep(ctx)
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

// shutdown lets requests that are under way end, within bounds. Whatever still
// hangs then is cut off, and is no reason to fail.
func (s *serving) shutdown(server *http.Server) error {
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
func (s *serving) url(addr net.Addr) string {
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
func (s *serving) log(e graph.Entry) {
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

// codeless says what is missing of passes that a state gave back.
func codeless(n int) string {
	if n == 1 {
		return "1 pass has no code, since a state holds none: a sign-in with it is refused"
	}
	return fmt.Sprintf("%d passes have no code, since a state holds none: a sign-in with one of them is refused", n)
}

// clipped cuts a path that is too long for a line of the log.
func clipped(path string) string {
	const enough = 300
	if len(path) > enough {
		path = path[:enough] + "…"
	}
	return path
}
