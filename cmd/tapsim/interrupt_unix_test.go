//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// A watched writer closes seen when a text has been written to it this many times.
type watched struct {
	said  bytes.Buffer
	text  string
	times int
	seen  chan struct{}
}

func (w *watched) Write(b []byte) (int, error) {
	w.said.Write(b)
	if w.seen != nil && strings.Count(w.said.String(), w.text) >= w.times {
		close(w.seen)
		w.seen = nil
	}
	return len(b), nil
}

// A process is a program that ends with the test at the latest.
type process struct {
	cmd    *exec.Cmd
	stdout bytes.Buffer
	stderr *watched
}

// startUntil starts a program, and returns when its stderr has a text this many times.
func startUntil(t *testing.T, text string, times int, name string, args ...string) *process {
	seen := make(chan struct{})
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	r := &process{cmd: exec.CommandContext(ctx, name, args...), stderr: &watched{text: text, times: times, seen: seen}}
	r.cmd.Dir, r.cmd.Stdout, r.cmd.Stderr, r.cmd.WaitDelay = t.TempDir(), &r.stdout, r.stderr, patience
	require.NoError(t, r.cmd.Start())
	t.Cleanup(func() {
		cancel()
		_ = r.cmd.Wait() // an error, where the test has waited already
	})
	select {
	case <-seen:
	case <-ctx.Done():
		require.Fail(t, "its stderr lacks "+text)
	}
	return r
}

// interrupt runs tapsim until its stderr has a text this many times, sends it a signal,
// and returns its output and its exit code.
func interrupt(t *testing.T, s os.Signal, text string, times int, args ...string) (out, stderr string, code int) {
	r := startUntil(t, text, times, "tapsim", args...)
	require.NoError(t, r.cmd.Process.Signal(s))
	_ = r.cmd.Wait() // the test checks the exit code
	return r.stdout.String(), r.stderr.said.String(), r.cmd.ProcessState.ExitCode()
}

// A second signal ends a process that ignores the first.
func TestASecondSignalEnds(t *testing.T) {
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		cmd := exec.CommandContext(ctx, "deaf")
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		lines := bufio.NewReader(out)
		for _, want := range []string{"up\n", "no\n"} {
			line, err := lines.ReadString('\n')
			require.NoError(t, err)
			require.Equal(t, want, line)
			require.NoError(t, cmd.Process.Signal(s))
		}
		_ = cmd.Wait() // the state is checked below
		require.Equal(t, s, cmd.ProcessState.Sys().(syscall.WaitStatus).Signal())
	}
}

// No command waits for a service that switches protocols.
func TestAServiceThatSwitchesProtocols(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			fmt.Fprint(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
			t.Cleanup(func() { conn.Close() })
		}
	}))
	defer service.Close()
	for _, args := range [][]string{{"conform"}, {"check", "--runs", "1", "-o", filepath.Join(t.TempDir(), "x.yaml")}} {
		var stdout, stderr bytes.Buffer
		code := run(append(args, "--url", service.URL, "--timeout", "1m"), strings.NewReader(""), &stdout, &stderr)
		require.NotEqual(t, 0, code)
		require.Contains(t, stdout.String()+stderr.String(), "answers with the status 101", "%s", args)
	}
}

// An interrupted run reports what is known by then, also when the terminal is closed.
func TestInterrupted(t *testing.T) {
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		out, stderr, code := interrupt(t, s, "seed", 1, "check", "--for", "10m")
		require.Equal(t, 2, code, "%s", s)
		require.Contains(t, out, "; interrupted, so the report is incomplete\n")
		require.Regexp(t, `(?s)^tapsim: seed \d+\n.*tapsim: interrupted\n$`, stderr)

		out, stderr, code = interrupt(t, s, `"op":"signIn"`, 1, "conform", "--debug", "--timeout", "1m", "--", "subject", "hang")
		require.Equal(t, 2, code, "%s", s)
		require.Contains(t, out, "interrupted")
		require.True(t, strings.HasSuffix(stderr, "tapsim: interrupted\n"))
	}
}

// A run that is interrupted while it makes a counterexample shorter reports the
// counterexample, and says that it could be shorter. The subject crashes in the history
// and in its repetition, and hangs in the first shorter one.
func TestInterruptedWhileItShrinks(t *testing.T) {
	for _, format := range []string{"text", "json", "junit"} {
		out, stderr, code := interrupt(t, syscall.SIGHUP, `"op":"signIn"`, 3,
			"check", "--seed", "1", "--timeout", "1m", "--debug", "--format", format, "--", "subject", "crash-twice-and-hang", "crashes")
		require.Equal(t, 2, code)
		require.True(t, strings.HasSuffix(stderr, "tapsim: interrupted\n"))
		switch format {
		case "json":
			require.Contains(t, out, `"again":true,"shortest":false,`)
			require.Contains(t, out, `"interrupted":true,"passed":false}`)
		default:
			require.Contains(t, out, "; interrupted, so it could be shorter")
			require.NotContains(t, out, "no time")
			require.Contains(t, out, "The subject breaks (crash) at signIn")
		}
	}
}

// SIGHUP does not interrupt a run below nohup. The subject waits until the signal was
// sent, and then it passes.
func TestNoHangupIsIgnored(t *testing.T) {
	r := startUntil(t, `"op":"signIn"`, 1, "sh", "-c",
		`trap '' HUP; exec tapsim conform --debug --timeout 1m --run '^signin/once-only$' -- subject wait hung-up`)
	require.NoError(t, r.cmd.Process.Signal(syscall.SIGHUP))
	save(t, r.cmd.Dir, "hung-up", "")
	require.NoError(t, r.cmd.Wait())
	require.Contains(t, r.stdout.String(), "\npass 1, fail 0, ")
}

// A shell reads the same words from the line that shellLine makes.
func TestShellReadsTheWords(t *testing.T) {
	words := []string{"", "a  b", "A=1", "*", "~", "it's", `"$HOME"`, "`id`", "\\", "é", "#", "!", "-x=y z", "--"}
	out, err := exec.Command("sh", "-c", `printf '<%s>' `+shellLine(words)).Output()
	require.NoError(t, err)
	require.Equal(t, "<"+strings.Join(words, "><")+">", string(out))
}
