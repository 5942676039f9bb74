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
	return Readings(0).ParseCreate(body)
}

// ParseCreate reads the body as the function of that name does, with these readings. A
// body that a reading refuses is refused by the rule of that reading, even a rule for
// which the catalogue has no answer, such as create-null. A refusal of the reference
// goes before, and of two readings the first one: so the order of the members changes
// nothing here either.
func (r Readings) ParseCreate(body []byte) (cmd model.Command, contributing model.Rules, refused model.Rule) {
	c := create{readings: r}
	if r.Has(EmptyIsObject) && isBlank(body) {
		body = emptyObject
	}
	switch {
	case isBlank(body):
		return cmd, contributing, model.CreateEmpty
	case !isJSON(body):
		return cmd, contributing, model.CreateMalformed
	case !walk(body, r.createNaming(), c.member):
		return cmd, contributing, model.CreateUnknown
	case c.misspelt:
		return cmd, model.RulesOf(model.CreateUnknown), model.CreateStartForm
	case c.refusing != 0:
		return cmd, c.contributing, c.refusing.first().Rule()
	}
	c.cmd.Op = model.Create
	return c.cmd, c.contributing, model.NoRule
}

// A create is the part of a body that has been read.
type create struct {
	cmd          model.Command
	contributing model.Rules
	misspelt     bool // the start is a string, but no instant
	readings     Readings
	refusing     Readings // those of them that refuse the body
}

func (c *create) member(name string, value json.RawMessage) (ok bool) {
	declared := declaredName(name, createNames)
	misspelt := declared != "" && declared != name
	c.shaped(model.CreateCase, misspelt, CaseRefused)
	if misspelt && c.readings.Has(CaseIgnored) {
		return true
	}
	if c.readings.Has(TextIsValue) {
		value = retyped(value, KindOf(declared))
	}
	zero := c.readings.Has(NullIsZero)
	switch declared {
	case "lifetimeInMinutes":
		c.cmd.Lifetime, ok = optional(value, zero, readMinutes)
	case "isUsableOnce":
		c.cmd.Once, ok = optional(value, zero, readBool)
	case "startDateTime":
		c.cmd.Start, ok = optional(value, zero, c.readStart)
	case "":
		c.shaped(model.CreateReadonly, isAnnotation(name), AnnotationRefused)
		return isAnnotation(name) || c.readings.Has(UnknownIgnored)
	default:
		c.shaped(model.CreateReadonly, true, ReadonlyRefused)
		return true
	}
	c.shaped(model.CreateNull, isNull(value), NullRefused)
	c.shaped(model.CreateUnknown, isDisguised(value), PointRefused)
	return ok
}

// shaped adds a rule that shaped the command, if did is true. refusing is the reading
// that refuses such a body; 0: there is none.
func (c *create) shaped(rule model.Rule, did bool, refusing Readings) {
	if did {
		c.contributing = c.contributing.With(rule)
		c.refusing |= c.readings & refusing
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
	at, read, spelt := c.readings.parseStart(s)
	c.misspelt = !spelt
	c.shaped(model.CreateStartZone, read.zoneless, 0)
	c.shaped(model.CreateStartOffset, read.offset, OffsetRefused)
	c.shaped(model.CreateStartForm, read.fine, FineRefused)
	c.shaped(model.CreateStartForm, read.counted, CountedRefused)
	c.shaped(model.TimeUTC, read.offset || read.cut, 0)
	return at, true
}
