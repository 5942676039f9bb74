package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// An invariant says under which readings it does not hold, and that is exact: it holds
// under the others, and fails under each of these.
func TestEachInvariantSaysUnderWhichReadingsItHolds(t *testing.T) {
	checks(t, 500)
	seed(t, 1) // so that a rare history is drawn every time
	for _, inv := range variant.Invariants() {
		t.Run(inv.ID, func(t *testing.T) {
			var not model.Readings
			for _, one := range model.AllReadings() {
				if broken(&inv, variant.Reading(one)) != "" {
					not |= one
				}
			}
			require.Equal(t, inv.Unless.String(), not.String(), inv.Text)
		})
	}
}
