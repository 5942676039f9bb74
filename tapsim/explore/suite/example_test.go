package suite_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/scenario"
)

// The first scenario that takes transitions by reasons, as a file.
func ExampleGenerated() {
	all, err := suite.Generated(context.Background(), model.Preview, explore.Reasons, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := suite.File(all[0])
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// # Made by tapsim explore --emit, and not by hand: a test makes it again.
	// id: generated/preview-reasons-01
	// title: Tour 1 of 27 through the edition preview by reasons takes 2 transitions for the first time
	// rules: [list-one, policy-update]
	// edition: preview
	// users: [ada]
	// steps:
	//   - note: no pass
	//     updatePolicy: {state: enabled}
	//     want: {status: 204, rule: policy-update}
	//   - list: {user: ada}
	//     want: {status: 200, count: 0, rule: list-one}
	//   - list: {user: ada}
	//     want: {status: 200, count: 0, rule: list-one}
	// <nil>
}

// A scenario and the transitions of its edition that it takes, and how to come to the
// first that it misses.
func ExampleCover() {
	s, err := scenario.Parse("mine.json", []byte(`{"id": "mine/used", "title": "A pass is used", "rules": ["signin-accepted"],
		"users": ["ada"], "steps": [{"create": {"user": "ada"}, "as": "p"}, {"signIn": {"user": "ada", "pass": "p"}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	coverage, err := suite.Cover(context.Background(), explore.Reasons, []*scenario.Scenario{s})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := coverage[0]
	fmt.Printf("%s: %d of %d, %.1f %%\n", c.Edition, c.Taken, len(c.Transitions), c.Percent())
	for _, t := range c.Transitions {
		if t.Missed() {
			fmt.Println("missed", t.AbstractTransition)
			fmt.Println(t.Way)
			fmt.Println(t.Generated)
			break
		}
	}
	// Output:
	// current: 2 of 123, 1.6 %
	// missed no pass: create, create-accepted -> NotYetValid
	// create one-time start now + 1m0s
	// generated/current-reasons-02
}

// What a scenario does to a pass, transition by transition.
func ExampleNewRecording() {
	s, err := scenario.Parse("mine.json", []byte(`{"id": "mine/over", "title": "A pass is over", "rules": ["signin-expired"],
		"users": ["ada"], "steps": [{"create": {"user": "ada"}, "as": "p"}, {"at": "p.end", "signIn": {"user": "ada", "pass": "p"}, "want": {"result": "refused"}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	scenario.Replay(s, suite.NewRecording(explore.Recorder{Level: explore.Regions, Note: func(_ model.ID, t explore.AbstractTransition) { fmt.Println(t) }}))
	// Output:
	// no pass: create, create-accepted -> multi-use, at start
	// multi-use, at start: wait -> multi-use, at end
	// multi-use, at end: signIn current, signin-expired
}
