package explore

import (
	"cmp"
	"slices"

	"github.com/tapsim/tap/model"
)

// A Question is what a level keeps of an input: what is asked, and of which pass.
type Question struct {
	Kind   Kind
	Op     model.Op       // of OfPass
	Pass   Pass           // that a get, a delete, a sign-in or a refresh names
	Policy model.PolicyOp // of OfPolicy
}

// Question returns what is asked by an input.
func (in *Input) Question() Question {
	return Question{Kind: in.Kind, Op: in.Op, Pass: in.Pass, Policy: in.Update.Op}
}

var policyOps = map[model.PolicyOp]string{model.ReadPolicy: "getPolicy", model.UpdatePolicy: "updatePolicy", model.ResetPolicy: "resetPolicy"}

// String returns a question in a few words: signIn earlier.
func (q Question) String() string {
	switch {
	case q.Kind == Wait:
		return "wait"
	case q.Kind == OfUser:
		return "updateUser"
	case q.Kind == OfPolicy:
		return policyOps[q.Policy]
	case q.Op == model.Create, q.Op == model.List:
		return opNames[q.Op]
	}
	return opNames[q.Op] + " " + q.Pass.String()
}

// An AbstractTransition is what a level keeps of a transition. It is comparable.
//
// Time that passes from one abstract state to another is a transition, with the question
// wait and without a rule, since what was asked before and after it are two questions to
// one pass. A wait that stays in its abstract state is none.
type AbstractTransition struct {
	Before   AbstractState
	Question Question
	Rule     model.Rule // that settled the answer; no rule of a wait, or of a change in the directory
	After    AbstractState
}

// String returns a transition in one line.
func (t AbstractTransition) String() string {
	text := t.Before.String() + ": " + t.Question.String()
	if t.Rule != model.NoRule {
		text += ", " + t.Rule.String()
	}
	if t.After == t.Before {
		return text
	}
	return text + " -> " + t.After.String()
}

// counts reports whether a transition is one at its level.
func (t *AbstractTransition) counts() bool { return t.Question.Kind != Wait || t.Before != t.After }

// compare puts transitions in the order in which they are listed.
func (t AbstractTransition) compare(u AbstractTransition) int {
	return cmp.Or(
		t.Before.compare(u.Before),
		cmp.Compare(t.Question.Kind, u.Question.Kind), cmp.Compare(t.Question.Policy, u.Question.Policy),
		cmp.Compare(t.Question.Op, u.Question.Op), cmp.Compare(t.Question.Pass, u.Question.Pass),
		cmp.Compare(t.Rule.String(), u.Rule.String()),
		t.After.compare(u.After),
	)
}

func (a AbstractState) compare(b AbstractState) int {
	return cmp.Or(
		cmp.Compare(a.Level, b.Level), cmp.Compare(a.Reason, b.Reason),
		boolCompare(a.Off, b.Off), boolCompare(a.Excluded, b.Excluded), boolCompare(a.OnceOnly, b.OnceOnly),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Region, b.Region), boolCompare(a.Last, b.Last),
	)
}

func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// AbstractState returns what a level keeps of a state.
func (g *Graph) AbstractState(l Level, s State) AbstractState { return l.State(s.Slot, g.env(&s)) }

// Abstract returns every transition of a graph at a level, in order, each once.
func (g *Graph) Abstract(l Level) []AbstractTransition {
	states := g.abstractStates(l)
	seen := map[AbstractTransition]bool{}
	var all []AbstractTransition
	for from := range g.states {
		for t, to := range g.steps(int32(from)) {
			if a := g.abstract(states, t, to); a.counts() && !seen[a] {
				seen[a] = true
				all = append(all, a)
			}
		}
	}
	slices.SortFunc(all, AbstractTransition.compare)
	return all
}

func (g *Graph) abstractStates(l Level) []AbstractState {
	all := make([]AbstractState, len(g.states))
	for i := range g.states {
		all[i] = g.AbstractState(l, g.states[i])
	}
	return all
}

// abstract is what a level keeps of a step.
func (g *Graph) abstract(states []AbstractState, by step, m move) AbstractTransition {
	t := AbstractTransition{Before: states[by.state], After: states[m.to], Rule: g.labels[m.label].Rule}
	if by.input >= 0 {
		t.Question = g.Inputs[by.input].Question()
	}
	return t
}
