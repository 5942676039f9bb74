package check

import (
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// An act is one request, and what the model answered. As a part of a trace it means the
// same when other acts are left out. The move that it comes from does not: "the second
// edge of this user's pass" is another instant as soon as the pass is another one.
type act struct {
	verb   verb
	user   uint8          // or unknownUser
	key    uint8          // see keyOf
	once   uint8          // of a create: 0: left out; 1: true; 2: false
	timed  bool           // of a create: it has a lifetime
	begins bool           // of a create: it has a start
	spelt  uint8          // how the start is spelt
	blank  bool           // of a sign-in, where it names no pass: it presents the empty code
	alter  protocol.Alter // what is changed about the code of the pass that it names
	caller *caller
	text   *payload // the body, if it is one of a table

	// These get their values when a history is interpreted. In a trace they depend on
	// the time expressions and on the act that made the pass.
	at       model.Instant
	start    model.Instant
	lifetime model.Minutes
	back     bool                     // the clock may be turned back before this act
	pass     int                      // number in passes of the pass it names, or made; none and below: a literal
	id       int                      // from 1; it names the pass that the act makes
	named    int                      // id of the act that made the pass; 0: a literal
	when     *scenario.TimeExpression // nil: no time passes
	from     *scenario.TimeExpression // of the start

	skew         bool  // the clock was turned back
	found        bool  // the call came as far as to a user
	slot         uint8 // what the slot was like before: see slotNames
	rule         model.Rule
	contributing model.Rules
	cmd          model.Command
}

// none, and what is below, is the number of a pass that was never made.
const none = -1

// wrongIDs are the ids of such passes: that of none is the first.
var wrongIDs = [...]string{"00000000-0000-0000-0000-000000000000", "5f0c4a9e-5d7b-4c0e-9d0e-0c1f2b3a4d5e", "not-an-id"}

// literal is the code that a sign-in presents if it names no pass.
func (a *act) literal() model.Code {
	if a.blank {
		return model.Code{}
	}
	return wrongCode
}

// made reports whether the act made a pass.
func (a *act) made() bool { return a.verb == doCreate && a.pass >= 0 }

// labelOf is the label of the pass that the act of that id makes.
func labelOf(id int) string { return "p" + strconv.Itoa(id) }

// idOf is the id of the act whose pass has that label.
func idOf(label string) int {
	id, _ := strconv.Atoi(strings.TrimPrefix(label, "p"))
	return id
}
