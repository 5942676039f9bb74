package wire

import (
	"encoding/json"

	"github.com/tapsim/tap/model"
)

// ParseCreate reads the body of a create. refused is model.NoRule for a well-formed
// body; otherwise it is create-empty, create-malformed, create-unknown or
// create-start-form, and cmd is zero. If both of the last two apply it is
// create-unknown, whatever the order of the members.
//
// cmd is the create with the properties of the body; the engine sets ID and Code.
// contributing has the rules that shaped the reading: create-null, create-readonly;
// create-case for a name in other letters; create-unknown for a whole number with a
// point or an exponent; create-start-zone, create-start-offset; create-start-form for
// a start of the other form, or with more digits than a tick; time-utc.
func ParseCreate(body []byte) (cmd model.Command, contributing model.Rules, refused model.Rule) {
	var c create
	switch {
	case isBlank(body):
		return cmd, contributing, model.CreateEmpty
	case !isJSON(body):
		return cmd, contributing, model.CreateMalformed
	case !walk(body, c.member):
		return cmd, contributing, model.CreateUnknown
	case c.misspelt:
		return cmd, model.RulesOf(model.CreateUnknown), model.CreateStartForm
	}
	c.cmd.Op = model.Create
	return c.cmd, c.contributing, model.NoRule
}

// A create is the part of a body that has been read.
type create struct {
	cmd          model.Command
	contributing model.Rules
	misspelt     bool // the start is a string, but no instant
}

func (c *create) member(name string, value json.RawMessage) (ok bool) {
	declared := declaredName(name, createNames)
	c.shaped(model.CreateCase, declared != "" && declared != name)
	switch declared {
	case "lifetimeInMinutes":
		c.cmd.Lifetime, ok = optional(value, readMinutes)
	case "isUsableOnce":
		c.cmd.Once, ok = optional(value, readBool)
	case "startDateTime":
		c.cmd.Start, ok = optional(value, c.readStart)
	case "":
		c.shaped(model.CreateReadonly, true)
		return isAnnotation(name)
	default:
		c.shaped(model.CreateReadonly, true)
		return true
	}
	c.shaped(model.CreateNull, isNull(value))
	c.shaped(model.CreateUnknown, isDisguised(value))
	return ok
}

// shaped adds a rule that shaped the reading, if did is true.
func (c *create) shaped(rule model.Rule, did bool) {
	if did {
		c.contributing = c.contributing.With(rule)
	}
}

var createNames = Names(passProperties)

// readStart accepts any string. One that is no instant is not refused at once, because
// a later member may have an error that takes precedence.
func (c *create) readStart(value json.RawMessage) (at model.Instant, ok bool) {
	s, ok := readString(value)
	if !ok {
		return 0, false
	}
	at, read, spelt := parseStart(s)
	c.misspelt = !spelt
	c.shaped(model.CreateStartZone, read.zoneless)
	c.shaped(model.CreateStartOffset, read.offset)
	c.shaped(model.CreateStartForm, read.fine || read.counted)
	c.shaped(model.TimeUTC, read.offset || read.cut)
	return at, true
}
