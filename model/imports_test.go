package model_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// allowed is all that the model may import. It excludes packages that read a clock,
// draw random numbers, write or log.
var allowed = []string{"crypto/subtle", "encoding/hex", "fmt", "iter", "math/bits", "slices", "strconv", "strings", "time", "unique"}

// forbidden are the names within those packages by which an answer could depend on the
// time or the computer.
var forbidden = []string{
	"time.Now", "time.Since", "time.Until", "time.After", "time.AfterFunc", "time.Sleep", "time.Tick",
	"time.NewTimer", "time.NewTicker", "time.Local", "time.LoadLocation", "time.ParseInLocation",
	"fmt.Print", "fmt.Println", "fmt.Printf", "fmt.Scan", "fmt.Scanln", "fmt.Scanf",
}

// here is the folder of this package, also when the tests run from another one. A
// build with -trimpath has no such path, and then the tests run in the folder itself.
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

	var sources []source
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		sources = append(sources, source{filepath.Base(f), string(text)})
	}
	found, err := impurities(sources)
	require.NoError(t, err)
	require.Empty(t, found)
}

// The check finds each of these impurities; each stands in the first line of its own
// source.
func TestAnImpureMachineIsFound(t *testing.T) {
	const globals = `
var count int
var table = map[string]int{}
var list []int
var facts State
type State struct{ n int }
func (s *State) add() { s.n++ }
func (s State) read() int { return s.n }
func (s *State) self() *State { return s }
`
	for _, c := range []struct{ imports, body, want string }{
		{`import "math/rand"`, `_ = rand.Int()`, `imports "math/rand"`},
		{`import clock "time"`, `_ = clock.Now()`, "uses time.Now"},
		{`import . "time"`, `_ = Second`, `imports all names of "time"`},
		{`import "time"`, `var t time.Time; _ = t.Local()`, "uses time.Local"},
		{`import "time"`, `f := time.Now; _ = f`, "uses time.Now"},
		{"//go:linkname now runtime.now", ``, "a link to another package"},
		{``, `go func() {}()`, "starts a goroutine"},
		{``, `var c chan int; _ = c`, "a channel"},
		{``, `select {}`, "a channel"},
		{``, `count++`, "changes the global count"},
		{``, `table["x"] = 1`, "changes the global table"},
		{``, `facts.n = 1`, "changes the global facts"},
		{``, `list[0] += 1`, "changes the global list"},
		{``, `for count = range 3 {}`, "changes the global count"},
		{``, `facts.add()`, "takes the address of the global facts"},
		{``, `add := facts.add; add()`, "takes the address of the global facts"},
		{``, `(*State).add(&facts)`, "takes the address of the global facts"},
		{``, `p := &facts; *p = State{}`, "takes the address of the global facts"},
		{``, `p := &list[0]; *p = 1`, "takes the address of the global list"},
		{``, `var s State; s.self().n = 1`, "changes what a call returned"},
		{``, `copy(list, []int{1})`, "changes the global list"},
		{``, `delete(table, "x")`, "changes the global table"},
		{``, `clear(table)`, "changes the global table"},
		{``, `for range map[int]int{1: 1} {}`, "goes through a map"},
		{``, `m := table; for k := range m { _ = k }`, "goes through a map"},
		{``, `println("x")`, "prints"},
		{``, `print("x")`, "prints"},
		{``, `count := 0; count++; facts := State{}; facts.add(); p := &facts; p.n = 1`, ""},
		{``, `_ = facts.read()`, ""},
		{``, `for range []int{1} {}`, ""},
		{`import "slices"`, `l := []int{1}; l[0] = 2; slices.Sort(l); copy(l, l); clear(l)`, ""},
	} {
		found, err := impurities([]source{{"bad.go", "package model\n" + c.imports + globals + "func f() { " + c.body + " }\n"}})
		require.NoError(t, err, c.body)
		var want []string
		if c.want != "" {
			want = []string{c.want}
		}
		for i := range found {
			_, found[i], _ = strings.Cut(found[i], ": ")
		}
		require.Equal(t, want, found, c.imports+c.body)
	}
}

// Code that runs before main may fill a global variable; and the message names the
// place of an impurity.
func TestWhereAMachineIsImpure(t *testing.T) {
	found, err := impurities([]source{{"bad.go", `package model
var list = func() []int { l := make([]int, 1); list2[0] = l[0]; return l }()
var list2 = []int{0}
var later = func() { list2[0]++ }
func init() { list2[0] = 1 }
func f() {
	list2[0] = 1
}`}})
	require.NoError(t, err)
	require.Equal(t, []string{"bad.go:4: changes the global list2", "bad.go:7: changes the global list2"}, found)
}
