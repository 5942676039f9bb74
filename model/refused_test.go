package model_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// A refused create names no rule about its effect, so that no scenario reaches such a
// rule by failing before it.
func TestARefusedCreateClaimsNoReplacement(t *testing.T) {
	policy := model.DefaultPolicy(model.Documented)
	env := model.Env{Policy: policy, Edition: model.Documented}
	held, out := model.Step(model.State{}, env, model.Command{Op: model.Create, ID: model.ID{1}})
	require.True(t, out.Contributing.Has(model.CreateUngated))

	zero := model.Minutes(0)
	_, out = model.Step(held, env, model.Command{Op: model.Create, ID: model.ID{2}, Lifetime: &zero})
	require.Equal(t, model.CreateLifetimeRange, out.Rule)
	require.Equal(t, model.Rules{}, out.Contributing)

	_, out = model.Step(held, env, model.Command{Op: model.Create, ID: model.ID{2}})
	require.True(t, out.Contributing.Has(model.CreateReplaces))

	// In the edition preview the state of the old pass matters only for the refusal.
	env.Edition, env.Policy.Enabled, env.Now = model.Preview, true, held.End()
	_, out = model.Step(held, env, model.Command{Op: model.Create, ID: model.ID{2}})
	require.Equal(t, model.CreateAccepted, out.Rule)
	require.False(t, out.Contributing.Has(model.UsabilityExpired))
	env.Now = held.Start
	_, out = model.Step(held, env, model.Command{Op: model.Create, ID: model.ID{2}})
	require.Equal(t, model.CreateConflict, out.Rule)
	require.True(t, out.Contributing.Has(model.UsabilityEnabled))
}

// A caller of an unknown kind is refused, whatever scopes and roles it has.
func TestAnUnknownKindOfActorIsRefused(t *testing.T) {
	for _, kind := range []model.ActorKind{model.Application + 1, 9, 255} {
		env := model.Env{Policy: open(model.Documented), Actor: model.Actor{
			Kind: kind, User: admin, Scopes: model.ScopesOf(model.ScopeNames()...),
			Roles: model.PrivilegedAuthenticationAdministrator | model.AuthenticationPolicyAdministrator,
		}}
		for _, op := range []model.PolicyOp{model.ReadPolicy, model.UpdatePolicy, model.ResetPolicy} {
			next, out := model.StepPolicy(env.Policy, env, model.PolicyCommand{Op: op, Enabled: new(false)})
			require.Equal(t, model.AccessRefused, out.Rule)
			require.Equal(t, env.Policy, next)
		}
		for _, op := range []model.Op{model.Create, model.List, model.Get, model.Delete} {
			for _, user := range []model.ID{ada, admin} { // another user, and the caller's own id
				env.User.ID = user
				next, out := model.Step(held, env, model.Command{Op: op, ID: idOf(1)})
				require.Equal(t, model.AccessRefused, out.Rule)
				require.Equal(t, held, next)
			}
		}
	}
}
