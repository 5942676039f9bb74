package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/graph"
)

// in makes a new folder the working directory of the test.
func in(t *testing.T) (dir string) {
	dir = t.TempDir()
	t.Chdir(dir)
	return dir
}

// do runs the command, and returns its exit code and its stderr.
func do(args ...string) (code int, said string) {
	var stderr bytes.Buffer
	code = run(args, strings.NewReader(""), &bytes.Buffer{}, &stderr)
	return code, stderr.String()
}

// No command writes through a link: in a folder that other users can write to, a link
// could lead to any file.
func TestNoLinkIsWrittenThrough(t *testing.T) {
	in(t)
	require.NoError(t, os.WriteFile("precious", []byte("precious"), 0o666))
	for _, link := range []string{".out.new", "out", "tapsim-check-1.yaml"} {
		require.NoError(t, os.Symlink("precious", link))
	}
	require.NoError(t, os.Symlink("nothing", "dangling"))
	for _, name := range []string{"out", "dangling"} {
		for _, args := range [][]string{
			{"serve", "--addr", "127.0.0.1:0", "--record", name},
			{"serve", "--addr", "127.0.0.1:0", "--tls-cert", name},
			{"vectors", "--schema", "-o", name},
			{"check", "--runs", "1", "-o", name},
			{"conform", "--write-expect", name, "--", "subject", "good"},
		} {
			code, said := do(args...)
			require.Equal(t, 2, code, "%s: %s", args, said)
			require.Contains(t, said, name+": it is ", "%s", args)
		}
	}
	_, said := do("check", "--seed", "1", "--runs", "500", "--strict", "--", "subject", "lower")
	require.Contains(t, said, "tapsim-check-1.yaml: it is a link, and no regular file")
	text, err := os.ReadFile("precious")
	require.NoError(t, err)
	require.Equal(t, "precious", string(text))
	require.NoFileExists(t, "nothing")
	left, err := filepath.Glob(".tapsim-*")
	require.NoError(t, err)
	require.Empty(t, left)
}

// Two services with the same --record file write two files, and each names its own.
// A recording does not overwrite the file of another program.
func TestTwoRecordingsOfOneName(t *testing.T) {
	dir := t.TempDir()
	one, two := &testServer{}, &testServer{}
	for _, s := range []*testServer{one, two} {
		require.NoError(t, s.start(dir, "--record", "scenario.yaml"))
		t.Cleanup(func() {
			if s.cmd != nil {
				_ = s.cmd.Process.Kill()
				_ = s.cmd.Wait()
			}
		})
	}
	for i, s := range []*testServer{one, two} {
		for range i + 1 {
			req, err := http.NewRequest("GET", s.url+passesOfAda, nil)
			require.NoError(t, err)
			req.Header.Set("Authorization", "Bearer x")
			res, err := s.client.Do(req)
			require.NoError(t, err)
			res.Body.Close()
		}
		_, err := s.end(syscall.SIGTERM)
		require.NoError(t, err)
	}
	require.Contains(t, one.said(), "wrote scenario.yaml; tapsim replay scenario.yaml\n")
	require.Contains(t, two.said(), "tapsim: another program has written scenario.yaml, so it is not overwritten; this scenario goes to scenario-2.yaml\n")
	require.Contains(t, two.said(), "wrote scenario-2.yaml; tapsim replay scenario-2.yaml\n")
	for i, name := range []string{"scenario.yaml", "scenario-2.yaml"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.Equal(t, i+1, strings.Count(string(text), "list: {"), "%s", text)
	}
	code, said := do("replay", filepath.Join(dir, "scenario.yaml"), filepath.Join(dir, "scenario-2.yaml"))
	require.Equal(t, 0, code, said)
	left, err := filepath.Glob(filepath.Join(dir, ".tapsim-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// A service whose address is taken leaves the certificate of the service that has it.
func TestACertificateIsWrittenOnceTheAddressIsThere(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "cert.pem")
	s := &testServer{}
	require.NoError(t, s.start(dir, "--tls-cert", file))
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); _ = s.cmd.Wait() })
	before, err := os.ReadFile(file)
	require.NoError(t, err)
	_, at, _ := strings.Cut(s.url, "://")
	temporary := func() int {
		all, err := filepath.Glob(filepath.Join(os.TempDir(), "tapsim-*.pem"))
		require.NoError(t, err)
		return len(all)
	}
	t.Setenv("TMPDIR", t.TempDir())
	for _, flag := range []string{"--tls-cert=" + file, "--tls"} {
		code, said := do("serve", "--addr", at, flag)
		require.Equal(t, 2, code)
		require.Contains(t, said, "--addr 127.0.0.1:0 takes a free port")
	}
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
	require.Zero(t, temporary())
	require.NoError(t, s.trust(file))
	res, err := s.client.Get(s.url + "/_tapsim/healthz")
	require.NoError(t, err)
	res.Body.Close()
}

const passesOfAda = "/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods"

// recorded returns the recording of a service without a network, its messages, and a
// function that sends a request.
func recorded(t *testing.T) (r *recording, said *[]string, ask func(method, path string)) {
	return recordedTo(t, "scenario.yaml")
}

func recordedTo(t *testing.T, file string) (r *recording, said *[]string, ask func(method, path string)) {
	said = new([]string)
	r, err := newRecording(file, 0, func(format string, args ...any) { *said = append(*said, fmt.Sprintf(format, args...)) })
	require.NoError(t, err)
	service, err := graph.New(graph.Config{Watch: r.watch})
	require.NoError(t, err)
	return r, said, func(method, path string) {
		req := httptest.NewRequest(method, "http://localhost"+path, nil)
		req.Header.Set("Authorization", "Bearer x")
		res := httptest.NewRecorder()
		service.ServeHTTP(res, req)
		require.Less(t, res.Code, 300, "%s", res.Body)
	}
}

// A reset does not wait until the scenario that it ends is written.
func TestNoRequestWaitsForTheRecording(t *testing.T) {
	in(t)
	r, said, ask := recorded(t)
	r.writeMu.Lock() // as if a slow disk were being written to
	over := make(chan struct{})
	go func() {
		defer close(over)
		for range 2 {
			ask("GET", passesOfAda)
			ask("POST", "/_tapsim/reset")
		}
		ask("GET", passesOfAda)
	}()
	select {
	case <-over:
	case <-time.After(patience):
		t.Fatal("a request waits")
	}
	r.writeMu.Unlock()
	require.NoError(t, r.finish())
	require.Equal(t, []string{
		"tapsim: kept scenario.yaml", "tapsim: kept scenario-2.yaml",
		"wrote scenario.yaml, scenario-2.yaml, scenario-3.yaml; tapsim replay scenario.yaml scenario-2.yaml scenario-3.yaml",
	}, *said)
}

// While a recording grows, its file is deleted, and later changed.
func TestARecordingWhoseFileIsChanged(t *testing.T) {
	in(t)
	r, said, ask := recorded(t)
	grow := func() {
		ask("GET", passesOfAda)
		require.NoError(t, r.save(r.now))
	}
	grow()
	require.NoError(t, os.Remove("scenario.yaml"))
	grow()
	require.FileExists(t, "scenario.yaml")
	require.NoError(t, os.WriteFile("scenario.yaml", []byte("mine"), 0o666))
	grow()
	text, err := os.ReadFile("scenario.yaml")
	require.NoError(t, err)
	require.Equal(t, "mine", string(text))
	text, err = os.ReadFile("scenario-2.yaml")
	require.NoError(t, err)
	require.Contains(t, string(text), "id: recorded/scenario-2\n")
	require.Equal(t, 3, strings.Count(string(text), "list: {"))
	require.NoError(t, r.finish())
	require.Equal(t, "wrote scenario-2.yaml; tapsim replay scenario-2.yaml", (*said)[len(*said)-1])
}

// A name is refused at the start if the names of later scenarios would be too long.
func TestARecordingWhoseNamesAreTooLong(t *testing.T) {
	in(t)
	_, err := newRecording(strings.Repeat("a", 250)+".yaml", 0, func(string, ...any) {})
	require.ErrorContains(t, err, "name too long")
}

// A scenario that cannot be written is kept until it can be. The error at the end names
// each one that never could.
func TestARecordingWhoseFolderIsGone(t *testing.T) {
	in(t)
	require.NoError(t, os.Mkdir("d", 0o777))
	r, said, ask := recordedTo(t, filepath.Join("d", "scenario.yaml"))
	next := func() {
		ask("GET", passesOfAda)
		ask("POST", "/_tapsim/reset")
		r.writeEnded()
	}
	next()
	require.NoError(t, os.Rename("d", "e"))
	require.NoError(t, os.WriteFile("d", nil, 0o666))
	next()
	next()
	require.Len(t, r.unsaved, 2)
	require.Contains(t, strings.Join(*said, "\n"), "it is tried again")

	require.NoError(t, os.Remove("d"))
	require.NoError(t, os.Rename("e", "d"))
	next()
	require.Empty(t, r.unsaved)
	require.NoError(t, os.Rename("d", "e"))
	require.NoError(t, os.WriteFile("d", nil, 0o666))
	next()
	next()
	err := r.finish()
	require.Len(t, strings.Split(err.Error(), "\n"), 2)
	for _, name := range []string{"scenario.yaml", "scenario-2.yaml", "scenario-3.yaml", "scenario-4.yaml"} {
		require.FileExists(t, filepath.Join("e", name))
	}
}
