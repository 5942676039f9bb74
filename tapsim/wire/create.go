package wire

import (
	"encoding/json"

	"github.com/tapsim/tap/model"
)

// ParseCreate reads the body of a create. refused is model.NoRule where the body
// is well formed; otherwise it is create-empty, create-malformed, create-unknown
// or create-start-form, and cmd is zero. Of the last two it is create-unknown where
// both would apply, whatever the order of the members.
//
// cmd is the create with what the body names; the engine fills in ID and Code.
// also holds the rules that shaped the reading: create-null, create-readonly,
// create-case where a name was spelt in other letters, create-unknown where a
// whole number was spelt as if it were none, create-start-zone, create-start-offset,
// create-start-form where the start was of the other form or has more digits than
// a tick, time-utc.
func ParseCreate(body []byte) (cmd model.Command, also model.Rules, refused model.Rule) {
	var c create
	switch {
	case isBlank(body):
		return cmd, also, model.CreateEmpty
	case !isJSON(body):
		return cmd, also, model.CreateMalformed
	case !walk(body, c.member):
		return cmd, also, model.CreateUnknown
	case c.misspelt:
		return cmd, model.RulesOf(model.CreateUnknown), model.CreateStartForm
	}
	c.cmd.Op = model.Create
	return c.cmd, c.also, model.NoRule
}

// A create is the body of one as far as it has been read.
type create struct {
	cmd      model.Command
	also     model.Rules
	misspelt bool // the start is a string, but spells no instant
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

// shaped notes a rule that shaped the reading, if it did.
func (c *create) shaped(rule model.Rule, did bool) {
	if did {
		c.also = c.also.With(rule)
	}
}

var createNames = Names(passProperties)

// readStart takes any string. One that spells no instant is not refused at once,
// because a member that follows may be wrong in a way that comes first.
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
