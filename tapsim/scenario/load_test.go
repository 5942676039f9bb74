package scenario

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// plainScenario is a scenario without errors.
func plainScenario(id string) string {
	return "id: " + id + "\ntitle: t\nrules: [policy-read]\nsteps: [{getPolicy: {}}]\n"
}

// A file is read once, under any of its names.
func TestLoadReadsAFileOnce(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.MkdirAll("sub/below", 0o755))
	file, other := filepath.Join("sub", "a.yaml"), filepath.Join("sub", "below", "b.yml")
	require.NoError(t, os.WriteFile(file, []byte(plainScenario("a")), 0o644))
	require.NoError(t, os.WriteFile(other, []byte(plainScenario("b")), 0o644))

	below, full := filepath.Join("sub", "below"), filepath.Join(dir, file)
	for _, row := range []struct{ paths, ids []string }{
		{[]string{file, file}, []string{"a"}},
		{[]string{file, "./" + file, full}, []string{"a"}},
		{[]string{file, below + "/../a.yaml"}, []string{"a"}},
		{[]string{file, "sub"}, []string{"a", "b"}},
		{[]string{other, "sub"}, []string{"b", "a"}},
		{[]string{"sub", file, below, full}, []string{"a", "b"}},
		{[]string{"s*/*.yaml", file, "*/a.*"}, []string{"a"}},
	} {
		all, err := Load(row.paths, nil)
		require.NoError(t, err, row.paths)
		require.Equal(t, row.ids, ids(all), row.paths)
	}

	all, err := Load([]string{"-", file, "-"}, strings.NewReader(plainScenario("c")))
	require.NoError(t, err)
	require.Equal(t, []string{"c", "a"}, ids(all))

	// A copy is another file, and so is a file named like stdin.
	require.NoError(t, os.WriteFile("copy.yaml", []byte(plainScenario("a")), 0o644))
	_, err = Load([]string{file, "copy.yaml"}, nil)
	require.ErrorContains(t, err, "copy.yaml:1:5: the id a is taken: "+file+" has it already")
	require.NoError(t, os.WriteFile("-", []byte(plainScenario("d")), 0o644))
	all, err = Load([]string{"-", "./-"}, strings.NewReader(plainScenario("c")))
	require.NoError(t, err)
	require.Equal(t, []string{"c", "d"}, ids(all))

	_, err = Load([]string{"none.yaml", "none.yaml"}, nil)
	require.EqualError(t, err, "none.yaml: no such file or folder\nnone.yaml: no such file or folder")
}

func ids(all []*Scenario) (ids []string) {
	for _, s := range all {
		ids = append(ids, s.ID)
	}
	return ids
}

// Links are other names of the same file.
func TestLoadKnowsLinks(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	require.NoError(t, os.Mkdir("sub", 0o755))
	file := filepath.Join("sub", "a.yaml")
	require.NoError(t, os.WriteFile(file, []byte(plainScenario("a")), 0o644))
	require.NoError(t, os.WriteFile("b.yaml", []byte(plainScenario("b")), 0o644))
	for link, to := range map[string]string{"soft.yaml": file, "softer.yaml": "soft.yaml", "folder": "sub"} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	for _, paths := range [][]string{
		{file, "soft.yaml"},
		{"softer.yaml", file, "soft.yaml"},
		{file, filepath.Join("folder", "a.yaml")},
		{filepath.Join("folder", "a.yaml"), filepath.Join(dir, "sub")},
		{"sub", "folder"},
		{"s*.yaml", file},
	} {
		all, err := Load(paths, nil)
		require.NoError(t, err, paths)
		require.Equal(t, []string{"a"}, ids(all), paths)
	}

	// Without a number, the path identifies a file.
	which := func(name string) identity {
		which, ok := located(name)
		require.True(t, ok, name)
		require.Zero(t, which.device+which.number)
		return which
	}
	for _, name := range []string{"soft.yaml", "softer.yaml", "./sub/a.yaml", "folder/a.yaml", "sub/../folder/a.yaml", filepath.Join(dir, file)} {
		require.Equal(t, which(file), which(name), name)
	}
	require.NotEqual(t, which(file), which("b.yaml"))
	_, ok := located("none.yaml")
	require.False(t, ok)

	require.NoError(t, os.Link(file, "hard.yaml"))
	info, err := os.Stat(file)
	require.NoError(t, err)
	if _, ok := numbered(info); !ok {
		t.Skip("files have no numbers here, and a hard link is a file of its own")
	}
	all, err := Load([]string{file, "hard.yaml", "b.yaml", "sub"}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b"}, ids(all))
}

// For a folder of wrong files, no more diagnostics are shown than a person can read.
func TestLoadBoundsItsDiagnostics(t *testing.T) {
	wrong := "steps:\n" + strings.Repeat("- {x: y}\n", 200)
	files := fstest.MapFS{"good.yaml": {Data: []byte(plainScenario("good"))}}
	for i := range 150 {
		files[fmt.Sprintf("%03d.yaml", i)] = &fstest.MapFile{Data: []byte(wrong)}
	}
	all, err := LoadFS(files, "corpus/")
	require.Equal(t, []string{"good"}, ids(all))
	require.Contains(t, err.Error(), "corpus/000.yaml:1:1: a scenario lacks id, title, rules")
	require.Contains(t, err.Error(), "\ntoo many diagnostics: ")

	var first *Diagnostic
	require.ErrorAs(t, err, &first)
	count, wrongFiles, last := 0, 0, errors.New("none")
	for _, err := range err.(interface{ Unwrap() []error }).Unwrap() {
		if diagnostics, ok := err.(Diagnostics); ok {
			count += len(diagnostics)
			wrongFiles++
		}
		last = err
	}
	require.Less(t, count, maxLoaded+maxDiagnostics)
	require.EqualError(t, last, fmt.Sprintf("too many diagnostics: %d more files are wrong, and theirs are not shown", 150-wrongFiles))
}
