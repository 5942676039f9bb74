package model_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every mutant is caught by the small worlds and by random stories, each by
// itself: a suite that lets a wrong machine through is no evidence for the
// right one. With -v it prints how short the counterexamples are.
func TestEveryMutantIsCaughtByEverySuite(t *testing.T) {
	checks(t, 20000)
	require.GreaterOrEqual(t, len(mutants), 14)
	t.Logf("%-50s %10s %6s %6s", "mutant", "exhaustive", "random", "table")
	for i, m := range mutants {
		// A pure function has no races to find, so a third is enough there.
		if i%3 != 0 && (raceEnabled || testing.Short()) {
			continue
		}
		small, drawn := exhaustive(m.step), random(m.step)
		table := "-"
		if edgeTables(m.step) != "" {
			table = "caught"
		}
		t.Logf("%-50s %10d %6d %6s", m.name, lengthOf(small), lengthOf(drawn), table)
		if small == "" {
			t.Errorf("the small worlds miss the machine in which %s", m.name)
		}
		if drawn == "" {
			t.Errorf("random stories miss the machine in which %s", m.name)
		}
	}
}

// A counterexample is a story that a colleague can read and replay.
func TestACounterexampleIsAStory(t *testing.T) {
	i := slices.IndexFunc(mutants, func(m mutant) bool { return m.name == "a one-time pass is not spent" })
	require.Equal(t, `edition documented
- create once=true
- sign in with the code of pass 1
- list
got  list-one view{1d000000-0000-0000-0000-000000000001 2025-10-02T11:06:40.0000007Z+60m once=true EnabledByPolicy}
want list-one view{1d000000-0000-0000-0000-000000000001 2025-10-02T11:06:40.0000007Z+60m once=true OneTimeUsed}`, exhaustive(mutants[i].step))
}
