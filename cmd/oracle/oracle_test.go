package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// read reads the documents once for all tests.
var read = sync.OnceValues(func() ([]*document, error) { return load(context.Background(), cacheDir()) })

// available skips a test that lacks a program or a registry. With CI=true it fails.
func available(t *testing.T, err error) {
	t.Helper()
	var missing missingTool
	if !errors.As(err, &missing) {
		require.NoError(t, err)
		return
	}
	if strings.EqualFold(os.Getenv("CI"), "true") {
		t.Fatalf("CI needs node, npm and a registry of npm: %v", err)
	}
	t.Skipf("this needs node, npm and a registry of npm: %v", err)
}

func documents(t *testing.T) []*document {
	t.Helper()
	all, err := read()
	available(t, err)
	return all
}

// install installs the compiler once for all tests, which use it in turn.
var install = sync.OnceValues(func() (*compiler, error) {
	var err error
	if installed, err = os.MkdirTemp("", "tapsim-oracle-"); err != nil {
		return nil, err
	}
	return newCompiler(context.Background(), installed)
})

var installed string // the folder of the compiler; empty: not installed yet

func typescript(t *testing.T) *compiler {
	t.Helper()
	c, err := install()
	available(t, err)
	return c
}

func TestMain(m *testing.M) {
	code := m.Run()
	if installed != "" {
		os.RemoveAll(installed)
	}
	os.Exit(code)
}

// The exchanges of the whole corpus, and of every call that the documents and the service
// both have, differ from Microsoft's documents by the known deviations alone, and by each
// of them.
func TestTheDocumentsAgree(t *testing.T) {
	r, err := examine(t.Context(), documents(t), typescript(t))
	require.NoError(t, err)
	var out bytes.Buffer
	r.write(&out)
	require.True(t, r.ok(), out.String())

	require.Len(t, r.trials, 2)
	for _, trial := range r.trials {
		require.GreaterOrEqual(t, len(trial.exchanges), 1000, trial.document.version)
		asked := map[string]bool{}
		for _, x := range trial.exchanges {
			_, route, _, err := trial.document.route(x)
			require.NoError(t, err, x.path)
			asked[x.method+" "+ofUser(route.Path)] = true
		}
		for _, call := range []string{
			"GET " + passes, "POST " + passes, "GET " + pass, "DELETE " + pass, "GET " + passes + "/$count",
			"GET " + methods, "GET " + oneMethod, "GET " + methods + "/$count",
			"GET " + policy, "PATCH " + policy, "DELETE " + policy,
		} {
			require.True(t, asked[call], "%s: nothing asks %s", trial.document.version, call)
		}
	}
	require.GreaterOrEqual(t, r.typed, 500)
	for _, d := range known {
		require.Contains(t, out.String(), d.place())
		require.Contains(t, out.String(), d.address)
	}
}

// A deviation that was not met is a failure.
func TestAStaleDeviation(t *testing.T) {
	f := finding{side: answer, version: "v1.0", method: "GET", path: "/me/authentication/temporaryAccessPassMethods", at: "/value/*/@odata.type", what: "required"}
	list := []deviation{known[0], {side: answer, path: pass, at: "/id", what: "type"}}
	r := reckon(list, []finding{f, f})
	require.Equal(t, []int{2, 0}, r.counts)
	require.Equal(t, list[1:], r.stale())
	require.Empty(t, r.unlisted)
	require.False(t, (&result{reckoning: r}).ok())
	require.True(t, (&result{reckoning: reckon(list[:1], []finding{f})}).ok())
}

// A deviation matches its own findings and no others.
func TestADeviationIsNoWildcard(t *testing.T) {
	f := finding{side: answer, version: "v1.0", method: "GET", path: policy, at: "/excludeTargets", what: "undeclared", value: "[]"}
	i := slices.IndexFunc(known, func(d deviation) bool { return d.names(&f) })
	require.GreaterOrEqual(t, i, 0)
	for name, change := range map[string]func(*finding){
		"side":    func(f *finding) { f.side = request },
		"version": func(f *finding) { f.version = "beta" },
		"method":  func(f *finding) { f.method = "POST" },
		"path":    func(f *finding) { f.path = passes },
		"place":   func(f *finding) { f.at = "/excludeTargets/*" },
		"word":    func(f *finding) { f.what = "type" },
	} {
		g := f
		change(&g)
		require.False(t, known[i].names(&g), name)
		require.NotEmpty(t, reckon(known[i:i+1], []finding{g}).distinct(), name)
	}
	zone := finding{side: request, version: "v1.0", method: "POST", path: passes, at: "/startDateTime", what: "pattern", value: `"2026-01-01T00:00:00"`}
	require.Empty(t, reckon(known, []finding{zone}).unlisted)
	zone.value = `"tomorrow"`
	require.Len(t, reckon(known, []finding{zone}).unlisted, 1)
}

func TestDeviationsAreWhole(t *testing.T) {
	rules := map[model.Rule]bool{model.NoRule: true}
	for _, e := range model.Catalogue() {
		rules[e.Rule] = true
	}
	for _, d := range known {
		require.Contains(t, []side{request, answer}, d.side, d.place())
		require.Regexp(t, `^[A-Z].*[.]$`, d.reason, d.place())
		require.Regexp(t, `^https://[^ ]+$`, d.address, d.place())
		require.NotEmpty(t, d.at, d.place())
		require.NotEmpty(t, d.what, d.place())
		require.True(t, rules[d.rule], d.place())
		for _, pattern := range []string{d.at, d.what, d.value} {
			_, err := regexp.Compile(pattern)
			require.NoError(t, err)
		}
	}
	for _, doc := range documents(t) {
		for _, d := range known {
			if d.path != "" {
				require.NotNil(t, doc.spec.Paths.Value(d.path), d.path)
			}
		}
	}
}

func TestTypes(t *testing.T) {
	c := typescript(t)
	right := []typedValue{
		{"Pass", []byte(`{"@odata.context":"c","@odata.type":"#t","id":"i","isUsable":true,"lifetimeInMinutes":60,"temporaryAccessPass":null}`), ""},
		{"Passes", []byte(`{"@odata.context":"c","value":[{"id":"i"},{"methodUsabilityReason":"Expired"}]}`), ""},
		{"Passes", []byte(`{"value":[]}`), ""},
		{"Policy", []byte(`{"state":"enabled","includeTargets@odata.context":"c","includeTargets":[{"targetType":"group","id":"all_users"}]}`), ""},
	}
	wrong, err := c.check(t.Context(), right)
	require.NoError(t, err)
	require.Empty(t, wrong)

	// Each of these has one mistake, and the compiler reports each once.
	spoilt := []typedValue{
		{"Pass", []byte(`{"id":"i","lifetimeInMinutes":"60"}`), "another type"},
		{"Pass", []byte(`{"id":"i","lifetime":60}`), "unknown property"},
		{"Pass", []byte(`{"ID":"i"}`), "case"},
		{"Pass", []byte(`{"id":null}`), "null"},
		{"Pass", []byte(`{"@odata.count":1}`), "annotation"},
		{"Passes", []byte(`{"value":{"id":"i"}}`), "no list"},
		{"Passes", []byte(`{"@odata.context":"c"}`), "no value"},
		{"Passes", []byte(`{"value":[{"id":"i","isUsabl":true}]}`), "unknown property in a list"},
		{"Policy", []byte(`{"state":"on"}`), "word"},
		{"Policy", []byte(`{"includeTargets":[{"targetType":"role","id":"i"}]}`), "word in a target"},
		{"Policy", []byte(`{"excludeTargets":[{"targetType":"user","isRegistrationRequired":false}]}`), "property of another target"},
	}
	wrong, err = c.check(t.Context(), append(right, spoilt...))
	require.NoError(t, err)
	require.Len(t, wrong, len(spoilt), strings.Join(wrong, "\n"))
	for i, v := range spoilt {
		require.Regexp(t, "^"+v.from+": TS[0-9]+: ", wrong[i])
	}

	_, err = c.check(t.Context(), []typedValue{{"Nothing", []byte("1"), "f"}, {"Pass", []byte("{"), "g"}})
	require.NoError(t, err, "what cannot be read is wrong, too")
}

func TestRun(t *testing.T) {
	for _, c := range []struct {
		name           string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"help", []string{"--help"}, 0, "Exit code: 0", ""},
		{"unknown flag", []string{"--fast"}, 2, "", "-fast"},
		{"argument", []string{"fast"}, 2, "", `unexpected argument "fast"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			require.Equal(t, c.code, run(t.Context(), c.args, &stdout, &stderr), stderr.String())
			require.Contains(t, stdout.String(), c.stdout)
			require.Contains(t, stderr.String(), c.stderr)
		})
	}
}

// Without npm, the error names what is needed.
func TestWithoutTools(t *testing.T) {
	t.Setenv("PATH", "")
	_, err := cuts(t.Context(), filepath.Join(t.TempDir(), "cache"))
	require.ErrorAs(t, err, new(missingTool))
	require.ErrorIs(t, err, exec.ErrNotFound)
	require.ErrorContains(t, err, "npm pack "+collection)
	_, err = newCompiler(t.Context(), t.TempDir())
	require.ErrorAs(t, err, new(missingTool))
	require.ErrorContains(t, err, "npm ci")
	_, err = (&compiler{t.TempDir()}).check(t.Context(), nil)
	require.ErrorAs(t, err, new(missingTool))
}

// A lock file names no registry, so that it works with any.
func TestTheLockFileNamesNoRegistry(t *testing.T) {
	text, err := packages.ReadFile("package-lock.json")
	require.NoError(t, err)
	require.NotContains(t, string(text), `"resolved"`)
	require.NotContains(t, string(text), "registry")
	require.Contains(t, string(text), `"integrity"`)
}
