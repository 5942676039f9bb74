package model_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// met collects the rules in the answers of the real machine.
var met model.Rules

func reached(o model.Outcome) { met = met.Union(o.Rules()) }

// watched is the real machine, which also collects the rules of its answers.
var watched = variant.Machine{
	Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		next, out := model.Step(s, env, cmd)
		reached(out)
		return next, out
	},
	StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		next, out := model.StepPolicy(p, env, cmd)
		reached(out)
		return next, out
	},
}

// The searches run once, for the test that needs them first.
var searched = sync.OnceValue(func() string { return exhaustive(watched, model.Current, model.Documented, model.Preview) })

func TestExhaustiveScenariosAgreeWithTheOracle(t *testing.T) {
	require.Empty(t, searched())
}

func TestRandomScenariosAgreeWithTheOracle(t *testing.T) {
	checks(t, 5000)
	require.Empty(t, random(watched))
}

// Some scenario reaches every rule that Step or StepPolicy decides. A rule that no run
// reaches was not tested.
func TestScenariosReachEveryRule(t *testing.T) {
	checks(t, 1000)
	require.Empty(t, searched())
	require.Empty(t, random(watched))
	for _, id := range unreached(met) {
		t.Errorf("no scenario reaches %s", id)
	}
}

// unreached lists the rules of Step and of StepPolicy that are not in the set.
func unreached(seen model.Rules) (ids []string) {
	for _, e := range model.Catalogue() {
		if (e.By == model.ByStep || e.By == model.ByStepPolicy) && !seen.Has(e.Rule) {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

func TestARuleThatIsNotReachedIsNamed(t *testing.T) {
	all := model.Rules{}
	for _, e := range model.Catalogue() {
		all = all.With(e.Rule)
	}
	require.Empty(t, unreached(all))
	require.Equal(t, []string{"usability-end"}, unreached(all.Minus(model.RulesOf(model.UsabilityEnd))))
}
