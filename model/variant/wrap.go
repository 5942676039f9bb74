package variant

import (
	"strings"

	"github.com/tapsim/tap/model"
)

// misread is a machine that takes its arguments for others.
func misread(change func(s *model.State, env *model.Env, cmd *model.Command)) Machine {
	return Machine{Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		change(&s, &env, &cmd)
		return model.Step(s, env, cmd)
	}}
}

// An answer is what the reference makes of a command.
type answer struct {
	before model.State
	env    *model.Env
	cmd    *model.Command
	after  model.State
	out    model.Outcome
}

// refuse makes a refusal of the answer, after which the slot is as it was.
func (a *answer) refuse(by model.Rule) { a.after, a.out = a.before, by.Outcome() }

// misanswer is a machine that spoils the answers of the reference.
func misanswer(change func(a *answer)) Machine {
	return Machine{Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		a := answer{before: s, env: &env, cmd: &cmd}
		a.after, a.out = model.Step(s, env, cmd)
		change(&a)
		return a.after, a.out
	}}
}

// remember is a machine that keeps a note of each pass, which is what note made of
// the note before it (of the pass that is replaced, in a create) and of the answer.
// The slot has no room for that, so the note stands behind the text of the code,
// which has no space in it: a machine that kept it elsewhere would be no function.
func remember(note func(old string, a *answer) string, use func(note string, s *model.State, env *model.Env, cmd *model.Command)) Machine {
	return Machine{Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		code, old, _ := strings.Cut(s.Code.Reveal(), " ")
		s.Code = model.NewCode(code)
		a := answer{before: s, env: &env, cmd: &cmd}
		asked := cmd
		if s.Exists() {
			use(old, &s, &env, &cmd)
		}
		a.after, a.out = model.Step(s, env, cmd)
		a.cmd = &asked
		if text := note(old, &a); a.after.Exists() && text != "" {
			a.after.Code = model.NewCode(a.after.Code.Reveal() + " " + text)
		}
		return a.after, a.out
	}}
}

// misreadPolicy is a machine that takes a command on the policy for another one.
func misreadPolicy(change func(env *model.Env, cmd *model.PolicyCommand)) Machine {
	return Machine{StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		change(&env, &cmd)
		return model.StepPolicy(p, env, cmd)
	}}
}

// A policyAnswer is what the reference makes of a command on the policy.
type policyAnswer struct {
	before model.Policy
	env    *model.Env
	cmd    *model.PolicyCommand
	after  model.Policy
	out    model.Outcome
}

// asked is the policy that an update asks for, whether the reference accepts it or
// not.
func (a *policyAnswer) asked() model.Policy {
	p := a.before
	if a.cmd.Op == model.UpdatePolicy {
		set(&p.Enabled, a.cmd.Enabled)
		set(&p.Minimum, a.cmd.Minimum)
		set(&p.Maximum, a.cmd.Maximum)
		set(&p.Default, a.cmd.Default)
		set(&p.Length, a.cmd.Length)
		set(&p.OnceOnly, a.cmd.OnceOnly)
		set(&p.Include, a.cmd.Include)
		set(&p.Exclude, a.cmd.Exclude)
	}
	return p
}

// refusedForValues reports whether an update was refused for what it asks for.
func (a *policyAnswer) refusedForValues() bool {
	return a.out.Rule == model.PolicyRange || a.out.Rule == model.PolicyOrder
}

func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// misanswerPolicy is a machine that spoils the answers about the policy.
func misanswerPolicy(change func(a *policyAnswer)) Machine {
	return Machine{StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		a := policyAnswer{before: p, env: &env, cmd: &cmd}
		a.after, a.out = model.StepPolicy(p, env, cmd)
		change(&a)
		return a.after, a.out
	}}
}

// judges reports whether an answer to op depends on whether the pass is usable.
func judges(op model.Op) bool {
	return op == model.List || op == model.Get || op == model.SignIn || op == model.Refresh
}

// or is the value, or the other one where there is none.
func or[T any](value *T, other T) T {
	if value != nil {
		return *value
	}
	return other
}
