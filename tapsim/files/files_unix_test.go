//go:build unix

package files

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Neither a read nor a write waits for a pipe, or reads a device without end, also
// under another name.
func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o666))
	for link, target := range map[string]string{"to-pipe": pipe, "to-zero": "/dev/zero"} {
		require.NoError(t, os.Symlink(target, filepath.Join(dir, link)))
	}
	for file, kind := range map[string]string{
		pipe: "a pipe", "/dev/zero": "a device", filepath.Join(dir, "to-pipe"): "a pipe", filepath.Join(dir, "to-zero"): "a device",
	} {
		_, err := Read(file, 10)
		require.EqualError(t, err, "open "+file+": it is "+kind+", and no regular file")
		require.ErrorContains(t, Replace(file, nil), "no regular file")
		require.ErrorContains(t, Try(file), "no regular file")
	}
	require.Len(t, names(t, dir), 3, "nothing else is left")
}

// Outputs that the program was started with are written to, and so is /dev/null.
func TestAnOutputThatWasHandedOver(t *testing.T) {
	out, in, err := os.Pipe()
	require.NoError(t, err)
	defer out.Close()
	name := fmt.Sprintf("/dev/fd/%d", in.Fd())
	require.NoError(t, Try(name))
	require.NoError(t, Replace(name, []byte("text")))
	require.NoError(t, in.Close())
	got, err := io.ReadAll(out)
	require.NoError(t, err)
	require.Equal(t, "text", string(got))
	require.NoError(t, Replace(os.DevNull, []byte("text")))
}

// A pipe that the program was started with is read, up to the limit.
func TestAPipeThatWasHandedOver(t *testing.T) {
	out, in, err := os.Pipe()
	require.NoError(t, err)
	defer out.Close()
	_, err = in.WriteString("0123456789")
	require.NoError(t, err)
	require.NoError(t, in.Close())
	got, err := Read(fmt.Sprintf("/dev/fd/%d", out.Fd()), 5)
	require.NoError(t, err)
	require.Equal(t, "012345", string(got))
}
