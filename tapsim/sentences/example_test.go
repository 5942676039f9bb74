package sentences_test

import (
	"fmt"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// Each step of a scenario in a line: the request and the answer.
func Example() {
	s, err := scenario.Parse("once.yaml", []byte(`
id: once
title: A one-time pass signs in once
rules: [signin-once]
users: [ada]
steps:
  - create: {user: ada, isUsableOnce: true}
    as: p
  - signIn: {user: ada, pass: p}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	var o sentences.Options
	for step := range scenario.Play(s, &protocol.Reference{}) {
		fmt.Printf("%s %s: %s\n", sentences.Place(s, step.Step.Pos), o.Asked(s, step.Step, &step.Request), sentences.Answered(&step.Response))
	}
	// Output:
	// once.yaml:7:5 create ada {"isUsableOnce":true} as p: 201, create-accepted
	// once.yaml:9:5 signIn ada with the code of p: accepted, signin-accepted
}

// A body is shown without codes and without what a terminal obeys.
func ExampleOptions_Body() {
	fmt.Println(sentences.Options{}.Body(protocol.NewJSON("{\"temporaryAccessPass\":\"secret\"}\x1b[31m")))
	// Output:
	// {"temporaryAccessPass":"••••••••"}�[31m
}
