package explore

import (
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// thorough compares all worlds: .ci/run has it, where there is no race detector.
var thorough = flag.Bool("thorough", false, "compare all worlds, and not the small ones alone")

var editions = []model.Edition{model.Current, model.Documented, model.Preview}

func newYearOf(year int) model.Instant {
	return model.InstantOf(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC))
}

func explored(t testing.TB, w World) *Graph {
	g, err := Explore(t.Context(), w)
	require.NoError(t, err)
	return g
}

// No answer depends on which instant of a region is taken, or on the century. A world with
// instants of its own has no regions, and is left out.
func TestExact(t *testing.T) {
	whole := 0
	for _, e := range editions {
		for _, w := range Worlds(e) {
			if w.Instants != nil || !*thorough && !slices.Contains([]string{"lifecycle", "targets", "access"}, w.Name) {
				continue
			}
			w.Epoch = newYearOf(2025)
			middle := explored(t, w)
			for _, tick := range []Tick{Middle, FirstTick, LastTick} {
				for _, year := range []int{1970, 2025, 3169} {
					if !*thorough && (tick == Middle) == (year == 2025) {
						continue // either the tick or the year is another one
					}
					w.Tick, w.Epoch = tick, newYearOf(year)
					other := explored(t, w)
					compared, different := Same(middle, other)
					require.Zero(t, different, "%s, %s: tick %d of a region, from %d", e, w.Name, tick, year)
					require.Equal(t, middle.Count(), compared, "%s, %s: nothing is missing", e, w.Name)
					require.Equal(t, middle.Len(), other.Len())
					whole += compared
				}
			}
		}
	}
	t.Logf("%d transitions compared: 0 differ, 0 missing", whole)
}

// A machine whose answers depend on the time in another way is found out, by that
// instant or that year in which it shows.
func TestSameFinds(t *testing.T) {
	wrong := func(id string) variant.Machine {
		v, ok := variant.Find(id)
		require.True(t, ok, id)
		return v.Machine
	}
	steps := func(step func(model.State, model.Env, model.Command) (model.State, model.Outcome)) variant.Machine {
		return variant.Machine{Step: step}
	}
	for _, of := range []struct {
		name    string
		machine variant.Machine
		shows   []string
	}{
		{"the reference", variant.Reference(), nil},
		{"end-a-tick-early", wrong("end-a-tick-early"), []string{"last tick"}},
		{"start-a-tick-early", wrong("start-a-tick-early"), []string{"last tick"}},
		{"end-a-tick-late", wrong("end-a-tick-late"), []string{"first tick"}},
		{"compares with the next tick", steps(func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			if cmd.Op == model.SignIn {
				env.Now++
			}
			return model.Step(s, env, cmd)
		}), []string{"last tick"}},
		{"refuses all sign-ins from the year 3000", steps(func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			if cmd.Op == model.SignIn && env.Now >= newYearOf(3000) {
				return s, model.Outcome{Rule: model.SigninExpired}
			}
			return model.Step(s, env, cmd)
		}), []string{"3169"}},
		{"spends a pass half a minute before it starts", steps(func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			next, out := model.Step(s, env, cmd)
			if cmd.Op == model.SignIn && out.Rule == model.SigninEarly && s.Once && s.Start.Sub(env.Now) >= 30*model.Second {
				next.Used = true // no answer says so yet
			}
			return next, out
		}), []string{"last tick"}},
	} {
		t.Run(of.name, func(t *testing.T) {
			w := Lifecycle(model.Current)
			w.Machine = of.machine
			middle := explored(t, w)
			var shows []string
			for _, other := range []struct {
				name string
				tick Tick
				year int
			}{{"first tick", FirstTick, 2025}, {"last tick", LastTick, 2025}, {"1970", Middle, 1970}, {"3169", Middle, 3169}} {
				w.Tick, w.Epoch = other.tick, newYearOf(other.year)
				g := explored(t, w)
				compared, different := Same(middle, g)
				back, differentBack := Same(g, middle)
				require.Equal(t, []int{compared, different}, []int{back, differentBack}, "whichever comes first")
				if different > 0 {
					require.Less(t, different, compared)
					t.Logf("%s: %d of %d differ", other.name, different, compared)
					shows = append(shows, other.name)
				}
			}
			require.Equal(t, of.shows, shows)
		})
	}
}

// Graphs of different worlds have nothing to compare, or different states.
func TestSameOfOthers(t *testing.T) {
	life, access := explored(t, Lifecycle(model.Current)), explored(t, accessWorld(model.Current))
	compared, different := Same(life, access)
	require.Equal(t, life.Count()+access.Count(), compared)
	require.Equal(t, compared, different)

	w := Lifecycle(model.Current)
	w.Tick = FirstAndLast
	_, different = Same(life, explored(t, w))
	require.Positive(t, different, "two instants for a region are no renaming of one")

	w = Lifecycle(model.Current)
	w.Policies[0].Enabled = false
	compared, different = Same(life, explored(t, w))
	require.Equal(t, 2*life.Count(), compared, "they begin differently, so no pair is met")
	require.Equal(t, compared, different)
}
