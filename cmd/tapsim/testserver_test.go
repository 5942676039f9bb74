package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a test waits for a program.
const patience = time.Minute

// A testServer is a tapsim serve that a test has started.
type testServer struct {
	url    string
	cmd    *exec.Cmd
	stdout *bufio.Reader
	stderr *os.File
	client http.Client
	ended  *os.ProcessState // of the process, once it has ended
}

// testServerKey is the key of a script's server among its values.
const testServerKey = "server"

// start starts a service in a folder, and returns when it listens.
func (s *testServer) start(dir string, args ...string) error {
	var err error
	if s.stderr, err = os.CreateTemp(dir, ".stderr-*"); err != nil {
		return err
	}
	s.cmd = exec.Command("tapsim", append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	s.cmd.Dir, s.cmd.Stderr = dir, s.stderr
	stdout, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		return err
	}
	s.stdout = bufio.NewReader(stdout)
	late := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() })
	defer late.Stop()
	first, _ := s.stdout.ReadString('\n')
	address, ok := strings.CutPrefix(strings.TrimSpace(first), "listening on ")
	if !ok {
		_ = s.cmd.Process.Kill() // if it still runs
		err := s.cmd.Wait()
		return fmt.Errorf("it does not listen: %q, %v, %s", first, err, s.said())
	}
	s.url = address
	s.client = http.Client{Transport: &http.Transport{}, Timeout: patience}
	return nil
}

// said returns its stderr so far.
func (s *testServer) said() string {
	text, err := os.ReadFile(s.stderr.Name())
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// trust makes the client trust the certificate in a file.
func (s *testServer) trust(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return fmt.Errorf("%s is no certificate", file)
	}
	s.client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	return nil
}

// end sends a signal, waits until the service has ended, and returns its stdout after the
// address.
func (s *testServer) end(signal os.Signal) (stdout string, err error) {
	s.client.CloseIdleConnections()
	if err := s.cmd.Process.Signal(signal); err != nil {
		return "", err
	}
	late := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() })
	defer late.Stop()
	rest, err := io.ReadAll(s.stdout)
	if err != nil {
		return "", err
	}
	err = s.cmd.Wait()
	s.ended, s.cmd = s.cmd.ProcessState, nil
	return string(rest), err
}

// serve [ARG...] starts tapsim serve on a free port, which is $AT. There is one
// at a time.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(testServerKey).(*testServer)
	if neg || s.cmd != nil {
		ts.Fatalf("usage: serve [ARG...], one at a time")
	}
	ts.Check(s.start(ts.MkAbs("."), args...))
	_, at, _ := strings.Cut(s.url, "://")
	ts.Setenv("AT", at)
	ts.Defer(func() {
		if s.cmd != nil {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
		}
	})
	for i := range args {
		if args[i] == "--tls-cert" {
			ts.Check(s.trust(ts.MkAbs(args[i+1])))
		}
	}
}

// ask STATUS METHOD PATH [BODY [HEADER VALUE]...] sends a request and checks the status;
// the answer is on stdout. The id of a new pass is $PASS, and its code is $CODE. The
// token is $TOKEN, or any.
func ask(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(testServerKey).(*testServer)
	if neg || len(args) < 3 {
		ts.Fatalf("usage: ask STATUS METHOD PATH [BODY [HEADER VALUE]...]")
	}
	status, method, path, rest := args[0], args[1], args[2], args[3:]
	var body io.Reader
	if len(rest) > 0 && rest[0] != "" {
		body = strings.NewReader(rest[0])
	}
	req, err := http.NewRequest(method, s.url+path, body)
	ts.Check(err)
	token := ts.Getenv("TOKEN")
	if token == "" {
		token = "any"
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	for i := 1; i+1 < len(rest); i += 2 {
		if req.Header.Set(rest[i], rest[i+1]); rest[i] == "Host" {
			req.Host = rest[i+1]
		}
	}
	res, err := s.client.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%s\n", text)
	if got := fmt.Sprint(res.StatusCode); got != status {
		ts.Fatalf("status %s, want %s: %s", got, status, text)
	}
	var pass struct {
		ID   string `json:"id"`
		Code string `json:"temporaryAccessPass"`
	}
	if json.Unmarshal(text, &pass) == nil && pass.ID != "" && pass.Code != "" {
		ts.Setenv("PASS", pass.ID)
		ts.Setenv("CODE", pass.Code)
	}
}

// end [SIGNAL] ends the service, by SIGTERM unless another is named, and checks that it
// exits with 0. Its stdout and stderr are those of the script; after KILL there is no exit
// code to check.
func end(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(testServerKey).(*testServer)
	if neg || len(args) > 1 || s.cmd == nil {
		ts.Fatalf("usage: end [INT|TERM|HUP|KILL], after serve")
	}
	signal := os.Signal(syscall.SIGTERM)
	if len(args) == 1 {
		signal = map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "KILL": os.Kill}[args[0]]
	}
	stdout, err := s.end(signal)
	fmt.Fprint(ts.Stdout(), stdout)
	fmt.Fprint(ts.Stderr(), s.said())
	if signal != os.Kill {
		ts.Check(err)
	}
}

// unsaid TEXT checks that the stderr of the service that ended last lacks a text. The
// text is no pattern, since codes have any characters.
func unsaid(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(testServerKey).(*testServer)
	if neg || len(args) != 1 || args[0] == "" || s.cmd != nil {
		ts.Fatalf("usage: unsaid TEXT, after end")
	}
	if strings.Contains(s.said(), args[0]) {
		ts.Fatalf("its stderr has %s", args[0])
	}
}

// until-there FILE waits for a file.
func untilThere(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: until-there FILE")
	}
	ts.Check(waitFor(ts.MkAbs(args[0])))
}

// waitFor waits for a file.
func waitFor(file string) error {
	for began := time.Now(); time.Since(began) < patience; time.Sleep(time.Millisecond) {
		if _, err := os.Stat(file); err == nil {
			return nil
		}
	}
	return fmt.Errorf("there is no %s", file)
}
