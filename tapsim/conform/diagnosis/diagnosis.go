// Package diagnosis finds out which faults explain the failures of a run.
//
// A fault explains a failure if a model with this fault answers as the subject did, in
// all of the case up to the failure. It explains a run if it also answers as the
// reference does wherever the subject does so.
package diagnosis

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Faults are all faults that a diagnosis can name. They keep what was found out about
// them, and several goroutines can use them.
type Faults struct {
	all []mutant.Mutant

	mu    sync.Mutex
	known map[*scenario.Scenario]*sight
}

// A sight is what a scenario shows of each fault.
type sight struct {
	reference conform.Case // in which the reference itself is the subject
	shows     []shown      // by fault
}

type shown uint8

const (
	untried shown = iota
	hidden
	visible
)

// New returns the shipped faults: the mutants that break a settled rule.
func New() *Faults {
	all := slices.DeleteFunc(mutant.All(), func(m mutant.Mutant) bool { return m.Unspecified })
	return &Faults{all: all, known: map[*scenario.Scenario]*sight{}}
}

// sight is what is known of a scenario. The caller has the lock.
func (f *Faults) sight(s *scenario.Scenario) *sight {
	if f.known[s] == nil {
		f.known[s] = &sight{conform.Compare(context.Background(), s, transport.InProcess(&protocol.Reference{})), make([]shown, len(f.all))}
	}
	return f.known[s]
}

// shows reports whether the scenario shows the fault of that number.
func (f *Faults) shows(n int, s *scenario.Scenario) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen := f.sight(s)
	if seen.shows[n] == untried {
		seen.shows[n] = hidden
		if seen.reference.Likeness(f.all[n].New()) == conform.Unlike {
			seen.shows[n] = visible
		}
	}
	return seen.shows[n] == visible
}

// concerns reports whether the readings change an answer in the scenario.
func (f *Faults) concerns(r protocol.Readings, s *scenario.Scenario) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return r != none && f.sight(s).reference.LikenessUnder(&protocol.Reference{}, r) == conform.Unlike
}

// none are the readings of the reference.
var none protocol.Readings

// likeness is how the model with the fault of that number compares with the subject. The
// model reads the rules that no source settles as the subject does in this case, or in
// the whole run, or as the reference does; what is most alike counts. A fault alone can
// look as if a rule were read otherwise, and a fault can hide that one is.
func (f *Faults) likeness(n int, c *conform.Case, run protocol.Readings) conform.Likeness {
	m := f.all[n].New()
	l := c.Likeness(m)
	if c.Readings() != none {
		l = min(l, c.LikenessUnder(m, none))
	}
	if run != none && l != conform.Alike {
		l = min(l, c.LikenessUnder(m, run))
	}
	return l
}

// A suspect is a fault that resembles the subject.
type suspect struct {
	conform.Fault
	alike  []bool // by failing case
	akin   []bool // likewise; what is alike is akin, too
	beside int    // failing cases
	unlike int    // cases
	order  int    // of the mutant; -1: it is a fault of form
}

func (s *suspect) explains() int { return count(s.alike) }

func count(all []bool) (n int) {
	for _, yes := range all {
		if yes {
			n++
		}
	}
	return n
}

// Diagnose puts the diagnosis of its failures into a report, and the rules that the
// subject reads otherwise. Known differences are no failures.
func (f *Faults) Diagnose(r *conform.Report) {
	var cases []*conform.Case
	for i := range r.Cases {
		if c := &r.Cases[i]; !c.Expected {
			cases = append(cases, &c.Case)
		}
	}
	d, causes := f.Of(cases)
	d.Otherwise = otherwise(r, causes)
	d.Form = spelled(cases)
	if d.Failures > 0 || len(d.Otherwise) > 0 || len(d.Form) > 0 {
		r.Diagnosis = d
	}
}

// An inquiry asks the models with faults about the cases of a run.
type inquiry struct {
	*Faults
	failing, others []*conform.Case
	run             protocol.Readings      // of the subject
	concerned       map[*conform.Case]bool // by these readings
}

func (q *inquiry) likenessOf(n int, c *conform.Case) conform.Likeness {
	if !q.concerned[c] && !q.shows(n, c.Scenario) {
		return conform.Silent
	}
	return q.likeness(n, c, q.run)
}

// mostAtOnce limits the failing cases in which every fault is tried. A subject that fails
// hundreds of them fails most for the same reason.
const mostAtOnce = 40

// suspects tries all faults in some failing cases, then in some of those that are not
// explained yet, and so on, as long as that brings new suspects.
func (f *Faults) suspects(failing, others []*conform.Case) (all []suspect) {
	q := &inquiry{f, failing, others, union(fewest(slices.Concat(failing, others))), map[*conform.Case]bool{}}
	for _, c := range slices.Concat(failing, others) {
		q.concerned[c] = c.Readings() != none || c.Verdict == conform.Fail && f.concerns(q.run, c.Scenario)
	}
	left := make([]int, len(failing))
	for i := range left {
		left[i] = i
	}
	suspected := make([]bool, len(f.all))
	for again := true; again && len(left) > 0; {
		again = false
		some := spread(left, mostAtOnce)
		for n := range f.all {
			if suspected[n] {
				continue
			}
			if s := q.suspect(n, some); s != nil {
				suspected[n], again = true, true
				all = append(all, *s)
			}
		}
		left = slices.DeleteFunc(left, func(i int) bool {
			return slices.ContainsFunc(all, func(s suspect) bool { return s.unlike == 0 && s.akin[i] })
		})
	}
	return all
}

// suspect tries a fault in some of the failing cases; and in the other cases, if it
// resembles the subject in one of these. It is nil if it does not.
func (q *inquiry) suspect(n int, some []int) *suspect {
	m := q.all[n]
	s := &suspect{Fault: conform.Fault{ID: m.ID, Text: m.Text, Rule: m.Rule}, alike: make([]bool, len(q.failing)), akin: make([]bool, len(q.failing)), order: n}
	q.try(s, some)
	if count(s.akin) == 0 && s.beside == 0 {
		return nil
	}
	if count(s.akin) > 0 {
		var rest []int
		for i := range q.failing {
			if !slices.Contains(some, i) {
				rest = append(rest, i)
			}
		}
		q.try(s, rest)
	}
	for _, c := range q.others {
		if q.likenessOf(n, c) == conform.Unlike {
			s.unlike++
		}
	}
	return s
}

func (q *inquiry) try(s *suspect, some []int) {
	for _, i := range some {
		switch q.likenessOf(s.order, q.failing[i]) {
		case conform.Alike:
			s.alike[i], s.akin[i] = true, true
		case conform.Akin:
			s.akin[i] = true
			s.beside++
		case conform.Beside:
			s.beside++
		case conform.Unlike:
			s.unlike++
		}
	}
}

// spread is a part of a list, of so many at most, taken from all of it.
func spread(list []int, most int) []int {
	if len(list) <= most {
		return slices.Clone(list)
	}
	part := make([]int, most)
	for i := range part {
		part[i] = list[i*len(list)/most]
	}
	return part
}

// Of finds the smallest set of faults that explains the failures of the cases, and
// returns the likeliest mutant of each cause, too.
func (f *Faults) Of(cases []*conform.Case) (*conform.Diagnosis, []mutant.Mutant) {
	var failing, others []*conform.Case
	for _, c := range cases {
		switch c.Verdict {
		case conform.Fail:
			failing = append(failing, c)
		case conform.Passed, conform.Deviates:
			others = append(others, c)
		}
	}
	if len(failing) == 0 {
		return &conform.Diagnosis{}, nil
	}
	suspects := f.suspects(failing, others)
	d := &conform.Diagnosis{Failures: len(failing)}
	var causes []mutant.Mutant
	explained := make([]bool, len(failing))
	add := func(suspects []suspect) {
		for _, group := range smallest(suspects, failing) {
			cause := conform.Cause{}
			for _, s := range group {
				cause.Faults = append(cause.Faults, s.Fault)
			}
			for i, yes := range group[0].alike {
				if yes {
					cause.Explains = append(cause.Explains, failing[i].Scenario.ID)
				}
			}
			merge(explained, group[0].alike)
			d.Causes = append(d.Causes, cause)
			if n := group[0].order; n >= 0 {
				causes = append(causes, f.all[n])
			}
		}
	}
	add(append(slices.Clone(suspects), formal(failing, others)...))
	if count(explained) < len(failing) {
		add(akin(suspects, explained))
	}
	slices.SortStableFunc(d.Causes, func(a, b conform.Cause) int { return cmp.Compare(len(b.Explains), len(a.Explains)) })
	if d.Left = len(failing) - count(explained); d.Left > 0 {
		d.Nearest = nearest(suspects)
	}
	return d, causes
}

// akin are the suspects that only accept what the subject accepts, in the cases that
// nothing explains better.
func akin(suspects []suspect, explained []bool) []suspect {
	all := slices.Clone(suspects)
	for n := range all {
		s := &all[n]
		s.alike = slices.Clone(s.akin)
		for i, yes := range explained {
			s.alike[i] = s.alike[i] && !yes
		}
	}
	return all
}

// nearest are the suspects that resemble the subject most.
func nearest(suspects []suspect) []conform.Fault {
	score := func(s *suspect) float64 {
		like := float64(s.explains()) + 0.7*float64(s.beside)
		return like * like / (like + float64(s.unlike))
	}
	slices.SortStableFunc(suspects, func(a, b suspect) int { return cmp.Compare(score(&b), score(&a)) })
	var all []conform.Fault
	for i := range suspects[:min(3, len(suspects))] {
		all = append(all, suspects[i].Fault)
	}
	return all
}

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
