package selftest_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/selftest"
	"github.com/tapsim/tap/tapsim/scenario"
)

// With scenarios of your own the table shows which mutants they do not catch.
func ExampleTest_Run() {
	mine, err := scenario.Parse("mine.yaml", []byte(`
id: mine/twice
title: A one-time pass signs in once
rules: [signin-used]
users: [ada]
steps:
  - create: {user: ada, isUsableOnce: true}
    as: p
  - signIn: {user: ada, pass: p}
  - signIn: {user: ada, pass: p}
    want: {result: refused, reason: OneTimeUsed}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	test := selftest.Test{Scenarios: []*scenario.Scenario{mine}, Names: []string{"once-is-for-ever", "any-code"}}
	var out strings.Builder
	ok, err := test.Run(context.Background(), &out)
	_, table, _ := strings.Cut(out.String(), "\n\n")
	fmt.Println(table, ok, err)
	// Output:
	// MUTANT            BREAKS       COMES TO  IN SCENARIOS  NAMED       CAUGHT BY
	// once-is-for-ever  signin-used  fail      1             first       mine/twice
	// any-code          signin-code  pass      0             not at all  nothing
	//
	// faults that the diagnosis names: first 1, among several 0, not at all 1 of 2
	//
	// mutants: 2; this is wrong:
	//   any-code (you let any code sign in): no scenario catches it
	//  false <nil>
}

// A campaign that does not find every mutant is too short.
func ExampleRandom() {
	m, _ := mutant.Find("end-included")
	fmt.Println(m.Rule)
	search := selftest.Random(check.Campaign{Seed: 1})
	history, steps, err := search(context.Background(), m, m.Unspecified)
	fmt.Println(history > 0, steps, err)
	// Output:
	// usability-end
	// true 2 <nil>
}

func ExampleNames() {
	names := selftest.Names()
	fmt.Println(names[0], names[len(names)-1])
	// Output: end-included declines
}

// A misbehaving subject is right about passes, and breaks the protocol in one way. With
// them you can test a runner of your own. This one crashes at the third request.
func ExampleServe() {
	in := strings.NewReader(`{"seq":1,"op":"hello","protocol":1}
{"seq":2,"op":"reset","at":"2026-01-01T00:00:00Z"}
{"seq":3,"op":"getPolicy","at":"2026-01-01T00:00:00Z"}
`)
	var out strings.Builder
	code, err := selftest.Serve("crash", in, &out, os.Stdout)
	fmt.Println(strings.Count(out.String(), "\n"), "answers, exit code", code, err)
	// Output:
	// this was too much
	// 2 answers, exit code 3 <nil>
}
