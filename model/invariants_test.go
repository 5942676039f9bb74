package model_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

// breakers are machines that break one invariant and behave otherwise. Those
// that break more live among the mutants.
var breakers = []mutant{
	{"an expired pass wakes up again", before(func(s *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op != model.Create && s.Exists() && env.Now > s.End() {
			env.Now = s.Start
		}
	})},
	{"a disabled pass is dropped when it is read", afterwards(func(_ model.State, _ *model.Env, cmd *model.Command, next *model.State, out *model.Outcome) {
		if cmd.Op == model.List && out.View.Reason == model.DisabledByPolicy {
			*next = model.State{}
		}
	})},
	{"a read adapts the pass to the policy", afterwards(func(_ model.State, env *model.Env, cmd *model.Command, next *model.State, _ *model.Outcome) {
		if cmd.Op == model.List && next.Exists() {
			next.Lifetime = max(next.Lifetime, env.Policy.Minimum)
		}
	})},
	{"the oddness of an instant matters", before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		env.Policy.Enabled = env.Policy.Enabled && env.Now%2 != 0
	})},
	{"all users share one slot", sharing()},
}

// sharing is a machine that remembers the last slot that it left to anybody.
func sharing() stepFunc {
	var last model.State
	return func(_ model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		var out model.Outcome
		last, out = model.Step(last, env, cmd)
		return last, out
	}
}

// Every invariant fails of a machine that breaks it: an invariant that never
// fails says nothing when it holds.
func TestEveryInvariantCanFail(t *testing.T) {
	checks(t, 2000)
	all := slices.Concat(mutants, breakers)
	for _, c := range []struct {
		number int
		holds  invariant
		broken string
	}{
		{1, atMostOnePassPerUser, "the id of a replaced pass is still found"},
		{2, usableExactlyWhenEnabledByPolicy, "the end is included"},
		{3, refusalsAndReadsChangeNothing, "a refused create deletes"},
		{4, aOneTimePassIsAcceptedAtMostOnce, "a one-time pass is not spent"},
		{5, theCodeLeavesOnce, "the code is returned twice"},
		{6, anOldCodeOrIDIsNeverAccepted, "the code of a replaced pass still works"},
		{7, aSignInIsAcceptedExactlyWhen, "the start is excluded"},
		{8, aSessionEndsWithItsPass, "the session outlives the pass"},
		{9, timeMovesAPassForwardOnly, "an expired pass wakes up again"},
		{10, disableThenEnableIsNothing, "a disabled pass is dropped when it is read"},
		{11, aPolicyChangeNeverChangesAStoredFact, "a read adapts the pass to the policy"},
		{12, usersAreIndependent, "all users share one slot"},
		{13, theSameStoryTwiceIsTheSame, "all users share one slot"},
		{14, lifetimesLieInTheRangeOfTheirTime, "the maximum is one too high"},
		{15, answersDependOnTimeThroughEdgesOnly, "the oddness of an instant matters"},
	} {
		i := slices.IndexFunc(all, func(m mutant) bool { return m.name == c.broken })
		require.GreaterOrEqual(t, i, 0, c.broken)
		d := &deaf{}
		rapid.Check(d, func(t *rapid.T) { c.holds(t, all[i].step) })
		require.True(t, d.failed, "invariant %d holds of the machine in which %s", c.number, c.broken)
	}
}
