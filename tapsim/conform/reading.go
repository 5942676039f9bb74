package conform

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// An explanation is the reference with readings under which it answers as the subject
// did, in all exchanges of a case so far.
type explanation struct {
	exchanges   []exchange // each with its readings
	alternative *alternative
	rest        protocol.Readings // for what follows
	left        []Difference      // of the last exchange: those that change nothing
}

// explain finds the smallest set of readings that explains all exchanges. If there is
// none, the subject may read a rule otherwise in some cases only, such as a limit that
// lies elsewhere: then it finds the smallest set that explains the last exchange, after
// the readings that explained those before.
func explain(exchanges []exchange, now protocol.Readings) (*explanation, bool) {
	if x, ok := search(exchanges, 1, protocol.Readings{}); ok {
		return x, true
	}
	x, ok := search(exchanges, len(exchanges)-1, protocol.Readings{})
	if !ok && now != (protocol.Readings{}) {
		x, ok = search(exchanges, len(exchanges)-1, now)
	}
	if ok {
		x.rest = now
	}
	return x, ok
}

// These limit a search. A body can be shaped by several rules at once, and each of them
// can be read otherwise.
const (
	mostReadings  = 5
	mostAttempted = 12 // sets of a size that are made larger
)

// An attempt is a set of readings, with what it explains.
type attempt struct {
	readings protocol.Readings
	count    int          // of exchanges that it explains
	found    []Difference // in the first one that it does not explain
}

// search tries sets of readings for the exchanges with a number of at least from, in the
// order of their size. The sets have at least these readings. A set is made larger by
// what explains more exchanges, or changes the first answer that is not explained.
func search(exchanges []exchange, from int, least protocol.Readings) (*explanation, bool) {
	exchanges = slices.Clone(exchanges)
	seen := map[protocol.Readings]bool{least: true}
	try := func(r protocol.Readings) (attempt, *alternative) {
		for i := from; i < len(exchanges); i++ {
			exchanges[i].readings = r
		}
		a := newAlternative(&protocol.Reference{}, &exchanges[0].request)
		for i := 1; i < len(exchanges); i++ {
			if c := a.compare(&exchanges[i]); i == len(exchanges)-1 || c.differs() {
				if !c.differs() {
					i++
				}
				return attempt{r, i, c.found}, a
			}
		}
		return attempt{r, 1, nil}, a
	}
	first, a := try(least)
	if first.count == len(exchanges) {
		return &explanation{exchanges, a, least, first.found}, true
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
				next, a := try(r)
				if next.count == len(exchanges) {
					return &explanation{exchanges, a, r, next.found}, true
				}
				if next.count > smaller.count || next.count == smaller.count && !reflect.DeepEqual(next.found, smaller.found) {
					larger = append(larger, next)
				}
			}
		}
		slices.SortStableFunc(larger, func(a, b attempt) int { return cmp.Compare(b.count, a.count) })
		level = larger[:min(len(larger), mostAttempted)]
	}
	return nil, false
}

// matters reports whether an answer may be another one under another set of readings.
func matters(exchanges []exchange, one, other protocol.Readings) bool {
	return slices.ContainsFunc(exchanges, func(e exchange) bool { return one.Differ(other, &e.request) })
}

// settled returns the rule by which the reference refuses the last request of a case, if
// it reads the unspecified rule that decides it in another way; NoRule, if then nothing
// refuses it but that rule.
func settled(exchanges []exchange, by model.Rule) model.Rule {
	for _, one := range protocol.AllReadings() {
		if !one.Rules().Has(by) || one.Machine == 0 {
			continue
		}
		a := newAlternative(&protocol.Reference{}, &exchanges[0].request)
		for i := range exchanges[1:] {
			e := exchanges[i+1]
			if i == len(exchanges)-2 {
				e.readings = e.readings.With(one)
			}
			c := a.compare(&e)
			if i == len(exchanges)-2 && !c.want.Accepted() && !c.want.Rule.Entry().Unspecified {
				return c.want.Rule
			}
		}
	}
	return model.NoRule
}
