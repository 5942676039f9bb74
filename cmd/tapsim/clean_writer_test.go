package main

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// No message sends an escape sequence to the terminal, whatever name a file or a subject
// has.
func TestNoNameIsAnEscapeSequence(t *testing.T) {
	in(t)
	const escape = "x\x1b[31m\u009b1m\u202e"
	save := func(name, text string) string {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
		return name
	}
	broken := save(escape+"broken.yaml", "id: a/b\nno\x1b[31mpe: 1\n")
	stale := save(escape+"stale.yaml", "- {scenario: signin/once-only, verdict: skip, reason: later}\n")
	require.NoError(t, os.Mkdir(escape, 0o777))
	for _, args := range [][]string{
		{"lint", broken}, {"replay", broken}, {"explain", broken}, {"explain", escape + "none"}, {"lint", escape + "none"}, {"lint", escape}, {"vectors", broken},
		{escape}, {"--" + escape}, {"rules", escape}, {"replay", "--rule", escape}, {"replay", "--run", escape}, {"replay", "--format", escape},
		{"serve", "--tenant", broken}, {"serve", "--tokens", broken}, {"serve", "--record", broken}, {"serve", "--tls-cert", broken}, {"serve", "--addr", escape},
		{"vectors", "-o", escape + "none/x", "--schema"}, {"check", "-o", escape + "none/x", "--runs", "1"},
		{"conform", "--", escape}, {"conform", "--url", escape}, {"conform", "--expect", broken, "--", "subject", "good"},
		{"conform", "--expect", stale, "--run", "^signin/once-only$", "--", "subject", "good"},
		{"check", "--seed", "1", "--runs", "500", "--strict", "-o", escape + "found.yaml", "--", "subject", "lower"},
	} {
		var stdout, stderr bytes.Buffer
		require.NotEqual(t, 0, run(args, strings.NewReader(""), &stdout, &stderr), "%q", args)
		said := stdout.String() + stderr.String()
		require.Contains(t, said, "x", "%q", args)
		for _, bad := range []string{"\x1b", "\u009b", "\u202e"} {
			require.NotContains(t, said, bad, "%q", args)
		}
	}
	var stdout, stderr bytes.Buffer // the name of a subject
	require.Equal(t, 0, run([]string{"conform", "--run", "^signin/once-only$", "--", "subject", escape}, strings.NewReader(""), &stdout, &stderr))
	require.Contains(t, stdout.String(), "subject-x")
	require.NotContains(t, stdout.String()+stderr.String(), "\x1b")

	s := &testServer{}
	require.NoError(t, s.start(".", "--record", escape+"scenario.yaml", "--tls-cert", escape+"cert.pem"))
	_, err := s.end(syscall.SIGTERM)
	require.NoError(t, err)
	require.Contains(t, s.said(), "scenario.yaml")
	require.NotContains(t, s.said(), "\x1b")
}
