package scenario

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/tapsim/tap/scenarios"
)

// requireSameTree requires that the composer gives up, or makes the tree of the
// library. It reports whether there is a tree.
func requireSameTree(t *testing.T, text string) bool {
	t.Helper()
	root := compose(text)
	if root == nil {
		return false
	}
	loader, err := yaml.NewLoader(strings.NewReader(text))
	require.NoError(t, err)
	var document, second yaml.Node
	require.NoError(t, loader.Load(&document), "%q", text)
	require.Error(t, loader.Load(&second), "%q", text)
	var r reader
	want := r.node(document.Content[0])
	require.Empty(t, r.diagnostics, "%q", text)
	resolve(root)
	require.Equal(t, want, root, "%q", text)
	return true
}

// resolve completes what the composer leaves open.
func resolve(n *node) {
	switch n.kind {
	case listNode:
		n.tag = "!!seq"
	case mappingNode:
		n.tag = "!!map"
	default:
		Value{node: n}.tag()
	}
	for _, item := range n.content {
		resolve(item)
	}
}

// Nearly every scenario is written in the usual style.
func TestComposerReadsTheCorpus(t *testing.T) {
	all, composed := 0, 0
	require.NoError(t, fs.WalkDir(scenarios.FS, ".", func(path string, _ fs.DirEntry, _ error) error {
		if !strings.HasSuffix(path, ".yaml") {
			return nil
		}
		data, err := fs.ReadFile(scenarios.FS, path)
		require.NoError(t, err)
		all++
		if requireSameTree(t, string(data)) {
			composed++
		} else {
			t.Log(path)
		}
		return nil
	}))
	require.Greater(t, composed*10, all*9, "%d of %d", composed, all)
}

// Text that is not in the usual style, or is no YAML, is left to the library.
func TestComposerGivesUp(t *testing.T) {
	for _, text := range []string{
		"", "\n# a\n", "a", "- ", "-", "a:", "a:\n", "a:\nb: c", "a: b: c", "a: - b", "- a: b\n c: d", "a: b\n c: d", "a: b\n  c", "a: {b: c\n}", "a: {b: c,}", "a: {b}",
		"a: {b: }", "a: [b: c]", "a: [,]", "a: [b", "a: 'b''c'", `a: "b\n"`, "a: \"b\n c\"", "a: 'b' c", "a: [b]c", "a: {b: c}: d", "a: &b c", "a: *b", "a: !b c", "a: |\n b", "a: >-\n b",
		"a: ~", "a: <<", "<<: a", "? a\n: b", "---\na: b", "a: b\n---\n", "a: b\n...\n", "%YAML 1.2\n---\na: b", "a: b\r\n", "a:\tb", "a: \u00e9", "a: b\n- c", "- a\nb: c", "- a\n  b", "'a': b", "a : b", "{a: b}",
		"a: {b: {c: d}", "a: b #c\n  d", "a: `b`", "a: @b", "a: %b", "a: ,", "a: -", "a: [-]", "a: ---", "- ---", "a: --- 5", "a: --- [b", "a: [---]", "a: {b: --- c}", "a: --", "a: [a:]", "a: {b:c}", "a: {b :c}", "a: {'b':c}", strings.Repeat("k", 200) + ": a", "a: " + strings.Repeat("[", 40) + strings.Repeat("]", 40),
	} {
		require.Nil(t, compose(text), "%q", text)
	}
	for _, text := range []string{
		"a: b", "a: b # c", "a: b#c # d", "# a\n\na: b\n\n# c\n", "  a: b\n  c: d", "- a", "- - a\n  - b\n- c", "a:\n- b\n- c\nd: e", "a:\n  - b: c\n    d:\n    - e\n", "a:\n    b:\n     c: d\n",
		"a: {}", "a: []", "a: {b: c, 'd': \"e\", f: [g, {h: i}]}  # j", "a: [ b , c ]", "a: {b: c:d, e: 10:20, f: a#b}", "a: -1", "a: 'b # c: d'", "- 'a: b'", "a: b, c] }", "a: b ? c - d", "a: {b: c d  , e: f}",
		"a: [1, 01, 0x1f, 1_000, -0, 1.5, 1e3, +1, 2026-01-01, 2026-01-01T00:00:00Z, true, True, tRue, null, NULL, yes, no, on, y, 12345678901234567890123, +90m, infinity, nan]",
		"a: {true: b, 1: c, null: d}", "true: a\nnull: b\n",
	} {
		require.True(t, requireSameTree(t, text), "%q", text)
	}
}

// For any text the composer gives up or agrees with the library.
func FuzzComposer(f *testing.F) {
	for _, pattern := range []string{"testdata/bad*/*.yaml", "../../scenarios/*/*.yaml"} {
		names, err := filepath.Glob(pattern)
		require.NoError(f, err)
		require.NotEmpty(f, names)
		for _, name := range names {
			data, err := os.ReadFile(name)
			require.NoError(f, err)
			f.Add(string(data))
		}
	}
	for _, text := range []string{
		"a:\n- b\n- c: 'd'\n  e: \"f\" # g\n\n# h\ni: {j: k, 'l': [m, +1m, 2026-01-01T00:00:00Z]}\n", "- - a\n  - b: c\n", "a: {b: c:d, e: f#g, \"h\": -1}\n", "a: b?c - d:e\n", "- ---", "a: --- 5\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { requireSameTree(t, text) })
}
