package model_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
)

// Step has an answer to every input, also to an env that no engine makes; and it
// accepts only passes that a tenant can have.
func TestStepIsTotal(t *testing.T) {
	instants := rapid.SampledFrom([]model.Instant{math.MinInt64, -1, 0, 1, model.LastInstant, model.LastInstant + 1, math.MaxInt64})
	minutes := rapid.SampledFrom([]model.Minutes{math.MinInt32, -1, 0, 9, 10, 43200, 43201, math.MaxInt32})
	rapid.Check(t, func(t *rapid.T) {
		var s model.State
		for range 3 {
			env := model.Env{
				Now:     instants.Draw(t, "now"),
				Edition: model.Edition(rapid.Uint8().Draw(t, "edition")),
				Policy: model.Policy{
					Enabled: rapid.Bool().Draw(t, "enabled"),
					Minimum: minutes.Draw(t, "minimum"), Maximum: minutes.Draw(t, "maximum"), Default: minutes.Draw(t, "default"),
				},
				Actor: model.Actor{Kind: model.ActorKind(rapid.Uint8().Draw(t, "actor"))},
				Me:    rapid.Bool().Draw(t, "me"),
			}
			cmd := model.Command{Op: model.Op(rapid.Uint8Range(0, 8).Draw(t, "op")), ID: model.ID{1}, Code: model.NewCode("code")}
			if rapid.Bool().Draw(t, "given") {
				lifetime, start := minutes.Draw(t, "lifetime"), instants.Draw(t, "start")
				cmd.Lifetime, cmd.Start = &lifetime, &start
			}
			next, out := model.Step(s, env, cmd)
			next.Next(env)
			require.Equal(t, out.Rule == model.CreateAccepted, out.Code != model.Code{})
			if out.Rule == model.CreateAccepted {
				require.True(t, next.Exists())
				require.GreaterOrEqual(t, next.Lifetime, model.LeastLifetime)
				require.LessOrEqual(t, next.Lifetime, model.GreatestLifetime)
			}
			s = next
		}
	})
}

// Under a policy that allows a forbidden lifetime, Step still makes no such pass.
func TestNoPassWithoutALifetime(t *testing.T) {
	month := model.GreatestLifetime + 1
	s, out := model.Step(model.State{}, model.Env{Edition: model.Documented, Policy: model.Policy{Minimum: 5, Maximum: 50000}}, model.Command{Op: model.Create, Lifetime: &month})
	require.Equal(t, "Invalid LifetimeInMinutes specified. The valid range between 10 and 43200.", out.Message("ada"))
	require.Equal(t, model.State{}, s)

	s, out = model.Step(model.State{}, model.Env{Edition: model.Documented}, model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("code")})
	require.Equal(t, model.CreateLifetimeRange, out.Rule)
	require.Equal(t, model.State{}, s)
}

func TestNoCodeMatchesNoCode(t *testing.T) {
	require.Equal(t, model.Code{}, model.NewCode(""))
	require.False(t, model.Code{}.Matches(model.Code{}))
	require.False(t, model.NewCode("a").Matches(model.Code{}))
	require.True(t, model.NewCode("a").Matches(model.NewCode("a")))
}

// Test libraries print values that differ, and build servers keep these logs. Such
// printers follow pointers and call no methods.
func TestTestLibrariesShowNoCode(t *testing.T) {
	var log recorder
	assert.Equal(&log, model.State{Code: model.NewCode("secret-1")}, model.State{Code: model.NewCode("secret-2")})
	require.Contains(t, log.String(), "Not equal")
	require.NotContains(t, log.String(), "secret")
	require.Equal(t, "secret-1", model.NewCode("secret-1").Reveal())
}

type recorder struct{ strings.Builder }

func (r *recorder) Errorf(format string, args ...any) { fmt.Fprintf(r, format, args...) }

func TestASetHoldsRulesOfTheCatalogueAlone(t *testing.T) {
	require.Equal(t, model.Rules{}, model.RulesOf(model.NoRule, 127, 128, 255))
	require.False(t, model.RulesOf(model.ListOne).Has(model.NoRule))
}

// A caller may change a list that it was given.
func TestListsAreTheCallersOwn(t *testing.T) {
	for range 2 {
		require.Equal(t, "time-utc", model.Catalogue()[0].ID)
		require.Equal(t, "current", model.Editions()[0])
		require.Equal(t, "Global Reader", model.RoleNames()[0])
		require.Equal(t, "UserAuthenticationMethod.Read", model.ScopeNames()[0])
		model.Catalogue()[0].ID = "changed"
		model.Catalogue()[0].Sources[0].URL = "changed"
		require.NotEqual(t, "changed", model.TimeUTC.Entry().Sources[0].URL)
		model.Editions()[0], model.RoleNames()[0], model.ScopeNames()[0] = "changed", "changed", "changed"
	}
}
