package model_test

import (
	"fmt"
	"time"

	"github.com/tapsim/tap/model"
)

// A fault of one tick shows only at an edge. These are the instants worth testing for
// a pass of ten minutes.
func ExampleEdgeInstants() {
	start := model.InstantOf(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
	s := model.State{ID: model.ID{1}, Created: start, Start: start, Lifetime: 10}
	env := model.Env{Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true

	for _, env.Now = range model.EdgeInstants(start, s) {
		v, _ := s.View(env)
		fmt.Println(env.Now, v.Reason)
	}
	// Output:
	// 2026-01-05T09:00:00Z EnabledByPolicy
	// 2026-01-05T09:00:00.0000001Z EnabledByPolicy
	// 2026-01-05T09:09:59.9999999Z EnabledByPolicy
	// 2026-01-05T09:10:00Z Expired
	// 2026-01-05T09:10:00.0000001Z Expired
}

// The starts at which the answer changes.
func ExampleEdgeStarts() {
	env := model.Env{
		Now:    model.InstantOf(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)),
		Policy: model.DefaultPolicy(model.Current),
	}
	env.Policy.Enabled = true
	var before model.Rule
	for _, start := range model.EdgeStarts(env.Now, env.Policy.Default) {
		create := model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("+drkzqAD"), Start: &start}
		if _, out := model.Step(model.State{}, env, create); out.Rule != before {
			fmt.Println(start, out.Rule)
			before = out.Rule
		}
	}
	// Output:
	// 2026-01-05T08:58:59.9999999Z create-start-past
	// 2026-01-05T08:59:00Z create-accepted
	// 9999-12-31T22:50:00Z create-start-far
}

// A policy is tried with the lifetimes at its bounds, and at those of all policies.
func ExampleEdgeLifetimes() {
	env := model.Env{Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled, env.Policy.Minimum, env.Policy.Maximum = true, 30, 90
	for _, lifetime := range model.EdgeLifetimes(env.Policy) {
		create := model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("+drkzqAD"), Lifetime: &lifetime}
		_, out := model.Step(model.State{}, env, create)
		fmt.Println(lifetime, out.Rule)
	}
	// Output:
	// 0 create-lifetime-range
	// 9 create-lifetime-range
	// 10 create-lifetime-range
	// 11 create-lifetime-range
	// 29 create-lifetime-range
	// 30 create-accepted
	// 31 create-accepted
	// 89 create-accepted
	// 90 create-accepted
	// 91 create-lifetime-range
	// 43199 create-lifetime-range
	// 43200 create-lifetime-range
	// 43201 create-lifetime-range
}

// The end is exclusive: the last tick of a pass is the one before.
func ExampleState_Edges() {
	start := model.InstantOf(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
	s := model.State{ID: model.ID{1}, Created: start, Start: start, Lifetime: 60}

	edges := s.Edges()
	fmt.Println(edges[0], "to", edges[1])
	fmt.Println(edges[1].Sub(edges[0]) == s.Lifetime.Ticks(), edges[1] == s.End())
	// Output:
	// 2026-01-05T09:00:00Z to 2026-01-05T10:00:00Z
	// true true
}

// An Instant counts ticks of UTC, whatever the zone of the time. Anything finer than a
// tick is cut off.
func ExampleInstantOf() {
	berlin := time.FixedZone("CET", 3600)
	at := model.InstantOf(time.Date(2026, 1, 5, 10, 0, 0, 199, berlin))
	fmt.Println(at, at.Time().Location())
	fmt.Println(at.Sub(model.InstantOf(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))) == model.Tick)
	// Output:
	// 2026-01-05T09:00:00.0000001Z UTC
	// true
}
