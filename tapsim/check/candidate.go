package check

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// candidates tries traces with one thing less than the best one, those with fewer steps
// first, until one of them becomes the best. Whether a candidate is simpler is decided
// by its cost.
func (s *shrinker) candidates() bool {
	acts := s.best.acts
	for i := len(acts) - 1; i >= 0; i-- {
		timed := acts[i].when != nil && i+1 < len(acts)
		if s.try(s.without(i, i+1)) || timed && s.try(s.caughtUp(i)) || timed && acts[i+1].when == nil && s.try(s.handedOn(i)) ||
			acts[i].verb == doUpdatePolicy && s.try(s.fromTheBeginning(i)) || acts[i].verb == doUpdateUser && s.born(i) {
			return true
		}
	}
	for i := range acts {
		if s.act(i) {
			return true
		}
	}
	return s.tenant() || s.instants()
}

// copied is a copy of the best trace.
func (s *shrinker) copied() trace {
	x := s.best
	x.acts = slices.Clone(x.acts)
	return x
}

// without leaves out the acts from from up to to, to excluded, and those that name a
// pass made by one of them. An instant that was given by such a pass stays the same.
func (s *shrinker) without(from, to int) trace {
	x := s.best
	gone := func(id int) bool {
		return slices.ContainsFunc(s.best.acts[from:to], func(a act) bool { return a.id == id })
	}
	stays := func(m *scenario.TimeExpression, at model.Instant) *scenario.TimeExpression {
		if m == nil || !gone(idOf(m.Label)) {
			return m
		}
		return write.SinceStart(firstInstant, at)
	}
	x.acts = slices.Clone(x.acts[:from])
	for _, a := range s.best.acts[to:] {
		if !gone(a.named) {
			a.when, a.from = stays(a.when, a.at), stays(a.from, a.start)
			x.acts = append(x.acts, a)
		}
	}
	return x
}

// handedOn leaves out act i, and moves the next act to its instant.
func (s *shrinker) handedOn(i int) trace {
	x := s.without(i, i+1)
	if i < len(x.acts) && x.acts[i].when == nil {
		x.acts[i].when, x.acts[i].back = s.best.acts[i].when, s.best.acts[i].back
	}
	return x
}

// fromTheBeginning leaves out act i, an update of the policy, and begins with a policy
// that is so updated. If that update is refused, the policy stays as it is.
func (s *shrinker) fromTheBeginning(i int) trace {
	x := s.handedOn(i)
	x.policy, _ = model.StepPolicy(x.policy, model.Env{Edition: x.edition}, s.best.acts[i].text.policy)
	return x
}

// born tries to leave out act i, an update of a user, and to begin with a user of that kind.
func (s *shrinker) born(i int) bool {
	for trait := uint8(1); trait <= traits; trait++ {
		x := s.handedOn(i)
		if x.traits[s.best.acts[i].user] = trait; s.try(x) {
			return true
		}
	}
	return false
}

// caughtUp leaves out act i and the time that passed before it.
func (s *shrinker) caughtUp(i int) trace {
	x, before := s.without(i, i+1), firstInstant
	if i > 0 {
		before = s.best.acts[i-1].at
	}
	x.shift(i, before.Sub(s.best.acts[i].at))
	return x
}

// act tries act i with one thing less.
func (s *shrinker) act(i int) bool {
	a := s.best.acts[i]
	change := func(do func(*act)) bool {
		x := s.copied()
		do(&x.acts[i])
		return s.try(x)
	}
	return change(func(a *act) { a.when = nil }) ||
		change(func(a *act) { a.key = 0 }) ||
		change(func(a *act) { a.user = 0 }) ||
		change(func(a *act) { a.begins, a.from = false, nil }) ||
		change(func(a *act) { a.spelt = plainStart }) ||
		change(func(a *act) { a.timed = false }) ||
		change(func(a *act) { a.once = 0 }) ||
		change(func(a *act) { a.alter = "" }) ||
		a.verb == doSignIn && change(func(a *act) { a.named, a.pass, a.alter, a.blank = 0, none, "", false }) ||
		a.verb == doCreate && a.text != nil && change((*act).plain) ||
		slices.ContainsFunc(a.caller.simpler(), func(c *caller) bool {
			return change(func(a *act) { a.caller = c }) || change(func(a *act) { a.user, a.key, a.caller = 0, 0, c })
		}) ||
		slices.ContainsFunc(a.text.simpler(), func(text *payload) bool { return change(func(a *act) { a.text = text }) })
}

// plain writes a create with the properties that its body sets, and without anything
// unusual in its text.
func (a *act) plain() {
	cmd := &a.text.create
	a.text, a.timed, a.begins = nil, cmd.Lifetime != nil, cmd.Start != nil
	if a.timed {
		a.lifetime = *cmd.Lifetime
	}
	if cmd.Once != nil {
		a.once = uint8(slices.Index(onces[1:], *cmd.Once) + 1)
	}
	if a.begins {
		a.from = write.SinceStart(firstInstant, *cmd.Start)
	}
}

// tenant tries a tenant with one thing less, or in which a user has an earlier name: in
// a scenario that says bob or eve, ada would not show the same.
func (s *shrinker) tenant() bool {
	change := func(do func(*trace)) bool {
		x := s.copied()
		do(&x)
		return s.try(x)
	}
	usual, now := usualPolicy(s.best.edition), usualPolicy(model.Current)
	if change(func(x *trace) {
		x.edition = model.Current
		for _, set := range properties {
			p := x.policy
			if set(&p, &usual); samePolicy(&p, &x.policy) {
				set(&x.policy, &now)
			}
		}
	}) || change(func(x *trace) { x.policy = usual }) {
		return true
	}
	for _, set := range properties {
		if change(func(x *trace) { set(&x.policy, &usual) }) {
			return true
		}
	}
	for i := range groups {
		if change(func(x *trace) { x.groups &^= 1 << i }) {
			return true
		}
	}
	users, _ := s.best.directory()
	for i := range people {
		if users&(1<<i) == 0 {
			continue
		}
		if change(func(x *trace) { x.users &^= 1 << i }) || change(func(x *trace) { x.traits[i] = 0 }) {
			return true
		}
		for j := range i {
			if change(func(x *trace) { x.fold(i, j) }) {
				return true
			}
		}
	}
	return false
}

// properties give a policy one property of another.
var properties = []func(p, of *model.Policy){
	func(p, of *model.Policy) { p.Enabled = of.Enabled },
	func(p, of *model.Policy) { p.OnceOnly = of.OnceOnly },
	func(p, of *model.Policy) { p.Length = of.Length },
	func(p, of *model.Policy) { p.Minimum = of.Minimum },
	func(p, of *model.Policy) { p.Default = of.Default },
	func(p, of *model.Policy) { p.Maximum = of.Maximum },
	func(p, of *model.Policy) { p.Include = of.Include },
}

// fold renames user i to user j. If there is a j already, the two become one user.
func (x *trace) fold(i, j int) {
	x.users = x.users&^(1<<i) | x.users>>i&1<<j
	x.traits[i], x.traits[j] = 0, x.traits[i]
	for n := range x.acts {
		a := &x.acts[n]
		if int(a.user) == i {
			a.user = uint8(j)
		}
		a.caller = a.caller.called(i, j)
	}
}

// instants tries to write one instant more simply. It also tries to move all that comes
// later by as much, since two instants often mean something only together.
func (s *shrinker) instants() bool {
	var labels []string
	now, said := firstInstant, scenario.TimeExpression{Base: scenario.SinceStart}
	means := interpreter{passes: s.after}
	for i, a := range s.best.acts {
		if a.when != nil {
			for _, when := range append([]*scenario.TimeExpression{nil}, simplerExpressions(a.when, labels, nil)...) {
				still, moved, to := s.copied(), s.copied(), now
				if when != nil {
					to = means.instant(when)
				}
				d := to.Sub(a.at)
				still.acts[i].when, moved.acts[i].when = when, when
				moved.acts[i].from = shifted(a.from, d)
				moved.shift(i+1, d)
				if s.try(still) || d != 0 && s.try(moved) {
					return true
				}
			}
			said = *a.when
		}
		now = a.at
		if a.begins {
			for _, from := range simplerExpressions(a.from, labels, &said) {
				for _, spelt := range []uint8{plainStart, a.spelt} {
					x := s.copied()
					if x.acts[i].from, x.acts[i].spelt = from, spelt; s.try(x) {
						return true
					}
				}
			}
		}
		if a.made() {
			labels = append([]string{labelOf(a.id)}, labels...)
		}
	}
	return false
}

// shift moves the instants that are counted from the start of the scenario, from act i on.
func (x *trace) shift(i int, d model.Duration) {
	for ; i < len(x.acts); i++ {
		x.acts[i].when, x.acts[i].from = shifted(x.acts[i].when, d), shifted(x.acts[i].from, d)
	}
}

func shifted(m *scenario.TimeExpression, d model.Duration) *scenario.TimeExpression {
	if m == nil || m.Base != scenario.SinceStart {
		return m
	}
	return &scenario.TimeExpression{Base: m.Base, Offset: m.Offset + d}
}
