package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tapsim/tap/tapsim/conform"
)

// smallest returns the smallest set of causes that explains what can be explained at
// all. Only faults that no case contradicts are causes; those that explain the same are
// one of them.
func smallest(suspects []suspect, failing []*conform.Case) [][]suspect {
	var groups [][]suspect
	byKey := map[string]int{}
	for _, s := range suspects {
		if s.unlike > 0 || s.explains() == 0 {
			continue
		}
		key := keyOf(s.alike)
		i, ok := byKey[key]
		if !ok {
			i = len(groups)
			byKey[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], s)
	}
	for i, group := range groups {
		// A mutant says more than the form of the answers.
		if slices.ContainsFunc(group, isMutant) {
			group = slices.DeleteFunc(group, func(s suspect) bool { return !isMutant(s) })
		}
		groups[i] = group
		slices.SortStableFunc(group, func(a, b suspect) int { return cmp.Compare(named(b, failing), named(a, failing)) })
	}
	slices.SortStableFunc(groups, func(a, b []suspect) int { return cmp.Compare(b[0].explains(), a[0].explains()) })
	return cover(groups, len(failing))
}

func isMutant(s suspect) bool { return s.order >= 0 }

// named counts the failing cases whose scenario names the rule that a fault breaks.
func named(s suspect, failing []*conform.Case) (n int) {
	for _, c := range failing {
		if slices.Contains(c.Scenario.Rules, s.Rule) {
			n++
		}
	}
	return n
}

func keyOf(alike []bool) string {
	var b strings.Builder
	for _, yes := range alike {
		if yes {
			b.WriteByte('1')
		} else {
			b.WriteByte('0')
		}
	}
	return b.String()
}

// These limit the exact search for a cover; beyond them it is greedy.
const (
	mostInASet = 3
	mostToTry  = 60
)

// cover returns the smallest set of groups that covers what all of them cover. The groups
// that explain more come first, so of several smallest sets it is the first.
func cover(groups [][]suspect, cases int) [][]suspect {
	all := make([]bool, cases)
	for _, g := range groups {
		merge(all, g[0].alike)
	}
	if count(all) == 0 {
		return nil
	}
	for size := 1; size <= mostInASet && len(groups) <= mostToTry; size++ {
		if set := choose(groups, size, make([]bool, cases), count(all)); set != nil {
			return set
		}
	}
	var set [][]suspect
	for covered := make([]bool, cases); count(covered) < count(all); {
		best := slices.MaxFunc(groups, func(a, b []suspect) int { return cmp.Compare(gain(covered, a), gain(covered, b)) })
		set = append(set, best)
		merge(covered, best[0].alike)
	}
	return set
}

// choose finds so many groups that cover the rest.
func choose(groups [][]suspect, size int, covered []bool, all int) [][]suspect {
	for i, g := range groups {
		if gain(covered, g) == 0 {
			continue
		}
		now := slices.Clone(covered)
		merge(now, g[0].alike)
		if size == 1 {
			if count(now) == all {
				return [][]suspect{g}
			}
			continue
		}
		if rest := choose(groups[i+1:], size-1, now, all); rest != nil {
			return append([][]suspect{g}, rest...)
		}
	}
	return nil
}

func gain(covered []bool, g []suspect) (n int) {
	for i, yes := range g[0].alike {
		if yes && !covered[i] {
			n++
		}
	}
	return n
}

func merge(into, more []bool) {
	for i, yes := range more {
		into[i] = into[i] || yes
	}
}
