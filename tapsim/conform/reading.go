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
	exchanges   []exchange // each with its readings
	alternative *alternative
	rest        protocol.Readings // for what follows
	left        []Difference      // of the last exchange
}

// explain finds the smallest set of readings that explains all exchanges. If there is
// none, the subject may read a rule otherwise in some cases only, such as a limit that
// lies elsewhere: then it finds the smallest set that explains the last exchange, after
// the readings that explained those before. part leaves a difference; see search.
func explain(exchanges []exchange, now protocol.Readings) (full, part *explanation) {
	last := len(exchanges) - 1
	full, part = search(exchanges, 1, protocol.Readings{})
	if full != nil {
		return full, nil
	}
	full, more := search(exchanges, last, protocol.Readings{})
	if full == nil && now != (protocol.Readings{}) {
		full, _ = search(exchanges, last, now)
	}
	for _, x := range []*explanation{full, more} {
		if x != nil {
			x.rest = now
		}
	}
	return full, cmp.Or(part, more)
}

// These limit a search. A body can be shaped by several rules at once, and each of them
// can be read otherwise.
const (
	mostReadings  = 5
	mostAttempted = 16 // sets of a size that are made larger
)

// An attempt is a set of readings, with what it leaves.
type attempt struct {
	readings protocol.Readings
	wrong    int          // exchanges that it does not explain
	found    []Difference // in these; Step is the number of the exchange
	last     []Difference // in the last one
	a        *alternative
}

// search tries sets of readings for the exchanges with a number of at least from, in the
// order of their size. The sets have at least these readings. A set is made larger by
// what leaves fewer exchanges to be explained, or others. (It may be others that came
// before: if an update is applied whole, the answers that follow have other reasons.)
//
// If no set explains all, it may be that one explains why the last request is accepted, or
// refused, and leaves another difference in that answer.
func search(exchanges []exchange, from int, least protocol.Readings) (full, part *explanation) {
	exchanges = slices.Clone(exchanges)
	seen := map[protocol.Readings]bool{least: true}
	try := func(r protocol.Readings) attempt {
		for i := from; i < len(exchanges); i++ {
			exchanges[i].readings = r
		}
		t := attempt{readings: r, a: newAlternative(&protocol.Reference{}, &exchanges[0].request)}
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
	explained := func(t attempt) *explanation {
		for i := from; i < len(exchanges); i++ {
			exchanges[i].readings = t.readings
		}
		return &explanation{slices.Clone(exchanges), t.a, t.readings, t.last}
	}
	first := try(least)
	if first.wrong == 0 {
		return explained(first), nil
	}
	level := []attempt{first}
	for range mostReadings {
		var larger []attempt
		for _, smaller := range level {
			for _, one := range protocol.AllReadings() {
				r := smaller.readings.With(one)
				if seen[r] || !matters(exchanges[from:], smaller.readings, r) {
					continue
				}
				seen[r] = true
				t := try(r)
				switch {
				case t.wrong == 0:
					return explained(t), nil
				case t.wrong < smaller.wrong, t.wrong == smaller.wrong && !reflect.DeepEqual(t.found, smaller.found):
					larger = append(larger, t)
				}
				if part == nil && t.wrong == 1 && answers(first.last) && !answers(t.last) && slices.ContainsFunc(t.last, decisive) {
					part = explained(t)
				}
			}
		}
		slices.SortStableFunc(larger, func(a, b attempt) int { return cmp.Compare(a.wrong, b.wrong) })
		level = larger[:min(len(larger), mostAttempted)]
	}
	return nil, part
}

// answers reports whether one accepts what the other refuses.
func answers(found []Difference) bool {
	return slices.ContainsFunc(found, func(d Difference) bool { return d.Name == "answer" })
}

// matters reports whether an answer may be another one under another set of readings.
func matters(exchanges []exchange, one, other protocol.Readings) bool {
	return slices.ContainsFunc(exchanges, func(e exchange) bool { return one.Differ(other, &e.request) })
}

// settled returns the rule by which the reference refuses the last request of a case, if
// it reads the unspecified rule otherwise that decides it. It is NoRule if then the
// request is accepted in some way, or nothing refuses it but that rule.
func settled(exchanges []exchange, by model.Rule) (rule model.Rule) {
	last := len(exchanges) - 1
	for _, one := range protocol.AllReadings() {
		if !one.Rules().Has(by) || !matters(exchanges[last:], exchanges[last].readings, exchanges[last].readings.With(one)) {
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
