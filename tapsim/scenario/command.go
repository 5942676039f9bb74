package scenario

import (
	"go.yaml.in/yaml/v4"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A commandReader reads what one command asks into its step.
type commandReader struct {
	*stepReader
	body       object // what the plain properties come to
	plain      Value  // the last of these
	json, raw  Value
	pass, code Value
	alter      Value
}

type commandField = Field[*commandReader]

var (
	fieldUser = commandField{"user", true, func(c *commandReader, v Value) {
		if v.spells("me") && !c.Op.IsCall() {
			v.Wrong("name a user of the scenario", "me is the caller of Microsoft Graph, and %s is no call of it", c.Op)
		}
		c.User = c.story.readUserKey(v)
	}}
	fieldBody = commandField{"body", false, func(c *commandReader, v Value) { c.json = v }}
	fieldRaw  = commandField{"raw", false, func(c *commandReader, v Value) { c.raw = v }}

	fieldAlter = commandField{"alter", false, func(c *commandReader, v Value) { c.alter = v }}
)

// commandMappings says what each command takes.
var commandMappings = map[protocol.Op]*Mapping[*commandReader]{
	protocol.Create: {"create", []commandField{
		fieldUser,
		{"lifetimeInMinutes", false, func(c *commandReader, v Value) {
			c.plain = v
			n, _ := v.Int32("lifetimeInMinutes")
			c.body.int("lifetimeInMinutes", n)
		}},
		{"isUsableOnce", false, func(c *commandReader, v Value) {
			c.plain = v
			yes, _ := v.Bool("isUsableOnce")
			c.body.bool("isUsableOnce", yes)
		}},
		{"startDateTime", false, (*commandReader).readStart},
		fieldBody,
		fieldRaw,
	}},
	protocol.List:   {"list", []commandField{fieldUser}},
	protocol.Get:    {"get", []commandField{fieldUser, {"pass", true, (*commandReader).readPassOrID}, fieldAlter}},
	protocol.Delete: {"delete", []commandField{fieldUser, {"pass", true, (*commandReader).readPassOrID}, fieldAlter}},
	protocol.SignIn: {"signIn", []commandField{
		fieldUser,
		{"pass", false, func(c *commandReader, v Value) { c.pass = v }},
		{"code", false, func(c *commandReader, v Value) { c.code = v }},
		fieldAlter,
	}},
	protocol.Refresh:      {"refresh", []commandField{fieldUser, {"pass", true, (*commandReader).readPass}, fieldAlter}},
	protocol.GetPolicy:    {"getPolicy", nil},
	protocol.UpdatePolicy: {"updatePolicy", append(updateFields(), fieldBody, fieldRaw)},
	protocol.ResetPolicy:  {"resetPolicy", nil},
	protocol.UpdateUser: {"updateUser", []commandField{
		fieldUser,
		{"groups", false, func(c *commandReader, v Value) {
			ids := []string{}
			for _, id := range c.story.groupIDs(v) {
				ids = append(ids, id.String())
			}
			c.body.texts("groups", ids)
		}},
		{"userType", false, func(c *commandReader, v Value) {
			word, _ := v.Word("userType", form.UserTypes)
			c.body.text("userType", word)
		}},
		{"external", false, func(c *commandReader, v Value) {
			yes, _ := v.Bool("external")
			c.body.bool("external", yes)
		}},
		{"roles", false, func(c *commandReader, v Value) { c.body.texts("roles", v.roles()) }},
	}},
}

// updateFields are the properties of the policy, written into the body.
func updateFields() []commandField {
	var fields []commandField
	for _, f := range policyFields {
		fields = append(fields, commandField{f.Key, false, func(c *commandReader, v Value) {
			c.plain = v
			p := policyReader{c.body, c.story}
			f.Read(&p, v)
			c.body = p.object
		}})
	}
	return fields
}

// readCommand reads what the step asks.
func (s *stepReader) readCommand() {
	c := commandReader{stepReader: s}
	m := commandMappings[s.Op]
	switch {
	case s.command.IsNull() && len(m.Fields) == 0:
		s.command.Wrong("write {}", "%s takes an empty mapping", s.Op)
		return
	case s.command.IsNull() && len(m.Fields) > 0 && m.Fields[0].Required:
		s.command.Wrong("", "%s needs {user: …}", s.Op)
		return
	case !s.command.IsMapping():
		s.command.not(m.What, "a mapping")
		return
	}
	if s.Op == protocol.UpdatePolicy {
		c.body.text("@odata.type", wire.PolicyType) // which Graph asks for; body and raw send what they say
	}
	good := m.Read(&c, s.command)
	if c.alter.There() {
		c.readAlter()
	}
	switch s.Op {
	case protocol.Create, protocol.UpdatePolicy:
		c.readBody()
	case protocol.UpdateUser:
		s.Body = c.body.end()
	case protocol.SignIn:
		if good || c.pass.There() || c.code.There() {
			c.readCode()
		}
	}
}

// readBody settles which of the three ways to write a body is used.
func (c *commandReader) readBody() {
	ways := 0
	for _, v := range []Value{c.plain, c.json, c.raw} {
		if !v.There() {
			continue
		}
		if ways++; ways > 1 {
			v.Wrong("", "%s takes the properties themselves, or body, or raw, and no two of these", c.Op)
		}
	}
	switch {
	case c.raw.There():
		text, _ := c.raw.anyText("raw")
		c.Body, c.Raw = []byte(text), true
	case c.json.There():
		c.Body = c.json.JSON()
	default:
		c.Body = c.body.end()
	}
}

// readStart reads the start of a new pass. One that is spelt out is sent as it
// is spelt; any other becomes known when the scenario is played.
func (c *commandReader) readStart(v Value) {
	c.plain = v
	m, ok := c.story.moment("startDateTime", v)
	switch {
	case !ok:
	case m.Base == Literal:
		c.body.text("startDateTime", m.Text)
	default:
		c.Start = m
	}
}

// readPass reads the label of a pass.
func (c *commandReader) readPass(v Value) {
	name, ok := v.Line("pass")
	if ok && c.story.labelled(v, name) {
		c.Pass = name
	}
}

var passMapping = Mapping[*commandReader]{"pass", []commandField{
	{"id", true, func(c *commandReader, v Value) { c.PassID, _ = v.Line("the id of a pass") }},
}}

// readPassOrID reads which pass a get or a delete means.
func (c *commandReader) readPassOrID(v Value) {
	if v.IsMapping() {
		passMapping.Read(c, v)
		return
	}
	c.readPass(v)
}

// readAlter reads what is changed about a pass that a label names.
func (c *commandReader) readAlter() {
	known := protocol.IDAlters
	if c.Op == protocol.SignIn {
		known = protocol.CodeAlters
	}
	word, ok := c.alter.Word("alter", known)
	switch {
	case !ok:
	case c.PassID != "" || c.code.There():
		c.alter.Wrong("write what is to be sent", "alter changes what belongs to a label, and this is spelt out")
	default:
		c.Alter = protocol.Alter(word)
	}
}

// readCode reads which code is presented.
func (c *commandReader) readCode() {
	switch {
	case c.pass.There() == c.code.There():
		c.command.Wrong("", "signIn takes either pass, whose code is presented, or a code")
	case c.pass.There():
		c.readPass(c.pass)
	default:
		if text, ok := c.code.anyText("code"); ok {
			c.Code = model.NewCode(text)
		}
	}
}

// anyText reads a text that may be empty or blank.
func (v Value) anyText(what string) (string, bool) {
	if v.node.Kind == yaml.ScalarNode && v.tag() == "!!str" {
		return v.node.Value, true
	}
	return v.Text(what)
}
