package suite_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A wrong machine is the reference model but in one abstract transition.
type wrong struct {
	at explore.AbstractTransition

	// What is wrong there; nil: nothing. The slot and the policy are those after it.
	answer func(*model.Outcome)
	slot   func(before model.State, after *model.State, env *model.Env)
	policy func(*model.Policy)

	recorder explore.Recorder // tells earlier passes from those that were never made
	user     model.User       // the only one
	last     model.State      // her pass
}

func (w *wrong) step(slot model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
	next, out := model.Step(slot, env, cmd)
	q, ok := w.recorder.Question(slot, env.User.ID, cmd)
	level := w.recorder.Level
	if ok && w.at == (explore.AbstractTransition{Before: level.State(slot, env), Question: q, Rule: out.Rule, After: level.State(next, env)}) {
		if w.answer != nil {
			w.answer(&out)
		}
		if w.slot != nil {
			w.slot(slot, &next, &env)
		}
	}
	w.user, w.last = env.User, next
	return next, out
}

func (w *wrong) stepPolicy(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
	next, out := model.StepPolicy(p, env, cmd)
	before, after, level := env, env, w.recorder.Level
	before.User, before.Policy, after.User, after.Policy = w.user, p, w.user, next
	q := explore.Question{Kind: explore.OfPolicy, Policy: cmd.Op}
	if w.at == (explore.AbstractTransition{Before: level.State(w.last, before), Question: q, Rule: out.Rule, After: level.State(w.last, after)}) {
		if w.answer != nil {
			w.answer(&out)
		}
		if w.policy != nil {
			w.policy(&next)
		}
	}
	return next, out
}

// fails reports whether a scenario fails on the machine.
func (w *wrong) fails(s *scenario.Scenario) bool {
	w.recorder = explore.Recorder{Level: w.at.Before.Level, Machine: variant.Machine{Step: w.step, StepPolicy: w.stepPolicy}}
	w.user, w.last = model.User{ID: s.Users[0].ID}, model.State{}
	w.recorder.Begin(s.Start, []model.User{w.user})
	result := scenario.Replay(s, &protocol.Reference{Machine: w.recorder.Recording()})
	return !result.Passed()
}

// opposite is a rule that refuses what a rule accepts, or accepts what it refuses.
func opposite(q explore.Question, r model.Rule) model.Rule {
	accepts, refuses := model.PolicyUpdate, model.PolicyRange
	switch q.Op {
	case model.Create:
		accepts, refuses = model.CreateAccepted, model.CreateStartPast
	case model.List:
		refuses = model.AccessWrite
	case model.Get:
		accepts, refuses = model.GetFound, model.GetMissing
	case model.Delete:
		accepts, refuses = model.DeleteFound, model.DeleteMissing
	case model.SignIn:
		accepts, refuses = model.SigninAccepted, model.SigninUsed
	case model.Refresh:
		accepts, refuses = model.RefreshAccepted, model.RefreshExpired
	}
	if r.Answer().Accepted {
		return refuses
	}
	return accepts
}

// another is a rule that answers in the same way as another one, by its words alone.
func another(q explore.Question, r model.Rule) model.Rule {
	switch {
	case q.Op == model.Create && r == model.CreateStartFar:
		return model.CreateStartPast
	case q.Op == model.Create:
		return model.CreateStartFar
	case q.Op == model.SignIn && r == model.SigninNone:
		return model.SigninCode
	case q.Op == model.SignIn:
		return model.SigninNone
	case q.Op == model.Refresh && r == model.RefreshNone:
		return model.RefreshExpired
	}
	return model.RefreshNone
}

// wrongIn are the machines that are wrong in one transition: each answers otherwise, or
// is in another state afterwards and says nothing of it.
func wrongIn(t explore.AbstractTransition) map[string]*wrong {
	all := map[string]*wrong{}
	all["the opposite answer"] = &wrong{at: t, answer: func(out *model.Outcome) { out.Rule = opposite(t.Question, t.Rule) }}
	if !t.Rule.Answer().Accepted && t.Question.Op != model.Get && t.Question.Op != model.Delete {
		all["another rule"] = &wrong{at: t, answer: func(out *model.Outcome) { out.Rule = another(t.Question, t.Rule) }}
	}
	switch {
	case t.Question.Kind == explore.OfPolicy:
		all["another policy"] = &wrong{at: t, policy: func(p *model.Policy) {
			p.Enabled, p.OnceOnly, p.Exclude = t.After.Reason == model.DisabledByPolicy, false, nil
		}}
	case t.After.Reason != 0:
		all["the pass lost"] = &wrong{at: t, slot: func(_ model.State, after *model.State, _ *model.Env) { *after = model.State{} }}
	case t.Before.Reason != 0:
		all["the pass still there"] = &wrong{at: t, slot: func(before model.State, after *model.State, _ *model.Env) { *after = before }}
	default:
		all["a pass out of nothing"] = &wrong{at: t, slot: func(_ model.State, after *model.State, env *model.Env) {
			*after = model.State{ID: model.ID{9}, Code: model.NewCode("out-of-nothing"), Created: env.Now, Start: env.Now, Lifetime: 60}
		}}
	}
	if t.After.Reason == model.OneTimeUsed && t.Question.Kind == explore.OfPass {
		all["the pass not spent"] = &wrong{at: t, slot: func(_ model.State, after *model.State, _ *model.Env) { after.Used = false }}
	}
	return all
}

// A machine that is wrong in one transition at the level of reasons fails the generated
// scenarios: for each transition with an answer, in each edition. A wait has none.
func TestEveryWrongTransitionIsCaught(t *testing.T) {
	for _, e := range editions {
		all, err := suite.Generated(t.Context(), e, explore.Reasons, suite.Length)
		require.NoError(t, err)
		g, err := explore.Explore(t.Context(), explore.Lifecycle(e))
		require.NoError(t, err)
		transitions, machines := 0, 0
		for _, a := range g.Abstract(explore.Reasons) {
			if a.Question.Kind == explore.Wait {
				continue
			}
			transitions++
			for name, w := range wrongIn(a) {
				require.True(t, slices.ContainsFunc(all, w.fails), "%s: %s passes: %s", e, name, a)
				machines++
			}
		}
		t.Logf("%s: %d transitions, %d wrong machines", e, transitions, machines)
		require.Equal(t, map[model.Edition]int{model.Current: 120, model.Documented: 120, model.Preview: 110}[e], transitions)
		require.False(t, slices.ContainsFunc(all, new(wrong).fails), "a machine that is wrong nowhere passes")
	}
}
