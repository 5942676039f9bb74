package explore

import (
	"iter"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// short is a life with one switch of the policy.
func short(t *testing.T) *Graph {
	w := Lifecycle(model.Current)
	w.Tick, w.Creates, w.Starts = FirstAndLast, nil, []Start{{}, {Now, model.Minute}}
	w.Updates = append(switches()[:2], model.PolicyCommand{Op: model.ReadPolicy})
	g, err := Explore(t.Context(), w)
	require.NoError(t, err)
	return g
}

// The characterization set tells any two states apart that anything tells apart. Here all
// sequences of up to three inputs are tried.
func TestTheCharacterizationSetTellsApartWhatCanBe(t *testing.T) {
	g := short(t)
	o, w := g.observe(), g.characterize()
	require.Less(t, len(w), 6)
	told := func(p [2]int32) bool {
		return slices.ContainsFunc(w, func(seq []int) bool { return o.tells(seq, p) })
	}
	pairs := o.distinguishable()
	for _, p := range pairs {
		require.True(t, told(p), "%v and %v", g.states[p[0]], g.states[p[1]])
	}
	apart := map[[2]int32]bool{}
	for _, p := range pairs {
		apart[p] = true
	}
	for length := 1; length <= 2; length++ {
		for seq := range sequences(o.inputs, length) {
			for a := range int32(len(g.states)) {
				for b := a + 1; b < int32(len(g.states)); b += 7 {
					if o.tells(seq, [2]int32{a, b}) && !apart[[2]int32{a, b}] {
						t.Fatalf("%v tells %v and %v apart, and nothing is said to", seq, g.states[a], g.states[b])
					}
				}
			}
		}
	}
}

// shows reports whether a trace shows that another machine is not that of its graph.
func shows(t *Trace, step func(model.State, model.Env, model.Command) (model.State, model.Outcome)) bool {
	slot := t.Begin.Slot
	for i := range t.Steps {
		s := &t.Steps[i]
		if s.Input.Kind == OfPass {
			env := t.graph.Env(s.From, s.Input)
			cmd := s.Input.command(s.From.Now, &env.Policy)
			_, right := model.Step(s.From.Slot, env, cmd)
			next, out := step(slot, env, cmd)
			if seenOf(&right, env.Now) != seenOf(&out, env.Now) {
				return true
			}
			slot = next
		}
		// The world is shifted in time, and the slot with it.
		if slot.Exists() && s.To.Slot.Exists() {
			slot.Created, slot.Start = s.To.Slot.Created, s.To.Slot.Start
		}
	}
	return false
}

func caught(traces iter.Seq[Trace], step func(model.State, model.Env, model.Command) (model.State, model.Outcome)) bool {
	for t := range traces {
		if shows(&t, step) {
			return true
		}
	}
	return false
}

// A machine that goes to a wrong state in one place, and answers rightly there, is caught
// by the W method wherever the place is.
func TestAWrongNextStateIsCaughtByTheWMethod(t *testing.T) {
	g := short(t)
	places := 0
	for x := range g.Transitions() {
		slot := x.From.Slot
		if x.Label.Rule != model.SigninDisabled || !slot.Once || slot.Used || x.Input.Pass != Current || x.From.Now >= slot.End() || x.From.Now < slot.Start || x.From.Earlier || x.From.Session {
			continue
		}
		places++
		spends := func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			next, out := model.Step(s, env, cmd)
			if s == slot && env.Now == x.From.Now && out.Rule == model.SigninDisabled && cmd.Code == codes[Current] {
				next.Used = true
			}
			return next, out
		}
		require.True(t, caught(g.WMethod(0), spends), "%v", x.From)
	}
	require.Positive(t, places)
}

// One more input in between is for a machine with one more state: here a pass that counts
// its refused sign-ins.
func TestAFurtherStateIsCaughtWithOneInputMore(t *testing.T) {
	g := short(t)
	// Spent before its start is a state that the model never comes to, and no answer shows
	// it before the start.
	spends := func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		next, out := model.Step(s, env, cmd)
		if out.Rule == model.SigninEarly && s.Once {
			next.Used = true
		}
		return next, out
	}
	require.True(t, caught(g.WMethod(1), spends))
	zero := 0
	for range g.WMethod(0) {
		zero++
	}
	one := 0
	for range g.WMethod(1) {
		one++
	}
	require.Greater(t, one, 10*zero)
}
