//go:build unix

package main

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every flag and argument that names a file refuses what is no regular file, with its
// name and kind. Otherwise a command would wait for a pipe, or read /dev/zero for ever.
func TestFilesThatAreNone(t *testing.T) {
	in(t)
	require.NoError(t, syscall.Mkfifo("pipe.yaml", 0o666))
	require.NoError(t, os.Symlink("/dev/zero", "zero.yaml"))
	require.NoError(t, os.Mkdir("folder", 0o777))
	require.NoError(t, os.Symlink("../pipe.yaml", "folder/a.yaml"))
	for file, kind := range map[string]string{"pipe.yaml": "a pipe", "zero.yaml": "a device", "/dev/zero": "a device"} {
		for _, args := range [][]string{
			{"replay"}, {"lint"}, {"explain"}, {"vectors"},
			{"serve", "--addr", "127.0.0.1:0", "--tenant"},
			{"serve", "--addr", "127.0.0.1:0", "--tokens"},
			{"serve", "--addr", "127.0.0.1:0", "--record"},
			{"serve", "--addr", "127.0.0.1:0", "--tls-cert"},
			{"vectors", "--schema", "-o"},
			{"check", "--runs", "1", "-o"},
			{"conform", "--expect"},
		} {
			args = append(args, file)
			if args[0] == "conform" {
				args = append(args, "--", "subject", "good")
			}
			code, said := do(args...)
			require.Equal(t, 2, code, "%s: %s", args, said)
			require.Contains(t, said, file+": it is ", "%s", args)
			if !strings.Contains(said, "there already") {
				require.Regexp(t, "it is ("+kind+"|a link), and no regular file", said, "%s", args)
			}
		}
	}
	code, said := do("lint", "folder")
	require.Equal(t, 2, code)
	require.Equal(t, "tapsim: folder/a.yaml: it is a pipe, and no regular file\n", said)
}

// A pipe of the shell is read like a file.
func TestAPipeOfTheShell(t *testing.T) {
	if !installed(t, "bash") {
		return
	}
	in(t)
	require.NoError(t, os.WriteFile("a.yaml", []byte("id: a/b\ntitle: x\nrules: [list-one]\nusers: [ada]\nsteps: [{list: {user: ada}, want: {count: 0}}]\n"), 0o666))
	for _, line := range []string{
		"tapsim lint <(cat a.yaml)", "cat a.yaml | tapsim lint /dev/stdin", "cat a.yaml | tapsim lint -", "tapsim lint /dev/stdin < a.yaml",
	} {
		out, err := exec.Command("bash", "-c", line).CombinedOutput()
		require.NoError(t, err, "%s: %s", line, out)
		require.Equal(t, "1 scenario, no errors\n", string(out))
	}
}
