package tapsim_test

import (
	"fmt"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// A user is found by name or by id. A removed user's pass is removed too. A later user
// with the same name is another user.
func ExampleEngine_RemoveUser() {
	engine, _ := morning()
	id, _ := engine.AddUser(tapsim.User{Name: "Ada@contoso.example", Guest: true})
	engine.AddUser(tapsim.User{Name: "bob@contoso.example"})
	engine.Do("ada@contoso.example", model.Actor{}, model.Command{Op: model.Create})

	ada, found := engine.User("ADA@contoso.example")
	fmt.Println(ada.Name, ada.Guest, ada.ID == id, found)

	gone, _ := engine.RemoveUser(id.String())
	for _, user := range engine.Users() {
		fmt.Println(user.Name)
	}
	out := engine.Do(gone.Name, model.Actor{}, model.Command{Op: model.List})
	fmt.Println(out.Rule)

	again, _ := engine.AddUser(tapsim.User{Name: gone.Name})
	state, _ := engine.State(gone.Name)
	fmt.Println(again == id, state.Exists())
	// Output:
	// Ada@contoso.example true true true
	// bob@contoso.example
	// user-missing
	// false false
}

// The directory refuses names that could be confused.
func ExampleEngine_AddUser() {
	engine, _ := morning()
	for _, name := range []string{"ada@contoso.example", "ADA@contoso.example", "me"} {
		if _, err := engine.AddUser(tapsim.User{Name: name}); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// add user "ADA@contoso.example": the name is taken: names are compared without case
	// add user "me": as a key this means a user by id, or the caller: give a user principal name
}

// Ahead lists the next change of each user, so a calendar of passes needs no timer.
// The engine cuts the time of its clock to ticks.
func ExampleEngine_Ahead() {
	clock := tapsim.NewVirtualClock(model.InstantOf(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)))
	policy := model.DefaultPolicy(model.Current)
	policy.Enabled = true
	engine := tapsim.New(tapsim.Config{Clock: clock, Policy: &policy})
	for _, name := range []string{"ada@contoso.example", "bob@contoso.example", "cem@contoso.example"} {
		engine.AddUser(tapsim.User{Name: name})
	}
	engine.Do("ada@contoso.example", model.Actor{}, model.Command{Op: model.Create, Lifetime: new(model.Minutes(480))})
	engine.Do("bob@contoso.example", model.Actor{}, model.Command{Op: model.Create, Start: new(engine.Now().Add(20 * model.Minute))})

	for _, change := range engine.Ahead() {
		in := change.At.Sub(engine.Now()) / model.Minute
		fmt.Println(in, "minutes:", change.Name, "from", change.Before, "to", change.After)
	}
	fmt.Println(clock.Now().Format(time.Kitchen), engine.Now())
	// Output:
	// 20 minutes: bob@contoso.example from NotYetValid to EnabledByPolicy
	// 480 minutes: ada@contoso.example from EnabledByPolicy to Expired
	// 9:00AM 2026-03-02T09:00:00Z
}

// The key that means the caller is compared without case.
func ExampleIsMe() {
	fmt.Println(tapsim.IsMe("me"), tapsim.IsMe("Me"), tapsim.IsMe("me@contoso.example"))
	// Output: true true false
}

// A tenant that was written down is restored. The code was not written down, so no
// sign-in with such a pass is accepted.
func ExampleEngine_PutPasses() {
	engine, clock := morning()
	if _, err := engine.AddUser(tapsim.User{Name: "ada@contoso.example"}); err != nil {
		fmt.Println(err)
	}
	pass := model.State{ID: model.ID{1}, Created: clock.Instant(), Start: clock.Instant(), Lifetime: 60, Once: true, Used: true}
	fmt.Println(engine.PutPasses(tapsim.Pass{User: "ada@contoso.example", State: pass}))

	out := engine.Do("ada@contoso.example", model.Actor{}, model.Command{Op: model.List})
	fmt.Println(out.View.ID, out.View.Reason)
	pass.Once = false
	fmt.Println(engine.PutPasses(tapsim.Pass{User: "bob@contoso.example", State: pass}))
	// Output:
	// <nil>
	// 01000000-0000-0000-0000-000000000000 OneTimeUsed
	// put a pass: there is no user "bob@contoso.example"
}
