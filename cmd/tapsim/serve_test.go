package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// serveFor starts a service that ends with the test at the latest.
func serveFor(t *testing.T, args ...string) *testServer {
	s := &testServer{}
	require.NoError(t, s.start(t.TempDir(), args...))
	t.Cleanup(func() {
		if s.cmd != nil {
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
		}
	})
	return s
}

// serve passes what conform tests: the whole corpus over HTTP, access included, with no
// deviation and nothing skipped.
func TestServeConforms(t *testing.T) {
	s := serveFor(t, "--clock", "frozen", "--quiet")
	var stdout, stderr bytes.Buffer
	code := run([]string{"conform", "--strict", "--url", s.url}, strings.NewReader(""), &stdout, &stderr)
	require.Equal(t, 0, code, "%s%s", &stdout, &stderr)
	require.Regexp(t, `(?m)^pass [1-9][0-9]*, fail 0, deviation 0, skip 0, error 0, timeout 0, crash 0`, stdout.String())

	rest, err := s.end(syscall.SIGTERM)
	require.NoError(t, err)
	require.Empty(t, rest)
	require.Empty(t, s.said(), "--quiet")
}

// The service uses less than a second of CPU time for its start, one answer and its end.
// The elapsed time depends on what else the computer does.
func TestServeAnswersSoon(t *testing.T) {
	began := time.Now()
	s := serveFor(t, "--quiet")
	res, err := s.client.Get(s.url + "/_tapsim/healthz")
	require.NoError(t, err)
	res.Body.Close()
	t.Logf("first answer after %s", time.Since(began))
	_, err = s.end(os.Interrupt)
	require.NoError(t, err)
	worked := s.ended.UserTime() + s.ended.SystemTime()
	t.Logf("work of %s", worked)
	require.Less(t, worked, time.Second)
}

// The commands that the service proposes on stderr work as they are, over HTTP and over
// TLS.
func TestServeProposesCommandsThatWork(t *testing.T) {
	if !installed(t, "curl") {
		return
	}
	for _, args := range [][]string{{}, {"--tls"}} {
		s := serveFor(t, args...)
		// The address comes first, and the rest right after it.
		require.Eventually(t, func() bool { return strings.Contains(s.said(), "Ctrl-C") }, patience, time.Millisecond)
		talk := s.said()
		lines := regexp.MustCompile(`(?m)^  (curl .*)$`).FindAllStringSubmatch(talk, -1)
		require.Len(t, lines, 3, talk)
		var all string
		for _, line := range lines {
			out, err := exec.Command("sh", "-c", strings.Replace(line[1], "curl", "curl -sSf", 1)).CombinedOutput()
			require.NoError(t, err, "%s\n%s", line[1], out)
			all += string(out)
		}
		require.Contains(t, all, `"temporaryAccessPass":"`)
		require.Contains(t, all, `"after":"Expired"`)
		require.Contains(t, all, `"next":`)

		file := regexp.MustCompile(`clients have to trust (\S+)`).FindStringSubmatch(talk)
		_, err := s.end(os.Interrupt)
		require.NoError(t, err)
		if len(args) > 0 {
			require.NoFileExists(t, file[1], "a temporary certificate goes with the service")
		}
	}
}

// Neither a client that has sent half a request nor an idle connection keeps the service
// from stopping.
func TestServeStopsWhileAClientHangs(t *testing.T) {
	s := serveFor(t)
	res, err := s.client.Get(s.url + "/_tapsim/healthz")
	require.NoError(t, err)
	res.Body.Close()
	slow, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	require.NoError(t, err)
	defer slow.Close()
	_, err = fmt.Fprint(slow, "POST /v1.0/users HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
	require.NoError(t, err)
	// The service sends this once it has the header and waits for the body.
	line, err := bufio.NewReader(slow).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 100 Continue\r\n", line)
	_, err = fmt.Fprint(slow, "{")
	require.NoError(t, err)

	_, err = s.end(syscall.SIGTERM) // an error if the service has to be killed
	require.NoError(t, err)
	require.Contains(t, s.said(), "cut off what was not answered in")
}

// A bad file is refused with a diagnostic, and nothing is served.
func TestServeRefusesBadFiles(t *testing.T) {
	for flag, dir := range map[string]string{"--tenant": "bad-tenant", "--tokens": "bad-tokens"} {
		files, err := filepath.Glob(filepath.Join("..", "..", "tapsim", "scenario", "testdata", dir, "*.yaml"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			var stdout, stderr bytes.Buffer
			require.Equal(t, 2, run([]string{"serve", flag, file}, strings.NewReader(""), &stdout, &stderr), file)
			require.Empty(t, stdout.String())
			require.Contains(t, stderr.String(), filepath.Base(file)+":")
		}
	}
}
