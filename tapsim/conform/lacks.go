package conform

import (
	"slices"

	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Lacks says what a scenario asks for that a subject did not announce; empty if
// it can be asked everything. One that announces nothing can.
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

// needsActors reports whether a step asks who may do it: it names a caller, or the
// user of whatever caller there is.
func needsActors(step *scenario.Step) bool { return step.Actor != nil || tapsim.IsMe(step.User) }
