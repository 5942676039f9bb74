package variant

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/model"
)

// A wrapper makes a machine with a fault of a machine. Wrappers go over each other, so a
// machine can have two faults.
type wrapper func(under Machine) Machine

// both wraps twice: for commands, and for those on the policy.
func both(one, other wrapper) wrapper {
	return func(under Machine) Machine { return one(other(under)) }
}

// reading makes a machine that reads rules otherwise that no source settles.
func reading(r model.Readings) wrapper {
	return func(under Machine) Machine {
		return Machine{
			Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
				env.Readings |= r
				return under.Step(s, env, cmd)
			},
			StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
				env.Readings |= r
				return under.StepPolicy(p, env, cmd)
			},
		}
	}
}

// misread makes a machine that changes its arguments before the machine under it sees
// them.
func misread(change func(s *model.State, env *model.Env, cmd *model.Command)) wrapper {
	return func(under Machine) Machine {
		return Machine{StepPolicy: under.StepPolicy, Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			change(&s, &env, &cmd)
			return under.Step(s, env, cmd)
		}}
	}
}

// An answer is what the machine under a wrapper answers to a command.
type answer struct {
	before model.State
	env    *model.Env
	cmd    *model.Command
	after  model.State
	out    model.Outcome
}

// refuse turns the answer into a refusal, after which the slot is as it was.
func (a *answer) refuse(by model.Rule) { a.after, a.out = a.before, by.Outcome() }

// misanswer makes a machine that changes the answers of the machine under it.
func misanswer(change func(a *answer)) wrapper {
	return func(under Machine) Machine {
		return Machine{StepPolicy: under.StepPolicy, Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			a := answer{before: s, env: &env, cmd: &cmd}
			a.after, a.out = under.Step(s, env, cmd)
			change(&a)
			return a.after, a.out
		}}
	}
}

// remember makes a machine that keeps a note of each pass. note makes it from the note
// before it (in a create: that of the replaced pass) and from the answer. State has no
// field for it, so the note follows the text of the code, which has no space in it. If
// the machine kept the note in a variable, it would not be a pure function. Two machines
// with notes can be over each other; a machine without goes under them.
func remember(note func(old string, a *answer) string, use func(note string, s *model.State, env *model.Env, cmd *model.Command)) wrapper {
	marks++
	mark := fmt.Sprintf(" %d:", marks)
	return func(under Machine) Machine {
		return Machine{StepPolicy: under.StepPolicy, Step: func(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
			old, others := notes(&s, mark)
			a := answer{before: s, env: &env, cmd: &cmd}
			asked := cmd
			if s.Exists() {
				use(old, &s, &env, &cmd)
			}
			s.Code = model.NewCode(s.Code.Reveal() + others)
			a.after, a.out = under.Step(s, env, cmd)
			_, others = notes(&a.after, mark)
			a.cmd = &asked
			if text := note(old, &a); text != "" {
				others += mark + text
			}
			if a.after.Exists() {
				a.after.Code = model.NewCode(a.after.Code.Reveal() + others)
			}
			return a.after, a.out
		}}
	}
}

// marks counts the machines with notes, so that each has a mark of its own.
var marks int

// notes takes all notes out of a slot: the one with the mark, and the others as they are.
func notes(s *model.State, mark string) (own, others string) {
	code, all, _ := strings.Cut(s.Code.Reveal(), " ")
	s.Code = model.NewCode(code)
	for _, one := range strings.Fields(all) {
		if text, ok := strings.CutPrefix(" "+one, mark); ok {
			own = text
		} else {
			others += " " + one
		}
	}
	return own, others
}

// misreadPolicy makes a machine that changes a command on the policy before it is carried
// out.
func misreadPolicy(change func(env *model.Env, cmd *model.PolicyCommand)) wrapper {
	return func(under Machine) Machine {
		return Machine{Step: under.Step, StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
			change(&env, &cmd)
			return under.StepPolicy(p, env, cmd)
		}}
	}
}

// A policyAnswer is what the machine under a wrapper answers to a command on the policy.
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

// misanswerPolicy makes a machine that changes the answers about the policy.
func misanswerPolicy(change func(a *policyAnswer)) wrapper {
	return func(under Machine) Machine {
		return Machine{Step: under.Step, StepPolicy: func(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
			a := policyAnswer{before: p, env: &env, cmd: &cmd}
			a.after, a.out = under.StepPolicy(p, env, cmd)
			change(&a)
			return a.after, a.out
		}}
	}
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
