package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	graphDir   = filepath.Join("..", "..", "tapsim", "graph")
	interopDir = filepath.Join(graphDir, "interop")
)

// Clients that were not written for this service go through the whole life of a pass and
// every refusal, over HTTP and over TLS: curl, and Microsoft's client for JavaScript.
func TestRealClients(t *testing.T) {
	walks := map[string]func(url, trust string) *exec.Cmd{}
	if installed(t, "curl") && installed(t, "bash") {
		walks["curl"] = func(url, trust string) *exec.Cmd {
			return exec.CommandContext(t.Context(), "bash", filepath.Join(interopDir, "life.sh"), url, trust)
		}
	}
	if dir, ok := modules(t); ok {
		walks["JavaScript"] = func(url, trust string) *exec.Cmd {
			cmd := exec.CommandContext(t.Context(), "node", filepath.Join(dir, "life.mjs"), url)
			cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+trust)
			return cmd
		}
	}
	for client, walk := range walks {
		t.Run(client+" over HTTP", func(t *testing.T) {
			requireWalked(t, walk(serveIn(t, t.TempDir(), "--clock", "frozen", "--quiet").url, ""))
		})
		t.Run(client+" over TLS", func(t *testing.T) {
			trust := filepath.Join(t.TempDir(), "cert.pem")
			requireWalked(t, walk(serveIn(t, t.TempDir(), "--clock", "frozen", "--quiet", "--tls-cert", trust).url, trust))
		})
	}
}

func requireWalked(t *testing.T, walk *exec.Cmd) {
	out, err := walk.CombinedOutput()
	require.NoError(t, err, string(out))
	require.True(t, strings.HasPrefix(string(out), "walked"), string(out))
}

// serveIn starts tapsim serve in a folder, for as long as the test lasts.
func serveIn(t *testing.T, dir string, args ...string) *testServer {
	s := &testServer{}
	require.NoError(t, s.start(dir, args...))
	t.Cleanup(func() {
		if s.cmd != nil {
			_, err := s.end(os.Interrupt)
			require.NoError(t, err)
		}
	})
	return s
}

// modules returns a folder with the JavaScript clients and their installed packages;
// false where there is no Node or no network. With CI=true that is a failure.
func modules(t *testing.T) (dir string, ok bool) {
	if !installed(t, "node") || !installed(t, "npm") {
		return "", false
	}
	dir = t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "life.mjs"} {
		text, err := os.ReadFile(filepath.Join(interopDir, name))
		require.NoError(t, err)
		save(t, dir, name, string(text))
	}
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "CI needs the client from npm: %v\n%s", err, out)
		t.Logf("npm ci failed, so the client for JavaScript goes untried: %v\n%s", err, out)
		return "", false
	}
	return dir, true
}

// A lock file names no registry, so that it works with any.
func TestTheLockFilesNameNoRegistry(t *testing.T) {
	for _, dir := range []string{interopDir, filepath.Join(interopDir, "compare")} {
		text, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
		require.NoError(t, err)
		require.NotContains(t, string(text), `"resolved"`)
		require.NotContains(t, string(text), "registry")
		require.Contains(t, string(text), `"integrity"`)
	}
}
