package wire

import (
	"encoding/json"

	"github.com/tapsim/tap/model"
)

// ParseCreate reads the body of a create. refused is model.NoRule where the body
// is well formed; otherwise it is create-unknown or create-start-zone, and the
// other results are zero. Where both would apply it is create-unknown, whatever
// the order of the members.
//
// cmd is the create with what the body names; ID and Code are for whoever
// carries it out. also holds the rules that shaped the reading: create-null,
// create-readonly, create-unknown where a whole number was spelt as if it were
// none, create-start-zone where an offset was honoured or a fraction has more
// digits than a tick, time-utc.
func ParseCreate(body []byte) (cmd model.Command, also model.Rules, refused model.Rule) {
	if isBlank(body) {
		return model.Command{Op: model.Create}, model.RulesOf(model.CreateNull), model.NoRule
	}
	var c create
	switch {
	case !isJSON(body) || !walk(body, c.member):
		return model.Command{}, model.Rules{}, model.CreateUnknown
	case c.unzoned:
		return model.Command{}, model.Rules{}, model.CreateStartZone
	}
	c.cmd.Op = model.Create
	return c.cmd, c.also, model.NoRule
}

// A create is the body of one as far as it has been read.
type create struct {
	cmd     model.Command
	also    model.Rules
	unzoned bool // the start is a string, but spells no instant
}

func (c *create) member(name string, value json.RawMessage) (ok bool) {
	switch name {
	case "lifetimeInMinutes":
		c.cmd.Lifetime, ok = optional(value, readMinutes)
	case "isUsableOnce":
		c.cmd.Once, ok = optional(value, readBool)
	case "startDateTime":
		c.cmd.Start, ok = optional(value, c.readStart)
	case "id", "temporaryAccessPass", "createdDateTime", "lastUsedDateTime", "isUsable", "methodUsabilityReason":
		c.also = c.also.With(model.CreateReadonly)
		return true
	default:
		c.also = c.also.With(model.CreateReadonly)
		return isAnnotation(name)
	}
	if isNull(value) {
		c.also = c.also.With(model.CreateNull)
	}
	if isDisguised(value) {
		c.also = c.also.With(model.CreateUnknown)
	}
	return ok
}

// readStart takes any string. One that spells no instant is not refused at once,
// because a member that follows may be wrong in a way that comes first.
func (c *create) readStart(value json.RawMessage) (at model.Instant, ok bool) {
	s, ok := readString(value)
	if !ok {
		return 0, false
	}
	at, read, spelt := parseInstant(s)
	c.unzoned = !spelt
	if read.offset || read.fine {
		c.also = c.also.With(model.CreateStartZone)
	}
	if read.offset || read.cut {
		c.also = c.also.With(model.TimeUTC)
	}
	return at, true
}
