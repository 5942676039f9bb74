package diagnosis

import (
	"slices"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/protocol"
)

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
	needed, _ := fewest(slices.Concat(failing, others))
	q := &inquiry{f, failing, others, union(needed), map[*conform.Case]bool{}}
	for _, c := range slices.Concat(failing, others) {
		q.concerned[c] = c.Readings() != none || c.Verdict == conform.Fail && f.concerns(q.run, c.Scenario)
	}
	left := make([]int, len(failing))
	for i := range left {
		left[i] = i
	}
	// What the readings of the run explain is no fault's doing.
	left = slices.DeleteFunc(left, func(i int) bool {
		return q.concerned[failing[i]] && failing[i].LikenessUnder(&protocol.Reference{}, q.run) == conform.Alike
	})
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
	others := q.others
	if count(s.akin) == 0 { // it can only be near
		others = others[:min(len(others), mostAtOnce)]
	}
	for _, c := range others {
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
