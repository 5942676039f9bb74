package wire

import (
	"encoding/json"

	"github.com/tapsim/tap/model"
)

// ParsePolicy reads the body of a policy update. refused is model.NoRule where
// the body is well formed; otherwise it is policy-unknown or policy-type, and cmd
// is zero.
//
// dropped are the properties that the body names and that are not applied, since
// it does not say that it is of the type PolicyType. also holds policy-type in that
// case, policy-null where a null was passed over, policy-unknown where an id, an
// annotation or an unknown name of a target was, where a name was spelt in other
// letters, where a whole number was spelt as if it were none, and where an exclude
// speaks of registration; and, of a body that is refused for what a rule of the
// create says, that rule.
func ParsePolicy(body []byte) (cmd model.PolicyCommand, dropped []string, also model.Rules, refused model.Rule) {
	p, refused := readPolicy(body)
	switch {
	case refused != model.NoRule:
		return cmd, nil, p.also, refused
	case p.typed == otherType:
		return cmd, nil, p.also, model.PolicyType
	case p.typed == noType:
		p.also = p.also.With(model.PolicyType)
		for _, m := range p.own {
			dropped = append(dropped, m.name)
		}
		return p.cmd, dropped, p.also, model.NoRule
	case !p.readOwn():
		return model.PolicyCommand{}, nil, p.also, model.PolicyUnknown
	}
	return p.cmd, nil, p.also, model.NoRule
}

// ParseConfiguration reads a policy that is set up and not updated, as that of a
// reset: what ParsePolicy says holds, but that its type need not be named. No text
// is an update of nothing.
func ParseConfiguration(text []byte) (cmd model.PolicyCommand, refused model.Rule) {
	if isBlank(text) {
		return model.PolicyCommand{Op: model.UpdatePolicy}, model.NoRule
	}
	p, refused := readPolicy(text)
	switch {
	case refused != model.NoRule:
		return cmd, refused
	case p.typed == otherType:
		return cmd, model.PolicyType
	case !p.readOwn():
		return cmd, model.PolicyUnknown
	}
	return p.cmd, model.NoRule
}

// A policy is the body of an update as far as it has been read.
type policy struct {
	cmd   model.PolicyCommand
	also  model.Rules
	typed policyType
	own   []ownProperty // what only the configuration of passes has
	list  string        // which targets are being read
}

// An ownProperty is one that only the configuration of passes has, by its declared name.
type ownProperty struct {
	name  string
	value json.RawMessage
}

// A policyType is what a body says that it is.
type policyType uint8

const (
	noType policyType = iota
	passType
	otherType
)

var policyNames = Names(policyProperties)

// readPolicy reads what the body of every method's configuration has, and puts the
// rest aside: whether that is looked at depends on the type, which may come last.
func readPolicy(body []byte) (p policy, refused model.Rule) {
	switch {
	case isBlank(body):
		p.also = model.RulesOf(model.CreateEmpty)
		return p, model.PolicyUnknown
	case !isJSON(body):
		p.also = model.RulesOf(model.CreateMalformed)
		return p, model.PolicyUnknown
	case !walk(body, p.member):
		return policy{}, model.PolicyUnknown
	}
	p.cmd.Op = model.UpdatePolicy
	return p, model.NoRule
}

func (p *policy) member(name string, value json.RawMessage) (ok bool) {
	declared := declaredName(name, policyNames)
	p.shaped(model.PolicyUnknown, declared != name && name != typeName)
	switch declared {
	case "":
		if name == typeName {
			p.readType(value)
		}
		return isAnnotation(name)
	case "id":
		p.shaped(model.PolicyUnknown, true)
		return true
	case "state":
		p.cmd.Enabled, ok = optional(value, readState)
	case "excludeTargets":
		p.list = declared
		p.cmd.Exclude, ok = optional(value, p.readTargets)
	default:
		p.own = append(p.own, ownProperty{declared, value})
		return true
	}
	p.shaped(model.PolicyNull, isNull(value))
	return ok
}

// readOwn reads the properties that only the configuration of passes has.
func (p *policy) readOwn() (ok bool) {
	for _, m := range p.own {
		switch m.name {
		case "minimumLifetimeInMinutes":
			p.cmd.Minimum, ok = optional(m.value, readMinutes)
		case "maximumLifetimeInMinutes":
			p.cmd.Maximum, ok = optional(m.value, readMinutes)
		case "defaultLifetimeInMinutes":
			p.cmd.Default, ok = optional(m.value, readMinutes)
		case "defaultLength":
			p.cmd.Length, ok = optional(m.value, readInt32)
		case "isUsableOnce":
			p.cmd.OnceOnly, ok = optional(m.value, readBool)
		default: // includeTargets
			p.list = m.name
			p.cmd.Include, ok = optional(m.value, p.readTargets)
		}
		if !ok {
			return false
		}
		p.shaped(model.PolicyNull, isNull(m.value))
		p.shaped(model.PolicyUnknown, isDisguised(m.value))
	}
	return true
}

// readType reads what the body says that it is. Null says nothing.
func (p *policy) readType(value json.RawMessage) {
	switch text, isText := readString(value); {
	case isNull(value):
		p.shaped(model.PolicyNull, true)
	case isText && text == PolicyType:
		p.typed = passType
	default:
		p.typed = otherType
	}
}

// shaped notes a rule that shaped the reading, if it did.
func (p *policy) shaped(rule model.Rule, did bool) {
	if did {
		p.also = p.also.With(rule)
	}
}

func readState(value json.RawMessage) (enabled, ok bool) {
	switch state, _ := readString(value); state {
	case "enabled":
		return true, true
	case "disabled":
		return false, true
	}
	return false, false
}

// readTargets reads a list of targets. An empty one is a list with nobody in it,
// and not a list left out.
func (p *policy) readTargets(value json.RawMessage) (targets []model.Target, ok bool) {
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		return nil, false
	}
	targets = make([]model.Target, len(items))
	for i, item := range items {
		if !p.readTarget(item, &targets[i]) {
			return nil, false
		}
	}
	return targets, true
}

// targetNames are the properties of a target that are read. Any other is ignored:
// scripts in production send its displayName.
var targetNames = []string{"targetType", "id", "isRegistrationRequired"}

// readTarget reads one target, which has to have both a type and an id.
func (p *policy) readTarget(item json.RawMessage, t *model.Target) bool {
	var typed, named bool
	whole := walk(item, func(name string, value json.RawMessage) (ok bool) {
		declared := declaredName(name, targetNames)
		p.shaped(model.PolicyUnknown, declared != name)
		switch declared {
		case "targetType":
			t.Type, typed = readTargetType(value)
			return typed
		case "id":
			t.ID, t.All, named = readTargetID(value)
			return named
		case "isRegistrationRequired":
			_, ok = optional(value, readBool)
			p.shaped(model.PolicyNull, isNull(value))
			// Graph declares it for the targets of the other list alone.
			p.shaped(model.PolicyUnknown, p.list == "excludeTargets")
			return ok
		}
		return true
	})
	return whole && typed && named
}

func readTargetType(value json.RawMessage) (model.TargetType, bool) {
	switch word, _ := readString(value); word {
	case "user":
		return model.UserTarget, true
	case "group":
		return model.GroupTarget, true
	}
	return 0, false
}

func readTargetID(value json.RawMessage) (id model.ID, all, ok bool) {
	word, _ := readString(value)
	if word == allUsers {
		return model.ID{}, true, true
	}
	id, ok = model.ParseID(word)
	return id, false, ok
}

const allUsers = "all_users"
