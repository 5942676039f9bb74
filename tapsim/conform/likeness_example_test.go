package conform_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// twice is a scenario in which a one-time pass signs in twice, the second time at its end.
const twice = `
id: mine/twice
title: A one-time pass signs in once
rules: [signin-used]
users: [ada]
steps:
  - create: {user: ada, isUsableOnce: true}
    as: p
    want: {status: 201}
  - signIn: {user: ada, pass: p}
    want: {result: accepted}
  - signIn: {user: ada, pass: p}
    want: {result: refused}
`

// compared is the case of a mutant.
func compared(text, id string) conform.Case {
	s, err := scenario.Parse("mine.yaml", []byte(text))
	if err != nil {
		panic(err)
	}
	m, _ := mutant.Find(id)
	return conform.Compare(context.Background(), s, transport.InProcess(m.New()))
}

// A fault explains a failure if a model with it answers as the subject did.
func ExampleCase_Likeness() {
	c := compared(twice, "once-is-for-ever")
	for _, id := range []string{"once-is-for-ever", "any-code", "refused-sign-in-spends"} {
		m, _ := mutant.Find(id)
		l := c.Likeness(m.New())
		fmt.Println(id, l == conform.Alike, l == conform.Silent)
	}
	// Output:
	// once-is-for-ever true false
	// any-code false true
	// refused-sign-in-spends false true
}

// A subject takes the end of a pass for a part of it. So does the reference with another
// reading.
func ExampleCase_LikenessUnder() {
	c := compared(ends, "end-included")
	var reference protocol.Reference
	for _, r := range []model.Readings{0, model.EndIncluded} {
		fmt.Printf("%q %t\n", r, c.LikenessUnder(&reference, protocol.Readings{Machine: r}) == conform.Unlike)
	}
	// Output:
	// "" true
	// "end-included" false
}

const ends = `
id: mine/end
title: A pass is over at its end
rules: [usability-end]
users: [ada]
steps:
  - create: {user: ada}
    as: p
    want: {status: 201}
  - at: p.end
    signIn: {user: ada, pass: p}
    want: {result: refused}
`

func ExampleCase_Readings() {
	c := compared(ends, "end-included")
	fmt.Println(c.Verdict, c.Readings().Machine)
	// Output:
	// deviation end-included
}

// No reading says which names are taken for others, so the rule that refuses the body is
// all that can be said.
func ExampleCase_Unexplained() {
	c := compared(`
id: mine/no-name
title: A name with a letter outside ASCII is not declared
rules: [create-unknown]
users: [ada]
steps:
  - create: {user: ada, body: {"iſUsableOnce": true}}
    want: {status: 400}
`, "folded-beyond-ascii")
	for rule := range c.Unexplained().All() {
		fmt.Println(c.Verdict, rule)
	}
	// Output:
	// deviation create-unknown
}

// A diagnosis of five failures, in sentences.
func ExampleDiagnosis_Lines() {
	d := &conform.Diagnosis{
		Failures: 5,
		Causes: []conform.Cause{{
			Faults:   []conform.Fault{{ID: "maximum-excluded", Text: "you refuse a lifetime of exactly the policy's maximum", Rule: model.CreateLifetimeRange}},
			Explains: []string{"create/a", "create/b", "create/c", "create/d", "create/e"},
		}},
		Otherwise: []model.Rule{model.UsabilityEnd, model.CreateStartTolerance},
	}
	for _, line := range d.Lines() {
		fmt.Println(line)
	}
	fmt.Println(d.Cause("create/c"))
	// Output:
	// behaves as if you refuse a lifetime of exactly the policy's maximum (create-lifetime-range, maximum-excluded): explains 5 of 5 failures
	// reads usability-end and create-start-tolerance otherwise
	// behaves as if you refuse a lifetime of exactly the policy's maximum (create-lifetime-range, maximum-excluded)
}

func ExampleDiagnosis_Cause() {
	var d *conform.Diagnosis
	fmt.Println(d.Cause("create/a") == nil, d.Lines() == nil)
	// Output:
	// true true
}
