package explore_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

// Three sequences tell apart what can be told apart in this world. A policy that is off
// hides whether a pass is spent, and nothing but a create shows whether it is off if there
// is no pass.
func ExampleGraph_Characterize() {
	change := func(on bool) model.PolicyCommand {
		return model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &on}
	}
	g, err := explore.Explore(context.Background(), explore.World{
		Policies: []model.Policy{model.DefaultPolicy(model.Current)}, Updates: []model.PolicyCommand{change(true), change(false)},
		Onces: []*bool{new(true)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, sequence := range g.Characterize() {
		fmt.Println(sequence)
	}
	cases, longest := 0, 0
	for t := range g.WMethod(0) {
		cases, longest = cases+1, max(longest, t.Commands())
	}
	fmt.Println(g.Len(), "states:", cases, "cases of up to", longest, "commands")
	// Output:
	// [list]
	// [create one-time]
	// [policy on list]
	// 54 states: 2127 cases of up to 9 commands
}

// A trace goes on as long as there is something to ask.
func ExampleTrace_Then() {
	g, err := explore.Explore(context.Background(), explore.Lifecycle(model.Current))
	if err != nil {
		fmt.Println(err)
		return
	}
	var t explore.Trace
	for s := range g.States() {
		t = g.Trace(s)
		break
	}
	for _, in := range g.Inputs {
		if in.Op == model.Create && *in.Once {
			t, _ = t.Then(in)
			break
		}
	}
	_, ok := t.Then(explore.Input{})
	fmt.Println(t.Steps[0].Input, t.Steps[0].Label.Rule, t.End().Slot.Once, ok)
	fmt.Println(t.End().UserNumber(), t.End().PolicyNumber())
	// Output:
	// create one-time create-accepted true true
	// 0 0
}
