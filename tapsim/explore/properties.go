package explore

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// Properties returns the properties that come with tapsim: the invariants of package
// variant, and those that need a whole graph.
func Properties() []Property {
	return slices.Concat(invariants(), lives, secrets, orders, refinements, tables)
}

// invariants are those of package variant, checked in every command of a graph.
func invariants() (all []Property) {
	for _, inv := range variant.Invariants() {
		all = append(all, Step(inv.ID, inv.Text, func(m *Moment) bool {
			if inv.OfState && m.Input.Kind == OfPass {
				return m.Input.Op == model.List && m.Input.Caller == 0 // once for each state
			}
			return m.Input.Kind == OfPass || inv.BrokenByPolicy != nil
		}, func(m *Moment) string {
			if m.Input.Kind == OfPass {
				return inv.Broken(m.Graph.World.Machine, &variant.Step{Before: m.From.Slot, Env: &m.Env, Command: &m.Command, After: m.Slot, Outcome: &m.Outcome})
			}
			return inv.BrokenByPolicy(m.Graph.World.Machine, &variant.PolicyStep{Env: &m.Env, Command: &m.Policy, After: &m.Then, Outcome: &m.Outcome})
		}))
	}
	return all
}

// unbounded reports whether all that can follow a state is in the graph. The directory has
// the user: about one whom it does not have, nothing can be asked.
func unbounded(g *Graph, s State) bool { return g.World.Depth == 0 && !g.User(s).Unknown }

// switched reports besides whether there are inputs that switch all on again.
func switched(g *Graph, s State) bool {
	return unbounded(g, s) && slices.ContainsFunc(g.World.Updates, func(u model.PolicyCommand) bool { return u.Enabled != nil && *u.Enabled })
}

// ends reports whether there is a pass whose end the clock can come to.
func ends(g *Graph, s State) bool {
	return s.Slot.Exists() && s.Slot.Start.Sub(s.Now) < era && g.World.Instants == nil
}

func noPass(_ *Graph, s State) bool { return !s.Slot.Exists() }

// usable reports whether the pass could sign in now.
func usable(g *Graph, s State) bool {
	_, out := g.World.Machine.Step(s.Slot, g.env(&s), model.Command{Op: model.SignIn, Code: s.Slot.Code})
	return out.Accepted()
}

func over(g *Graph, s State) bool { return s.Now >= s.Slot.End() }

// lives are about the life of a pass.
var lives = []Property{
	Recoverable("resettable", "one command at most leads from every state to one without a pass", 1, unbounded, noPass),
	Recoverable("usable-again", "four commands at most lead from every state to a usable pass", 4, switched, usable),
	Inevitable("time-ends-it", "every pass ends by time alone",
		ends, over),
	Step("create-forgets", "what is there after an accepted create depends on the command, the policy and the time, and on no earlier pass",
		func(m *Moment) bool { return m.Outcome.Rule == model.CreateAccepted },
		func(m *Moment) string {
			if slot, _ := m.Graph.World.Machine.Step(model.State{}, m.Env, m.Command); slot != m.Slot {
				return "without the pass that was there another one is made"
			}
			return ""
		}),
	Step("spent-stays-spent", "what is spent stays spent until a create or a delete",
		func(m *Moment) bool { return m.From.Slot.Used && !renews(m) },
		func(m *Moment) string { return unless(m.Slot.Used, "it is as good as new") }),
	Step("over-stays-over", "what is over is never accepted again until a create",
		func(m *Moment) bool {
			return m.From.Slot.Exists() && over(m.Graph, m.From) && (m.Input.Op == model.SignIn || m.Input.Op == model.Refresh)
		},
		func(m *Moment) string { return unless(!m.Outcome.Accepted(), "it is accepted") }),
	Step("revocation-is-immediate", "while the policy is off or leaves the user out, no sign-in and no refresh is accepted",
		func(m *Moment) bool {
			return (m.Input.Op == model.SignIn || m.Input.Op == model.Refresh) && (!m.Env.Policy.Enabled || !m.Env.Policy.Includes(&m.Env.User))
		},
		func(m *Moment) string { return unless(!m.Outcome.Accepted(), "it is accepted") }),
	Step("frame", "no command changes the policy that it is given: an update makes another one",
		func(*Moment) bool { return true },
		func(m *Moment) string {
			return unless(samePolicy(&m.Env.Policy, &m.Graph.copies[m.From.policy]), "the policy is another one")
		}),
	whole("one-interval", "the instants at which a pass can sign in have no gap", func(g *Graph, f *Finding) {
		for i := range g.states {
			if !usable(g, g.states[i]) {
				continue
			}
			f.Held++
			ended := false
			for at := g.waits[2*i].to; at != none; at = g.waits[2*at].to {
				now := usable(g, g.states[at])
				if ended = ended || !now; ended && now {
					f.violated("it can sign in, then it cannot, and then it can again", g.trace(at))
				}
			}
		}
	}),
}

func renews(m *Moment) bool {
	return m.Outcome.Rule == model.CreateAccepted || m.Outcome.Rule == model.DeleteFound
}

func unless(good bool, why string) string {
	if good {
		return ""
	}
	return why
}

// secrets are about what a caller learns.
var secrets = []Property{
	Alike("wrong-code-learns-nothing", "with any code but the right one a caller learns whether there is a pass, and no more",
		func(m *Moment) (key, answer any, ok bool) {
			if m.Input.Op != model.SignIn || m.From.Slot.Exists() && m.Command.Code == m.From.Slot.Code {
				return nil, nil, false
			}
			type learns struct{ pass, unknown bool }
			return learns{m.From.Slot.Exists(), m.Env.User.Unknown}, m.Outcome.Rule, true
		}),
	Alike("refused-learns-nothing", "a caller who may not ask is answered in the same way whatever the pass is",
		func(m *Moment) (key, answer any, ok bool) {
			refused := m.Outcome.Rule == model.AccessRefused || m.Outcome.Rule == model.AccessMe || m.Outcome.Rule == model.UserMissing
			type learns struct {
				caller, user, input int
			}
			if m.Input.Op == model.SignIn || m.Input.Op == model.Refresh {
				return nil, nil, false
			}
			said := Label{}
			if refused {
				said = m.Label
				said.Contributing = said.Contributing.Minus(model.RulesOf(model.TimeTotal))
			}
			return learns{m.Input.Caller, m.From.user, int(m.step.input)}, said, true
		}),
}

// refinements are about what differs between editions.
var refinements = []Property{
	Step("editions-refine", "the other editions accept nothing that documented refuses, and what they accept makes the same pass",
		func(m *Moment) bool { return m.Input.Kind == OfPass },
		func(m *Moment) string {
			env := m.Env
			for env.Edition = model.Current; env.Edition <= model.Preview; env.Edition++ {
				if env.Edition == m.Env.Edition || m.Env.Edition != model.Documented && env.Edition != model.Documented {
					continue
				}
				slot, out := m.Graph.World.Machine.Step(m.From.Slot, env, m.Command)
				wide, narrow := &out, &m.Outcome
				if m.Env.Edition == model.Documented {
					wide, narrow = narrow, wide
				}
				if narrow.Accepted() && (wide.Rule != narrow.Rule || slot != m.Slot || wide.View != narrow.View) {
					return fmt.Sprintf("%s answers %s", env.Edition, out.Rule)
				}
			}
			return ""
		}),
}

// orders are about which of several refusals is named.
var orders = []Property{
	{"create-checks-in-order", "where two refusals of a create hold at once, the same one is named everywhere", func(g *Graph, f *Finding) func(*Moment) {
		type pair struct{ said, not model.Rule }
		first := map[pair]step{}
		return func(m *Moment) {
			if m.Input.Op != model.Create || m.Outcome.Accepted() {
				return
			}
			for _, other := range alone(m) {
				if other == m.Outcome.Rule {
					continue
				}
				f.Held++
				if _, known := first[pair{m.Outcome.Rule, other}]; !known {
					first[pair{m.Outcome.Rule, other}] = m.step
				}
				if by, turned := first[pair{other, m.Outcome.Rule}]; turned && f.Violation == nil {
					f.violated(fmt.Sprintf("%s is named before %s, and elsewhere after it", m.Outcome.Rule, other), m.trace())
					t := g.trace(by.state).then(g.transition(by, g.move(by)))
					f.Violation.Other = &t
				}
			}
		}
	}},
}

// alone are the refusals of a create with one of its properties alone, and of the plain
// create.
func alone(m *Moment) (rules []model.Rule) {
	plain := model.Command{Op: model.Create, ID: m.Command.ID, Code: m.Command.Code}
	lifetime, once, start := plain, plain, plain
	lifetime.Lifetime, once.Once, start.Start = m.Command.Lifetime, m.Command.Once, m.Command.Start
	for _, cmd := range []model.Command{plain, lifetime, once, start} {
		if _, out := m.Graph.World.Machine.Step(m.From.Slot, m.Env, cmd); !out.Accepted() && !slices.Contains(rules, out.Rule) {
			rules = append(rules, out.Rule)
		}
	}
	return rules
}

// tables are about the policies of a graph.
var tables = []Property{
	whole("stricter-accepts-less", "a policy that allows more accepts every sign-in that a stricter one accepts", func(g *Graph, f *Finding) {
		for i, s := range g.states {
			if !usable(g, s) || g.User(s).Unknown {
				continue
			}
			strict := g.policies[s.policy]
			for q := range g.policies {
				if q == s.policy || !allowsMore(&g.policies[q], &strict, g.User(s)) {
					continue
				}
				f.Held++
				env := g.env(&s)
				env.Policy = g.policies[q]
				if _, out := g.World.Machine.Step(s.Slot, env, model.Command{Op: model.SignIn, Code: s.Slot.Code}); !out.Accepted() {
					f.violated(fmt.Sprintf("under a policy that allows more the answer is %s", out.Rule), g.trace(int32(i)))
				}
			}
		}
	}),
	whole("updates-commute", "updates of different properties come to the same in either order, and one that is given twice to the same as once", func(g *Graph, f *Finding) {
		for i, s := range g.states {
			if slices.ContainsFunc(g.states[:i], func(o State) bool { return o.policy == s.policy }) {
				break // one state for each policy is enough, and they come first
			}
			env, p := g.env(&s), g.policies[s.policy]
			for a := range g.World.Updates {
				for b := range g.World.Updates {
					u, v := g.World.Updates[a], g.World.Updates[b]
					if a != b && !apart(&u, &v) {
						continue
					}
					ab, ba, ok := inTurn(g.World.Machine, p, env, u, v)
					if a == b {
						ba, _ = give(g.World.Machine, p, env, u)
					}
					if !ok {
						continue
					}
					f.Held++
					if !samePolicy(&ab, &ba) {
						f.violated(fmt.Sprintf("%s and %s", policyWords(&u), policyWords(&v)), g.trace(int32(i)))
					}
				}
			}
		}
	}),
}

// inTurn gives two updates in both orders. ok says that all are accepted.
func inTurn(m variant.Machine, p model.Policy, env model.Env, u, v model.PolicyCommand) (ab, ba model.Policy, ok bool) {
	a, ok1 := give(m, p, env, u)
	ab, ok2 := give(m, a, env, v)
	b, ok3 := give(m, p, env, v)
	ba, ok4 := give(m, b, env, u)
	return ab, ba, ok1 && ok2 && ok3 && ok4
}

func give(m variant.Machine, p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, bool) {
	env.Policy = p
	next, out := m.StepPolicy(p, env, cmd)
	return next, out.Rule == model.PolicyUpdate
}

// apart reports whether two updates change different properties.
func apart(u, v *model.PolicyCommand) bool {
	if u.Op != model.UpdatePolicy || v.Op != model.UpdatePolicy {
		return false
	}
	return (u.Enabled == nil || v.Enabled == nil) && (u.Minimum == nil || v.Minimum == nil) && (u.Maximum == nil || v.Maximum == nil) &&
		(u.Default == nil || v.Default == nil) && (u.Length == nil || v.Length == nil) && (u.OnceOnly == nil || v.OnceOnly == nil) &&
		(u.Include == nil || v.Include == nil) && (u.Exclude == nil || v.Exclude == nil)
}

// allowsMore reports whether a policy allows what another one allows.
func allowsMore(p, strict *model.Policy, u model.User) bool {
	return (p.Enabled || !strict.Enabled) && (!p.OnceOnly || strict.OnceOnly) && (p.Includes(&u) || !strict.Includes(&u))
}
