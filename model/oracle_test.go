package model_test

import (
	"slices"
	"time"

	"github.com/tapsim/tap/model"
)

// A diary is the second telling of the rules. It keeps everything that was ever
// asked, in order, and answers each question by reading from the first page. It
// has no slot, no flag and no current policy that could be wrong in the same
// way as the machine's: what it did not write down it works out again.
type diary struct {
	first model.Policy // the policy before the first page
	pages []page
}

// A page is one question, the world in which it was asked and the diary's own
// answer. The policy of the world is left empty; the diary has to find it.
type page struct {
	world  model.Env
	ask    model.Command        // to the user's slot, unless
	policy *model.PolicyCommand // the tenant's policy was asked
	said   verdict
}

// A verdict is what a caller can see of an answer.
type verdict struct {
	model.Outcome // its sets of rules stay empty
	Yes           bool
}

func yes(o model.Outcome) verdict { return verdict{o, true} }

func no(r model.Rule) verdict { return verdict{Outcome: model.Outcome{Rule: r}} }

// A pass is what the diary finds on the page of an accepted create.
type pass struct {
	page int // where it was made
	view model.View
	code model.Code
}

// current finds the user's pass: the newest ever made, unless a later page
// deleted it.
func (d *diary) current() (pass, bool) {
	for i := len(d.pages) - 1; i >= 0; i-- {
		p := &d.pages[i]
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

// spent looks for a sign-in after the page on which the pass was made.
func (d *diary) spent(p pass) bool {
	if !p.view.Once || p.page >= len(d.pages) {
		return false
	}
	return slices.ContainsFunc(d.pages[p.page:], func(q page) bool {
		return q.policy == nil && q.ask.Op == model.SignIn && q.said.Yes
	})
}

// policy asks of each property what the newest word on it was.
func (d *diary) policy() model.Policy {
	p := d.first
	for _, q := range d.pages {
		if q.policy == nil || !q.said.Yes {
			continue
		}
		u := q.policy
		if u.Op == model.ResetPolicy {
			p = untouched(q.world.Edition)
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

// covered says whether the policy speaks of the user: the user holds a card for
// every name they go by, and some included card is theirs and no excluded one.
func covered(p *model.Policy, u *model.User) bool {
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

// reason collects everything that stands against the pass, and only then looks
// which of it is named first.
func (d *diary) reason(p pass, policy *model.Policy, world *model.Env) model.Reason {
	return firstOf(
		against[model.Reason]{!policy.Enabled || !covered(policy, &world.User) || (policy.OnceOnly && !p.view.Once), model.DisabledByPolicy},
		against[model.Reason]{world.Now.Sub(p.view.Start) >= p.view.Lifetime.Ticks(), model.Expired},
		against[model.Reason]{p.view.Start.Sub(world.Now) > 0, model.NotYetValid},
		against[model.Reason]{d.spent(p), model.OneTimeUsed},
		against[model.Reason]{true, model.EnabledByPolicy},
	)
}

// What stands against something, and whether it holds.
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

// answer tells what the service says to a question on a new page.
func (d *diary) answer(world *model.Env, ask *model.Command) verdict {
	switch ask.Op {
	case model.SignIn:
		return d.answerSignIn(world, ask)
	case model.Refresh:
		return d.answerRefresh(world, ask)
	}

	if r := firstOf(
		objection{world.Me && world.Actor.Kind != model.Delegated, model.AccessMe},
		objection{world.User.Unknown, model.UserMissing},
		objection{!permitted(world, ask.Op), model.AccessRefused},
	); r != model.NoRule {
		return no(r)
	}
	held, any := d.current()
	policy := d.policy()
	if any {
		held.view.Reason = d.reason(held, &policy, world)
	}
	right := any && held.view.ID == ask.ID
	switch ask.Op {
	case model.Create:
		return d.answerCreate(held, any, &policy, world, ask)
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

func (d *diary) answerCreate(held pass, any bool, policy *model.Policy, world *model.Env, ask *model.Command) verdict {
	lifetime, once, start := newest(policy.Default, ask.Lifetime), newest(policy.OnceOnly, ask.Once), newest(world.Now, ask.Start)
	shutOut := !policy.Enabled || !covered(policy, &world.User)
	live := any && (held.view.Reason == model.EnabledByPolicy || held.view.Reason == model.NotYetValid)
	needed := time.Duration(lifetime)*time.Minute + 10*time.Minute

	r := firstOf(
		objection{world.User.External && world.User.Guest, model.CreateGuest},
		objection{shutOut && world.Edition == model.Current, model.CreateGated},
		objection{live && world.Edition == model.Preview, model.CreateConflict},
		objection{lifetime < policy.Minimum || lifetime > policy.Maximum, model.CreateLifetimeRange},
		objection{!once && policy.OnceOnly, model.CreateOnceRequired},
		objection{world.Now.Time().Sub(start.Time()) > time.Minute, model.CreateStartPast},
		objection{start.Time().Add(needed).Year() > 9999, model.CreateStartFar},
	)
	if r != model.NoRule {
		v := no(r)
		if r == model.CreateLifetimeRange {
			v.Minimum, v.Maximum = policy.Minimum, policy.Maximum
		}
		return v
	}
	view := model.View{ID: ask.ID, Created: world.Now, Start: start, Lifetime: lifetime, Once: once}
	view.Reason = d.reason(pass{len(d.pages), view, ask.Code}, policy, world)
	return yes(model.Outcome{Rule: model.CreateAccepted, View: view, Code: ask.Code})
}

func (d *diary) answerSignIn(world *model.Env, ask *model.Command) verdict {
	held, any := d.current()
	if world.User.Unknown || !any {
		return no(model.SigninNone)
	}
	if held.code.Reveal() != ask.Code.Reveal() {
		return no(model.SigninCode)
	}
	policy := d.policy()
	if r := d.reason(held, &policy, world); r != model.EnabledByPolicy {
		return no(map[model.Reason]model.Rule{
			model.DisabledByPolicy: model.SigninDisabled, model.Expired: model.SigninExpired,
			model.NotYetValid: model.SigninEarly, model.OneTimeUsed: model.SigninUsed,
		}[r])
	}
	out := model.Outcome{Rule: model.SigninAccepted, SessionEnds: overAt(held.view)}
	if held.view.Once {
		out.RegisterBy = model.InstantOf(world.Now.Time().Add(10 * time.Minute))
	}
	return yes(out)
}

func (d *diary) answerRefresh(world *model.Env, ask *model.Command) verdict {
	held, any := d.current()
	if world.User.Unknown || !any || held.view.ID != ask.ID {
		return no(model.RefreshNone)
	}
	policy := d.policy()
	switch d.reason(held, &policy, world) {
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
