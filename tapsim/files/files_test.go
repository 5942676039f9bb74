package files

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// names lists the files of a folder.
func names(t *testing.T, dir string) (all []string) {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func text(t *testing.T, name string) string {
	b, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(b)
}

func TestCreateAndReplace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a")
	require.NoError(t, Try(file))
	require.NoError(t, Create(file, []byte("one")))
	require.Equal(t, "one", text(t, file))

	err := Create(file, []byte("two"))
	require.ErrorIs(t, err, fs.ErrExist)
	require.ErrorContains(t, err, file)
	require.Equal(t, "one", text(t, file), "it is not overwritten")

	require.NoError(t, os.Chmod(file, 0o640))
	require.NoError(t, Try(file))
	require.NoError(t, Replace(file, []byte("two")))
	require.Equal(t, "two", text(t, file))
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o640), info.Mode().Perm(), "it keeps its mode")
	require.NoError(t, Replace(filepath.Join(dir, "b"), []byte("new")))
	require.Equal(t, []string{"a", "b"}, names(t, dir), "nothing else is left")

	err = Create(filepath.Join(dir, "none", "c"), nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NotContains(t, err.Error(), ".tapsim-", "the temporary name is not shown")
	require.Error(t, Try(filepath.Join(dir, "none", "c")))
}

// A link is neither followed nor replaced, wherever it leads; the same holds for a
// file that is not a regular one.
func TestLinksAreNotFollowed(t *testing.T) {
	dir := t.TempDir()
	precious, folder := filepath.Join(dir, "precious"), filepath.Join(dir, "folder")
	require.NoError(t, os.WriteFile(precious, []byte("precious"), 0o666))
	require.NoError(t, os.Mkdir(folder, 0o777))
	for link, target := range map[string]string{"there": precious, "nowhere": filepath.Join(dir, "nothing"), "inside": folder} {
		require.NoError(t, os.Symlink(target, filepath.Join(dir, link)))
	}
	before := names(t, dir)
	for _, name := range []string{"there", "nowhere", "inside", "folder"} {
		file := filepath.Join(dir, name)
		require.ErrorIs(t, Create(file, []byte("x")), fs.ErrExist)
		for _, err := range []error{Replace(file, []byte("x")), Try(file)} {
			require.ErrorContains(t, err, file+": it is a ")
		}
	}
	require.Equal(t, "precious", text(t, precious))
	require.Equal(t, before, names(t, dir), "nothing else is left")
}

// When many goroutines make a file at once, one succeeds.
func TestOneMakesAFile(t *testing.T) {
	dir := t.TempDir()
	for name, create := range map[string]func(string, []byte) error{"linked": Create, "exclusive": exclusive} {
		file := filepath.Join(dir, name)
		made := make([]error, 20)
		var all sync.WaitGroup
		for i := range made {
			all.Go(func() { made[i] = create(file, []byte{byte('a' + i)}) })
		}
		all.Wait()
		won := 0
		for i, err := range made {
			if err == nil {
				won++
				require.Equal(t, string(rune('a'+i)), text(t, file))
			} else {
				require.ErrorIs(t, err, fs.ErrExist)
			}
		}
		require.Equal(t, 1, won, name)
	}
	require.ElementsMatch(t, []string{"linked", "exclusive"}, names(t, dir))
}

func TestRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a")
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("x", 100)), 0o666))
	for most, want := range map[int64]int{1000: 100, 100: 100, 99: 100, 10: 11} {
		got, err := Read(file, most)
		require.NoError(t, err)
		require.Len(t, got, want)
	}
	_, err := Read(filepath.Dir(file), 10)
	require.ErrorContains(t, err, "it is a folder, and no regular file")
	_, err = Read(file+"x", 10)
	require.ErrorIs(t, err, fs.ErrNotExist)
}
