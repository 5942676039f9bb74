package conform

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// An explanation is the reference with readings under which it answers as the subject
// did, in all exchanges of a case so far.
type explanation struct {
	base
	alternative *alternative
	left        []Difference // of the last exchange
}

// explain finds a small set of readings that explains all exchanges. It adds readings to
// those that explained the exchanges before, of which it may take one out, and then takes
// out what is not needed any more. If nothing is enough, it begins anew. If that does not
// help, the subject may read a rule otherwise in some cases only, such as a limit that lies
// elsewhere: then it looks for readings of the last exchange alone. part leaves a
// difference; see search.
func explain(exchanges []exchange, now protocol.Readings) (full, part *explanation) {
	last, end := len(exchanges)-1, len(exchanges)
	used := now
	for i := range exchanges {
		used = used.With(exchanges[i].readings)
	}
	known, alone := base{exchanges, now}, base{without(exchanges, used, last, end), now}
	bases, cases := []base{known, alone}, []base(nil)
	for _, one := range protocol.AllReadings() {
		if !used.Has(one) {
			continue
		}
		bases = append(bases, base{without(exchanges, one, 1, end), now.Without(one)})
		for i := 1; i < last; i++ {
			if less := without(exchanges, one, i, i+1); less[i].differs(exchanges[i].readings) {
				cases = append(cases, base{less, now})
			}
		}
	}
	if full, part = search(bases, 1, mostReadings); full != nil {
		return full.shrunk(), nil
	}
	if len(bases) > 2 {
		full, more := search([]base{{exchanges: without(exchanges, used, 1, end)}}, 1, mostReadings)
		if full != nil {
			return full, nil
		}
		part = cmp.Or(part, more)
	}
	full, more := search([]base{alone, known}, last, mostReadings)
	for _, x := range []*explanation{full, more} {
		if x != nil {
			x.rest = now
		}
	}
	if full == nil {
		full, _ = search(cases, last, 0)
	}
	return full, cmp.Or(part, more)
}

// A base is the readings with which a search begins.
type base struct {
	exchanges []exchange
	rest      protocol.Readings // for what follows
}

// without returns the exchanges without these readings between two numbers.
func without(exchanges []exchange, fewer protocol.Readings, from, to int) []exchange {
	exchanges = slices.Clone(exchanges)
	for i := from; i < to; i++ {
		exchanges[i].readings = exchanges[i].readings.Without(fewer)
	}
	return exchanges
}

// differs reports whether the answer may be another one under other readings.
func (e *exchange) differs(other protocol.Readings) bool {
	return e.readings.Differ(other, &e.request)
}

// shrunk is the explanation without the readings that it does not need.
func (x *explanation) shrunk() *explanation {
	for _, one := range protocol.AllReadings() {
		less := base{without(x.exchanges, one, 1, len(x.exchanges)), x.rest.Without(one)}
		if slices.EqualFunc(less.exchanges, x.exchanges, func(a, b exchange) bool { return a.readings == b.readings }) {
			continue
		}
		if t := try(less.exchanges); t.wrong == 0 {
			x = &explanation{less, t.a, t.last}
		}
	}
	return x
}

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
	with := func(b int, added protocol.Readings) []exchange {
		exchanges := slices.Clone(bases[b].exchanges)
		for i := from; i < len(exchanges); i++ {
			exchanges[i].readings = exchanges[i].readings.With(added)
		}
		return exchanges
	}
	explained := func(t *attempt) *explanation {
		return &explanation{base{with(t.base, t.added), bases[t.base].rest.With(t.added)}, t.a, t.last}
	}
	type key struct {
		base  int
		added protocol.Readings
	}
	seen := map[key]bool{}
	var first, level []attempt
	for b := range bases {
		t := try(with(b, protocol.Readings{}))
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
				t := try(with(k.base, k.added))
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

// settled returns the rule by which the reference refuses the last request of a case, if
// it reads the unspecified rule otherwise that decides it. It is NoRule if then the
// request is accepted in some way, or nothing refuses it but that rule.
func settled(exchanges []exchange, by model.Rule) (rule model.Rule) {
	last := len(exchanges) - 1
	for _, one := range protocol.AllReadings() {
		if !one.Rules().Has(by) || !matters(exchanges[last:], protocol.Readings{}, one) {
			continue
		}
		a := newAlternative(&protocol.Reference{}, &exchanges[0].request)
		for i := range exchanges[1:] {
			e := exchanges[i+1]
			if i+1 == last {
				e.readings = e.readings.With(one)
			}
			c := a.compare(&e)
			switch {
			case i+1 < last:
			case c.want.Accepted():
				return model.NoRule
			case !c.want.Rule.Entry().Unspecified && (!guesses.Has(one) || aboutCaller.Has(c.want.Rule)):
				rule = c.decides()
			}
		}
	}
	return rule
}

// guesses are readings that guess at the value of a property. A subject may take another
// value for it, or none, so the value itself refuses nothing.
var guesses = protocol.Readings{Wire: wire.TextIsValue | wire.PolicyTextIsValue | wire.FormLenient}

// aboutCaller are the rules that refuse a request whatever its body says.
var aboutCaller = model.RulesOf(model.AccessRefused, model.AccessMe, model.UserMissing, model.CreateGuest, model.CreateGated, model.CreateConflict)
