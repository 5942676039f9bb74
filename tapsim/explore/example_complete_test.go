package explore_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

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

// The model does nothing else than itself.
func ExampleTrace_Departs() {
	g := life()
	var begin explore.State
	for begin = range g.States() {
		break
	}
	made, _ := g.Trace(begin).Then(explore.Input{Kind: explore.OfPass, Op: model.List})
	shown, departs := made.Departs()
	fmt.Println(shown.Commands(), departs)
	// Output:
	// 1 false
}
