package main

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is called like an order to a terminal is none, whoever tells of it.
func TestNoNameIsAnOrder(t *testing.T) {
	in(t)
	const order = "x\x1b[31m\u009b1m\u202e"
	save := func(name, text string) string {
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
		return name
	}
	broken := save(order+"broken.yaml", "id: a/b\nno\x1b[31mpe: 1\n")
	stale := save(order+"stale.yaml", "- {scenario: signin/once-only, verdict: skip, reason: later}\n")
	require.NoError(t, os.Mkdir(order, 0o777))
	for _, args := range [][]string{
		{"lint", broken}, {"replay", broken}, {"explain", broken}, {"explain", order + "none"}, {"lint", order + "none"}, {"lint", order}, {"vectors", broken},
		{order}, {"--" + order}, {"rules", order}, {"replay", "--rule", order}, {"replay", "--run", order}, {"replay", "--format", order},
		{"serve", "--tenant", broken}, {"serve", "--tokens", broken}, {"serve", "--record", broken}, {"serve", "--tls-cert", broken}, {"serve", "--addr", order},
		{"vectors", "-o", order + "none/x", "--schema"}, {"check", "-o", order + "none/x", "--runs", "1"},
		{"conform", "--", order}, {"conform", "--url", order}, {"conform", "--expect", broken, "--", "subject", "good"},
		{"conform", "--expect", stale, "--run", "^signin/once-only$", "--", "subject", "good"},
		{"check", "--seed", "1", "--runs", "500", "--strict", "-o", order + "found.yaml", "--", "subject", "lower"},
	} {
		var stdout, stderr bytes.Buffer
		require.NotEqual(t, 0, run(args, strings.NewReader(""), &stdout, &stderr), "%q", args)
		said := stdout.String() + stderr.String()
		require.Contains(t, said, "x", "%q", args)
		for _, bad := range []string{"\x1b", "\u009b", "\u202e"} {
			require.NotContains(t, said, bad, "%q", args)
		}
	}
	var stdout, stderr bytes.Buffer // a subject calls itself so, too
	require.Equal(t, 0, run([]string{"conform", "--run", "^signin/once-only$", "--", "subject", order}, strings.NewReader(""), &stdout, &stderr))
	require.Contains(t, stdout.String(), "subject-x")
	require.NotContains(t, stdout.String()+stderr.String(), "\x1b")

	s := &served{}
	require.NoError(t, s.start(".", "--record", order+"scenario.yaml", "--tls-cert", order+"cert.pem"))
	_, err := s.end(syscall.SIGTERM)
	require.NoError(t, err)
	require.Contains(t, s.said(), "scenario.yaml")
	require.NotContains(t, s.said(), "\x1b")
}
