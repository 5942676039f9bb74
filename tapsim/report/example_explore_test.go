package report_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// visited is the world lifecycle with two of the properties.
func visited() *report.Exploration {
	visits, err := explore.VisitAll(context.Background(), []explore.World{explore.Lifecycle(model.Current)}, explore.Properties()[:2], nil)
	if err != nil {
		panic(err) // the context is never done
	}
	visits[0].Elapsed = 0
	return &report.Exploration{Visits: visits}
}

func ExampleExplore() {
	if err := report.Explore(os.Stdout, visited(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// current
	//   lifecycle     1,272 states     36,232 transitions   7 commands deep
	// one-pass                 27,640  a user has at most one pass, and it is as it was made
	// usable-is-enabled        27,640  isUsable is true exactly when the reason is EnabledByPolicy, which is when the pass could sign in
	// 43 of the 58 rules that the machine decides are reached
}

func ExampleExploreJSON() {
	var b strings.Builder
	if err := report.ExploreJSON(&b, visited(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(b.String(), scenarios.Version(), "2026.11-..."))
	// Output:
	// {"type":"world","edition":"current","world":"lifecycle","states":1272,"transitions":36232,"depth":7,"whole":true,"seconds":0}
	// {"type":"property","property":"one-pass","text":"a user has at most one pass, and it is as it was made","held":27640,"violated":false}
	// {"type":"property","property":"usable-is-enabled","text":"isUsable is true exactly when the reason is EnabledByPolicy, which is when the pass could sign in","held":27640,"violated":false}
	// {"type":"exploration","suite":"2026.11-...","rules":58,"reached":43,"missed":["time-total","create-ungated","create-conflict","create-once-default","create-guest","create-external-member","user-missing","refresh-early","access-me","access-self-read","access-other-read","access-self-delete","access-write","access-self-create","access-refused"],"good":true,"interrupted":false}
}

// If not all worlds were to be visited, a rule that they do not reach is no failure.
func ExampleExploration_Good() {
	x := visited()
	missed, of := x.Missed()
	fmt.Println(x.Good(), len(missed), len(of))
	x.All = true
	fmt.Println(x.Good())
	// Output:
	// true 15 58
	// false
}

// contrast is what documented does differently.
func contrast() *report.Contrast {
	first, second := explore.Lifecycle(model.Current), explore.Lifecycle(model.Documented)
	found, err := explore.Against(context.Background(), first, second)
	if err != nil {
		panic(err) // the context is never done
	}
	x := &report.Contrast{This: "current", That: "documented", Worlds: []string{first.Name}, Differences: found[:1]}
	s, err := suite.Difference(&found[0], x.That, 1)
	if err != nil {
		panic(err) // the callers of this world have names
	}
	x.Told = []report.Told{{Scenario: write.Text(s)}}
	return x
}

func ExampleAgainst() {
	if err := report.Against(os.Stdout, contrast(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 create one-time: create-gated here, and create-accepted (DisabledByPolicy) in documented
	//
	//     id: explore/current-not-documented-01
	//     title: "create one-time: create-gated here, and create-accepted (DisabledByPolicy) in documented"
	//     rules: [create-gated]
	//     users: [ada]
	//     steps:
	//       - updatePolicy: {state: disabled}
	//         want: {status: 204, rule: policy-update}
	//       - create: {user: ada, isUsableOnce: true}
	//         want: {status: 400, rule: create-gated}
	//
	// 1 kind of difference between current and documented in lifecycle
}

func ExampleAgainstJSON() {
	if err := report.AgainstJSON(os.Stdout, contrast(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"type":"difference","world":"lifecycle","asked":"create one-time","rule":"create-gated","otherRule":"create-accepted","otherReason":"DisabledByPolicy","scenario":"id: explore/current-not-documented-01\ntitle: \"create one-time: create-gated here, and create-accepted (DisabledByPolicy) in documented\"\nrules: [create-gated]\nusers: [ada]\nsteps:\n  - updatePolicy: {state: disabled}\n    want: {status: 204, rule: policy-update}\n  - create: {user: ada, isUsableOnce: true}\n    want: {status: 400, rule: create-gated}\n"}
	// {"type":"contrast","this":"current","that":"documented","worlds":["lifecycle"],"differences":1,"interrupted":false}
}

// small is a world of a few states.
func small() *explore.Graph {
	g, err := explore.Explore(context.Background(), explore.World{Name: "small"})
	if err != nil {
		panic(err) // the context is never done
	}
	return g
}

func ExampleDOT() {
	fmt.Print(string(report.DOT(small(), explore.Reasons)))
	// Output:
	// digraph "small current" {
	// 	rankdir=LR
	// 	node [shape=box, style=rounded]
	// 	s0 [label="no pass"]
	// 	s0 -> s0 [label="create: create-gated\nlist: list-one\nget never made: get-missing\ndelete never made: delete-missing\nsignIn never made: signin-none"]
	// }
}

func ExampleMermaid() {
	fmt.Print(string(report.Mermaid(small(), explore.Reasons)))
	// Output:
	// stateDiagram-v2
	//   direction LR
	//   state "no pass" as s0
	//   s0 --> s0: create create-gated, list list-one, get never made get-missing, delete never made delete-missing, signIn never made signin-none
}

func ExampleITF() {
	text, err := report.ITF(small())
	fmt.Println(err, len(text) > 0, string(text[:1]))
	// Output:
	// <nil> true {
}
