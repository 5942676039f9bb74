package diagnosis

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/protocol"
)

// few cases are not enough for a rule that is read otherwise, where failures are left.
const few = 3

// otherwise are the rules that the subject reads otherwise: as few as explain all cases.
// The smallest set for one case alone may be another one than that for all of them. A
// case that a fault alone reproduces says nothing about readings. possibly are those that
// only few cases show, if something is left that nothing explains.
func otherwise(r *conform.Report, causes []mutant.Mutant, left int) (all, possibly []model.Rule) {
	shown := map[model.Rule]int{}
	var cases []*conform.Case
	for i := range r.Cases {
		c := &r.Cases[i].Case
		free, reads := c.Unexplained(), c.Readings() != none
		if free == (model.Rules{}) && !reads || slices.ContainsFunc(causes, func(m mutant.Mutant) bool { return reproduces(m, c) }) {
			continue
		}
		for rule := range free.All() {
			shown[rule]++
		}
		if reads {
			cases = append(cases, c)
		}
	}
	needed, used := fewest(cases)
	for _, one := range needed {
		for rule := range one.Rules().All() {
			shown[rule] += uses(used, one)
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(shown)) {
		if left > 0 && shown[rule] < few {
			possibly = append(possibly, rule)
		} else {
			all = append(all, rule)
		}
	}
	return all, possibly
}

// reproduces reports whether a mutant that reads no rule otherwise answers as the subject
// does.
func reproduces(m mutant.Mutant, c *conform.Case) bool {
	l := c.LikenessUnder(m.Model(), none)
	return l == conform.Alike || l == conform.Silent && c.Verdict != conform.Fail
}

// fewest are the readings that explain the cases, without those that others of them can
// take the place of, and for each case those that it needs. A reading that few cases need
// is tried first.
func fewest(cases []*conform.Case) (all, used []protocol.Readings) {
	cases = slices.DeleteFunc(cases, func(c *conform.Case) bool { return c.Readings() == none })
	used = make([]protocol.Readings, len(cases))
	for i, c := range cases {
		used[i] = c.Readings()
	}
	all = slices.DeleteFunc(protocol.AllReadings(), func(one protocol.Readings) bool { return uses(used, one) == 0 })
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b protocol.Readings) int { return cmp.Compare(uses(used, a), uses(used, b)) })
	for _, one := range order {
		others := slices.DeleteFunc(slices.Clone(all), func(r protocol.Readings) bool { return r == one })
		if instead := replaced(cases, used, one, others); instead != nil {
			all, used = others, instead
		}
	}
	return all, used
}

func union(sets []protocol.Readings) (all protocol.Readings) {
	for _, set := range sets {
		all = all.With(set)
	}
	return all
}

// uses counts the sets that have a reading.
func uses(sets []protocol.Readings, one protocol.Readings) (n int) {
	for _, set := range sets {
		if set.Has(one) {
			n++
		}
	}
	return n
}

// replaced are the sets with others in the place of a reading; nil, if some case needs it.
func replaced(cases []*conform.Case, used []protocol.Readings, one protocol.Readings, others []protocol.Readings) []protocol.Readings {
	used = slices.Clone(used)
	for i, c := range cases {
		if !used[i].Has(one) {
			continue
		}
		rest := used[i].Without(one)
		at := slices.IndexFunc(others, func(r protocol.Readings) bool {
			return c.LikenessUnder(&protocol.Reference{}, rest.With(r)) != conform.Unlike
		})
		if at < 0 {
			return nil
		}
		used[i] = rest.With(others[at])
	}
	return used
}
