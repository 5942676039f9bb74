package scenarios

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func TestTheVersionChangesWhenAScenarioDoes(t *testing.T) {
	require.Regexp(t, `^\d{4}\.\d{2}-[0-9a-f]{8}$`, Version())

	files := func(all ...string) fstest.MapFS {
		fsys := fstest.MapFS{}
		for i := 0; i < len(all); i += 2 {
			fsys[all[i]] = &fstest.MapFile{Data: []byte(all[i+1])}
		}
		return fsys
	}
	seen := map[string]int{}
	for i, fsys := range []fstest.MapFS{
		files("a/one.yaml", "id: a/one\n", "b/two.yaml", "id: b/two\n"),
		files("a/one.yaml", "id: a/one\n\n", "b/two.yaml", "id: b/two\n"),
		files("a/one.yaml", "id: a/one\n"),
		files("a/one.yaml", "id: b/two\n", "b/two.yaml", "id: a/one\n"),
		files("a/one.yaml", "id: a/one\n", "b/three.yaml", "id: b/two\n"),
		files("a/one.yaml", "id: a/one\nb/two.yaml 10\nid: b/two\n"),
	} {
		before, taken := seen[digest(fsys)]
		require.False(t, taken, "%d has the hash of %d", i, before)
		seen[digest(fsys)] = i
	}
	require.Equal(t, digest(files("a/one.yaml", "id: a/one\n")), digest(files("a/one.yaml", "id: a/one\r\n")), "line ends do not count")
}

func BenchmarkDigest(b *testing.B) {
	for b.Loop() {
		digest(FS)
	}
}
