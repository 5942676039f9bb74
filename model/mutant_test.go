package model_test

import (
	"strings"

	"github.com/tapsim/tap/model"
)

// A mutant is a machine that is wrong on purpose, in one way.
type mutant struct {
	name string
	machine
}

// before builds a mutant that misreads its arguments.
func before(change func(s *model.State, env *model.Env, cmd *model.Command)) machine {
	return machine{step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		change(&s, &env, &cmd)
		return model.Step(s, env, cmd)
	}}
}

// afterwards builds a mutant that spoils what came out; s is the slot as it was.
func afterwards(change func(s model.State, env *model.Env, cmd *model.Command, next *model.State, out *model.Outcome)) machine {
	return machine{step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		next, out := model.Step(s, env, cmd)
		change(s, &env, &cmd, &next, &out)
		return next, out
	}}
}

// remembering builds a mutant that keeps what the machine forgets. The slot has
// no room for that, so it is kept behind the text of the code.
func remembering(note func(s model.State, env *model.Env) string, use func(note string, s *model.State, env *model.Env, cmd *model.Command)) machine {
	return machine{step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		text, noted, _ := strings.Cut(s.Code.Reveal(), " ")
		s.Code = model.NewCode(text)
		was := s
		if s.Exists() && noted != "" {
			use(noted, &s, &env, &cmd)
		}
		next, out := model.Step(s, env, cmd)
		if out.Rule == model.CreateAccepted {
			noted = note(was, &env)
		}
		if next.Exists() {
			next.Code = model.NewCode(next.Code.Reveal() + " " + noted)
		}
		return next, out
	}}
}

func oldID(s model.State, _ *model.Env) string {
	if !s.Exists() {
		return ""
	}
	return s.ID.String()
}

func oldCode(s model.State, _ *model.Env) string { return s.Code.Reveal() }

func wasEnabled(_ model.State, env *model.Env) string {
	if env.Policy.Enabled {
		return "on"
	}
	return "off"
}

// holding says what stands against the pass, each by itself.
func holding(s *model.State, env *model.Env) (disabled, expired, early bool) {
	if !s.Exists() {
		return
	}
	v, _ := s.View(*env)
	return v.Reason == model.DisabledByPolicy, env.Now >= s.End(), env.Now < s.Start
}

// allow makes the policy say yes to everything.
func allow(env *model.Env) {
	env.Policy.Enabled, env.Policy.OnceOnly = true, false
	env.Policy.Include, env.Policy.Exclude = []model.Target{{Type: model.GroupTarget, All: true}}, nil
}

// disabledAfter puts the reason that holds picks before DisabledByPolicy.
func disabledAfter(holds func(s *model.State, expired, early bool) bool) machine {
	return before(func(s *model.State, env *model.Env, cmd *model.Command) {
		disabled, expired, early := holding(s, env)
		if cmd.Op != model.Create && disabled && holds(s, expired, early) {
			allow(env)
		}
	})
}

// usedBefore puts OneTimeUsed before a reason of time.
func usedBefore(holds func(expired, early bool) bool) machine {
	return before(func(s *model.State, env *model.Env, cmd *model.Command) {
		_, expired, early := holding(s, env)
		if cmd.Op != model.Create && s.Used && holds(expired, early) {
			env.Now = s.Start
		}
	})
}

// in builds a mutant that takes one edition for another.
func in(from, to model.Edition) machine {
	return before(func(_ *model.State, env *model.Env, _ *model.Command) {
		if env.Edition == from {
			env.Edition = to
		}
	})
}

// gated builds a mutant whose gate in the current edition asks something else of
// the policy.
func gated(open func(p *model.Policy, u *model.User) bool) machine {
	return before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.Create && env.Edition == model.Current && open(&env.Policy, &env.User) {
			env.Edition = model.Documented
		}
	})
}

// refuse turns an answer into a refusal.
func refuse(s model.State, next *model.State, out *model.Outcome, r model.Rule) {
	*next, *out = s, r.Outcome()
}

// lifetime builds a mutant that reads another range where the caller asks for
// exactly the lifetime that edge picks.
func lifetime(edge func(p *model.Policy) model.Minutes, change func(p *model.Policy)) machine {
	return before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Op == model.Create && cmd.Lifetime != nil && *cmd.Lifetime == edge(&env.Policy) {
			change(&env.Policy)
		}
	})
}

// startShift moves a start that lies at the offset from now.
func startShift(offset, by model.Duration) machine {
	return before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if cmd.Start != nil && cmd.Start.Sub(env.Now) == offset {
			cmd.Start = new(cmd.Start.Add(by))
		}
	})
}

// granted lets the actor pass where the rule that was consulted would refuse.
func granted(when func(env *model.Env, cmd *model.Command) bool) machine {
	return before(func(_ *model.State, env *model.Env, cmd *model.Command) {
		if when(env, cmd) {
			env.Actor, env.Me = model.Actor{}, false
		}
	})
}
