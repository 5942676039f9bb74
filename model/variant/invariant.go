package variant

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
)

// A Step is one command on the slot of one user, with the answer of a machine.
type Step struct {
	Before  model.State
	Env     *model.Env
	Command *model.Command
	After   model.State
	Outcome *model.Outcome
}

// A PolicyStep is one command on the policy of Env, with the answer of a machine.
type PolicyStep struct {
	Env     *model.Env
	Command *model.PolicyCommand
	After   *model.Policy
	Outcome *model.Outcome
}

// An Invariant is true of each step of the reference model, whatever came before.
type Invariant struct {
	ID   string // never changes
	Text string // the invariant in a sentence

	// Unless are the readings under which it does not hold.
	Unless model.Readings

	// Broken explains how a step of the machine m violates the invariant; empty: it does
	// not. BrokenByPolicy does the same for a step of the policy; nil: the invariant says
	// nothing about the policy.
	Broken         func(m Machine, s *Step) string
	BrokenByPolicy func(m Machine, s *PolicyStep) string

	// Asks says that Broken runs m again, a few times each step. OfState says that it looks
	// at the pass after the command alone, and not at the command.
	Asks, OfState bool
}

// Invariants returns the invariants in their order.
func Invariants() []Invariant { return slices.Clone(invariants) }

var invariants = []Invariant{
	{ID: "one-pass", Text: "a user has at most one pass, and it is as it was made",
		Unless: model.ToleratedStartIsNow | model.MissingDeleted,
		Broken: func(_ Machine, s *Step) string {
			switch out := s.Outcome; {
			case out.Rule == model.CreateAccepted && s.After != made(s):
				return fmt.Sprintf("%s makes another pass than the one asked for", out.Rule)
			case out.Rule == model.DeleteFound && s.After != model.State{}:
				return fmt.Sprintf("%s leaves something in the slot", out.Rule)
			}
			return ""
		}},
	{ID: "usable-is-enabled", Text: "isUsable is true exactly when the reason is EnabledByPolicy, which is when the pass could sign in",
		Unless: model.EndIncluded,
		Broken: func(_ Machine, s *Step) string {
			v := &s.Outcome.View
			if *v == (model.View{}) || v.Usable() == (v.Reason == model.EnabledByPolicy) && v.Usable() == usable(&s.After, s.Env) {
				return ""
			}
			return fmt.Sprintf("%s says %s", s.Outcome.Rule, v.Reason)
		}},
	{ID: "refusal-changes-nothing", Text: "a refused command changes nothing, and neither does a read",
		Broken: func(_ Machine, s *Step) string {
			op := s.Command.Op
			if (!s.Outcome.Accepted() || op == model.List || op == model.Get || op == model.Refresh) && s.After != s.Before {
				return fmt.Sprintf("%s changes the slot", s.Outcome.Rule)
			}
			return ""
		},
		BrokenByPolicy: func(_ Machine, s *PolicyStep) string {
			if (!s.Outcome.Accepted() || s.Command.Op == model.ReadPolicy) && !samePolicy(&s.Env.Policy, s.After) {
				return fmt.Sprintf("%s changes the policy", s.Outcome.Rule)
			}
			return ""
		}},
	{ID: "once-is-once", Text: "a one-time pass signs in at most once",
		Broken: func(_ Machine, s *Step) string {
			after := s.Before
			after.Used = s.Before.Once
			if s.Outcome.Rule == model.SigninAccepted && (s.Before.Used || s.After != after) {
				return fmt.Sprintf("%s leaves the pass as good as new", s.Outcome.Rule)
			}
			return ""
		}},
	{ID: "code-leaves-once", Text: "the code of a pass is returned by the create that made it and never again",
		Broken: func(_ Machine, s *Step) string {
			out, right := s.Outcome, model.Code{}
			if out.Rule == model.CreateAccepted {
				right = s.Command.Code
			}
			if out.Code != right {
				return fmt.Sprintf("the code in the answer of %s", out.Rule)
			}
			return ""
		}},
	{ID: "old-is-gone", Text: "no command is accepted with the code or the id of another pass than the one in the slot",
		Unless: model.MissingDeleted | model.AnyIDDeleted,
		Broken: func(_ Machine, s *Step) string {
			byCode := s.Command.Op == model.SignIn
			byID := s.Command.Op == model.Get || s.Command.Op == model.Delete || s.Command.Op == model.Refresh
			if s.Outcome.Accepted() && (byCode && s.Command.Code != s.Before.Code || byID && s.Command.ID != s.Before.ID) {
				return s.Outcome.Rule.String()
			}
			return ""
		}},
	{ID: "signs-in-exactly", Text: "a sign-in is accepted exactly when there is a pass, the code is its own, it has begun and not ended, the policy allows it, and it is not spent",
		Unless: model.EndIncluded,
		Broken: func(_ Machine, s *Step) string {
			if s.Command.Op != model.SignIn {
				return ""
			}
			right := !s.Env.User.Unknown && s.Before.Exists() && s.Before.Code == s.Command.Code && usable(&s.Before, s.Env)
			if s.Outcome.Accepted() != right {
				return s.Outcome.Rule.String()
			}
			return ""
		}},
	{ID: "session-ends-with-pass", Text: "a session ends with its pass",
		Broken: func(_ Machine, s *Step) string {
			right := model.Instant(0)
			if rule := s.Outcome.Rule; rule == model.SigninAccepted || rule == model.RefreshAccepted {
				right = s.Before.Start.Add(model.Duration(s.Before.Lifetime) * model.Minute)
			}
			if s.Outcome.SessionEnds != right {
				return fmt.Sprintf("the session of a pass from %s for %d minutes ends at %s", s.Before.Start, s.Before.Lifetime, s.Outcome.SessionEnds)
			}
			return ""
		}},
	{ID: "time-goes-forward", Text: "time alone moves a pass forward only: not yet valid, usable or used, expired",
		Unless: model.ExpiredBeforeDisabled | model.EarlyBeforeDisabled, Asks: true, OfState: true,
		Broken: func(m Machine, s *Step) string {
			if !s.After.Exists() {
				return ""
			}
			env := operator(s.Env)
			last := list(m, s.After, &env)
			for _, env.Now = range model.EdgeInstants(env.Now, s.After) {
				next := list(m, s.After, &env)
				if !mayFollow(last.Reason, next.Reason) {
					return fmt.Sprintf("from %s to %s", last.Reason, next.Reason)
				}
				last = next
			}
			return ""
		}},
	{ID: "off-and-on", Text: "switching the policy off and on again changes nothing", Asks: true, OfState: true,
		Broken: func(m Machine, s *Step) string {
			env, slot := operator(s.Env), s.After
			before := list(m, slot, &env)
			for range 2 {
				env.Policy, _ = m.StepPolicy(env.Policy, env, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(!env.Policy.Enabled)})
				slot, _ = m.Step(slot, env, model.Command{Op: model.List})
			}
			if after := list(m, slot, &env); slot != s.After || before != after {
				return fmt.Sprintf("after %s the pass is %s, and then %s", s.Outcome.Rule, before.Reason, after.Reason)
			}
			return ""
		},
		BrokenByPolicy: func(m Machine, s *PolicyStep) string {
			env := operator(s.Env)
			env.Policy = *s.After
			for range 2 {
				env.Policy, _ = m.StepPolicy(env.Policy, env, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(!env.Policy.Enabled)})
			}
			if !samePolicy(&env.Policy, s.After) {
				return "after " + s.Outcome.Rule.String()
			}
			return ""
		}},
	{ID: "policy-keeps-facts", Text: "a change of the policy changes no stored fact of a pass", Asks: true, OfState: true,
		Broken: func(m Machine, s *Step) string {
			env := operator(s.Env)
			before, _ := s.After.View(env)
			for _, change := range policyChanges {
				changed := env
				changed.Policy, _ = m.StepPolicy(env.Policy, env, change)
				after, out := m.Step(s.After, changed, model.Command{Op: model.List})
				if out.View.Reason = before.Reason; after != s.After || out.View != before {
					return fmt.Sprintf("after %s and a change of the policy", s.Outcome.Rule)
				}
			}
			return ""
		}},
	{ID: "users-are-independent", Text: "no command on the pass of one user changes what the pass of another user does", Asks: true,
		Broken: func(m Machine, s *Step) string {
			other := operator(s.Env)
			other.User = model.User{ID: model.ID{0xff}, Groups: s.Env.User.Groups}
			m.Step(model.State{}, other, model.Command{Op: model.Create, ID: model.ID{0xff, 1}, Code: model.NewCode("another")})
			return again(m, s)
		}},
	{ID: "same-again", Text: "the same command in the same state at the same instant has the same answer", Asks: true, Broken: again},
	{ID: "lifetime-in-range", Text: "every lifetime lies within 10 to 43200 minutes and within the policy",
		Unless: model.OrderUnchecked,
		Broken: func(_ Machine, s *Step) string {
			if l, p := s.After.Lifetime, &s.Env.Policy; s.Outcome.Rule == model.CreateAccepted && (l < 10 || l > 43200 || l < p.Minimum || l > p.Maximum) {
				return fmt.Sprintf("a pass of %d minutes", l)
			}
			return ""
		},
		BrokenByPolicy: func(_ Machine, s *PolicyStep) string {
			p := s.After
			for _, l := range [...]model.Minutes{p.Minimum, p.Default, p.Maximum} {
				if l < 10 || l > 43200 || p.Minimum > p.Default || p.Default > p.Maximum {
					return fmt.Sprintf("%s makes a policy of %d, %d and %d minutes", s.Outcome.Rule, p.Minimum, p.Default, p.Maximum)
				}
			}
			return ""
		}},
	{ID: "only-edges-count", Text: "between two edges of time an answer is the same at every instant",
		Unless: model.EndIncluded | model.NoTolerance | model.ToleratedStartIsNow | model.NearerLimit, Asks: true, Broken: between},
}

// made is the pass that an accepted create makes.
func made(s *Step) model.State {
	cmd, p := s.Command, &s.Env.Policy
	return model.State{
		ID: cmd.ID, Code: cmd.Code, Created: s.Env.Now,
		Start: or(cmd.Start, s.Env.Now), Lifetime: or(cmd.Lifetime, p.Default), Once: or(cmd.Once, p.OnceOnly),
	}
}

// usable repeats when a pass can be used, independently of the machine.
func usable(s *model.State, env *model.Env) bool {
	since := env.Now.Sub(s.Start)
	return since >= 0 && since < model.Duration(s.Lifetime)*model.Minute && !s.Used && allowed(s.Once, env)
}

// allowed repeats when the policy allows a pass of that kind.
func allowed(once bool, env *model.Env) bool {
	p := &env.Policy
	return p.Enabled && (once || !p.OnceOnly) && matches(p.Include, &env.User) && !matches(p.Exclude, &env.User)
}

func matches(targets []model.Target, u *model.User) bool {
	for i := range targets {
		t := &targets[i]
		if t.Type == model.UserTarget && t.ID == u.ID && !t.All || t.Type == model.GroupTarget && (t.All || slices.Contains(u.Groups, t.ID)) {
			return true
		}
	}
	return false
}

// operator returns env with an operator as the caller, so that permissions do not
// matter.
func operator(env *model.Env) model.Env {
	other := *env
	other.Actor, other.Me, other.User.Unknown = model.Actor{}, false, false
	return other
}

// list is what a machine shows of a slot.
func list(m Machine, s model.State, env *model.Env) model.View {
	_, out := m.Step(s, *env, model.Command{Op: model.List})
	return out.View
}

// mayFollow reports whether time alone may change the first reason into the second.
func mayFollow(first, second model.Reason) bool {
	if first == second {
		return true
	}
	switch first {
	case model.NotYetValid:
		return second == model.EnabledByPolicy || second == model.OneTimeUsed || second == model.Expired
	case model.EnabledByPolicy, model.OneTimeUsed:
		return second == model.Expired
	default:
		return false
	}
}

// policyChanges are the kinds of policy change that can happen during a pass.
var policyChanges = []model.PolicyCommand{
	{Op: model.UpdatePolicy, Enabled: new(false)},
	{Op: model.UpdatePolicy, Enabled: new(true), OnceOnly: new(true)},
	{Op: model.UpdatePolicy, Minimum: new(model.LeastLifetime), Default: new(model.LeastLifetime), Maximum: new(model.LeastLifetime)},
	{Op: model.UpdatePolicy, Minimum: new(model.GreatestLifetime), Default: new(model.GreatestLifetime), Maximum: new(model.GreatestLifetime)},
	{Op: model.UpdatePolicy, Include: &[]model.Target{}},
	{Op: model.ResetPolicy},
}

// again runs the same command a second time.
func again(m Machine, s *Step) string {
	if after, out := m.Step(s.Before, *s.Env, *s.Command); after != s.After || out != *s.Outcome {
		return fmt.Sprintf("%s, and then %s", s.Outcome.Rule, out.Rule)
	}
	return ""
}

// between runs the command at other instants that have the same order as now with
// respect to all edges. Each instant in an answer must be now or the start of the
// pass, or one of them plus a constant. This is what makes a search over the edges
// exhaustive.
func between(m Machine, s *Step) string {
	edges := edgesOf(s)
	for _, now := range around(edges) {
		if now < 0 || now > model.LastInstant || slices.ContainsFunc(edges, func(e model.Instant) bool { return (now < e) != (s.Env.Now < e) }) {
			continue
		}
		env := *s.Env
		env.Now = now
		_, out := m.Step(s.Before, env, *s.Command)
		v := &out.View
		switch {
		case out.Rule != s.Outcome.Rule || v.Reason != s.Outcome.View.Reason:
			return fmt.Sprintf("%s at %s, and %s at %s", s.Outcome.Rule, s.Env.Now, out.Rule, now)
		case out.Rule == model.CreateAccepted && (v.Created != now || v.Start != or(s.Command.Start, now)):
			return fmt.Sprintf("a pass created at %s shows %s and starts at %s", now, v.Created, v.Start)
		case out.SessionEnds != s.Outcome.SessionEnds:
			return fmt.Sprintf("a session that begins at %s ends at %s", now, out.SessionEnds)
		case out.RegisterBy != 0 && out.RegisterBy != now.Add(model.RegistrationWindow):
			return fmt.Sprintf("a sign-in at %s sets a deadline at %s", now, out.RegisterBy)
		}
	}
	return ""
}

// edgesOf are the instants that matter for now: an answer depends only on which of
// them are past.
func edgesOf(s *Step) []model.Instant {
	edges := make([]model.Instant, 0, 4)
	if s.Before.Exists() {
		edges = append(edges, s.Before.Start, s.Before.End())
	}
	if s.Command.Op != model.Create {
		return edges
	}
	if s.Command.Start == nil {
		return append(edges, lastStart(s.Env, s.Command)+1) // the first now that is too late
	}
	start := *s.Command.Start
	return append(edges, start, start.Add(model.StartTolerance)+1)
}

// around are the edges with their neighbours, and the instants midway between them.
func around(edges []model.Instant) []model.Instant {
	slices.Sort(edges)
	all := make([]model.Instant, 0, 6*len(edges))
	for i, e := range edges {
		all = append(all, e-1, e, e+1, e.Add(-model.Minute), e.Add(model.Minute))
		if i > 0 {
			all = append(all, edges[i-1].Add(e.Sub(edges[i-1])/2))
		}
	}
	return all
}

// samePolicy reports whether two policies are the same.
func samePolicy(p, q *model.Policy) bool {
	return p.Enabled == q.Enabled && p.Minimum == q.Minimum && p.Maximum == q.Maximum && p.Default == q.Default &&
		p.Length == q.Length && p.OnceOnly == q.OnceOnly && slices.Equal(p.Include, q.Include) && slices.Equal(p.Exclude, q.Exclude)
}
