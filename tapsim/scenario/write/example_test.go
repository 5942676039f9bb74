package write_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// What a program has put together becomes a file for people.
func ExampleScenario() {
	s, err := scenario.Parse("seen.json", []byte(`{"id": "mine/seen", "title": "Seen on Monday", "rules": ["signin-accepted"],
		"users": ["ada"], "steps": [{"create": {"user": "ada"}, "as": "p"}, {"at": "p.end - 100ns", "signIn": {"user": "ada", "pass": "p"}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	s.Title = write.OneLine("Seen on Monday\nby\tsomebody")
	text, err := write.Scenario(s, "Written by a program.")
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// # Written by a program.
	// id: mine/seen
	// title: Seen on Monday by somebody
	// rules: [signin-accepted]
	// users: [ada]
	// steps:
	//   - create: {user: ada}
	//     as: p
	//   - at: p.end - 100ns
	//     signIn: {user: ada, pass: p}
	// <nil>
}

// Instants are written as somebody would say them: a tick beside something round is
// the point.
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
