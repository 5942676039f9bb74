package scenario_test

import (
	"fmt"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// All errors of a scenario are reported at once, with the place and the fix.
func ExampleParse() {
	_, err := scenario.Parse("typo.yaml", []byte(`id: test/typo
title: Two typos
rules: [signin-expird]
users: [ada]
steps:
  - create: {user: ada, isUsableOnce: yes}
`))
	fmt.Println(err)
	// Output:
	// typo.yaml:3:9: a rule cannot be "signin-expird"
	//    3 | rules: [signin-expird]
	//      |         ^
	// hint: did you mean signin-expired?
	//
	// typo.yaml:6:39: isUsableOnce takes true or false, not yes
	//    6 |   - create: {user: ada, isUsableOnce: yes}
	//      |                                       ^
	// hint: did you mean true?
}

// The scenarios of a file system, such as those of the project.
func ExampleLoadFS() {
	all, err := scenario.LoadFS(scenarios.FS, "scenarios/")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range all {
		if s.ID == "signin/refused-at-the-end" {
			fmt.Println(s.Title)
		}
	}
	// Output:
	// A pass is refused at the very instant its lifetime ends
}

// canned answers every create with the same pass, as simple fakes do that have no time
// and no state.
type canned struct{}

func (canned) Do(r protocol.Request) protocol.Response {
	switch r.Op {
	case protocol.Create:
		return protocol.Response{Status: 201, Body: protocol.NewJSON(`{"id": "bdaede67-61e0-4349-9347-d2d6afd84009",
			"temporaryAccessPass": "+drkzqAD", "createdDateTime": "2026-01-01T00:00:00Z", "startDateTime": "2026-01-01T00:00:00Z",
			"lifetimeInMinutes": 60, "isUsableOnce": false, "isUsable": true, "methodUsabilityReason": "EnabledByPolicy"}`)}
	case protocol.SignIn:
		return protocol.Response{Result: "accepted", SessionEnds: "2026-01-01T01:00:00Z"}
	}
	return protocol.Response{Status: 204}
}

// Any implementation can be tested with a scenario: it needs one method.
func ExampleReplay() {
	s, err := scenario.Parse("late.yaml", []byte(`
id: test/late
title: An expired pass is refused
rules: [signin-expired]
users: [ada]
steps:
  - create: {user: ada}
    as: p
  - at: p.end
    signIn: {user: ada, pass: p}
    want: {result: refused, reason: Expired}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, subject := range []protocol.Subject{&protocol.Reference{}, canned{}} {
		result := scenario.Replay(s, subject)
		fmt.Printf("%T passed: %v\n", subject, result.Passed())
		for _, step := range result.Steps {
			for _, f := range step.Failures {
				fmt.Printf("  line %d, %s: want %s, got %s\n", f.Pos.Line, f.Name, f.Want, f.Got)
			}
		}
	}
	// Output:
	// *protocol.Reference passed: true
	// scenario_test.canned passed: false
	//   line 11, result: want "refused", got "accepted"
	//   line 11, reason: want "Expired", got none: accepted
}
