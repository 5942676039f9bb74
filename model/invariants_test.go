package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// broken draws histories of a machine until one violates the invariant; empty: none
// does.
func broken(inv *variant.Invariant, m variant.Machine) string {
	var found string
	rapid.Check(&silentT{}, func(t *rapid.T) {
		fail := func(what string) {
			if what != "" {
				found = what
				t.Fatal(what)
			}
		}
		history(t, m, func(s *variant.Step) { fail(inv.Broken(m, s)) }, func(s *variant.PolicyStep) {
			if inv.BrokenByPolicy != nil {
				fail(inv.BrokenByPolicy(m, s))
			}
		})
	})
	return found
}

func TestEveryInvariantHolds(t *testing.T) {
	checks(t, 2000)
	for _, inv := range variant.Invariants() {
		t.Run(inv.ID, func(t *testing.T) {
			require.Empty(t, broken(&inv, variant.Reference()), inv.Text)
		})
	}
}

// sharing is a machine that remembers the slot of its last step, so that all users
// share one. It is no variant, because it is not a pure function: the end of one
// scenario would leak into the next.
func sharing() variant.Machine {
	var last model.State
	return variant.Machine{StepPolicy: model.StepPolicy, Step: func(_ model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		var out model.Outcome
		last, out = model.Step(last, env, cmd)
		return last, out
	}}
}

// Every invariant fails for a machine that violates it. An invariant that can never
// fail proves nothing.
func TestEveryInvariantCanFail(t *testing.T) {
	checks(t, 2000)
	breaks := map[string][]string{
		"one-pass":                {"same-id-again"},
		"usable-is-enabled":       {"end-included", "start-excluded"},
		"refusal-changes-nothing": {"refused-create-deletes", "read-changes-policy", "half-applied-update"},
		"once-is-once":            {"once-is-for-ever"},
		"code-leaves-once":        {"code-twice"},
		"old-is-gone":             {"old-id-found", "old-code-works"},
		"signs-in-exactly":        {"start-excluded", "any-code", "policy-captured"},
		"session-ends-with-pass":  {"session-outlives", "refresh-extends"},
		"time-goes-forward":       {"expired-wakes-up", "spent-wakes-up"},
		"off-and-on":              {"disabled-is-dropped", "update-replaces"},
		"policy-keeps-facts":      {"read-lengthens", "maximum-shortens"},
		"lifetime-in-range":       {"maximum-one-too-high", "minimum-of-9-taken"},
		"only-edges-count":        {"odd-instants"},
	}
	for _, inv := range variant.Invariants() {
		if inv.ID == "users-are-independent" || inv.ID == "same-again" {
			require.NotEmpty(t, broken(&inv, sharing()), "%s holds of the machine whose users share a slot", inv.ID)
			continue
		}
		require.NotEmpty(t, breaks[inv.ID], inv.ID)
		for _, id := range breaks[inv.ID] {
			v, ok := variant.Find(id)
			require.True(t, ok, id)
			require.NotEmpty(t, broken(&inv, v.Machine), "%s holds of the variant %s", inv.ID, id)
		}
	}
}
