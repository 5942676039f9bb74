package conform

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/tapsim/tap/tapsim/protocol"
)

// These limit a search. A body can be shaped by several rules at once, and each of them
// can be read otherwise.
const (
	mostReadings  = 5
	mostAttempted = 16 // sets of a size that are made larger
)

// An attempt is a set of readings that is added to a base, with what it leaves.
type attempt struct {
	base  int
	added protocol.Readings
	wrong int          // exchanges that it does not explain
	found []Difference // in these; Step is the number of the exchange
	last  []Difference // in the last one
	a     *alternative
}

// promises reports whether more readings than those of t may explain all, where those of
// smaller do not: t explains the last exchange, or leaves fewer to be explained, or others.
// (It may be others that came before: if an update is applied whole, the answers that
// follow have other reasons.)
func (t *attempt) promises(smaller *attempt) bool {
	return !t.open() && smaller.open() || t.wrong < smaller.wrong || t.wrong == smaller.wrong && !reflect.DeepEqual(t.found, smaller.found)
}

// open reports whether the last exchange is not explained.
func (t *attempt) open() bool { return slices.ContainsFunc(t.last, decisive) }

// try asks the reference with the readings of each exchange.
func try(exchanges []exchange) attempt {
	t := attempt{a: newAlternative(&protocol.Reference{}, &exchanges[0].request)}
	for i := 1; i < len(exchanges); i++ {
		c := t.a.compare(&exchanges[i])
		if exchanges[i].unexplained {
			continue
		}
		if c.differs() {
			t.wrong++
		}
		for _, d := range c.found {
			d.Step = i
			t.found = append(t.found, d)
		}
		t.last = c.found
	}
	return t
}

// search adds sets of readings to those of the exchanges with a number of at least from,
// in the order of their size, up to most. The sets that promise most are made larger.
//
// If no set explains all, it may be that one explains why the last request is accepted, or
// refused, and leaves another difference in that answer.
func search(bases []base, from, most int) (full, part *explanation) {
	explained := func(t *attempt) *explanation {
		x := base{adding(bases[t.base].exchanges, t.added, from), bases[t.base].rest}
		if from == 1 {
			x.rest = x.rest.With(t.added)
		}
		return &explanation{x, t.a, t.last}
	}
	type key struct {
		base  int
		added protocol.Readings
	}
	seen := map[key]bool{}
	var first, level []attempt
	for b := range bases {
		t := try(bases[b].exchanges)
		if t.base = b; t.wrong == 0 {
			return explained(&t), nil
		}
		first, level = append(first, t), append(level, t)
	}
	for range most {
		var larger []attempt
		for _, smaller := range level {
			for _, one := range protocol.AllReadings() {
				k := key{smaller.base, smaller.added.With(one)}
				if k.added == smaller.added || seen[k] || !matters(bases[k.base].exchanges[from:], smaller.added, k.added) {
					continue
				}
				seen[k] = true
				t := try(adding(bases[k.base].exchanges, k.added, from))
				t.base, t.added = k.base, k.added
				switch {
				case t.wrong == 0:
					return explained(&t), nil
				case t.promises(&smaller):
					larger = append(larger, t)
				}
				if part == nil && t.wrong == 1 && answers(first[t.base].last) && !answers(t.last) && t.open() {
					part = explained(&t)
				}
			}
		}
		slices.SortStableFunc(larger, func(a, b attempt) int {
			switch {
			case a.open() == b.open():
				return cmp.Compare(a.wrong, b.wrong)
			case a.open():
				return 1
			}
			return -1
		})
		level = larger[:min(len(larger), mostAttempted)]
	}
	return nil, part
}

// answers reports whether one accepts what the other refuses.
func answers(found []Difference) bool {
	return slices.ContainsFunc(found, func(d Difference) bool { return d.Name == "answer" })
}

// matters reports whether an answer may be another one if one set of readings is added
// and not another one.
func matters(exchanges []exchange, one, other protocol.Readings) bool {
	return slices.ContainsFunc(exchanges, func(e exchange) bool {
		e.readings = e.readings.With(one)
		return e.differs(e.readings.With(other))
	})
}
