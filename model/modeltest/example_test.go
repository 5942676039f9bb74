package modeltest_test

import (
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/modeltest"
)

// tenant is an env with passes enabled and an operator as the caller.
func tenant() model.Env {
	env := model.Env{Now: firstInstant, Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true
	return env
}

// A history of one slot: each command is drawn for the slot as it is by then. In a
// property, rapid.Check passes t and shrinks a failure.
func ExampleCommands() {
	history := rapid.Custom(func(t *rapid.T) (lines []string) {
		env := tenant()
		var slot model.State
		var passes []model.State
		for range 8 {
			env.Now = modeltest.Instants(env.Now, slot).Draw(t, "now")
			cmd := modeltest.Commands(env, passes...).Draw(t, "command")
			var out model.Outcome
			if slot, out = model.Step(slot, env, cmd); out.Rule == model.CreateAccepted {
				passes = append(passes, slot)
			}
			lines = append(lines, fmt.Sprintf("%-28s %s", env.Now, out.Rule))
		}
		return lines
	})
	for _, line := range history.Example(12) {
		fmt.Println(line)
	}
	// Output:
	// 2026-01-01T00:00:00Z         create-lifetime-range
	// 2026-01-01T00:00:00Z         create-accepted
	// 2026-01-01T00:59:59.9999999Z signin-accepted
	// 2026-01-01T00:59:59.9999999Z signin-accepted
	// 2026-01-01T00:59:59.9999999Z get-found
	// 2026-01-01T00:59:59.9999999Z signin-accepted
	// 2026-01-01T01:00:00.0000001Z signin-expired
	// 2026-01-01T01:00:00.0000002Z list-one
}

// The instants of a pass of an hour are now, its start and its end, and one tick to
// either side.
func ExampleInstants() {
	env := tenant()
	create := model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("secret")}
	slot, _ := model.Step(model.State{}, env, create)
	drawn := map[model.Instant]bool{}
	for seed := range 100 {
		drawn[modeltest.Instants(env.Now, slot).Example(seed)] = true
	}
	for _, at := range slices.Sorted(maps.Keys(drawn)) {
		fmt.Println(at)
	}
	// Output:
	// 2026-01-01T00:00:00Z
	// 2026-01-01T00:00:00.0000001Z
	// 2026-01-01T00:59:59.9999999Z
	// 2026-01-01T01:00:00Z
	// 2026-01-01T01:00:00.0000001Z
}

// Updates of a policy at the edges of its values: some of them are refused.
func ExamplePolicyCommands() {
	env := tenant()
	updates := modeltest.PolicyCommands(env.Policy)
	rules := map[model.Rule]bool{}
	for seed := range 300 {
		_, out := model.StepPolicy(env.Policy, env, updates.Example(seed))
		rules[out.Rule] = true
	}
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		fmt.Println(rule)
	}
	// Output:
	// policy-read
	// policy-range
	// policy-order
	// policy-update
	// policy-reset
}
