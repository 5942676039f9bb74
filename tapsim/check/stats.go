package check

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Statistics count what happened in a campaign.
type Statistics struct {
	Runs    int
	Passed  int            // runs without a difference that counts
	Skipped map[string]int // runs in which the subject said that it cannot, by reason
	Steps   int
	Elapsed time.Duration

	// Deviations count the differences that do not count without Strict.
	Deviations map[model.Rule]int

	plan        *plan
	ops         [verbs]int
	decided     [256]int
	contributed [256]int
	pairs       [len(slotNames)][verbs]int
}

func (s *Statistics) begin(p *plan) {
	s.plan, s.Skipped, s.Deviations = p, map[string]int{}, map[model.Rule]int{}
}

func (s *Statistics) skip(why string) {
	// The number of reasons is bounded: a subject may give another one in each run.
	if _, known := s.Skipped[why]; !known && len(s.Skipped) >= 100 {
		why = "and more"
	}
	s.Skipped[why]++
}

func (s *Statistics) add(acts []act) {
	s.Runs++
	s.Steps += len(acts)
	for i := range acts {
		a := &acts[i]
		s.ops[a.verb]++
		s.decided[a.rule]++
		for word, set := range a.contributing {
			for ; set != 0; set &= set - 1 {
				s.contributed[64*word+bits.TrailingZeros64(set)]++
			}
		}
		s.pairs[a.slot][a.verb]++
	}
}

// A Count is how often something was met.
type Count struct {
	Name  string
	Count int
}

// sorted puts the smallest counts first.
func sorted(all []Count) []Count {
	slices.SortStableFunc(all, func(a, b Count) int { return cmp.Compare(a.Count, b.Count) })
	return all
}

// Ops counts the steps by operation.
func (s *Statistics) Ops() []Count {
	var all []Count
	for v, op := range verbOps {
		if s.plan.can(verb(v)) {
			all = append(all, Count{string(op), s.ops[v]})
		}
	}
	return sorted(all)
}

// Outcomes counts the steps by the rule that decided the answer. Rules that no scenario
// of this campaign can meet are left out.
func (s *Statistics) Outcomes() []Count {
	return s.byRule(func(e *model.Entry) (int, bool) {
		return s.decided[e.Rule], e.Answer != (model.Answer{})
	})
}

// Rules counts the steps by each rule that decided the answer or contributed to it.
func (s *Statistics) Rules() []Count {
	return s.byRule(func(e *model.Entry) (int, bool) { return s.decided[e.Rule] + s.contributed[e.Rule], true })
}

func (s *Statistics) byRule(count func(*model.Entry) (int, bool)) []Count {
	var all []Count
	for _, e := range model.Catalogue() {
		if n, counts := count(&e); counts && s.reachable(&e) {
			all = append(all, Count{e.ID, n})
		}
	}
	return sorted(all)
}

// reachable reports whether a history of this campaign could meet a rule.
func (s *Statistics) reachable(e *model.Entry) bool {
	switch e.Rule {
	case model.CreateGated:
		return slices.Contains(s.plan.editions, model.Current)
	case model.CreateUngated:
		return slices.ContainsFunc(s.plan.editions, func(e model.Edition) bool { return e != model.Current })
	case model.CreateConflict:
		return slices.Contains(s.plan.editions, model.Preview)
	}
	if !s.plan.actors && strings.HasPrefix(e.ID, "access-") {
		return false
	}
	return e.By != model.ByHTTP
}

// Pairs counts the steps by the state of the slot and the operation.
func (s *Statistics) Pairs() []Count {
	var all []Count
	for slot, name := range slotNames {
		for v, op := range verbOps {
			ofSlot := op != protocol.GetPolicy && op != protocol.UpdatePolicy && op != protocol.ResetPolicy
			session := op != protocol.Refresh || slot < len(slotNames)-1 // an unknown user has no session
			if ofSlot && session && s.plan.can(verb(v)) {
				all = append(all, Count{name + ", " + string(op), s.pairs[slot][v]})
			}
		}
	}
	return sorted(all)
}

// Deviating counts the deviations by rule.
func (s *Statistics) Deviating() []Count {
	var all []Count
	for _, e := range model.Catalogue() {
		if n := s.Deviations[e.Rule]; n > 0 {
			all = append(all, Count{e.ID, n})
		}
	}
	return sorted(all)
}

// Reached counts the rules that were met and those that could be met, and returns the
// rule that was met least often.
func (s *Statistics) Reached() (met, all int, rarest Count) {
	rules := s.Rules()
	for _, c := range rules {
		switch {
		case c.Count == 0:
			continue
		case met == 0:
			rarest = c
		}
		met++
	}
	return met, len(rules), rarest
}
