package model_test

import (
	"slices"
	"time"

	"github.com/tapsim/tap/model"
)

// An oracle states the rules a second time, independently. It keeps every command in
// order and answers each one by reading all of them again. It has no slot, no flag and
// no current policy, so these cannot be wrong in the same way as the machine's.
type oracle struct {
	first   model.Policy // the policy before the first entry
	entries []entry
}

// An entry is one command, its env and the oracle's own answer. The policy of the env
// is left empty; the oracle has to work it out.
type entry struct {
	env    model.Env
	ask    model.Command        // to the user's slot, unless
	policy *model.PolicyCommand // it is a command on the policy
	said   verdict
}

// A verdict is what a caller can see of an answer.
type verdict struct {
	model.Outcome // its sets of rules stay empty
	Yes           bool
}

func yes(o model.Outcome) verdict { return verdict{o, true} }

func no(r model.Rule) verdict { return verdict{Outcome: model.Outcome{Rule: r}} }

// A pass is what the oracle finds in the entry of an accepted create.
type pass struct {
	entry int // where it was made
	view  model.View
	code  model.Code
}

// current finds the user's pass: the newest one, unless a later entry deleted it.
func (d *oracle) current() (pass, bool) {
	for i := len(d.entries) - 1; i >= 0; i-- {
		p := &d.entries[i]
		if p.policy != nil || !p.said.Yes {
			continue
		}
		switch p.ask.Op {
		case model.Delete:
			return pass{}, false
		case model.Create:
			return pass{i, p.said.View, p.said.Code}, true
		}
	}
	return pass{}, false
}

// spent looks for a sign-in after the entry that made the pass.
func (d *oracle) spent(p pass) bool {
	if !p.view.Once || p.entry >= len(d.entries) {
		return false
	}
	return slices.ContainsFunc(d.entries[p.entry:], func(q entry) bool {
		return q.policy == nil && q.ask.Op == model.SignIn && q.said.Yes
	})
}

// policy takes the newest value of each property.
func (d *oracle) policy() model.Policy {
	p := d.first
	for _, q := range d.entries {
		if q.policy == nil || !q.said.Yes {
			continue
		}
		u := q.policy
		if u.Op == model.ResetPolicy {
			p = untouched(q.env.Edition)
		}
		if u.Op != model.UpdatePolicy {
			continue
		}
		p = model.Policy{
			Enabled: newest(p.Enabled, u.Enabled), OnceOnly: newest(p.OnceOnly, u.OnceOnly),
			Minimum: newest(p.Minimum, u.Minimum), Maximum: newest(p.Maximum, u.Maximum),
			Default: newest(p.Default, u.Default), Length: newest(p.Length, u.Length),
			Include: newest(p.Include, u.Include), Exclude: newest(p.Exclude, u.Exclude),
		}
	}
	return p
}

func newest[T any](old T, word *T) T {
	if word == nil {
		return old
	}
	return *word
}

// untouched is the policy of a new tenant, written out.
func untouched(e model.Edition) model.Policy {
	return model.Policy{
		Enabled: false, Minimum: 60, Maximum: map[model.Edition]model.Minutes{model.Current: 480, model.Documented: 480, model.Preview: 1440}[e],
		Default: 60, Length: 8, OnceOnly: false,
		Include: []model.Target{{Type: model.GroupTarget, All: true}}, Exclude: []model.Target{},
	}
}

// includes says whether the policy applies to the user: some include names the user,
// one of their groups or all users, and no exclude does.
func includes(p *model.Policy, u *model.User) bool {
	cards := []model.Target{{Type: model.UserTarget, ID: u.ID}, {Type: model.GroupTarget, All: true}}
	for _, g := range u.Groups {
		cards = append(cards, model.Target{Type: model.GroupTarget, ID: g})
	}
	theirs := func(t model.Target) bool {
		if t.All {
			t.ID = model.ID{}
		}
		return slices.Contains(cards, t)
	}
	return slices.ContainsFunc(p.Include, theirs) && !slices.ContainsFunc(p.Exclude, theirs)
}

// reason collects all reasons against the pass, and then picks the first in their
// order.
func (d *oracle) reason(p pass, policy *model.Policy, env *model.Env) model.Reason {
	return firstOf(
		against[model.Reason]{!policy.Enabled || !includes(policy, &env.User) || (policy.OnceOnly && !p.view.Once), model.DisabledByPolicy},
		against[model.Reason]{env.Now.Sub(p.view.Start) >= p.view.Lifetime.Ticks(), model.Expired},
		against[model.Reason]{p.view.Start.Sub(env.Now) > 0, model.NotYetValid},
		against[model.Reason]{d.spent(p), model.OneTimeUsed},
		against[model.Reason]{true, model.EnabledByPolicy},
	)
}

// A reason against something, and whether it applies.
type against[T any] struct {
	holds bool
	name  T
}

func firstOf[T any](all ...against[T]) (none T) {
	for _, a := range all {
		if a.holds {
			return a.name
		}
	}
	return none
}

type objection = against[model.Rule]

// answer is the answer to a command, which is not yet recorded.
func (d *oracle) answer(env *model.Env, ask *model.Command) verdict {
	switch ask.Op {
	case model.SignIn:
		return d.answerSignIn(env, ask)
	case model.Refresh:
		return d.answerRefresh(env, ask)
	}

	if r := firstOf(
		objection{env.Me && env.Actor.Kind != model.Delegated, model.AccessMe},
		objection{env.User.Unknown, model.UserMissing},
		objection{!permitted(env, ask.Op), model.AccessRefused},
	); r != model.NoRule {
		return no(r)
	}
	held, any := d.current()
	policy := d.policy()
	if any {
		held.view.Reason = d.reason(held, &policy, env)
	}
	right := any && held.view.ID == ask.ID
	switch ask.Op {
	case model.Create:
		return d.answerCreate(held, any, &policy, env, ask)
	case model.List:
		return yes(model.Outcome{Rule: model.ListOne, View: held.view})
	case model.Get:
		if right {
			return yes(model.Outcome{Rule: model.GetFound, View: held.view})
		}
		return no(model.GetMissing)
	case model.Delete:
		if right {
			return yes(model.Outcome{Rule: model.DeleteFound})
		}
		return no(model.DeleteMissing)
	}
	return verdict{}
}

func (d *oracle) answerCreate(held pass, any bool, policy *model.Policy, env *model.Env, ask *model.Command) verdict {
	lifetime, once, start := newest(policy.Default, ask.Lifetime), newest(policy.OnceOnly, ask.Once), newest(env.Now, ask.Start)
	shutOut := !policy.Enabled || !includes(policy, &env.User)
	live := any && (held.view.Reason == model.EnabledByPolicy || held.view.Reason == model.NotYetValid)
	needed := time.Duration(lifetime)*time.Minute + 10*time.Minute

	r := firstOf(
		objection{env.User.External && env.User.Guest, model.CreateGuest},
		objection{shutOut && env.Edition == model.Current, model.CreateGated},
		objection{live && env.Edition == model.Preview, model.CreateConflict},
		objection{lifetime < policy.Minimum || lifetime > policy.Maximum, model.CreateLifetimeRange},
		objection{!once && policy.OnceOnly, model.CreateOnceRequired},
		objection{env.Now.Time().Sub(start.Time()) > time.Minute, model.CreateStartPast},
		objection{start.Time().Add(needed).Year() > 9999, model.CreateStartFar},
	)
	if r != model.NoRule {
		v := no(r)
		if r == model.CreateLifetimeRange {
			v.Minimum, v.Maximum = policy.Minimum, policy.Maximum
		}
		return v
	}
	view := model.View{ID: ask.ID, Created: env.Now, Start: start, Lifetime: lifetime, Once: once}
	view.Reason = d.reason(pass{len(d.entries), view, ask.Code}, policy, env)
	return yes(model.Outcome{Rule: model.CreateAccepted, View: view, Code: ask.Code})
}

func (d *oracle) answerSignIn(env *model.Env, ask *model.Command) verdict {
	held, any := d.current()
	if env.User.Unknown || !any {
		return no(model.SigninNone)
	}
	if held.code.Reveal() != ask.Code.Reveal() {
		return no(model.SigninCode)
	}
	policy := d.policy()
	if r := d.reason(held, &policy, env); r != model.EnabledByPolicy {
		return no(map[model.Reason]model.Rule{
			model.DisabledByPolicy: model.SigninDisabled, model.Expired: model.SigninExpired,
			model.NotYetValid: model.SigninEarly, model.OneTimeUsed: model.SigninUsed,
		}[r])
	}
	out := model.Outcome{Rule: model.SigninAccepted, SessionEnds: overAt(held.view)}
	if held.view.Once {
		out.RegisterBy = model.InstantOf(env.Now.Time().Add(10 * time.Minute))
	}
	return yes(out)
}

func (d *oracle) answerRefresh(env *model.Env, ask *model.Command) verdict {
	held, any := d.current()
	if env.User.Unknown || !any || held.view.ID != ask.ID {
		return no(model.RefreshNone)
	}
	policy := d.policy()
	switch d.reason(held, &policy, env) {
	case model.DisabledByPolicy:
		return no(model.RefreshDisabled)
	case model.Expired:
		return no(model.RefreshExpired)
	case model.NotYetValid:
		return no(model.RefreshEarly)
	}
	return yes(model.Outcome{Rule: model.RefreshAccepted, SessionEnds: overAt(held.view)})
}

func overAt(v model.View) model.Instant {
	return model.InstantOf(v.Start.Time().Add(time.Duration(v.Lifetime) * time.Minute))
}
