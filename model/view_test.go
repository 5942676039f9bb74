package model_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

func TestViewOfNothing(t *testing.T) {
	v, ok := model.State{}.View(at())
	require.False(t, ok)
	require.Equal(t, model.View{}, v)
	require.False(t, v.Usable())
}

// The view equals what a list shows, in every row of the tables.
func TestViewIsWhatAListShows(t *testing.T) {
	for _, r := range rows() {
		env := r.env
		env.Actor, env.Me, env.User.Unknown = model.Actor{}, false, false
		v, ok := r.state.View(env)
		_, out := model.Step(r.state, env, model.Command{Op: model.List})
		require.Equal(t, r.state.Exists(), ok, r.name)
		require.Equal(t, v, out.View, r.name)
		require.Equal(t, v.Reason == model.EnabledByPolicy, v.Usable(), r.name)
	}
}

// Next returns the instants at which time alone changes the view, and no other.
func TestNext(t *testing.T) {
	later := model.State{ID: idOf(1), Created: noon, Start: noon.Add(model.Minute), Lifetime: 10}
	laterSpent := later
	laterSpent.Once, laterSpent.Used = true, true
	for _, c := range []struct {
		name  string
		state model.State
		env   model.Env
		want  model.Instant // 0: there is none
	}{
		{"no pass", model.State{}, at(), 0},
		{"before the start", later, at(), later.Start},
		{"a tick before the start", later, at(clock(later.Start - 1)), later.Start},
		{"at the start", later, at(clock(later.Start)), later.End()},
		{"a tick before the end", later, at(clock(later.End() - 1)), later.End()},
		{"at the end", later, at(clock(later.End())), 0},
		{"after the end", later, at(clock(later.End() + 1)), 0},
		{"disabled all along", later, at(off), 0},
		{"spent", spent, at(), overAtOne},
		{"spent, and back before its start", laterSpent, at(), laterSpent.Start},
	} {
		got, ok := c.state.Next(c.env)
		require.Equal(t, c.want != 0, ok, c.name)
		require.Equal(t, c.want, got, c.name)
	}
}

func TestReasonsAreSpeltAsInResponses(t *testing.T) {
	for r, want := range map[model.Reason]string{
		0: "none", model.EnabledByPolicy: "EnabledByPolicy", model.DisabledByPolicy: "DisabledByPolicy",
		model.Expired: "Expired", model.NotYetValid: "NotYetValid", model.OneTimeUsed: "OneTimeUsed", 6: "unknown", 255: "unknown",
	} {
		require.Equal(t, want, r.String())
	}
}

func TestEditions(t *testing.T) {
	require.Equal(t, []string{"current", "documented", "preview"}, model.Editions())
	for i, name := range model.Editions() {
		e, err := model.ParseEdition(name)
		require.NoError(t, err)
		require.Equal(t, model.Edition(i), e)
		require.Equal(t, name, e.String())
	}
	for _, name := range []string{"", "Documented", "latest", "unknown"} {
		_, err := model.ParseEdition(name)
		require.EqualError(t, err, fmt.Sprintf("no edition %q: the editions are current, documented, preview", name))
	}
	_, err := model.ParseEdition("gated")
	require.EqualError(t, err, `no edition "gated": it is called current now, and is the default`)
	require.Equal(t, "unknown", model.Edition(3).String())
}

func TestEdges(t *testing.T) {
	later := model.State{Start: noon.Add(model.Minute), Lifetime: 10}
	s, e := later.Start, later.End()
	require.Equal(t, [2]model.Instant{s, e}, later.Edges())
	require.Equal(t, []model.Instant{noon, noon + 1}, model.EdgeInstants(noon))
	require.Equal(t, []model.Instant{noon, noon + 1}, model.EdgeInstants(noon, model.State{}))
	require.Equal(t, []model.Instant{noon, noon + 1, s - 1, s, s + 1, e - 1, e, e + 1}, model.EdgeInstants(noon, later, later))
	require.Equal(t, []model.Instant{e, e + 1}, model.EdgeInstants(e, later), "nothing before now, nothing twice")

	last := model.LastInstant.Add(-60*model.Minute - model.RegistrationWindow)
	past, soon := noon.Add(-60*model.Second), noon.Add(model.Minute)
	require.Equal(t, []model.Instant{past - 1, past, past + 1, noon - 1, noon, noon + 1, soon - 1, soon, soon + 1, last - 1, last, last + 1},
		model.EdgeStarts(noon, 60))
	require.Equal(t, []model.Minutes{0, 9, 10, 11, 59, 60, 61, 479, 480, 481, 43199, 43200, 43201}, model.EdgeLifetimes(open(0)))
	require.Equal(t, []model.Minutes{0, 9, 10, 11, 43199, 43200, 43201}, model.EdgeLifetimes(model.Policy{Minimum: 10, Maximum: 43200}))
}
