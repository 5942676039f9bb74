// Package scenario reads scenarios about Temporary Access Passes, written in YAML, and
// replays them on any Subject.
//
// The structs FileKeys, StepKeys and so on are the format: their tags name its keys,
// and package write uses the same structs. Parse reads a scenario strictly and reports
// everything that is wrong, with its place. Replay sends each request of the scenario
// to a Subject, at the scenario's own time, and compares the answers with what the
// scenario wants.
package scenario

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A Scenario is a tenant and requests to it, step by step.
type Scenario struct {
	File        string // where it was read from, for messages
	ID          string
	IDPos       Position
	Title       string
	Description string
	Rules       []model.Rule  // a step must reach each of them
	RulePos     []Position    // the place of each of Rules
	Start       model.Instant // the clock before the first step
	protocol.Tenant
	Steps []Step

	source *source // the text, for excerpts
}

// A Position is a place in a file; lines and columns count from 1.
type Position struct{ Line, Column int }

// A Step is one request.
type Step struct {
	Pos  Position
	Op   protocol.Op
	Note string
	As   string // label for the pass that a create makes

	At      *TimeExpression // when; nil: Advance after the step before
	Advance model.Duration  //
	Skew    bool            // the clock may go back

	Actor *protocol.Actor // the caller; nil: an operator
	User  string          // the key as it is sent: a user principal name, an object id, or me

	Pass   string          // label of the pass, for get, delete, signIn and refresh
	PassID string          // for get and delete: the id, if there is no label
	Alter  protocol.Alter  // what is changed about that pass's id or code
	Code   model.Code      // for signIn: the code, if there is no label
	Body   []byte          // JSON as it is sent; it is not redacted, since the file shows it; nil: none
	Raw    bool            // Body is sent as it stands, and need not be JSON
	Start  *TimeExpression // for create: startDateTime, put into Body when it is known; nil: none, or already in Body
	Wants  []Assertion     // what must be true of the answer; none: it is accepted
}

// A TimeExpression is an instant of the scenario; see TimeBase.
type TimeExpression struct {
	Base   TimeBase
	Label  string         // for OfStart, OfEnd, OfCreated
	At     model.Instant  // for Literal
	Text   string         // for Literal: as it is spelt in the scenario
	Offset model.Duration // added to the base
}

// A TimeBase is the instant from which the offset of a TimeExpression counts.
type TimeBase uint8

const (
	Literal    TimeBase = iota // an instant spelt out
	SinceStart                 // the start of the scenario
	OfStart                    // the start of a labelled pass
	OfEnd                      // its end
	OfCreated                  // its creation
)

// An Assertion is one thing that must be true of an answer.
type Assertion struct {
	Pos  Position
	Name string // status, result, reason, rule, error.code, error.message, count, registerBy, sessionEnds, absent, or a property of the object returned

	// Value is what is wanted: nil (for null), bool, int64, string, model.Rule
	// (for rule), model.Code (for temporaryAccessPass), *TimeExpression (for any instant that is not spelt out; a literal one
	// is a string and compared as it is spelt), or, for lists and objects,
	// []any and map[string]any of these.
	Value any
}
