package check

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A sign-in is with the code of a pass, perhaps altered, or with a literal.
type presented struct {
	of      func(t *teller, user int) int // number in passes of the pass whose code it is; none: there is none yet
	alter   protocol.Alter
	literal model.Code // in the place of a pass that there is not
}

// codes are what a sign-in may present, by number: the right code first, and then
// those that a careless implementation takes for it.
var codes = []presented{
	{of: newestOf, literal: wrongCode},
	{of: olderOf(1), literal: wrongCode},
	{of: newestOfNext, literal: wrongCode},
	{of: nobodys, literal: wrongCode},
	{of: nobodys}, // the empty code
	{of: olderOf(2), literal: wrongCode},
	{of: olderOfNext, literal: wrongCode},
	{of: newestOf, alter: protocol.OtherCase, literal: wrongCode},
	{of: newestOf, alter: protocol.Shorter, literal: wrongCode},
	{of: newestOf, alter: protocol.Longer, literal: wrongCode},
	{of: newestOf, alter: protocol.First, literal: wrongCode},
	{of: newestOf, alter: protocol.Spaced, literal: wrongCode},
	{of: newestOf, alter: protocol.ID, literal: wrongCode},
}

var wrongCode = model.NewCode(badCode)

func nobodys(*teller, int) int { return none }

func newestOf(t *teller, user int) int { return t.newest[user] }

func newestOfNext(t *teller, user int) int { return t.newest[(user+1)%t.plan.users] }

// olderOf is the pass that a user had so many passes ago.
func olderOf(ago int) func(*teller, int) int {
	return func(t *teller, user int) int {
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

func olderOfNext(t *teller, user int) int { return olderOf(1)(t, (user+1)%t.plan.users) }

// present settles which code a sign-in presents.
func (t *teller) present(m *move, a *act) {
	a.cmd.Op = model.SignIn
	code := &codes[m.code]
	if m.user != nobody {
		a.pass = code.of(t, int(m.user))
	}
	if a.pass == none {
		a.cmd.Code = code.literal
		return
	}
	made := &t.passes[a.pass].facts
	switch a.alter = code.alter; a.alter {
	case "":
		a.cmd.Code = made.Code
	case protocol.ID:
		a.cmd.Code = model.NewCode(made.ID.String())
	default:
		a.cmd.Code = model.NewCode(a.alter.Text(made.Code.Reveal()))
	}
}
