package check

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A presented is the code of a sign-in: that of a pass, perhaps altered, or a literal.
type presented struct {
	ago     int  // so many passes ago the user had the pass; 0: the last one
	next    bool // the user after this one
	alter   protocol.Alter
	literal bool
	blank   bool // the literal is the empty code
}

// codes are what a sign-in may present, by number: the right code first, and then wrong
// ones that a faulty implementation may accept.
var codes = []presented{
	{}, {ago: 1}, {next: true}, {literal: true}, {literal: true, blank: true}, {ago: 2}, {next: true, ago: 1},
	{alter: protocol.OtherCase}, {alter: protocol.Shorter}, {alter: protocol.Longer}, {alter: protocol.First},
	{alter: protocol.Spaced}, {alter: protocol.ID},
}

var wrongCode = model.NewCode("never-issued")

// present chooses the code of a sign-in. If there is no such pass, it is a literal.
func (t *interpreter) present(m *move, a *act) {
	code := &codes[m.code]
	switch {
	case m.user == unknownUser || code.literal:
	case code.next:
		a.pass = t.older(t.next(m.user), code.ago)
	default:
		a.pass = t.older(int(m.user), code.ago)
	}
	if a.pass == none {
		a.blank = code.blank
	} else {
		a.alter = code.alter
	}
}

// next is the user after another one.
func (t *interpreter) next(user uint8) int { return (int(user) + 1) % t.plan.users }

// older is the pass that a user had so many passes ago; 0: the last one.
func (t *interpreter) older(user, ago int) int {
	for i := len(t.passes) - 1; i >= 0; i-- {
		if t.passes[i].owner != user {
			continue
		}
		if ago == 0 {
			return i
		}
		ago--
	}
	return none
}

// altered is the code of a pass after an alteration.
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
