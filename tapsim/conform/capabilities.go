package conform

import (
	"slices"

	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Lacks says what a scenario needs and the subject did not announce; empty, if nothing is
// missing. A subject without capabilities can be asked everything.
func Lacks(a *protocol.Capabilities, s *scenario.Scenario) string {
	if a == nil {
		return ""
	}
	if !slices.Contains(a.Editions, s.Edition.String()) {
		return "the edition " + s.Edition.String()
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		if !slices.Contains(a.Ops, step.Op) {
			return "the op " + string(step.Op)
		}
		if needsActors(step) && !slices.Contains(a.Features, "actors") {
			return "the feature actors"
		}
	}
	return ""
}

// needsActors reports whether a step needs the feature actors: it has an actor, or names
// its user as me.
func needsActors(step *scenario.Step) bool { return step.Actor != nil || tapsim.IsMe(step.User) }
