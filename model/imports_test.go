package model_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// allowed is all that the machine may import. A package that reads a clock,
// draws random numbers, writes or logs has no place in it.
var allowed = []string{"crypto/subtle", "encoding/hex", "fmt", "iter", "math/bits", "slices", "strconv", "strings", "time", "unique"}

// forbidden are the names within those packages that would make the machine
// depend on when and where it runs.
var forbidden = []string{
	"time.Now", "time.Since", "time.Until", "time.After", "time.AfterFunc", "time.Sleep", "time.Tick",
	"time.NewTimer", "time.NewTicker", "time.Local", "time.LoadLocation",
	"fmt.Print", "fmt.Println", "fmt.Printf", "fmt.Scan", "fmt.Scanln", "fmt.Scanf",
}

// here is the folder of this package, also when the tests run from elsewhere. A
// build that trims paths has none, and runs where it lies.
func here() string {
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		return filepath.Dir(file)
	}
	return "."
}

func TestTheMachineIsPure(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(here(), "*.go"))
	require.NoError(t, err)
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	require.NotEmpty(t, files)

	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, f := range files {
		file, err := parser.ParseFile(fset, f, nil, 0)
		require.NoError(t, err)
		parsed = append(parsed, file)
	}
	require.Empty(t, impurities(fset, parsed))
}

// The check finds what it is there to find.
func TestAnImpureMachineIsFound(t *testing.T) {
	const bad = `package model
import (
	"math/rand"
	clock "time"
)
var count, total int
var table = map[string]int{}
var list = func() []int { l := make([]int, 1); l[0] = 1; return l }()
func f(ch chan int) {
	count++
	table["x"] = 1
	total := 0
	total++
	go f(nil)
	ch <- rand.Int()
	<-ch
	select {}
	_ = clock.Now()
}`
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "bad.go", bad, 0)
	require.NoError(t, err)
	require.Equal(t, []string{
		`bad.go:3: imports "math/rand"`,
		"bad.go:9: a channel",
		"bad.go:10: assigns the global count",
		"bad.go:11: assigns the global table",
		"bad.go:14: starts a goroutine",
		"bad.go:15: a channel",
		"bad.go:16: a channel",
		"bad.go:17: a channel",
		"bad.go:18: uses time.Now",
	}, impurities(fset, []*ast.File{file}))
}

// impurities lists what in the files would let an answer depend on more than
// the arguments.
func impurities(fset *token.FileSet, files []*ast.File) (found []string) {
	say := func(n ast.Node, format string, args ...any) {
		p := fset.Position(n.Pos())
		found = append(found, fmt.Sprintf("%s:%d: %s", filepath.Base(p.Filename), p.Line, fmt.Sprintf(format, args...)))
	}
	globals := map[string]ast.Node{}
	for _, f := range files {
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				for _, spec := range g.Specs {
					for _, name := range spec.(*ast.ValueSpec).Names {
						globals[name.Name] = spec
					}
				}
			}
		}
	}
	assigned := func(lhs ast.Expr) {
		if id := root(lhs); id != nil && globals[id.Name] != nil && (id.Obj == nil || id.Obj.Decl == globals[id.Name]) {
			say(lhs, "assigns the global %s", id.Name)
		}
	}
	for _, f := range files {
		packages := map[string]string{}
		for _, spec := range f.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if !slices.Contains(allowed, path) {
				say(spec, "imports %q", path)
			}
			name := path[strings.LastIndex(path, "/")+1:]
			if spec.Name != nil {
				name = spec.Name.Name
			}
			packages[name] = path
		}
		for _, d := range f.Decls {
			fn, isFunc := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					say(n, "starts a goroutine")
				case *ast.ChanType, *ast.SendStmt, *ast.SelectStmt:
					say(n, "a channel")
				case *ast.UnaryExpr:
					if n.Op == token.ARROW {
						say(n, "a channel")
					}
				case *ast.SelectorExpr:
					if id, ok := n.X.(*ast.Ident); ok && slices.Contains(forbidden, packages[id.Name]+"."+n.Sel.Name) {
						say(n, "uses %s.%s", packages[id.Name], n.Sel.Name)
					}
				case *ast.AssignStmt:
					// What runs before main, in the initialiser of a variable, may fill it.
					for _, lhs := range n.Lhs {
						if isFunc && fn.Name.Name != "init" && n.Tok != token.DEFINE {
							assigned(lhs)
						}
					}
				case *ast.IncDecStmt:
					if isFunc && fn.Name.Name != "init" {
						assigned(n.X)
					}
				}
				return true
			})
		}
	}
	return found
}

// root is the variable that an assignment reaches through fields and elements.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}
