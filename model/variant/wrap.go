package variant

import (
	"strings"

	"github.com/tapsim/tap/model"
)

// misread is a machine that changes its arguments before the reference model sees
// them.
func misread(change func(s *model.State, env *model.Env, cmd *model.Command)) Machine {
	return Machine{Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		change(&s, &env, &cmd)
		return model.Step(s, env, cmd)
	}}
}

// An answer is what the reference model answers to a command.
type answer struct {
	before model.State
	env    *model.Env
	cmd    *model.Command
	after  model.State
	out    model.Outcome
}

// refuse turns the answer into a refusal, after which the slot is as it was.
func (a *answer) refuse(by model.Rule) { a.after, a.out = a.before, by.Outcome() }

// misanswer is a machine that changes the answers of the reference model.
func misanswer(change func(a *answer)) Machine {
	return Machine{Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
		a := answer{before: s, env: &env, cmd: &cmd}
		a.after, a.out = model.Step(s, env, cmd)
		change(&a)
		return a.after, a.out
	}}
}

// remember is a machine that keeps a note of each pass. note makes it from the note
// before it (in a create: that of the replaced pass) and from the answer. State has no
// field for it, so the note follows the text of the code, which has no space in it. If
// the machine kept the note in a variable, it would not be a pure function.
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

// misreadPolicy is a machine that changes a command on the policy before it is carried
// out.
func misreadPolicy(change func(env *model.Env, cmd *model.PolicyCommand)) Machine {
	return Machine{StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		change(&env, &cmd)
		return model.StepPolicy(p, env, cmd)
	}}
}

// A policyAnswer is what the reference model answers to a command on the policy.
type policyAnswer struct {
	before model.Policy
	env    *model.Env
	cmd    *model.PolicyCommand
	after  model.Policy
	out    model.Outcome
}

// asked is the policy that an update would make, also if the reference model refuses
// it.
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

// refusedForValues reports whether an update was refused because of its values.
func (a *policyAnswer) refusedForValues() bool {
	return a.out.Rule == model.PolicyRange || a.out.Rule == model.PolicyOrder
}

func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// misanswerPolicy is a machine that changes the answers about the policy.
func misanswerPolicy(change func(a *policyAnswer)) Machine {
	return Machine{StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
		a := policyAnswer{before: p, env: &env, cmd: &cmd}
		a.after, a.out = model.StepPolicy(p, env, cmd)
		change(&a)
		return a.after, a.out
	}}
}

// dependsOnUsable reports whether an answer to op depends on whether the pass is
// usable.
func dependsOnUsable(op model.Op) bool {
	return op == model.List || op == model.Get || op == model.SignIn || op == model.Refresh
}

// or returns the value, or other where there is none.
func or[T any](value *T, other T) T {
	if value != nil {
		return *value
	}
	return other
}
