package model_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// A source is a file of the model.
type source struct{ name, text string }

// lent are the globals whose address one function may take: it passes a part of them
// only to functions of this package, which read it.
var lent = map[string]string{"entry": "catalogue"}

// impurities lists everything in the files by which an answer could depend on more
// than the arguments. It resolves names, and does not track values: a map or a slice
// that is stored under a second name is not found.
func impurities(sources []source) ([]string, error) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, s := range sources {
		file, err := parser.ParseFile(fset, s.name, s.text, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	c := purity{fset: fset, info: types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}}
	var err error
	config := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if c.pkg, err = config.Check("model", fset, files, &c.info); err != nil {
		return nil, err
	}
	for _, f := range files {
		c.file(f)
	}
	return c.found, nil
}

type purity struct {
	fset  *token.FileSet
	pkg   *types.Package
	info  types.Info
	found []string
}

func (c *purity) say(n ast.Node, format string, args ...any) {
	p := c.fset.Position(n.Pos())
	c.found = append(c.found, fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...)))
}

func (c *purity) file(f *ast.File) {
	for _, group := range f.Comments {
		for _, line := range group.List {
			if strings.HasPrefix(line.Text, "//go:linkname") {
				c.say(line, "a link to another package")
			}
		}
	}
	for _, spec := range f.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		switch {
		case !slices.Contains(allowed, path):
			c.say(spec, "imports %q", path)
		case spec.Name != nil && spec.Name.Name == ".":
			c.say(spec, "imports all names of %q", path)
		}
	}
	for _, d := range f.Decls {
		fn, isFunc := d.(*ast.FuncDecl)
		if isFunc && fn.Name.Name != "init" {
			c.body(d, true, lent[fn.Name.Name])
		} else {
			c.body(d, false, "")
		}
	}
}

// body goes through a declaration. Code that runs before main may fill the globals, so
// running is false there. A function that is only created then, and called later, has
// running true again.
func (c *purity) body(d ast.Node, running bool, lent string) {
	once := map[*ast.FuncLit]bool{}
	ast.Inspect(d, func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && !running && !once[lit] {
			c.body(lit.Body, true, "")
			return false
		}
		switch n := n.(type) {
		case *ast.GoStmt:
			c.say(n, "starts a goroutine")
		case *ast.ChanType, *ast.SendStmt, *ast.SelectStmt:
			c.say(n, "a channel")
		case *ast.Ident:
			c.name(n)
		case *ast.RangeStmt:
			if _, ok := c.under(n.X).(*types.Map); ok {
				c.say(n, "goes through a map")
			}
			if n.Tok == token.ASSIGN && running {
				c.changes(n.Key)
				c.changes(n.Value)
			}
		case *ast.CallExpr:
			if lit, ok := n.Fun.(*ast.FuncLit); ok {
				once[lit] = true
			}
			if running {
				c.call(n)
			}
		case *ast.UnaryExpr:
			switch {
			case n.Op == token.ARROW:
				c.say(n, "a channel")
			case n.Op == token.AND && running:
				c.lends(n.X, lent)
			}
		case *ast.SelectorExpr:
			// A method with a pointer receiver takes the address implicitly.
			if s := c.info.Selections[n]; running && s != nil && s.Kind() == types.MethodVal && !pointer(s.Recv()) &&
				pointer(s.Obj().Type().(*types.Signature).Recv().Type()) {
				c.lends(n.X, lent)
			}
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if running && n.Tok != token.DEFINE {
					c.changes(lhs)
				}
			}
		case *ast.IncDecStmt:
			if running {
				c.changes(n.X)
			}
		}
		return true
	})
}

// name checks a use of a name from another package, or from the language.
func (c *purity) name(id *ast.Ident) {
	switch o := c.info.Uses[id].(type) {
	case *types.Builtin:
		if o.Name() == "print" || o.Name() == "println" {
			c.say(id, "prints")
		}
	case *types.Func, *types.Var:
		if o.Pkg() != nil && o.Pkg() != c.pkg && slices.Contains(forbidden, o.Pkg().Path()+"."+o.Name()) {
			c.say(id, "uses %s.%s", o.Pkg().Path(), o.Name())
		}
	}
}

// call checks the built-in functions that write into an argument.
func (c *purity) call(n *ast.CallExpr) {
	if id, ok := n.Fun.(*ast.Ident); ok && len(n.Args) != 0 {
		if b, ok := c.info.Uses[id].(*types.Builtin); ok && slices.Contains([]string{"copy", "delete", "clear"}, b.Name()) {
			c.changes(n.Args[0])
		}
	}
}

func (c *purity) changes(e ast.Expr) {
	id, called := root(e)
	switch {
	case called:
		c.say(e, "changes what a call returned")
	case c.global(id):
		c.say(e, "changes the global %s", id.Name)
	}
}

func (c *purity) lends(e ast.Expr, but string) {
	if id, _ := root(e); c.global(id) && id.Name != but {
		c.say(e, "takes the address of the global %s", id.Name)
	}
}

func (c *purity) global(id *ast.Ident) bool {
	if id == nil {
		return false
	}
	v, ok := c.info.Uses[id].(*types.Var)
	return ok && v.Parent() == c.pkg.Scope()
}

func (c *purity) under(e ast.Expr) types.Type {
	if t := c.info.TypeOf(e); t != nil {
		return t.Underlying()
	}
	return nil
}

func pointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// root is the variable that an expression of fields and elements begins with, or says
// that it begins with the result of a call.
func root(e ast.Expr) (id *ast.Ident, called bool) {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x, false
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.CallExpr:
			return nil, true
		default:
			return nil, false
		}
	}
}
