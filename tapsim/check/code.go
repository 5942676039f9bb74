package check

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A sign-in is with the code of a pass, perhaps altered, or with a literal.
type presented struct {
	of    func(t *interpreter, user int) int // number in passes of the pass whose code it is; none: there is none yet
	alter protocol.Alter
	blank bool // with a literal: the empty code
}

// codes are what a sign-in may present, by number: the right code first, and then
// those that a careless implementation takes for it.
var codes = []presented{
	{of: newestOf},
	{of: olderOf(1)},
	{of: newestOfNext},
	{of: ofNone},
	{of: ofNone, blank: true},
	{of: olderOf(2)},
	{of: olderOfNext},
	{of: newestOf, alter: protocol.OtherCase},
	{of: newestOf, alter: protocol.Shorter},
	{of: newestOf, alter: protocol.Longer},
	{of: newestOf, alter: protocol.First},
	{of: newestOf, alter: protocol.Spaced},
	{of: newestOf, alter: protocol.ID},
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
		a.blank = code.blank
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
