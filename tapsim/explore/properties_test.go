package explore

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// Every property holds in every world and edition, and its premise holds in one of them.
// The largest worlds are visited in one edition, or with -thorough in all.
func TestPropertiesHold(t *testing.T) {
	var worlds []World
	for _, name := range model.Editions() {
		e, err := model.ParseEdition(name)
		require.NoError(t, err)
		for _, w := range Worlds(e) {
			if large := w.Name == "edges" || w.Name == "ranges"; !large || *thorough || e == model.Current && !raceEnabled {
				worlds = append(worlds, w)
			}
		}
	}
	visits, err := VisitAll(t.Context(), worlds, Properties(), nil)
	require.NoError(t, err)
	for _, f := range Total(visits) {
		require.Nil(t, f.Violation, f.Name)
		require.Positive(t, f.Held, f.Name)
	}
}

// instead is a machine in which a command on a pass is answered by another function where it
// is one of these.
func instead(ops []model.Op, step func(model.State, model.Env, model.Command) (model.State, model.Outcome)) variant.Machine {
	m := variant.Reference()
	m.Step = func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		if slices.Contains(ops, cmd.Op) {
			return step(s, env, cmd)
		}
		return model.Step(s, env, cmd)
	}
	return m
}

// Each property is violated by a machine that is wrong in that way, with a shortest trace.
func TestPropertiesFindFaults(t *testing.T) {
	signIn := []model.Op{model.SignIn}
	accept := func(out *model.Outcome) { out.Rule = model.SigninAccepted }
	for name, c := range map[string]struct {
		machine  variant.Machine
		world    string
		commands int // of the trace
	}{
		"resettable": {instead([]model.Op{model.Delete}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			if s.Used {
				return s, model.Outcome{Rule: model.DeleteMissing}
			}
			return model.Step(s, env, cmd)
		}), "lifecycle", 2},
		"usable-again": {variant.Machine{StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
			if cmd.Enabled != nil && *cmd.Enabled {
				cmd.Enabled = nil
			}
			return model.StepPolicy(p, env, cmd)
		}}, "lifecycle", 1},
		"time-ends-it": {instead([]model.Op{model.Create}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			s, out := model.Step(s, env, cmd)
			if out.Accepted() {
				s.Lifetime = math.MaxInt32
			}
			return s, out
		}), "lifecycle", 1},
		"create-forgets": {instead([]model.Op{model.Create}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			next, out := model.Step(s, env, cmd)
			next.Used = next.Once && s.Used
			return next, out
		}), "lifecycle", 3},
		"spent-stays-spent": {instead([]model.Op{model.List}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			_, out := model.Step(s, env, cmd)
			s.Used = false
			return s, out
		}), "lifecycle", 3},
		"over-stays-over": {instead(signIn, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			next, out := model.Step(s, env, cmd)
			if out.Rule == model.SigninExpired {
				accept(&out)
			}
			return next, out
		}), "lifecycle", 2},
		"revocation-is-immediate": {instead([]model.Op{model.Refresh}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			env.Policy.Enabled = true
			return model.Step(s, env, cmd)
		}), "lifecycle", 4},
		"one-interval": {instead(signIn, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			next, out := model.Step(s, env, cmd)
			if out.Rule == model.SigninAccepted && env.Now > s.Start {
				return s, model.Outcome{Rule: model.SigninExpired}
			}
			if env.Now == s.End() && s.Code.Matches(cmd.Code) {
				accept(&out)
			}
			return next, out
		}), "lifecycle", 1},
		"wrong-code-learns-nothing": {variant.Reading(model.StateBeforeCode), "lifecycle", 2},
		"refused-learns-nothing": {instead([]model.Op{model.Get}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			next, out := model.Step(s, env, cmd)
			if out.Rule == model.AccessRefused && !s.Exists() {
				out.Rule = model.GetMissing
			}
			return next, out
		}), "access", 2},
		"create-checks-in-order": {instead([]model.Op{model.Create}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			if s.Exists() && cmd.Start != nil && cmd.Once != nil {
				other := cmd
				other.Once = nil
				if next, out := model.Step(s, env, other); out.Rule == model.CreateStartPast {
					return next, out
				}
			}
			return model.Step(s, env, cmd)
		}), "lifecycle", 3},
		"editions-refine": {instead([]model.Op{model.Create}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			if env.Edition == model.Current && cmd.Lifetime != nil && *cmd.Lifetime == 0 {
				cmd.Lifetime = nil
			}
			return model.Step(s, env, cmd)
		}), "lifecycle", 1},
		"stricter-accepts-less": {instead(signIn, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			if next, out := model.Step(s, env, cmd); !out.Accepted() || env.Policy.OnceOnly {
				return next, out
			}
			return s, model.Outcome{Rule: model.SigninDisabled}
		}), "lifecycle", 2},
		"updates-commute": {variant.Machine{StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
			if cmd.OnceOnly != nil {
				cmd.OnceOnly = new(!p.OnceOnly)
			}
			return model.StepPolicy(p, env, cmd)
		}}, "lifecycle", 0},
	} {
		worlds := Worlds(model.Current)
		w := worlds[slices.IndexFunc(worlds, func(w World) bool { return w.Name == c.world })]
		w.Machine = c.machine
		g, err := Explore(t.Context(), w)
		require.NoError(t, err)
		all := Properties()
		found, err := g.Check(t.Context(), all[slices.IndexFunc(all, func(p Property) bool { return p.Name == name })])
		require.NoError(t, err)
		require.NotNil(t, found[0].Violation, name)
		require.False(t, found[0].Good())
		require.Equal(t, c.commands, found[0].Violation.Trace.Commands(), "%s: %s", name, &found[0].Violation.Trace)
	}
}

// A machine that changes a list of the policy in place changes that of everybody.
func TestFrameFindsAFault(t *testing.T) {
	w := Lifecycle(model.Current)
	w.Policies[0].Include = []model.Target{{Type: model.GroupTarget, All: true}}
	w.Machine = instead([]model.Op{model.List}, func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		env.Policy.Include[0].All = false
		return model.Step(s, env, cmd)
	})
	g, err := Explore(t.Context(), w)
	require.NoError(t, err)
	all := Properties()
	found, err := g.Check(t.Context(), all[slices.IndexFunc(all, func(p Property) bool { return p.Name == "frame" })])
	require.NoError(t, err)
	require.NotNil(t, found[0].Violation)
}

// A premise that never holds is a failure.
func TestAPropertyThatSaysNothingIsNotGood(t *testing.T) {
	g, err := Explore(t.Context(), World{})
	require.NoError(t, err)
	found, err := g.Check(t.Context(), Sometimes("never", "a refresh is accepted", func(m *Moment) bool { return m.Outcome.Rule == model.RefreshAccepted && m.Input.Pass == NeverMade }))
	require.NoError(t, err)
	require.Zero(t, found[0].Held)
	require.False(t, found[0].Good())
}

// A world that never ends is an error, and so is a context that is done.
func TestAWorldWithoutAnEnd(t *testing.T) {
	if raceEnabled {
		t.Skip("it is large")
	}
	v, ok := variant.Find("replacement-keeps-creation")
	require.True(t, ok)
	w := Lifecycle(model.Current)
	w.Machine = v.Machine
	_, err := Explore(t.Context(), w)
	require.ErrorIs(t, err, ErrEndless)
}
