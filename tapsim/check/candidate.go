package check

import (
	"iter"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// candidates yields the traces that are one thing short of the best, those of fewer
// steps first. Whether a candidate is simpler is for its cost to say.
func (s *shrinker) candidates() iter.Seq[trace] {
	return func(yield func(trace) bool) {
		acts := s.best.acts
		for i := len(acts) - 1; i >= 0; i-- {
			timed := acts[i].when != nil && i+1 < len(acts)
			if !yield(s.without(i, i+1)) || timed && !yield(s.caughtUp(i)) || timed && acts[i+1].when == nil && !yield(s.handedOn(i)) {
				return
			}
		}
		for i := range acts {
			for a := range acts[i].simpler() {
				if !yield(s.with(i, a)) {
					return
				}
			}
		}
		for _, more := range []iter.Seq[trace]{s.tenants(), s.instants()} {
			for x := range more {
				if !yield(x) {
					return
				}
			}
		}
	}
}

// copied is the best, to be changed.
func (s *shrinker) copied() trace {
	x := s.best
	x.acts = slices.Clone(x.acts)
	return x
}

// with is the best with another act in a place.
func (s *shrinker) with(i int, a act) trace {
	x := s.copied()
	x.acts[i] = a
	return x
}

// without leaves out the acts from and up to to, and those that name a pass made by
// one of them. An instant that hung on such a pass stays where it was.
func (s *shrinker) without(from, to int) trace {
	x := s.best
	gone := func(id int) bool {
		return slices.ContainsFunc(s.best.acts[from:to], func(a act) bool { return a.id == id })
	}
	stays := func(m *scenario.Moment, at model.Instant) *scenario.Moment {
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

// handedOn leaves out act i, and has the next one happen when it did.
func (s *shrinker) handedOn(i int) trace {
	x := s.without(i, i+1)
	if i < len(x.acts) && x.acts[i].when == nil {
		x.acts[i].when, x.acts[i].back = s.best.acts[i].when, s.best.acts[i].back
	}
	return x
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

// simpler yields the act with one thing less.
func (a *act) simpler() iter.Seq[act] {
	return func(yield func(act) bool) {
		change := func(do func(*act)) bool {
			less := *a
			do(&less)
			return yield(less)
		}
		good := change(func(l *act) { l.when = nil }) &&
			change(func(l *act) { l.key = 0 }) &&
			change(func(l *act) { l.user = 0 }) &&
			change(func(l *act) { l.begins, l.from = false, nil }) &&
			change(func(l *act) { l.spelt = plainStart }) &&
			change(func(l *act) { l.timed = false }) &&
			change(func(l *act) { l.once = 0 }) &&
			change(func(l *act) { l.alter = "" }) &&
			(a.verb != doSignIn || change(func(l *act) { l.named, l.pass, l.alter, l.code = 0, none, "", wrongCode })) &&
			(a.verb != doCreate || a.text == nil || change((*act).plain))
		for c := range a.caller.simpler() {
			good = good && change(func(l *act) { l.caller = c }) && change(func(l *act) { l.user, l.key, l.caller = 0, 0, c })
		}
		for text := range a.text.simpler() {
			good = good && change(func(l *act) { l.text = text })
		}
	}
}

// plain has a create say what its body comes to, with nothing odd about the text.
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

// tenants yields the traces whose tenant has one thing less, or in which a user has a
// name that comes earlier: a user who is called bob or eve should have to be.
func (s *shrinker) tenants() iter.Seq[trace] {
	return func(yield func(trace) bool) {
		change := func(do func(*trace)) bool {
			x := s.copied()
			do(&x)
			return yield(x)
		}
		usual := usualPolicy(s.best.edition)
		good := change(func(x *trace) {
			x.edition = model.Current
			for _, set := range properties {
				p := x.policy
				if set(&p, &usual); samePolicy(&p, &x.policy) {
					now := usualPolicy(x.edition)
					set(&x.policy, &now)
				}
			}
		}) && change(func(x *trace) { x.policy = usual })
		for _, set := range properties {
			good = good && change(func(x *trace) { set(&x.policy, &usual) })
		}
		for i := range groups {
			good = good && change(func(x *trace) { x.groups &^= 1 << i })
		}
		for i := range people {
			good = good && change(func(x *trace) { x.users &^= 1 << i }) && change(func(x *trace) { x.traits[i] = 0 })
			for j := range i {
				good = good && change(func(x *trace) { x.fold(i, j) })
			}
		}
	}
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

// fold has user i be user j: in the place of j, if there is one already, or else with
// all that i is.
func (x *trace) fold(i, j int) {
	x.users = x.users&^(1<<i) | x.users>>i&1<<j
	x.traits[i], x.traits[j] = 0, x.traits[i]
	for n := range x.acts {
		a := &x.acts[n]
		if int(a.user) == i {
			a.user = uint8(j)
		}
		a.caller = a.caller.called(people[i].ID, people[j].ID)
	}
}

// instants yields the traces in which one instant is said in simpler words; and those
// in which what comes after it moves along, since two instants often mean something
// only together.
func (s *shrinker) instants() iter.Seq[trace] {
	return func(yield func(trace) bool) {
		var labels []string
		now, said := firstInstant, scenario.Moment{Base: scenario.SinceStart}
		means := interpreter{passes: s.after}
		for i := range s.best.acts {
			a := s.best.acts[i]
			if a.when != nil {
				for _, when := range append([]*scenario.Moment{nil}, simplerMoments(a.when, labels, nil)...) {
					x, to := s.copied(), now
					if x.acts[i].when = when; when != nil {
						to = means.instant(when)
					}
					if !yield(x) {
						return
					}
					if d := to.Sub(a.at); d != 0 {
						x = s.copied()
						x.acts[i].when, x.acts[i].from = when, shifted(a.from, d)
						if x.shift(i+1, d); !yield(x) {
							return
						}
					}
				}
				said = *a.when
			}
			now = a.at
			if a.begins {
				for _, from := range simplerMoments(a.from, labels, &said) {
					for _, spelt := range []uint8{plainStart, a.spelt} {
						less := a
						if less.from, less.spelt = from, spelt; !yield(s.with(i, less)) {
							return
						}
					}
				}
			}
			if a.made() {
				labels = append([]string{labelOf(a.id)}, labels...)
			}
		}
	}
}

// shift moves what is counted from the start of the scenario, from act i on.
func (x *trace) shift(i int, d model.Duration) {
	for ; i < len(x.acts); i++ {
		x.acts[i].when, x.acts[i].from = shifted(x.acts[i].when, d), shifted(x.acts[i].from, d)
	}
}

func shifted(m *scenario.Moment, d model.Duration) *scenario.Moment {
	if m == nil || m.Base != scenario.SinceStart {
		return m
	}
	return &scenario.Moment{Base: m.Base, Offset: m.Offset + d}
}
