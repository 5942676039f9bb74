package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The commands of the guide run in their order in one shell, and their output is what the
// guide quotes.
func TestGuideCommands(t *testing.T) {
	if !installed(t, "curl") || !installed(t, "bash") {
		return
	}
	guide, dir := theGuide(t), t.TempDir()
	start := commandLine(t, guide, "--record")
	s := serveIn(t, dir, start.flags(t)...)
	_, talk, found := strings.Cut(guide, "In another terminal:")
	require.True(t, found)
	talk, later, found := strings.Cut(talk, "## From a bug to a test")
	require.True(t, found)
	typed := session(t, talk)
	require.Greater(t, len(typed), 15)
	requireTyped(t, dir, s.url, "http://127.0.0.1:8080", typed)

	_, err := s.end(os.Interrupt)
	require.NoError(t, err)
	require.FileExists(t, filepath.Join(dir, "scenario-2.yaml"))
	later, _, _ = strings.Cut(later, "##")
	typed = session(t, later)
	require.Len(t, typed, 1)
	requireTyped(t, dir, "", "", typed)
}

// The JavaScript program of the guide has the output that the guide quotes.
func TestGuideInJavaScript(t *testing.T) {
	dir, ok := modules(t)
	if !ok {
		return
	}
	guide := theGuide(t)
	const address = "https://127.0.0.1:8443"
	s := serveIn(t, dir, commandLine(t, guide, "--tls-cert").flags(t)...)
	program := block(t, guide, "```js\n")
	require.Contains(t, program, address)
	save(t, dir, "mine.mjs", strings.ReplaceAll(program, address, s.url))
	_, rest, _ := strings.Cut(guide, "```js\n")
	rest, _, _ = strings.Cut(rest, "## ")
	requireTyped(t, dir, "", "", session(t, rest))
}

// The state of one service is the tenant of another, by the command of the guide.
func TestGuideTenant(t *testing.T) {
	guide, dir := theGuide(t), t.TempDir()
	first := serveIn(t, dir, "--clock", "frozen", "--quiet")
	req, err := http.NewRequest("GET", first.url+"/_tapsim/state", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer anything")
	state := func(s *testServer) string {
		req.URL.Host = strings.TrimPrefix(s.url, "http://")
		req.Host = ""
		res, err := s.client.Do(req)
		require.NoError(t, err)
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return string(text)
	}
	before := state(first)
	require.Contains(t, before, `"passes":[]`)
	save(t, dir, "tenant.json", before)
	second := serveIn(t, dir, commandLine(t, guide, "--tenant").flags(t)...)
	require.Equal(t, before, state(second))
}

// The tokens of the guide are valid, and allow what the guide says.
func TestGuideTokens(t *testing.T) {
	guide, dir := theGuide(t), t.TempDir()
	save(t, dir, "tokens.yaml", block(t, guide, "```yaml\ntokens:"))
	s := serveIn(t, dir, "--tokens", "tokens.yaml", "--quiet")
	for token, want := range map[string]string{"root": "201 200", "helpdesk": "201 403", "auditor": "403 403", "nobody": "401 401"} {
		passes := shell("curl -s -o ignored -w '%{http_code} ' -H 'Authorization: Bearer " + token + "' -H 'Content-Type: application/json' -d '{}' " + s.url +
			"/v1.0/users/ada@contoso.example/authentication/temporaryAccessPassMethods; " +
			"curl -s -o ignored -w '%{http_code}' -H 'Authorization: Bearer " + token + "' " + s.url + "/_tapsim/state")
		_, got, _ := passes.run(t, dir)
		require.Equal(t, want, got, token)
	}
}

// The step for CI starts the service, and stops it when the tests have run.
func TestGuideInCI(t *testing.T) {
	if !installed(t, "curl") || !installed(t, "bash") {
		return
	}
	_, step, found := strings.Cut(theGuide(t), "run: |\n")
	require.True(t, found)
	step, _, _ = strings.Cut(step, "      - if:")
	dir := t.TempDir()
	save(t, dir, "my-tests", "#!/bin/sh\nexec curl -sSf \"$GRAPH_URL/_tapsim/healthz\"\n")
	require.NoError(t, os.Chmod(filepath.Join(dir, "my-tests"), 0o700))
	cmd := exec.CommandContext(t.Context(), "bash", "-e", "-o", "pipefail", "-c", step)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.Contains(t, string(out), `{"status":"ok"}`)
}

func theGuide(t *testing.T) string {
	text, err := os.ReadFile(filepath.Join(graphDir, "README.md"))
	require.NoError(t, err)
	return string(text)
}

// flags returns the flags of a tapsim serve, without its address.
func (s shell) flags(t *testing.T) []string {
	rest, ok := strings.CutPrefix(string(s), "go run ./cmd/tapsim serve ")
	require.True(t, ok, s)
	var flags []string
	words := strings.Fields(rest)
	for i := 0; i < len(words); i++ {
		if words[i] == "--addr" {
			i++
			continue
		}
		flags = append(flags, words[i])
	}
	return flags
}

// A quotedCommand is a command of the guide, with the output that the guide quotes.
type quotedCommand struct{ command, quoted string }

// session returns the commands of all console blocks of a text.
func session(t *testing.T, text string) (typed []quotedCommand) {
	for _, block := range strings.Split(text, "```console\n")[1:] {
		block, _, found := strings.Cut(block, "```")
		require.True(t, found)
		require.True(t, strings.HasPrefix(block, "$ "), block)
		for _, one := range strings.Split("\n"+block, "\n$ ")[1:] {
			command, quoted, _ := strings.Cut(one, "\n")
			typed = append(typed, quotedCommand{command, quoted})
		}
	}
	return typed
}

// requireTyped runs the commands in one shell and compares their output with the guide. The
// service has the address url, where the guide has the address said.
func requireTyped(t *testing.T, dir, url, said string, typed []quotedCommand) {
	const mark = "=== typed ==="
	var script strings.Builder
	for _, one := range typed {
		fmt.Fprintf(&script, "echo '%s'\n%s\n", mark, one.command)
	}
	text := strings.ReplaceAll(script.String(), "go run ./cmd/tapsim", "tapsim")
	if said != "" {
		require.Contains(t, text, said)
		text = strings.ReplaceAll(text, said, url)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-e", "-c", text)
	cmd.Dir, cmd.WaitDelay = dir, patience
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	require.NoError(t, cmd.Run(), "%s\n%s", &out, &talk)
	answers := strings.Split(out.String(), mark+"\n")[1:]
	require.Len(t, answers, len(typed))
	for i, one := range typed {
		requireQuote(t, strings.TrimSpace(one.quoted), strings.TrimSpace(answers[i]))
	}
}
