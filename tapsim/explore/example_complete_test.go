package explore_test

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

// A few short sequences tell all states apart that differ in anything that the wire shows.
func ExampleGraph_Characterize() {
	sequences := life().Characterize()
	longest := slices.MaxFunc(sequences, func(a, b []explore.Input) int { return len(a) - len(b) })
	fmt.Println(len(sequences), "sequences; the first", sequences[0], "and a longest", longest)
	// Output:
	// 11 sequences; the first [list] and a longest [policy on policy exclude 0 create multi-use]
}

func ExampleGraph_WMethod() {
	n := 0
	for t := range life().WMethod(0) {
		if n++; n == 5 {
			fmt.Println(t.String())
			break
		}
	}
	// Output:
	// policy exclude 0; create one-time
}

// A trace goes on by one input.
func ExampleTrace_Then() {
	g := life()
	var begin explore.State
	for begin = range g.States() {
		break
	}
	made, ok := g.Trace(begin).Then(explore.Input{Kind: explore.OfPass, Op: model.List})
	_, waited := made.Then(explore.Input{})
	fmt.Println(made.String(), ok, made.End() == begin, waited)
	// Output:
	// list true true false
}

// The numbers of the policy and the user tell states apart whose passes are alike.
func ExampleState_PolicyNumber() {
	g := life()
	policies, users := map[int]bool{}, map[int]bool{}
	for s := range g.States() {
		policies[s.PolicyNumber()], users[s.UserNumber()] = true, true
	}
	fmt.Println(len(policies), "policies,", len(users), "user,", g.Rules().Has(model.CreateGated))
	// Output:
	// 8 policies, 1 user, true
}
