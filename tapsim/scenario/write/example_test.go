package write_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A program makes a scenario and writes it as a file for people.
func ExampleScenario() {
	s, err := scenario.Parse("seen.json", []byte(`{"id": "mine/seen", "title": "Seen on Monday", "rules": ["signin-accepted"],
		"users": ["ada"], "steps": [{"create": {"user": "ada"}, "as": "p"}, {"at": "p.end - 100ns", "signIn": {"user": "ada", "pass": "p"}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Title = write.OneLine("Seen on Monday\nby\ta client")
	text, err := write.Scenario(s, "Written by a program.")
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// # Written by a program.
	// id: mine/seen
	// title: Seen on Monday by a client
	// rules: [signin-accepted]
	// users: [ada]
	// steps:
	//   - create: {user: ada}
	//     as: p
	//   - at: p.end - 100ns
	//     signIn: {user: ada, pass: p}
	// <nil>
}

// Instants are written as people would write them: one tick beside a round time is
// shown as a tick.
func ExampleTimeExpression() {
	for _, m := range []scenario.TimeExpression{
		{Base: scenario.SinceStart, Offset: 90 * model.Minute},
		{Base: scenario.SinceStart, Offset: 60*model.Minute - model.Tick},
		{Base: scenario.OfEnd, Label: "p"},
		{Base: scenario.OfStart, Label: "p", Offset: -model.StartTolerance},
	} {
		fmt.Println(write.TimeExpression(&m))
	}
	// Output:
	// +1h30m
	// +1h - 100ns
	// p.end
	// p.start - 1m
}

// The time expression of an instant names the edge of a pass at or beside it, or else
// the time since the start.
func ExampleWords() {
	noon := scenario.DefaultStart.Add(12 * 60 * model.Minute)
	words := write.Words{Start: scenario.DefaultStart}
	words.Made("p", noon, noon.Add(60*model.Minute))
	for _, at := range []model.Instant{noon, noon.Add(60*model.Minute - model.Tick), noon.Add(model.Minute)} {
		fmt.Println(write.TimeExpression(words.TimeExpression(at, "")))
	}
	fmt.Println(write.TimeExpression(words.TimeExpression(noon, "p")))
	// Output:
	// p.start
	// p.end - 100ns
	// +12h1m
	// +12h
}

// An instant more than 400 days away is spelt out.
func ExampleSinceStart() {
	for _, days := range []model.Duration{1, 500} {
		at := scenario.DefaultStart.Add(days * 24 * 60 * model.Minute)
		fmt.Println(write.TimeExpression(write.SinceStart(scenario.DefaultStart, at)))
	}
	// Output:
	// +1d
	// 2027-05-16T00:00:00Z
}

// An answer becomes the want of a step: whether it accepts, the named properties, and
// the rule.
func ExampleWants() {
	res := protocol.Response{Status: 200, Rule: model.ListOne, Body: protocol.NewJSON(`{"value":[{"isUsable":true,"startDateTime":"2026-01-01T00:01:00Z"}]}`)}
	fmt.Println(write.Properties(&res)["isUsable"])
	for _, want := range write.Wants(&res, &write.Words{Start: scenario.DefaultStart}, "", "count", "startDateTime") {
		if m, ok := want.Value.(*scenario.TimeExpression); ok {
			want.Value = write.TimeExpression(m)
		}
		fmt.Println(want.Name, want.Value)
	}
	// Output:
	// true
	// status 200
	// count 1
	// startDateTime +1m
	// rule list-one
}

// Text also writes a scenario that Scenario refuses because it could not be read back.
func ExampleText() {
	s := scenario.Scenario{ID: "mine/odd", Title: "No steps", Start: scenario.DefaultStart}
	_, err := write.Scenario(&s)
	fmt.Printf("%v\n%s", err != nil, write.Text(&s))
	// Output:
	// true
	// id: mine/odd
	// title: No steps
	// rules: []
	// policy: {state: disabled, minimumLifetimeInMinutes: 0, maximumLifetimeInMinutes: 0, defaultLifetimeInMinutes: 0, defaultLength: 0, includeTargets: []}
	// steps:
}

// Numbers keep their spelling, and members their order.
func ExampleMembers() {
	members, ok := write.Members([]byte(`{"lifetimeInMinutes": 6e1, "isUsableOnce": null}`))
	for _, m := range members {
		fmt.Printf("%s is %s\n", m.Name, m.Value)
	}
	fmt.Println(write.Object(members))
	_, twice := write.Members([]byte(`{"isUsableOnce": true, "isUsableOnce": false}`))
	fmt.Println(ok, twice)
	// Output:
	// lifetimeInMinutes is 6e1
	// isUsableOnce is null
	// {"lifetimeInMinutes":6e1,"isUsableOnce":null}
	// true false
}
