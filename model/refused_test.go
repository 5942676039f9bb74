package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// A create that is refused says nothing of what it would have done, so that no
// story shows a rule by failing before it.
func TestARefusedCreateClaimsNoReplacement(t *testing.T) {
	policy := model.DefaultPolicy(model.Documented)
	env := model.Env{Policy: policy}
	held, out := model.Step(model.State{}, env, model.Command{Op: model.Create, ID: model.ID{1}})
	require.True(t, out.Also.Has(model.CreateUngated))

	zero := model.Minutes(0)
	_, out = model.Step(held, env, model.Command{Op: model.Create, ID: model.ID{2}, Lifetime: &zero})
	require.Equal(t, model.CreateLifetimeRange, out.Rule)
	require.Equal(t, model.Rules{}, out.Also)

	_, out = model.Step(held, env, model.Command{Op: model.Create, ID: model.ID{2}})
	require.True(t, out.Also.Has(model.CreateReplaces))

	// In the preview the state of the old pass matters for the refusal alone.
	env.Edition, env.Policy.Enabled, env.Now = model.Preview, true, held.End()
	_, out = model.Step(held, env, model.Command{Op: model.Create, ID: model.ID{2}})
	require.Equal(t, model.CreateAccepted, out.Rule)
	require.False(t, out.Also.Has(model.UsabilityExpired))
	env.Now = held.Start
	_, out = model.Step(held, env, model.Command{Op: model.Create, ID: model.ID{2}})
	require.Equal(t, model.CreateConflict, out.Rule)
	require.True(t, out.Also.Has(model.UsabilityEnabled))
}

// Nobody writes the policy by being of a kind that nobody knows.
func TestAnUnknownKindOfActorIsNoApplication(t *testing.T) {
	env := model.Env{Actor: model.Actor{Kind: 9, Scopes: model.ScopePolicyReadWriteMethod}}
	_, out := model.Amend(model.DefaultPolicy(model.Documented), env, model.PolicyCommand{Op: model.UpdatePolicy})
	require.Equal(t, model.AccessRefused, out.Rule)
}
