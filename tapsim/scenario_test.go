package tapsim_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// A scenario is a list of calls on a tenant of Ada and Bob. It names passes by age and
// not by id or code, so the same scenario can be played on engines that draw other ids
// and codes.
type scenario []act

type act struct {
	wait   model.Duration // before it
	user   string
	actor  model.Actor
	op     model.Op
	whose  string // SignIn, Get, Delete, Refresh: with a pass of this user,
	age    int    // the number of passes after it
	cmd    model.Command
	start  *model.Duration // Create: from now
	policy *model.PolicyCommand
	update *tapsim.UserUpdate
}

// Waits and starts that add up to the edges of passes, and to one tick beside them.
var waits = []model.Duration{
	0, 0, 0, model.Tick, model.Minute, 10*model.Minute - model.Tick, 10 * model.Minute, 50 * model.Minute,
	60*model.Minute - model.Tick, 60 * model.Minute,
}

var starts = []model.Duration{
	-model.StartTolerance - model.Tick, -model.StartTolerance, 0, model.Tick, 10 * model.Minute, 60 * model.Minute,
}

// drawScenario draws a scenario in which accepted answers are common.
func drawScenario(t *rapid.T) scenario {
	return rapid.SliceOfN(rapid.Custom(drawAct), 1, 25).Draw(t, "scenario")
}

func drawAct(t *rapid.T) act {
	people := rapid.SampledFrom([]string{ada, bob})
	a := act{
		wait: rapid.SampledFrom(waits).Draw(t, "wait"),
		user: people.Draw(t, "user"),
		op: rapid.SampledFrom([]model.Op{
			model.Create, model.Create, model.SignIn, model.SignIn, model.List, model.Get, model.Delete, model.Refresh,
		}).Draw(t, "op"),
		age: rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "age"),
	}
	a.whose = rapid.SampledFrom([]string{a.user, a.user, a.user, ada, bob}).Draw(t, "whose")
	if rapid.IntRange(0, 7).Draw(t, "actor") == 0 {
		a.actor = model.Actor{Kind: model.Application, Scopes: rapid.SampledFrom([]model.Scopes{0, model.ScopeReadAll, model.ScopeReadWriteAll}).Draw(t, "scopes")}
	}
	switch rapid.IntRange(0, 15).Draw(t, "kind") {
	case 0, 1:
		a.policy = &model.PolicyCommand{
			Op:       model.UpdatePolicy,
			Enabled:  rapid.Ptr(rapid.Bool(), true).Draw(t, "enabled"),
			OnceOnly: rapid.Ptr(rapid.Bool(), true).Draw(t, "onceOnly"),
			Default:  rapid.Ptr(rapid.SampledFrom([]model.Minutes{9, 10, 60, 480}), true).Draw(t, "default"),
			Minimum:  rapid.Ptr(rapid.SampledFrom([]model.Minutes{10, 60}), true).Draw(t, "minimum"),
		}
	case 2:
		a.update = &tapsim.UserUpdate{
			Guest:    rapid.Ptr(rapid.Bool(), true).Draw(t, "guest"),
			External: rapid.Ptr(rapid.Bool(), true).Draw(t, "external"),
		}
	}
	if a.op == model.Create {
		a.cmd.Once = rapid.Ptr(rapid.Bool(), true).Draw(t, "once")
		a.cmd.Lifetime = rapid.Ptr(rapid.SampledFrom([]model.Minutes{0, 10, 59, 60, 480, 481}), true).Draw(t, "lifetime")
		a.start = rapid.Ptr(rapid.SampledFrom(starts), true).Draw(t, "start")
	}
	return a
}

// play plays the scenario, and returns the answers.
func (s scenario) play(e *tapsim.Engine, clock *tapsim.VirtualClock) []answer {
	made := map[string][]model.Outcome{}
	var answers []answer
	for _, a := range s {
		clock.Rewind(clock.Instant().Add(a.wait))
		answers = append(answers, a.do(e, clock, made))
	}
	return answers
}

type answer struct {
	user string // empty: the policy
	out  model.Outcome
}

func (a act) do(e *tapsim.Engine, clock *tapsim.VirtualClock, made map[string][]model.Outcome) answer {
	switch {
	case a.policy != nil:
		_, out := e.StepPolicy(a.actor, *a.policy)
		return answer{"", out}
	case a.update != nil:
		return answer{a.user, e.UpdateUser(a.user, *a.update)}
	}
	cmd := a.cmd
	cmd.Op = a.op
	if a.op == model.Create {
		if a.start != nil {
			start := clock.Instant().Add(*a.start)
			cmd.Start = &start
		}
	} else if passes := made[a.whose]; a.age < len(passes) {
		pass := passes[len(passes)-1-a.age]
		cmd.ID, cmd.Code = pass.View.ID, pass.Code
	} else {
		cmd.ID, cmd.Code = model.ID{1}, model.NewCode("never issued")
	}
	out := e.Do(a.user, a.actor, cmd)
	if out.Rule == model.CreateAccepted {
		made[a.user] = append(made[a.user], out)
	}
	return answer{a.user, out}
}

// spell writes the answers in full, with the codes.
func spell(answers []answer) string {
	var b strings.Builder
	for _, a := range answers {
		text, err := json.Marshal(a.out)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&b, "%s %s %q %s %+v\n", a.user, a.out.Rule, a.out.Code.Reveal(), text, a.out)
	}
	return b.String()
}
