package conform

import (
	"cmp"
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

// explain finds a small set of readings that explains all exchanges, after now, those
// with which the reference answered as the subject did before the last. part leaves a
// difference; see search.
func explain(exchanges []exchange, now protocol.Readings) (full, part *explanation) {
	last, end := len(exchanges)-1, len(exchanges)
	used := now
	for i := range exchanges {
		used = used.With(exchanges[i].readings)
	}
	known, alone := base{exchanges, now}, base{removing(exchanges, used, last, end), now}
	var less, once, silent []base
	for _, one := range protocol.AllReadings() {
		if !used.Has(one) {
			if one.Wire != 0 && matters(exchanges[1:last], protocol.Readings{}, one) {
				silent = append(silent, base{adding(exchanges, one, 1), now.With(one)})
			}
			continue
		}
		less = append(less, base{removing(exchanges, one, 1, end), now.Without(one)})
		for i := 1; i < last; i++ {
			x := removing(exchanges, one, i, i+1)
			if !x[i].differs(exchanges[i].readings) {
				continue
			}
			once = append(once, base{x, now})
			if exchanges[i].readings == now {
				continue
			}
			for _, other := range protocol.AllReadings() {
				if y := instead(x, i, other); other != one && y[i].differs(x[i].readings) {
					once = append(once, base{y, now})
				}
			}
		}
	}
	for _, s := range []struct {
		bases      []base
		from, most int
	}{
		// It reads more, or the explanation until now was a wrong one: in part, or all of it.
		{append([]base{known, alone}, less...), 1, mostReadings},
		{[]base{{exchanges: removing(exchanges, used, 1, end)}}, 1, mostReadings},
		// It reads a rule otherwise in some cases only, such as a limit that lies elsewhere.
		{[]base{alone, known}, last, mostReadings},
		{once, last, 0},
		// An update is read otherwise, and that shows only where a second rule is.
		{silent, last, 1},
	} {
		full, more := search(s.bases, s.from, s.most)
		if full != nil {
			return full.shrunk(), nil
		}
		part = cmp.Or(part, more)
	}
	return nil, part
}

// A base is the readings with which a search begins.
type base struct {
	exchanges []exchange
	rest      protocol.Readings // for what follows
}

// removing returns the exchanges without these readings between two numbers.
func removing(exchanges []exchange, fewer protocol.Readings, from, to int) []exchange {
	exchanges = slices.Clone(exchanges)
	for i := from; i < to; i++ {
		exchanges[i].readings = exchanges[i].readings.Without(fewer)
	}
	return exchanges
}

// adding returns the exchanges with more readings from a number on.
func adding(exchanges []exchange, more protocol.Readings, from int) []exchange {
	exchanges = slices.Clone(exchanges)
	for i := from; i < len(exchanges); i++ {
		exchanges[i].readings = exchanges[i].readings.With(more)
	}
	return exchanges
}

// instead returns the exchanges with more readings in one of them.
func instead(exchanges []exchange, i int, more protocol.Readings) []exchange {
	exchanges = slices.Clone(exchanges)
	exchanges[i].readings = exchanges[i].readings.With(more)
	return exchanges
}

// differs reports whether the answer may be another one under other readings.
func (e *exchange) differs(other protocol.Readings) bool {
	return e.readings.Differ(other, &e.request)
}

// shrunk is the explanation without the readings that it does not need.
func (x *explanation) shrunk() *explanation {
	for _, one := range protocol.AllReadings() {
		less := base{removing(x.exchanges, one, 1, len(x.exchanges)), x.rest.Without(one)}
		if slices.EqualFunc(less.exchanges, x.exchanges, func(a, b exchange) bool { return a.readings == b.readings }) {
			continue
		}
		if t := try(less.exchanges); t.wrong == 0 {
			x = &explanation{less, t.a, t.last}
		}
	}
	return x
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
