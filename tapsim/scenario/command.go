package scenario

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// readCommand reads the command of the step.
func (s *stepReader) readCommand(v Value) {
	switch {
	case v.isNull() && forms[s.Op].command == NoKeys{}:
		v.Wrong("write {}", "%s takes an empty mapping", s.Op)
		return
	case v.isNull() && s.Op != protocol.UpdatePolicy:
		v.Wrong("", "%s needs {user: …}", s.Op)
		return
	case !v.isMapping():
		v.not("a mapping")
		return
	}
	what := string(s.Op)
	switch s.Op {
	case protocol.Create:
		var k CreateKeys[Value]
		properties, _ := v.fields(what, true, &k)
		s.readUser(k.User)
		s.readBody(properties, k.BodyKeys)
	case protocol.List:
		var k ListKeys[Value]
		v.Fields(what, &k)
		s.readUser(k.User)
	case protocol.Get, protocol.Delete, protocol.Refresh:
		var k PassKeys[Value]
		v.Fields(what, &k)
		s.readUser(k.User)
		s.readPass(k.Pass)
		s.readAlter(k.Alter, protocol.IDAlters, s.PassID != "")
	case protocol.SignIn:
		var k SignInKeys[Value]
		good := v.Fields(what, &k)
		s.readUser(k.User)
		s.readAlter(k.Alter, protocol.CodeAlters, k.Code.There())
		if k.Pass.There() != k.Code.There() {
			s.readPass(k.Pass)
			text, _ := k.Code.anyText()
			s.Code = model.NewCode(text)
		} else if good || k.Pass.There() {
			v.Wrong("", "signIn takes either pass, whose code is presented, or a code")
		}
	case protocol.UpdatePolicy:
		var k UpdatePolicyKeys[Value]
		properties, _ := v.fields(what, true, &k)
		s.readBody(properties, k.BodyKeys)
	case protocol.UpdateUser:
		var k UpdateUserKeys[Value]
		properties, _ := v.fields(what, true, &k)
		s.readUser(k.User)
		s.readBody(properties, BodyKeys[Value]{})
	default:
		v.Fields(what, &NoKeys{})
	}
}

func (s *stepReader) readUser(v Value) {
	if v.There() && v.spells("me") && !s.Op.IsCall() {
		v.Wrong("name a user of the scenario", "me is the caller of Microsoft Graph, and %s is no call of it", s.Op)
	}
	s.User = s.draft.readUserKey(v)
}

// readBody finds out which of the three forms of a body is used, and reads it: the
// properties, JSON, or a raw text.
//
// A start that is spelt out is sent as it is spelt. Any other start is known only when
// the scenario is replayed.
func (s *stepReader) readBody(values []Value, k BodyKeys[Value]) {
	var body object
	if s.Op == protocol.UpdatePolicy {
		body.add("@odata.type", wire.PolicyType) // required by Graph; body and raw send only what they say
	}
	var last Value
	for _, v := range values {
		if v.is == "" {
			continue
		}
		last = v
		switch property, ok := s.draft.property(v); m := property.(type) {
		case *TimeExpression:
			if ok {
				s.Start = m
			}
		default:
			body.add(v.what, property)
		}
	}
	ways := 0
	for _, v := range []Value{last, k.Body, k.Raw} {
		if !v.There() {
			continue
		}
		if ways++; ways > 1 {
			v.Wrong("", "%s takes the properties themselves, or body, or raw, and no two of these", s.Op)
		}
	}
	switch {
	case k.Raw.There():
		text, _ := k.Raw.anyText()
		s.Body, s.Raw = []byte(text), true
	case k.Body.There():
		s.Body = k.Body.json(nil)
	default:
		s.Body = body.end()
	}
}

// readPass reads which pass the step means: a label or, for calls of Graph, an id.
func (s *stepReader) readPass(v Value) {
	if v.There() && v.isMapping() && s.Op.IsCall() {
		var k PassIDKeys[Value]
		v.Fields("pass", &k)
		s.PassID, _ = k.ID.As("the id of a pass").Line()
		return
	}
	name, ok := v.Line()
	if ok && s.draft.labelled(v, name) {
		s.Pass = name
	}
}

// readAlter reads the change of the code or the id that a label stands for.
func (s *stepReader) readAlter(v Value, known []string, spelt bool) {
	word, ok := v.Word(known)
	switch {
	case !ok:
	case spelt:
		v.Wrong("write what is to be sent", "alter changes what belongs to a label, and this is spelt out")
	default:
		s.Alter = protocol.Alter(word)
	}
}

// anyText reads a text that may be empty or blank.
func (v Value) anyText() (string, bool) {
	if v.There() && v.node.kind == scalarNode && v.tag() == "!!str" {
		return v.node.value, true
	}
	return v.Text()
}
