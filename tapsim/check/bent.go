package check

import (
	"slices"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// bent makes a counterexample of a history that breaks a law. It is shortened
// as a history: what is wrong is the machine, which no subject stands for.
func (r *runner) bent(h *history, n int) *Counterexample {
	t, law := &r.told, r.told.broken.law
	found := &Counterexample{Run: n, Drawn: len(h.moves)}
	still := func(h history) bool {
		t.tell(&h)
		if t.broken == nil && law == engineLaw {
			t.engine()
		}
		return t.broken != nil && t.broken.law == law
	}
	t.closely = true
	least := h.shrunk(still)
	still(least)
	t.closely = false
	found.Invariant = laws[law] + ": " + t.broken.what
	found.Scenario = t.story()
	all, _ := retell(found.Scenario)
	found.Scenario = tidy(alone(found.Scenario))
	found.finish(all)
	return found
}

// alone leaves out the users and groups that the scenario does not name: to the
// machine, users are independent.
func alone(s *scenario.Scenario) *scenario.Scenario {
	less := copyOf(s)
	less.Users = slices.DeleteFunc(less.Users, func(u protocol.User) bool { return !mentions(s, u.ID, u.UPN()) })
	less.Groups = slices.DeleteFunc(less.Groups, func(g protocol.Group) bool { return !mentions(less, g.ID, g.ID.String()) })
	return less
}

// shrunk is the least history that still does it.
func (h history) shrunk(still func(history) bool) history {
	for again := true; again; {
		again = false
		for size := max(1, len(h.moves)/2); size > 0; size /= 2 {
			for to := len(h.moves); to > 0 && len(h.moves) > 1; to -= size {
				less := h
				less.moves = append(append([]move{}, h.moves[:max(0, to-size)]...), h.moves[min(to, len(h.moves)):]...)
				if len(less.moves) > 0 && still(less) {
					h, again = less, true
				}
			}
		}
		for _, plain := range []func(*history){
			func(h *history) { h.edition = 0 },
			func(h *history) { h.policy = 0 },
			func(h *history) { h.actors = false },
			func(h *history) { h.skew = false },
		} {
			less := h
			if plain(&less); !less.same(&h) && still(less) {
				h, again = less, true
			}
		}
		for i := range h.moves {
			for number := range h.moves[i].numbers() {
				less := h
				less.moves = append([]move{}, h.moves...)
				if n := less.moves[i].numbers()[number]; *n != 0 {
					if *n = 0; still(less) {
						h, again = less, true
					}
				}
			}
		}
	}
	return h
}

func (h *history) same(o *history) bool {
	return h.edition == o.edition && h.policy == o.policy && h.actors == o.actors && h.skew == o.skew
}

func (m *move) numbers() []*uint8 {
	return []*uint8{&m.wait, &m.user, &m.key, &m.caller, &m.which, &m.code, &m.life, &m.once, &m.start, &m.spelt}
}
