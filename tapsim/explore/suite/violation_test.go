package suite_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// violated is the scenario of a property in a user's life with a machine.
func violated(t *testing.T, m variant.Machine, p explore.Property) *scenario.Scenario {
	w := explore.Lifecycle(model.Current)
	w.Machine = m
	g, err := explore.Explore(t.Context(), w)
	require.NoError(t, err)
	found, err := g.Check(t.Context(), p)
	require.NoError(t, err)
	s, err := suite.Violation(&found[0])
	require.NoError(t, err)
	text, err := write.Scenario(s)
	require.NoError(t, err)
	read, err := scenario.Parse("violation.yaml", text)
	require.NoError(t, err)
	return read
}

// What the model itself violates is a scenario that it fails at the last step, and at no
// other: whether the property is about an accepted answer, a refused one, or a state.
func TestTheModelFailsAtTheStepOfItsViolation(t *testing.T) {
	never := func(name string, is func(*explore.Moment) bool) explore.Property {
		return explore.Step(name, "it never happens", is, func(*explore.Moment) string { return "it happens" })
	}
	for _, p := range []explore.Property{
		never("accepted", func(m *explore.Moment) bool { return m.Outcome.Rule == model.SigninAccepted }),
		never("refused", func(m *explore.Moment) bool { return m.Outcome.Rule == model.SigninUsed }),
		never("created", func(m *explore.Moment) bool { return m.Outcome.Rule == model.CreateAccepted }),
		never("out-of-range", func(m *explore.Moment) bool { return m.Outcome.Rule == model.CreateLifetimeRange }),
		never("deleted", func(m *explore.Moment) bool { return m.Outcome.Rule == model.DeleteFound }),
		never("found", func(m *explore.Moment) bool { return m.Outcome.Rule == model.GetFound }),
		never("updated", func(m *explore.Moment) bool { return m.Outcome.Rule == model.PolicyUpdate }),
		never("listed-late", func(m *explore.Moment) bool {
			return m.Outcome.Rule == model.ListOne && m.Outcome.View.Reason == model.Expired
		}),
		explore.Always("never-spent", "no pass is spent",
			func(_ *explore.Graph, s explore.State) bool { return s.Slot.Exists() },
			func(_ *explore.Graph, s explore.State) string {
				if s.Slot.Used {
					return "it is spent"
				}
				return ""
			}),
	} {
		result := scenario.Replay(violated(t, variant.Machine{}, p), &protocol.Reference{})
		last := len(result.Scenario.Steps) - 1
		require.Len(t, result.Steps, last+1, p.Name)
		for i := range result.Steps {
			require.Equal(t, i == last, len(result.Steps[i].Failures) > 0, "%s: step %d %+v", p.Name, i+1, result.Steps[i].Failures)
		}
	}
}

// What a faulty machine violates is true of the model, and that machine fails at the last
// step.
func TestAFaultyMachineFailsAtTheStepOfItsViolation(t *testing.T) {
	for id, property := range map[string]string{
		"end-a-tick-late": "signs-in-exactly", "once-is-for-ever": "once-is-once", "signs-in-while-disabled": "revocation-is-immediate",
	} {
		v, ok := variant.Find(id)
		require.True(t, ok, id)
		for _, p := range explore.Properties() {
			if p.Name != property {
				continue
			}
			s := violated(t, v.Machine, p)
			reference := scenario.Replay(s, &protocol.Reference{})
			require.True(t, reference.Passed(), id)
			result := scenario.Replay(s, &protocol.Reference{Machine: v.Machine})
			require.NotEmpty(t, result.Steps[len(s.Steps)-1].Failures, id)
			for i := range s.Steps[:len(s.Steps)-1] {
				require.Empty(t, result.Steps[i].Failures, id)
			}
		}
	}
}
