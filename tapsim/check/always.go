package check

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
)

// A violation is an invariant that did not hold.
type violation struct {
	invariant int    // its number
	what      string // in what it does not hold
}

// invariants are what must always hold, by number. Those that are missing hold by the
// shape of the machine (a slot has room for one pass, and no slot sees another), or
// are looked at where a history is put to the engine, too.
var invariants = map[int]string{
	1:  "a user has at most one pass, and it is as it was made",
	2:  "isUsable is true exactly when the reason is EnabledByPolicy",
	3:  "a refused command changes nothing, and neither does a read",
	4:  "a one-time pass signs in at most once",
	5:  "the code of a pass is returned by the create that made it and never again",
	7:  "a sign-in is accepted exactly when there is a pass, the code is its own, it has begun and not ended, the policy allows it, and it is not spent",
	8:  "a session ends with its pass",
	9:  "time alone moves a pass forward only: not yet valid, usable or used, expired",
	10: "switching the policy off and on again changes nothing",
	13: "the engine answers as the machine does, the same each time",
	14: "every lifetime lies within 10 to 43200 minutes and within the policy",
	15: "between two edges of a pass a tick makes no difference",
}

func (t *interpreter) violate(invariant int, format string, args ...any) {
	if t.violated == nil {
		t.violated = &violation{invariant, fmt.Sprintf(format, args...)}
	}
}

// watchPass looks at one command on a slot.
func (t *interpreter) watchPass(a *act, env *model.Env, before, after *model.State, out *model.Outcome) {
	if *after != after1(before, env, &a.cmd, out) {
		switch {
		case !out.Accepted() || a.verb == doList || a.verb == doGet || a.verb == doRefresh:
			t.violate(3, "%s changes the slot", out.Rule)
		case a.verb == doSignIn:
			t.violate(4, "%s leaves the slot otherwise than it should", out.Rule)
		default:
			t.violate(1, "%s leaves the slot otherwise than it should", out.Rule)
		}
	}
	if (out.Code != model.Code{}) != (out.Rule == model.CreateAccepted) || out.Rule == model.CreateAccepted && out.Code != a.cmd.Code {
		t.violate(5, "the code of %s", out.Rule)
	}

	good := usable(after, env)
	if out.View != (model.View{}) && (out.View.Usable() != good || out.View.Usable() != (out.View.Reason == model.EnabledByPolicy)) {
		t.violate(2, "%s says %s", out.Rule, out.View.Reason)
	}
	switch a.verb {
	case doCreate:
		if l := after.Lifetime; out.Accepted() && (l < 10 || l > 43200 || l < env.Policy.Minimum || l > env.Policy.Maximum) {
			t.violate(14, "a pass of %d minutes", l)
		}
	case doSignIn:
		if out.Accepted() != (!env.User.Unknown && before.Code.Matches(a.cmd.Code) && !before.Used && usable(before, env)) {
			t.violate(7, "%s", out.Rule)
		}
	}
	if out.SessionEnds != 0 && out.SessionEnds != before.Start.Add(model.Duration(before.Lifetime)*model.Minute) {
		t.violate(8, "the session of a pass from %s for %d minutes ends at %s", before.Start, before.Lifetime, out.SessionEnds)
	}
	if (t.closely || len(t.acts)%8 == 0) && a.verb != doCreate {
		t.watchTick(a, env, before, out)
	}
}

// after1 is what a command leaves of a slot, going by the answer.
func after1(before *model.State, env *model.Env, cmd *model.Command, out *model.Outcome) model.State {
	after := *before
	switch out.Rule {
	case model.CreateAccepted:
		after = model.State{ID: cmd.ID, Code: cmd.Code, Created: env.Now, Start: env.Now, Lifetime: env.Policy.Default, Once: env.Policy.OnceOnly}
		if cmd.Start != nil {
			after.Start = *cmd.Start
		}
		if cmd.Lifetime != nil {
			after.Lifetime = *cmd.Lifetime
		}
		if cmd.Once != nil {
			after.Once = *cmd.Once
		}
	case model.DeleteFound:
		after = model.State{}
	case model.SigninAccepted:
		after.Used = before.Once
	}
	return after
}

// usable says again, in other words than the machine, when a pass can be used.
func usable(s *model.State, env *model.Env) bool {
	since := env.Now.Sub(s.Start)
	return s.Lifetime > 0 && since >= 0 && since < model.Duration(s.Lifetime)*model.Minute && !s.Used && allowed(s.Once, env)
}

// allowed says again when the policy allows a pass of that kind.
func allowed(once bool, env *model.Env) bool {
	in := func(targets []model.Target) bool {
		return slices.ContainsFunc(targets, func(t model.Target) bool {
			if t.Type == model.UserTarget {
				return t.ID == env.User.ID && !t.All
			}
			return t.All || slices.Contains(env.User.Groups, t.ID)
		})
	}
	p := &env.Policy
	return p.Enabled && (once || !p.OnceOnly) && in(p.Include) && !in(p.Exclude)
}

// watchTick asks again a tick later, where no edge lies in between.
func (t *interpreter) watchTick(a *act, env *model.Env, before *model.State, out *model.Outcome) {
	later := *env
	later.Now = env.Now.Add(model.Tick)
	if later.Now > model.LastInstant || before.Exists() && (later.Now == before.Start || later.Now == before.End()) {
		return
	}
	if _, again := t.step(*before, later, a.cmd); again.Rule != out.Rule || again.View.Reason != out.View.Reason {
		t.violate(15, "%s, and a tick later %s", out.Rule, again.Rule)
	}
}

// watchTime looks at what time alone made of a pass.
func (t *interpreter) watchTime(env *model.Env, slot *model.State, was model.Instant, then model.Reason) {
	now := env.Now
	env.Now = was
	view, _ := slot.View(*env)
	env.Now = now
	first := view.Reason
	if first != then && (first == model.Expired || then == model.NotYetValid || first == model.DisabledByPolicy || then == model.DisabledByPolicy) {
		t.violate(9, "from %s to %s", first, then)
	}
}

// watchPolicy looks at one command on the policy.
func (t *interpreter) watchPolicy(env *model.Env, cmd model.PolicyCommand, next *model.Policy, out *model.Outcome) {
	before := &env.Policy
	if (cmd.Op == model.ReadPolicy || !out.Accepted()) && !samePolicy(before, next) {
		t.violate(3, "%s changes the policy", out.Rule)
	}
	for _, l := range [...]model.Minutes{next.Minimum, next.Default, next.Maximum} {
		if l < 10 || l > 43200 || next.Minimum > next.Default || next.Default > next.Maximum {
			t.violate(14, "%s makes a policy of %d, %d and %d minutes", out.Rule, next.Minimum, next.Default, next.Maximum)
		}
	}
	if !out.Accepted() || cmd.Enabled == nil || cmd.Op != model.UpdatePolicy {
		return
	}
	// Off and on, or on and off again: what is shown is what was shown.
	anybody, toggled, back := model.Env{Edition: env.Edition}, !next.Enabled, next.Enabled
	other, _ := t.amend(*next, anybody, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &toggled})
	again, _ := t.amend(other, anybody, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &back})
	if !samePolicy(&again, next) {
		t.violate(10, "after %s", out.Rule)
	}
}

func samePolicy(p, q *model.Policy) bool {
	return p.Enabled == q.Enabled && p.Minimum == q.Minimum && p.Maximum == q.Maximum && p.Default == q.Default &&
		p.Length == q.Length && p.OnceOnly == q.OnceOnly && slices.Equal(p.Include, q.Include) && slices.Equal(p.Exclude, q.Exclude)
}
