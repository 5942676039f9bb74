package explore_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
)

var editions = []model.Edition{model.Current, model.Documented, model.Preview}

// lifecycle is the graph of that world, with the ticks that a level needs.
func lifecycle(t *testing.T, e model.Edition, l explore.Level) *explore.Graph {
	w := explore.Lifecycle(e)
	if l == explore.Ticks {
		w.Tick = explore.FirstAndLast
	}
	g, err := explore.Explore(t.Context(), w)
	require.NoError(t, err)
	return g
}

var eachLevel = []explore.Level{explore.Reasons, explore.Regions, explore.Ticks}

// commands and waits are how many transitions each edition has at each level.
var commands, waits = map[model.Edition][3]int{
	model.Current: {120, 2170, 2896}, model.Documented: {120, 2800, 3736}, model.Preview: {110, 2734, 3626},
}, [3]int{3, 88, 128}

func TestEveryLevelHasItsTransitions(t *testing.T) {
	for _, e := range editions {
		for _, l := range eachLevel {
			g := lifecycle(t, e, l)
			all := g.Abstract(l)
			waiting := 0
			for _, a := range all {
				if a.Question.Kind == explore.Wait {
					require.NotEqual(t, a.Before, a.After)
					waiting++
				}
			}
			require.Equal(t, commands[e][l], len(all)-waiting, "%s %s", e, l)
			require.Equal(t, waits[l], waiting, "%s %s", e, l)
			require.Equal(t, all, lifecycle(t, e, l).Abstract(l), "the order is the same each time")
			texts := map[string]bool{}
			for _, a := range all {
				require.False(t, texts[a.String()], "two transitions read the same: %s", a)
				texts[a.String()] = true
			}
		}
	}
}

// There are 120 abstract states at the level of regions: three switches of the policy, and
// no pass or one of three sorts among its edges.
func TestAbstractStates(t *testing.T) {
	g := lifecycle(t, model.Current, explore.Ticks)
	for l, n := range map[explore.Level]int{explore.Reasons: 6, explore.Regions: 120, explore.Ticks: 160} {
		states := map[explore.AbstractState]bool{}
		for s := range g.States() {
			states[g.AbstractState(l, s)] = true
		}
		require.Len(t, states, n, l)
	}
}

func TestATourTakesEveryTransition(t *testing.T) {
	for _, e := range editions {
		for _, l := range eachLevel {
			g := lifecycle(t, e, l)
			all := g.Abstract(l)
			for _, length := range []int{0, 20, 10} {
				traces := g.Tour(l, length)
				taken, n := map[explore.AbstractTransition]bool{}, 0
				for i := range traces {
					n += traces[i].Commands()
					require.True(t, length == 0 || traces[i].Commands() <= length)
					last := traces[i].Steps[len(traces[i].Steps)-1]
					require.NotEqual(t, explore.Wait, last.Input.Kind, "no command follows a wait")
					for at, s := range traces[i].Steps {
						if at == 0 {
							require.Equal(t, traces[i].Begin, s.From)
						} else {
							require.Equal(t, traces[i].Steps[at-1].To, s.From)
						}
					}
					for _, a := range traces[i].Abstract(l) {
						taken[a] = true
					}
				}
				for _, a := range all {
					require.True(t, taken[a], "%s %s %d: %s", e, l, length, a)
				}
				t.Logf("%s %s, at most %d commands: %d transitions, %d traces, %d commands", e, l, length, len(all), len(traces), n)
				require.Less(t, n, 17*len(all)/10, "%s %s", e, l)
				if l == explore.Ticks {
					continue
				}
				again := lifecycle(t, e, l).Tour(l, length)
				require.Equal(t, len(traces), len(again))
				for i := range traces {
					require.Equal(t, traces[i].String(), again[i].String())
				}
			}
		}
	}
}

// What is farther from the beginning than a trace is long is left out.
func TestATourThatIsTooShort(t *testing.T) {
	g := lifecycle(t, model.Current, explore.Reasons)
	taken := []explore.AbstractTransition{}
	for _, trace := range g.Tour(explore.Reasons, 1) {
		require.Equal(t, 1, trace.Commands())
		taken = append(taken, trace.Abstract(explore.Reasons)...)
	}
	for _, a := range g.Abstract(explore.Reasons) {
		first := a.Before.Reason == 0 && a.Question.Pass != explore.Earlier && a.Rule != model.CreateGated && a.Rule != model.CreateOnceRequired
		require.Equal(t, first, slices.Contains(taken, a), "%s", a)
	}
}
