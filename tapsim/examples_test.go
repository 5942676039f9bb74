package tapsim_test

import (
	"encoding/json"
	"go/ast"
	"go/doc"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// library is the packages that other programs import.
var library = []string{"model", "model/modeltest", "scenarios", "tapsim", "tapsim/check", "tapsim/conform", "tapsim/conform/conformtest", "tapsim/explore", "tapsim/explore/suite", "tapsim/form", "tapsim/graph", "tapsim/sentences",
	"tapsim/protocol", "tapsim/record", "tapsim/report", "tapsim/scenario", "tapsim/scenario/write", "tapsim/wire"}

// usual is the methods that fmt, errors, encoding/json and net/http call, and other
// code hardly ever.
var usual = regexp.MustCompile(`^(String|Error|Format|(Unm|M)arshal(Text|JSON)|Append(Text|JSON)?|Unwrap|ServeHTTP)$`)

// unshown is the functions without an example, and why.
var unshown = map[string]string{
	"tapsim/conform/conformtest.Test":     "takes a *testing.T, and an example has none; ExampleTest shows it without output",
	"tapsim/conform/conformtest.TestWith": "likewise; ExampleTestWith",
	"tapsim/conform/conformtest.Check":    "draws another seed each time, so no output is the one; ExampleCheck, and CheckWith with a seed",
}

// Every exported function is called in an example whose output is compared. A call in
// a helper does not count, because a reader looks at the example.
func TestExamples(t *testing.T) {
	at, shown := shownByExamples(t)
	var missing []string
	for _, room := range library {
		pkg, err := at.Import(module + room)
		require.NoError(t, err)
		for _, name := range entries(pkg) {
			if !shown[name] {
				missing = append(missing, name)
			}
		}
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(unshown)), missing, "A is excused and B is what no example with an output shows: they have to be the same")
}

// entries is the exported functions of a package, and the methods of its types.
func entries(pkg *types.Package) (names []string) {
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		if !obj.Exported() {
			continue
		}
		if f, ok := obj.(*types.Func); ok {
			names = append(names, nameOf(f))
		}
		if named, ok := obj.Type().(*types.Named); ok && named.Obj() == obj {
			for m := range named.Methods() {
				if m.Exported() && !usual.MatchString(m.Name()) {
					names = append(names, nameOf(m))
				}
			}
		}
	}
	return names
}

func nameOf(f *types.Func) string { return strings.ReplaceAll(f.Origin().FullName(), module, "") }

// shownByExamples is what the examples of the module call, and an importer of its
// packages. Only types distinguish a method from another one of the same name; they
// come from the compiler's export data. A call without a type counts as not shown.
func shownByExamples(t *testing.T) (types.Importer, map[string]bool) {
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,XTestGoFiles", module+"...").Output()
	require.NoError(t, err)
	type listed struct {
		ImportPath, Dir, Export string
		XTestGoFiles            []string
	}
	packages := map[string]listed{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var pkg listed
		require.NoError(t, dec.Decode(&pkg))
		packages[pkg.ImportPath] = pkg
	}
	fset := token.NewFileSet()
	at := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(packages[path].Export) })
	shown := map[string]bool{}
	for path, pkg := range packages {
		if !strings.HasPrefix(path, module) {
			continue
		}
		var files []*ast.File
		for _, name := range pkg.XTestGoFiles {
			file, err := parser.ParseFile(fset, filepath.Join(pkg.Dir, name), nil, parser.ParseComments)
			require.NoError(t, err)
			files = append(files, file)
		}
		info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
		_, _ = (&types.Config{Importer: at, Error: func(error) {}}).Check(path+"_test", fset, files, info)
		for _, example := range doc.Examples(files...) {
			for n := range ast.Preorder(example.Code) {
				id, _ := n.(*ast.Ident)
				if f, ok := info.Uses[id].(*types.Func); ok && (example.Output != "" || example.EmptyOutput) {
					shown[nameOf(f)] = true
				}
			}
		}
	}
	return at, shown
}
