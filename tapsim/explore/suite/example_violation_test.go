package suite_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// lateEnd is a user's life with a machine that lets a pass sign in at its end.
func lateEnd() (explore.World, *explore.Graph) {
	w := explore.Lifecycle(model.Current)
	v, _ := variant.Find("end-a-tick-late")
	w.Machine = v.Machine
	g, err := explore.Explore(context.Background(), w)
	if err != nil {
		panic(err) // the context is never done
	}
	return w, g
}

// What is wrong of a property is told as a scenario, which wants what the reference answers.
func ExampleViolation() {
	_, g := lateEnd()
	for _, p := range explore.Properties() {
		if p.Name != "over-stays-over" {
			continue
		}
		found, err := g.Check(context.Background(), p)
		if err != nil {
			fmt.Println(err)
			return
		}
		s, err := suite.Violation(&found[0])
		fmt.Print(string(write.Text(s)), err)
	}
	// Output:
	// id: explore/over-stays-over
	// title: "Broken: what is over is never accepted again until a create"
	// description: At the last step it is accepted.
	// rules: [create-accepted, signin-expired]
	// users: [ada]
	// steps:
	//   - create: {user: ada, isUsableOnce: true}
	//     as: p
	//     want: {status: 201, startDateTime: +0s, isUsableOnce: true, methodUsabilityReason: EnabledByPolicy, rule: create-accepted}
	//   - at: p.end
	//     signIn: {user: ada, pass: p}
	//     want: {result: refused, reason: Expired, rule: signin-expired}
	// <nil>
}

func ExampleDifference() {
	other, _ := lateEnd()
	found, err := explore.Against(context.Background(), explore.Lifecycle(model.Current), other)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(suite.Said(&found[0], "end-a-tick-late"))
	s, err := suite.Difference(&found[0], "end-a-tick-late", 1)
	fmt.Println(s.ID, len(s.Steps), err)
	// Output:
	// list-one (Expired) here, and list-one (EnabledByPolicy) in end-a-tick-late
	// explore/current-not-end-a-tick-late-01 2 <nil>
}

func ExampleScenario() {
	_, g := lateEnd()
	for t := range g.Transitions() {
		if t.Input.Op == model.SignIn && t.Label.Rule == model.SigninAccepted {
			way, _ := g.Trace(t.From).Then(t.Input)
			s, err := suite.Scenario(way)
			fmt.Print(string(write.Text(s)), err)
			bare, _ := suite.Bare(way)
			fmt.Println(len(bare.Steps[0].Wants), "wants")
			break
		}
	}
	// Output:
	// id: explore/lifecycle
	// title: A way through lifecycle
	// rules: [create-accepted, signin-accepted]
	// users: [ada]
	// steps:
	//   - create: {user: ada, isUsableOnce: true}
	//     as: p
	//     want: {status: 201, startDateTime: +0s, isUsableOnce: true, methodUsabilityReason: EnabledByPolicy, rule: create-accepted}
	//   - signIn: {user: ada, pass: p}
	//     want: {result: accepted, sessionEnds: p.end, registerBy: +10m, rule: signin-accepted}
	// <nil>1 wants
}
