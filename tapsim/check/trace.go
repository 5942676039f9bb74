package check

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A trace is a history in which the numbers of each move are replaced by what they
// meant. It can be made shorter and simpler, and be interpreted again.
type trace struct {
	edition model.Edition
	policy  model.Policy         // with which it begins
	users   uint16               // by bit, the users besides those that an act names
	groups  uint8                // by bit, the groups besides those that are named
	traits  [MostUsers + 1]uint8 // of each user; see person
	acts    []act
}

// trace is the trace of a history that was just interpreted.
func (t *interpreter) trace(h *history) trace {
	x := trace{edition: t.env.Edition, policy: h.firstPolicy(t.env.Edition), users: 1<<t.plan.users - 1, groups: 1<<len(groups) - 1, acts: slices.Clone(t.acts)}
	if h.actors {
		x.users |= 1 << admin
	}
	for i := range x.traits {
		x.traits[i] = traitOf(i)
	}
	words, now := write.Words{Start: firstInstant}, firstInstant
	for i := range x.acts {
		a := &x.acts[i]
		if a.at != now {
			a.when, a.back, now = words.TimeExpression(a.at, ""), a.skew, a.at
		}
		if a.begins {
			a.from = words.TimeExpression(a.start, "")
		}
		switch {
		case a.made():
			facts := &t.passes[a.pass].facts
			words.Made(labelOf(a.id), facts.Start, facts.End())
		case a.pass >= 0:
			a.named = t.passes[a.pass].id
		}
	}
	return x
}

// scenario is the scenario of a history that was just interpreted.
func (t *interpreter) scenario(h *history) *scenario.Scenario {
	x := t.trace(h)
	return x.scenario()
}

// retrace interprets a trace again, up to an act that is impossible or violates an
// invariant. The answers are noted in the acts of the trace.
func (t *interpreter) retrace(x *trace) {
	var users [MostUsers + 1]model.User
	for i := range users {
		users[i] = userOf(person(i, x.traits[i]))
	}
	t.begin(x.edition, x.policy, &users)
	t.acts, t.impossible = nil, !valid(&x.policy)
	for i := range x.acts {
		if t.impossible || t.violated != nil {
			return
		}
		t.acts = x.acts[:i+1]
		t.again(&x.acts[i])
	}
}

// again asks an act of a trace. The clock may go back only where it went back before.
// Otherwise a shrunk scenario could have a clock rollback that its fault does not need.
func (t *interpreter) again(a *act) {
	was := t.now
	if a.when != nil {
		t.now = t.instant(a.when)
		t.impossible = t.impossible || t.now < was && !a.back
	}
	if a.begins {
		a.start = spelled(t.instant(a.from), a.spelt)
	}
	switch {
	case a.verb == doCreate:
		a.pass = none
	case a.named != 0:
		a.pass = t.passOf(a.named)
	}
	a.cmd, a.found, a.rule, a.contributing = model.Command{}, false, model.NoRule, model.Rules{}
	if !t.impossible {
		t.ask(a, was)
	}
}

// passOf is the number in passes of the pass that the act with that id made. The trace
// is impossible if that pass is no longer made.
func (t *interpreter) passOf(id int) int {
	i := slices.IndexFunc(t.passes, func(p issued) bool { return p.id == id })
	t.impossible = t.impossible || i < 0
	return i
}

// instant is the value of a time expression of a trace.
func (t *interpreter) instant(m *scenario.TimeExpression) model.Instant {
	at := firstInstant
	switch m.Base {
	case scenario.Literal:
		at = m.At
	case scenario.OfStart, scenario.OfEnd:
		i := t.passOf(idOf(m.Label))
		if i < 0 {
			return at
		}
		if at = t.passes[i].facts.Start; m.Base == scenario.OfEnd {
			at = t.passes[i].facts.End()
		}
	}
	if at = at.Add(m.Offset); at < 0 || at > model.LastInstant {
		t.impossible = true
	}
	return at
}

// valid reports whether a tenant can begin with a policy.
func valid(p *model.Policy) bool {
	_, out := model.StepPolicy(*p, model.Env{}, model.PolicyCommand{
		Op: model.UpdatePolicy, Minimum: &p.Minimum, Maximum: &p.Maximum, Default: &p.Default, Length: &p.Length,
	})
	return out.Accepted()
}

// directory lists the users and groups of the directory, by bit: those that an act
// names, and the others of the trace. If there is no user, it is the first one.
func (x *trace) directory() (users uint16, groupBits uint8) {
	users, groupBits = x.users, x.groups
	for i := range x.acts {
		a := &x.acts[i]
		if a.user != unknownUser && (ofUser[a.verb] && !a.caller.me || a.caller.self) {
			users |= 1 << a.user
		}
		if a.caller.named() {
			users |= 1 << a.caller.user
		}
		if a.text != nil {
			users, groupBits = users|a.text.users, groupBits|a.text.groups
		}
	}
	if users == 0 {
		users = 1
	}
	for i, g := range groups {
		if slices.ContainsFunc(x.policy.Include, func(t model.Target) bool { return t.ID == g.ID }) {
			groupBits |= 1 << i
		}
		for n := range people {
			if users&(1<<n) != 0 && slices.Contains(person(n, x.traits[n]).Groups, g.ID) {
				groupBits |= 1 << i
			}
		}
	}
	return users, groupBits
}
