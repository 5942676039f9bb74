package model_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
)

// A row is one step from a given slot, with the expected answer. Rows are data, so
// that the variants can be run through them too.
type row struct {
	name         string
	state        model.State
	env          model.Env
	cmd          model.Command
	rule         model.Rule
	contributing model.Rules  // must be among those that shaped the answer
	never        model.Rules  // must not be
	reason       model.Reason // of the view; 0: no view
}

// at is a quiet env with changes.
func at(changes ...func(*model.Env)) model.Env {
	e := quiet()
	for _, change := range changes {
		change(&e)
	}
	return e
}

func edition(e model.Edition) func(*model.Env) { return func(w *model.Env) { w.Edition = e } }

func clock(now model.Instant) func(*model.Env) { return func(w *model.Env) { w.Now = now } }

func off(w *model.Env) { w.Policy.Enabled = false }

func onceOnly(w *model.Env) { w.Policy.OnceOnly = true }

func guest(w *model.Env) { w.User.Guest, w.User.External = true, true }

func unknown(w *model.Env) { w.User.Unknown = true }

func noRights(w *model.Env) { w.Actor = model.Actor{Kind: model.Application} }

func leftOut(w *model.Env) { w.Policy.Include = []model.Target{} }

func excluded(w *model.Env) { w.Policy.Exclude = []model.Target{{Type: model.UserTarget, ID: ada}} }

func lifetimes(least, most model.Minutes) func(*model.Env) {
	return func(w *model.Env) { w.Policy.Minimum, w.Policy.Maximum = least, most }
}

// held is a multi-use pass of an hour from noon; heldOnce is a one-time one.
var (
	held      = model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon, Lifetime: 60}
	heldOnce  = model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon, Lifetime: 60, Once: true}
	spent     = model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon, Lifetime: 60, Once: true, Used: true}
	overAtOne = noon.Add(60 * model.Minute)
)

// create is a create of pass 2, changed.
func create(changes ...func(*model.Command)) model.Command {
	c := model.Command{Op: model.Create, ID: idOf(2), Code: codeOf(2)}
	for _, change := range changes {
		change(&c)
	}
	return c
}

func lasting(m model.Minutes) func(*model.Command) {
	return func(c *model.Command) { c.Lifetime = &m }
}

func once(b bool) func(*model.Command) { return func(c *model.Command) { c.Once = &b } }

func from(i model.Instant) func(*model.Command) { return func(c *model.Command) { c.Start = &i } }

func the(rules ...model.Rule) model.Rules { return model.RulesOf(rules...) }

// rows are all tables of single steps.
func rows() []row {
	all := lifetimeRows()
	all = append(all, kindRows()...)
	all = append(all, startRows()...)
	all = append(all, editionRows()...)
	all = append(all, orderRows()...)
	all = append(all, usabilityRows()...)
	all = append(all, idRows()...)
	all = append(all, accessRows()...)
	return append(all, signInRows()...)
}

// lifetimeRows try the bounds of a policy, and the bounds of all policies, from both
// sides.
func lifetimeRows() (all []row) {
	for _, p := range [][2]model.Minutes{{60, 480}, {10, 43200}, {60, 60}, {10, 10}, {43200, 43200}} {
		for _, r := range []struct {
			m    model.Minutes
			rule model.Rule
		}{
			{p[0] - 1, model.CreateLifetimeRange}, {p[0], model.CreateAccepted},
			{p[1], model.CreateAccepted}, {p[1] + 1, model.CreateLifetimeRange},
			{0, model.CreateLifetimeRange}, {-1, model.CreateLifetimeRange},
			{-1 << 31, model.CreateLifetimeRange}, {1<<31 - 1, model.CreateLifetimeRange},
		} {
			row := row{
				name: fmt.Sprintf("%d minutes in %d to %d", r.m, p[0], p[1]),
				env:  at(lifetimes(p[0], p[1])), cmd: create(lasting(r.m)),
				rule: r.rule, never: the(model.CreateLifetimeDefault),
			}
			if r.rule == model.CreateAccepted {
				row.reason = model.EnabledByPolicy
			}
			all = append(all, row)
		}
	}
	return append(all, row{
		name: "no lifetime", env: at(func(w *model.Env) { w.Policy.Default = 61 }), cmd: create(),
		rule: model.CreateAccepted, contributing: the(model.CreateLifetimeDefault, model.CreateStartDefault, model.CreateOnceDefault, model.PassCodeOnce),
		reason: model.EnabledByPolicy,
	}, row{
		name: "no lifetime, over a pass of another", state: held, env: at(func(w *model.Env) { w.Policy.Default = 61 }), cmd: create(),
		rule: model.CreateAccepted, contributing: the(model.CreateLifetimeDefault, model.CreateReplaces), reason: model.EnabledByPolicy,
	})
}

// kindRows combine the kinds that the policy allows with the kinds that the caller
// asks for.
func kindRows() []row {
	ok, on := model.CreateAccepted, model.EnabledByPolicy
	def := the(model.CreateOnceDefault)
	return []row{
		{name: "any kind, nothing asked", env: at(), cmd: create(), rule: ok, contributing: def, reason: on},
		{name: "any kind, one-time asked", env: at(), cmd: create(once(true)), rule: ok, never: def, reason: on},
		{name: "any kind, multi-use asked", env: at(), cmd: create(once(false)), rule: ok, never: def, reason: on},
		{name: "one-time only, nothing asked", env: at(onceOnly), cmd: create(), rule: ok, contributing: def, reason: on},
		{name: "one-time only, one-time asked", env: at(onceOnly), cmd: create(once(true)), rule: ok, never: def, reason: on},
		{name: "one-time only, multi-use asked", env: at(onceOnly), cmd: create(once(false)), rule: model.CreateOnceRequired},
	}
}

// startRows try the tolerance and the last possible start, one tick to either side.
func startRows() []row {
	ok, past, far := model.CreateAccepted, model.CreateStartPast, model.CreateStartFar
	on, early := model.EnabledByPolicy, model.NotYetValid
	tolerated := the(model.CreateStartTolerance)
	last := model.LastInstant.Add(-60*model.Minute - model.RegistrationWindow)
	longest := model.LastInstant.Add(-43200*model.Minute - model.RegistrationWindow)
	wide := lifetimes(10, 43200)
	return []row{
		{name: "start a tick beyond the tolerance", env: at(), cmd: create(from(noon.Add(-model.StartTolerance - model.Tick))), rule: past, never: tolerated},
		{name: "start at the tolerance", env: at(), cmd: create(from(noon.Add(-model.StartTolerance))), rule: ok, contributing: tolerated, reason: on},
		{name: "start a tick within the tolerance", env: at(), cmd: create(from(noon.Add(-model.StartTolerance + model.Tick))), rule: ok, contributing: tolerated, reason: on},
		{name: "start a tick ago", env: at(), cmd: create(from(noon.Add(-model.Tick))), rule: ok, contributing: tolerated, reason: on},
		{name: "start now", env: at(), cmd: create(from(noon)), rule: ok, never: tolerated.With(model.CreateStartDefault), reason: on},
		{name: "start in a tick", env: at(), cmd: create(from(noon.Add(model.Tick))), rule: ok, never: tolerated, reason: early},
		{name: "start in thirty days", env: at(), cmd: create(from(noon.Add(43200 * model.Minute))), rule: ok, never: the(far), reason: early},
		{name: "start in thirty days and a tick", env: at(), cmd: create(from(noon.Add(43200*model.Minute + model.Tick))), rule: ok, never: the(far), reason: early},
		{name: "start a tick before the last", env: at(), cmd: create(from(last.Add(-model.Tick))), rule: ok, never: the(far), reason: early},
		{name: "the last start", env: at(), cmd: create(from(last)), rule: ok, contributing: the(far), reason: early},
		{name: "start a tick after the last", env: at(), cmd: create(from(last.Add(model.Tick))), rule: far},
		{name: "start at the last instant", env: at(), cmd: create(from(model.LastInstant)), rule: far},
		{name: "the last start for the longest", env: at(wide), cmd: create(lasting(43200), from(longest)), rule: ok, reason: early},
		{name: "a tick later for the longest", env: at(wide), cmd: create(lasting(43200), from(longest.Add(model.Tick))), rule: far},
		{name: "the last instant to create without a start", env: at(clock(last)), cmd: create(), rule: ok, contributing: the(far), reason: on},
		{name: "a tick before it", env: at(clock(last.Add(-model.Tick))), cmd: create(), rule: ok, never: the(far), reason: on},
		{name: "a tick after it", env: at(clock(last.Add(model.Tick))), cmd: create(), rule: far, contributing: the(model.CreateStartDefault)},
		{name: "tolerated to before the last start", env: at(clock(last.Add(model.Tick))), cmd: create(from(last)), rule: ok, contributing: tolerated, reason: on},
		{name: "tolerated and too far at once", env: at(clock(last.Add(2 * model.Tick))), cmd: create(from(last.Add(model.Tick))), rule: far, contributing: tolerated},
		{name: "the year 1", env: at(clock(0)), cmd: create(), rule: ok, reason: on},
		{name: "before the year 1, within the tolerance", env: at(clock(0)), cmd: create(from(-1)), rule: model.CreateStartPast},
	}
}

// editionRows try each edition with a policy that excludes the user, and with a pass
// in each state.
func editionRows() []row {
	ok, off1 := model.CreateAccepted, model.DisabledByPolicy
	var all []row
	for i, shut := range []func(*model.Env){off, leftOut, excluded} {
		name := []string{"off", "includes no user", "excludes her"}[i]
		all = append(all,
			row{name: "documented, policy " + name, env: at(shut, edition(model.Documented)), cmd: create(), rule: ok, contributing: the(model.CreateUngated), reason: off1},
			row{name: "preview, policy " + name, env: at(shut, edition(model.Preview)), cmd: create(), rule: ok, contributing: the(model.CreateUngated), reason: off1},
			row{name: "current, policy " + name, env: at(shut), cmd: create(), rule: model.CreateGated, contributing: []model.Rules{{}, the(model.PolicyTargets), the(model.PolicyTargets)}[i], never: the(model.CreateUngated)})
	}
	later := model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon.Add(model.Tick), Lifetime: 60}
	for _, old := range []struct {
		name    string
		state   model.State
		env     []func(*model.Env)
		preview model.Rule
		reason  model.Reason
	}{
		{"usable", held, nil, model.CreateConflict, model.EnabledByPolicy},
		{"not yet valid", later, nil, model.CreateConflict, model.EnabledByPolicy},
		{"a tick before its end", held, []func(*model.Env){clock(overAtOne - 1)}, model.CreateConflict, model.EnabledByPolicy},
		{"expired", held, []func(*model.Env){clock(overAtOne + 1)}, ok, model.EnabledByPolicy},
		{"spent", spent, nil, ok, model.EnabledByPolicy},
		{"disabled", held, []func(*model.Env){off}, ok, off1},
	} {
		replaced := the(model.CreateReplaces, model.PassSingle)
		for _, e := range []model.Edition{model.Documented, model.Current} {
			if e == model.Current && old.name == "disabled" {
				continue
			}
			all = append(all, row{name: fmt.Sprintf("%v over a pass that is %s", e, old.name), state: old.state,
				env: at(append(old.env, edition(e))...), cmd: create(), rule: ok, contributing: replaced, reason: old.reason})
		}
		r := row{name: "preview over a pass that is " + old.name, state: old.state,
			env: at(append(old.env, edition(model.Preview))...), cmd: create(), rule: old.preview}
		if old.preview == ok {
			r.contributing, r.reason = replaced, old.reason
		} else {
			r.never = replaced
		}
		all = append(all, r)
	}
	// Replaced, and with another order of reasons or an inclusive end refused.
	preview, conflict := edition(model.Preview), the(model.CreateConflict)
	oldEnd, oldOrder := conflict.With(model.UsabilityEnd), conflict.With(model.UsabilityOrder)
	spentEarly := later
	spentEarly.Once, spentEarly.Used = true, true
	all = append(all,
		row{name: "preview at the end", state: held, env: at(preview, clock(overAtOne)), cmd: create(), rule: ok, contributing: the(model.UsabilityEnd), never: the(model.UsabilityOrder, model.CreateConflict), reason: model.EnabledByPolicy},
		row{name: "preview a tick after the end", state: held, env: at(preview, clock(overAtOne+1)), cmd: create(), rule: ok, never: oldEnd, reason: model.EnabledByPolicy},
		row{name: "preview at the end of a spent pass", state: spent, env: at(preview, clock(overAtOne)), cmd: create(), rule: ok, never: oldEnd, reason: model.EnabledByPolicy},
		row{name: "preview at the end while off", state: held, env: at(preview, off, clock(overAtOne)), cmd: create(), rule: ok, never: oldEnd, reason: off1},
		row{name: "preview while off and early", state: later, env: at(preview, off), cmd: create(), rule: ok, contributing: the(model.UsabilityOrder), never: the(model.UsabilityEnd, model.CreateConflict), reason: off1},
		row{name: "preview while off", state: held, env: at(preview, off), cmd: create(), rule: ok, never: oldOrder, reason: off1},
		row{name: "documented while off and early", state: later, env: at(off, edition(model.Documented)), cmd: create(), rule: ok, never: oldOrder, reason: off1},
		row{name: "documented at the end", state: held, env: at(clock(overAtOne), edition(model.Documented)), cmd: create(), rule: ok, never: oldEnd, reason: model.EnabledByPolicy},
		row{name: "preview while early and spent", state: spentEarly, env: at(preview), cmd: create(), rule: model.CreateConflict, contributing: the(model.UsabilityOrder)},
		row{name: "preview, refused at the end for something else", state: held, env: at(preview, clock(overAtOne)), cmd: create(lasting(0)), rule: model.CreateLifetimeRange, contributing: the(model.UsabilityEnd)})
	return append(all,
		row{name: "an included user", env: at(), cmd: create(), rule: ok, never: the(model.CreateUngated, model.CreateExternalMember), reason: model.EnabledByPolicy},
		row{name: "an edition without a name is current", env: at(off, edition(99)), cmd: create(), rule: model.CreateGated},
		row{name: "an internal guest", env: at(func(w *model.Env) { w.User.Guest = true }), cmd: create(), rule: ok, never: the(model.CreateExternalMember), reason: model.EnabledByPolicy},
		row{name: "an external member", env: at(func(w *model.Env) { w.User.External = true }), cmd: create(), rule: ok, contributing: the(model.CreateExternalMember), reason: model.EnabledByPolicy},
		row{name: "an external member, refused for something else", env: at(func(w *model.Env) { w.User.External = true }), cmd: create(lasting(0)), rule: model.CreateLifetimeRange, never: the(model.CreateExternalMember)},
		row{name: "an external guest", env: at(guest), cmd: create(), rule: model.CreateGuest},
		row{name: "a pass outlives its owner's turn to external", state: held, env: at(guest), cmd: model.Command{Op: model.SignIn, Code: codeOf(1)}, rule: model.SigninAccepted})
}
