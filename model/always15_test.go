package model_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

// Rule, status and reason are the same at any two instants that lie alike with
// respect to all edges. This is what makes a search over the edges exhaustive.
var answersDependOnTimeThroughEdgesOnly = always(func(t *rapid.T, step stepFunc, h happening) {
	edges := edgesOf(h)
	var alike []model.Instant
	for _, now := range around(edges, h.env.Now) {
		if sameOrder(edges, now, h.env.Now) {
			alike = append(alike, now)
		}
	}
	env := h.env
	env.Now = rapid.SampledFrom(alike).Draw(t, "now")
	_, out := step(h.before, env, h.cmd)
	require.Equal(t, h.out.Rule, out.Rule)
	require.Equal(t, h.out.Rule.Answer().Status, out.Rule.Answer().Status)
	require.Equal(t, h.out.View.Reason, out.View.Reason)

	// And every instant in the answer is now, or a start, or either plus a
	// constant.
	if v := out.View; v != (model.View{}) && h.cmd.Op == model.Create {
		require.Equal(t, env.Now, v.Created)
		require.Equal(t, newest(env.Now, h.cmd.Start), v.Start)
	}
	if out.SessionEnds != 0 {
		require.Equal(t, h.before.Start.Add(h.before.Lifetime.Ticks()), out.SessionEnds)
	}
	if out.RegisterBy != 0 {
		require.Equal(t, env.Now.Add(model.RegistrationWindow), out.RegisterBy)
	}
})

func TestAlways15AnswersDependOnTimeThroughEdgesOnly(t *testing.T) {
	answersDependOnTimeThroughEdgesOnly.check(t)
}

// edgesOf collects the instants that the answer may hang on.
func edgesOf(h happening) (edges []model.Instant) {
	if h.before.Exists() {
		pass := h.before.Edges()
		edges = append(edges, pass[:]...)
	}
	if h.cmd.Op != model.Create {
		return edges
	}
	lifetime := newest(h.env.Policy.Default, h.cmd.Lifetime)
	last := model.LastInstant.Add(-lifetime.Ticks() - model.RegistrationWindow)
	if h.cmd.Start == nil {
		return append(edges, last+1) // the first now that is too late
	}
	start := *h.cmd.Start
	return append(edges, start, start.Add(model.StartTolerance), start.Add(model.StartTolerance+model.Tick))
}

// around lists now, each edge with its neighbours, and the middles between.
func around(edges []model.Instant, now model.Instant) []model.Instant {
	all := []model.Instant{now}
	sorted := slices.Sorted(slices.Values(edges))
	for i, e := range sorted {
		all = append(all, e-1, e, e+1, e.Add(-model.Minute), e.Add(model.Minute))
		if i > 0 {
			all = append(all, sorted[i-1].Add(e.Sub(sorted[i-1])/2))
		}
	}
	return all
}

func sameOrder(edges []model.Instant, a, b model.Instant) bool {
	return !slices.ContainsFunc(edges, func(e model.Instant) bool { return (a < e) != (b < e) })
}
