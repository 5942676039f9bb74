package check

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A sign-in is with the code of a pass, perhaps altered, or with a literal.
type presented struct {
	of      func(t *interpreter, user int) int // number in passes of the pass whose code it is; none: there is none yet
	alter   protocol.Alter
	literal model.Code // in the place of a pass that there is not
}

// codes are what a sign-in may present, by number: the right code first, and then
// those that a careless implementation takes for it.
var codes = []presented{
	{of: newestOf, literal: wrongCode},
	{of: olderOf(1), literal: wrongCode},
	{of: newestOfNext, literal: wrongCode},
	{of: ofNone, literal: wrongCode},
	{of: ofNone}, // the empty code
	{of: olderOf(2), literal: wrongCode},
	{of: olderOfNext, literal: wrongCode},
	{of: newestOf, alter: protocol.OtherCase, literal: wrongCode},
	{of: newestOf, alter: protocol.Shorter, literal: wrongCode},
	{of: newestOf, alter: protocol.Longer, literal: wrongCode},
	{of: newestOf, alter: protocol.First, literal: wrongCode},
	{of: newestOf, alter: protocol.Spaced, literal: wrongCode},
	{of: newestOf, alter: protocol.ID, literal: wrongCode},
}

var wrongCode = model.NewCode("never-issued")

func ofNone(*interpreter, int) int { return none }

func newestOf(t *interpreter, user int) int { return t.newest[user] }

func newestOfNext(t *interpreter, user int) int { return t.newest[(user+1)%t.plan.users] }

// olderOf is the pass that a user had so many passes ago.
func olderOf(ago int) func(*interpreter, int) int {
	return func(t *interpreter, user int) int {
		left := ago
		for i := len(t.passes) - 1; i >= 0; i-- {
			switch {
			case t.passes[i].owner != user:
			case left == 0:
				return i
			default:
				left--
			}
		}
		return none
	}
}

func olderOfNext(t *interpreter, user int) int { return olderOf(1)(t, (user+1)%t.plan.users) }

// present settles which code a sign-in presents.
func (t *interpreter) present(m *move, a *act) {
	code := &codes[m.code]
	if m.user != unknownUser {
		a.pass = code.of(t, int(m.user))
	}
	if a.pass == none {
		a.code = code.literal
	} else {
		a.alter = code.alter
	}
}

// altered is what is presented in the place of the code of a pass.
func altered(made *model.State, alter protocol.Alter) model.Code {
	switch alter {
	case "":
		return made.Code
	case protocol.ID:
		return model.NewCode(made.ID.String())
	default:
		return model.NewCode(alter.Text(made.Code.Reveal()))
	}
}
