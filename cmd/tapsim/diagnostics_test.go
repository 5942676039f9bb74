package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBadFiles gives every bad file of the parser's test data to the commands that read
// scenarios. Each command exits with 2, and its stderr has the text of the .err file.
// Hostile files that are too large for the repository are made here.
func TestBadFiles(t *testing.T) {
	t.Chdir(filepath.Join("..", "..", "tapsim", "scenario", "testdata", "bad"))
	files, err := filepath.Glob("*.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 50)

	want := map[string]string{}
	for _, file := range files {
		message, err := os.ReadFile(strings.TrimSuffix(file, ".yaml") + ".err")
		require.NoError(t, err)
		want[file] = strings.TrimSpace(string(message))
	}
	dir := t.TempDir()
	for name, file := range map[string]struct{ text, want string }{
		"brackets.yaml": {strings.Repeat("[", 50<<20), ":1:1: the file is too large: 1048576 bytes are allowed"},
		"laughs.yaml":   {laughs(), ":2:10: an alias\n"},
		"null.yaml":     {strings.Repeat("\x00", 100), ":1:1: the file is not text: it has a control character, U+0000"},
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(file.text), 0o600))
		want[path] = file.want
	}

	for file, message := range want {
		for _, command := range []string{"replay", "lint", "explain"} {
			var stdout, stderr bytes.Buffer
			require.Equal(t, 2, run([]string{command, file}, strings.NewReader(""), &stdout, &stderr), "%s %s", command, file)
			require.Empty(t, stdout.String())
			require.Contains(t, stderr.String(), message, "%s %s", command, file)
		}
	}

	// Stdin is a file like any other.
	require.Equal(t, 2, run([]string{"replay", "-"}, strings.NewReader(strings.Repeat("[", 50<<20)), io.Discard, io.Discard))
}

// laughs is a file whose last line would be a billion words if its aliases were expanded.
func laughs() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n")
	for i := range 9 {
		name := string(rune('0' + i))
		next := string(rune('1' + i))
		b.WriteString("a" + next + ": &a" + next + " [" + strings.TrimSuffix(strings.Repeat("*a"+name+", ", 10), ", ") + "]\n")
	}
	return b.String()
}
