package model_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

// sharing is a machine that remembers the last slot that it left to anybody, so
// that all users share one. It stands apart from the mutants since it is no
// function: the suites begin each scenario anew, and it would carry the end of one
// into the next, where what it gets wrong is no counterexample to anything.
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
	all := append(slices.Clone(mutants), mutant{"all users share one slot", machine{step: sharing()}})
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
		{9, timeMovesAPassForwardOnly, "a spent pass wakes up"},
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
