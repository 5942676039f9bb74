package wire

import (
	"encoding/json"

	"github.com/tapsim/tap/model"
)

// ParsePolicy reads the body of a policy update. refused is model.NoRule for a
// well-formed body; otherwise it is policy-unknown or policy-type, and cmd is zero.
//
// dropped are the properties of the body that are not applied because the body does
// not name the type PolicyType; then contributing has policy-type. contributing also
// has policy-null where a null was ignored, and policy-unknown where an id, an
// annotation or an unknown name of a target was ignored, for a name in other letters,
// for a whole number with a point or an exponent, and where an exclude has
// isRegistrationRequired. If a rule of the create refuses such a body too,
// contributing has that rule.
func ParsePolicy(body []byte) (cmd model.PolicyCommand, dropped []string, contributing model.Rules, refused model.Rule) {
	p, refused := readPolicy(body)
	switch {
	case refused != model.NoRule:
		return cmd, nil, p.contributing, refused
	case p.typed == otherType:
		return cmd, nil, p.contributing, model.PolicyType
	case p.typed == noType:
		p.contributing = p.contributing.With(model.PolicyType)
		for _, m := range p.own {
			dropped = append(dropped, m.name)
		}
		return p.cmd, dropped, p.contributing, model.NoRule
	case !p.readOwn():
		return model.PolicyCommand{}, nil, p.contributing, model.PolicyUnknown
	}
	return p.cmd, nil, p.contributing, model.NoRule
}

// ParseConfiguration reads the policy of a new tenant, such as that of a reset. It
// reads as ParsePolicy does, but the type need not be named. An empty text is an
// update that changes nothing.
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

// A policy is the part of an update that has been read.
type policy struct {
	cmd          model.PolicyCommand
	contributing model.Rules
	typed        policyType
	own          []ownProperty // the properties of the configuration of passes alone
	list         string        // the name of the list that is being read
}

// An ownProperty is a property of the configuration of passes alone, with its declared
// name.
type ownProperty struct {
	name  string
	value json.RawMessage
}

// A policyType is the type that a body names.
type policyType uint8

const (
	noType policyType = iota
	passType
	otherType
)

var policyNames = Names(policyProperties)

// readPolicy reads the properties that the configuration of every method has, and
// keeps the rest: whether the rest is read depends on the type, which may come last.
func readPolicy(body []byte) (p policy, refused model.Rule) {
	switch {
	case isBlank(body):
		p.contributing = model.RulesOf(model.CreateEmpty)
		return p, model.PolicyUnknown
	case !isJSON(body):
		p.contributing = model.RulesOf(model.CreateMalformed)
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

// readType reads the type that the body names. Null names none.
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

// shaped adds a rule that shaped the reading, if did is true.
func (p *policy) shaped(rule model.Rule, did bool) {
	if did {
		p.contributing = p.contributing.With(rule)
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

// readTargets reads a list of targets. An empty list excludes or includes no user; it
// is not the same as a missing list.
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
// scripts in production send displayName.
var targetNames = []string{"targetType", "id", "isRegistrationRequired"}

// readTarget reads one target, which must have both a type and an id.
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
