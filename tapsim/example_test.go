package tapsim_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// morning is an engine with the same answers in every run.
func morning() (*tapsim.Engine, *tapsim.VirtualClock) {
	clock := tapsim.NewVirtualClock(model.InstantOf(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)))
	policy := model.DefaultPolicy(model.Current)
	policy.Enabled = true
	return tapsim.New(tapsim.Config{
		Clock:  clock,
		Policy: &policy,
		Random: rand.NewChaCha8([32]byte{1}),
	}), clock
}

// The zero Config works: real time, random codes, and the policy of a new tenant,
// which is disabled, so it has to be enabled first.
func ExampleNew() {
	engine := tapsim.New(tapsim.Config{})
	if _, err := engine.AddUser(tapsim.User{Name: "ada@contoso.example"}); err != nil {
		fmt.Println(err)
	}
	create := model.Command{Op: model.Create}
	fmt.Println(engine.Do("ada@contoso.example", model.Actor{}, create).Rule)

	engine.StepPolicy(model.Actor{}, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(true)})
	fmt.Println(engine.Do("ada@contoso.example", model.Actor{}, create).Rule)
	// Output:
	// create-gated
	// create-accepted
}

// A code prints as dots, unless a caller reveals it.
func ExampleEngine_Do() {
	engine, _ := morning()
	engine.AddUser(tapsim.User{Name: "ada@contoso.example"})

	once := true
	made := engine.Do("ada@contoso.example", model.Actor{}, model.Command{Op: model.Create, Once: &once})
	fmt.Println(made.Rule, made.Code, len(made.Code.Reveal()))

	signIn := model.Command{Op: model.SignIn, Code: made.Code}
	for range 2 {
		out := engine.Do("ADA@contoso.example", model.Actor{}, signIn)
		fmt.Println(out.Rule, out.Accepted())
	}
	// Output:
	// create-accepted •••••••• 8
	// signin-accepted true
	// signin-used false
}

// A change of a user counts from the next command on.
func ExampleEngine_UpdateUser() {
	engine, _ := morning()
	engine.AddUser(tapsim.User{Name: "ada@contoso.example", Guest: true})

	external := true
	fmt.Println(engine.UpdateUser("ada@contoso.example", tapsim.UserUpdate{External: &external}).Rule)
	fmt.Println(engine.Do("ada@contoso.example", model.Actor{}, model.Command{Op: model.Create}).Rule)
	// Output:
	// user-update
	// create-guest
}

func ExampleEngine_StepPolicy() {
	engine, _ := morning()
	short := model.Minutes(5)
	policy, out := engine.StepPolicy(model.Actor{}, model.PolicyCommand{Op: model.UpdatePolicy, Minimum: &short})
	fmt.Println(out.Rule, policy.Minimum)
	// Output: policy-range 60
}

// A loop over Next gives all changes by time alone.
func ExampleEngine_Next() {
	engine, clock := morning()
	engine.AddUser(tapsim.User{Name: "ada@contoso.example"})
	later := clock.Instant().Add(30 * model.Minute)
	engine.Do("ada@contoso.example", model.Actor{}, model.Command{Op: model.Create, Start: &later})

	for change, ok := engine.Next(); ok; change, ok = engine.Next() {
		fmt.Println(change.At, change.Name, change.Before, "to", change.After)
		clock.Set(change.At)
	}
	// Output:
	// 2026-03-02T09:30:00Z ada@contoso.example NotYetValid to EnabledByPolicy
	// 2026-03-02T10:30:00Z ada@contoso.example EnabledByPolicy to Expired
}

func ExampleEngine_Changes() {
	engine, clock := morning()
	for _, name := range []string{"bob@contoso.example", "ada@contoso.example"} {
		engine.AddUser(tapsim.User{Name: name})
		engine.Do(name, model.Actor{}, model.Command{Op: model.Create})
	}
	now := clock.Instant()
	for _, change := range engine.Changes(now, now.Add(60*model.Minute)) {
		fmt.Println(change.At, change.Name, change.After)
	}
	// Output:
	// 2026-03-02T10:00:00Z ada@contoso.example Expired
	// 2026-03-02T10:00:00Z bob@contoso.example Expired
}

func ExampleEngine_Snapshot() {
	engine, _ := morning()
	engine.AddUser(tapsim.User{Name: "ada@contoso.example"})
	before := engine.Snapshot()

	engine.Do("ada@contoso.example", model.Actor{}, model.Command{Op: model.Create})
	engine.Restore(before)
	state, _ := engine.State("ada@contoso.example")
	fmt.Println(state.Exists())
	// Output: false
}

// A history can be replayed. The first event with another result is an error.
func ExampleReplay() {
	var history []tapsim.Event
	policy := model.DefaultPolicy(model.Current)
	policy.Enabled = true
	engine := tapsim.New(tapsim.Config{Policy: &policy, Record: func(e tapsim.Event) { history = append(history, e) }})
	engine.AddUser(tapsim.User{Name: "ada@contoso.example"})
	engine.Do("ada@contoso.example", model.Actor{}, model.Command{Op: model.Create})

	again, err := tapsim.Replay(slices.Values(history))
	state, _ := again.State("ada@contoso.example")
	fmt.Println(state.Exists(), err)

	history[1].Outcome.Rule = model.CreateGuest
	_, err = tapsim.Replay(slices.Values(history))
	fmt.Println(err)
	// Output:
	// true <nil>
	// event 2, ada@contoso.example: the history says create-guest, the model says create-accepted: the model has changed since
}

func ExampleVirtualClock() {
	clock := tapsim.NewVirtualClock(model.InstantOf(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)))
	fmt.Println(clock.Set(clock.Instant().Add(model.Minute)))
	fmt.Println(clock.Set(clock.Instant().Add(-model.Minute)))
	clock.Rewind(clock.Instant().Add(-model.Minute))
	fmt.Println(clock.Instant())
	// Output:
	// <nil>
	// set the clock to 2026-03-02T09:00:00Z: it stands at 2026-03-02T09:01:00Z, and only Rewind moves it back, for a skew that is meant
	// 2026-03-02T09:00:00Z
}
