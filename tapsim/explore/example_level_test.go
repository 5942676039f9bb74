package explore_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

func ExampleParseLevel() {
	for _, name := range explore.Levels() {
		fmt.Println(explore.ParseLevel(name))
	}
	_, err := explore.ParseLevel("minutes")
	fmt.Println(err)
	// Output:
	// reasons <nil>
	// regions <nil>
	// ticks <nil>
	// no level "minutes": the levels are reasons, regions, ticks
}

// The same pass at its last tick, at each level.
func ExampleLevel_State() {
	policy := model.DefaultPolicy(model.Current)
	pass := model.State{Start: 1000, Lifetime: 60, Once: true}
	env := model.Env{Now: pass.End() - model.Instant(model.Tick), Policy: policy}
	for _, level := range []explore.Level{explore.Reasons, explore.Regions, explore.Ticks} {
		fmt.Println(level.State(pass, env))
	}
	fmt.Println(explore.Regions.State(model.State{}, env))
	// Output:
	// DisabledByPolicy
	// one-time, within, policy off
	// one-time, within, last tick, policy off
	// no pass, policy off
}

func ExampleInput_Question() {
	in := explore.Input{Kind: explore.OfPass, Op: model.Create, Once: new(true), Start: explore.Start{Of: explore.Now, Add: model.Minute}}
	fmt.Println(in)
	fmt.Println(in.Question())
	// Output:
	// create one-time start now + 1m0s
	// create
}

// What can happen to a pass that is spent, except for a create.
func ExampleGraph_Abstract() {
	g, err := explore.Explore(context.Background(), explore.Lifecycle(model.Current))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range g.Abstract(explore.Reasons) {
		if t.Before.Reason == model.OneTimeUsed && t.Question.Op != model.Create {
			fmt.Println(t)
		}
	}
	// Output:
	// OneTimeUsed: wait -> Expired
	// OneTimeUsed: list, list-one
	// OneTimeUsed: get current, get-found
	// OneTimeUsed: get earlier, get-missing
	// OneTimeUsed: get never made, get-missing
	// OneTimeUsed: delete current, delete-found -> no pass
	// OneTimeUsed: delete earlier, delete-missing
	// OneTimeUsed: delete never made, delete-missing
	// OneTimeUsed: signIn current, signin-used
	// OneTimeUsed: signIn earlier, signin-code
	// OneTimeUsed: signIn never made, signin-code
	// OneTimeUsed: refresh current, refresh-accepted
	// OneTimeUsed: refresh earlier, refresh-none
	// OneTimeUsed: updatePolicy, policy-update -> DisabledByPolicy
	// OneTimeUsed: updatePolicy, policy-update
}

func ExampleGraph_AbstractState() {
	g, err := explore.Explore(context.Background(), explore.Lifecycle(model.Current))
	if err != nil {
		fmt.Println(err)
		return
	}
	states := map[explore.AbstractState]int{}
	for s := range g.States() {
		states[g.AbstractState(explore.Reasons, s)]++
	}
	fmt.Println(states)
	// Output:
	// map[no pass:24 EnabledByPolicy:72 DisabledByPolicy:1014 Expired:108 NotYetValid:18 OneTimeUsed:36]
}

// A tour at the level of reasons, and the end of its first trace.
func ExampleGraph_Tour() {
	g, err := explore.Explore(context.Background(), explore.Lifecycle(model.Current))
	if err != nil {
		fmt.Println(err)
		return
	}
	tour, commands := g.Tour(explore.Reasons, 20), 0
	for i := range tour {
		commands += tour[i].Commands()
	}
	fmt.Println(len(tour), "traces with", commands, "commands")
	taken := tour[0].Abstract(explore.Reasons)
	for _, t := range taken[len(taken)-3:] {
		fmt.Println(t)
	}
	// Output:
	// 8 traces with 152 commands
	// EnabledByPolicy: signIn never made, signin-code
	// EnabledByPolicy: updatePolicy, policy-update -> DisabledByPolicy
	// DisabledByPolicy: updatePolicy, policy-update
}

func ExampleTrace_Abstract() {
	g, err := explore.Explore(context.Background(), explore.Lifecycle(model.Current))
	if err != nil {
		fmt.Println(err)
		return
	}
	for s := range g.States() {
		if g.AbstractState(explore.Reasons, s).Reason == model.OneTimeUsed {
			t := g.Trace(s)
			fmt.Println(t.Commands(), t.Abstract(explore.Reasons))
			return
		}
	}
	// Output:
	// 2 [no pass: create, create-accepted -> EnabledByPolicy EnabledByPolicy: signIn current, signin-accepted -> OneTimeUsed]
}

// A tour in which a list follows what changes the state of the pass, and what stays in it.
func ExampleGraph_TourWithLooks() {
	g, err := explore.Explore(context.Background(), explore.Lifecycle(model.Current))
	if err != nil {
		fmt.Println(err)
		return
	}
	tour, commands := g.TourWithLooks(explore.Reasons, 20), 0
	for i := range tour {
		commands += tour[i].Commands()
	}
	fmt.Println(len(tour), "traces with", commands, "commands")
	fmt.Println(tour[len(tour)-1].String())
	// Output:
	// 11 traces with 209 commands
	// create multi-use; policy one-time only; create one-time start now + 1m0s; list; wait until at start; signIn current; create multi-use; list; policy both kinds; create multi-use; policy one-time only; create one-time start now - 1m0.0000001s; create one-time start latest + 100ns; create multi-use; create 0 minutes one-time; list
}

// The fewest commands after which a sign-in finds a spent pass at its end.
func ExampleGraph_Ways() {
	g, err := explore.Explore(context.Background(), explore.Lifecycle(model.Current))
	if err != nil {
		fmt.Println(err)
		return
	}
	for t, way := range g.Ways(explore.Regions) {
		if t.String() == "spent, at end: signIn current, signin-expired" {
			fmt.Println(way.String())
		}
	}
	// Output:
	// create one-time; wait until within; signIn current; wait until at end; signIn current
}

// A machine notes what it does.
func ExampleRecorder() {
	r := explore.Recorder{Note: func(_ model.ID, t explore.AbstractTransition) { fmt.Println(t) }}
	user, policy := model.User{ID: explore.UserID}, model.DefaultPolicy(model.Current)
	policy.Enabled = true
	r.Begin(0, []model.User{user})
	machine, env := r.Recording(), model.Env{User: user, Policy: policy}
	make := model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("first")}
	pass, _ := machine.Step(model.State{}, env, make)
	fmt.Println(r.Question(pass, user.ID, model.Command{Op: model.Get, ID: model.ID{1}}))
	env.Now = pass.End()
	machine.StepPolicy(policy, env, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(false)})
	r.Moved()
	machine.StepPolicy(policy, env, model.PolicyCommand{Op: model.ReadPolicy})
	// Output:
	// no pass: create, create-accepted -> EnabledByPolicy
	// get current true
	// EnabledByPolicy: wait -> Expired
	// Expired: updatePolicy, policy-update -> DisabledByPolicy
}
