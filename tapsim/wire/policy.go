package wire

import (
	"encoding/json"

	"github.com/tapsim/tap/model"
)

// ParsePolicy reads the body of a policy update. refused is model.NoRule where
// the body is well formed; otherwise it is policy-unknown, and the other results
// are zero. also holds policy-null where a null was passed over, and
// policy-unknown where an id or an annotation was, where a whole number was spelt
// as if it were none, and where an exclude speaks of registration.
func ParsePolicy(body []byte) (cmd model.PolicyCommand, also model.Rules, refused model.Rule) {
	if isBlank(body) {
		return model.PolicyCommand{Op: model.UpdatePolicy}, model.RulesOf(model.PolicyNull), model.NoRule
	}
	var p policy
	if !isJSON(body) || !walk(body, p.member) {
		return model.PolicyCommand{}, model.Rules{}, model.PolicyUnknown
	}
	p.cmd.Op = model.UpdatePolicy
	return p.cmd, p.also, model.NoRule
}

// A policy is the body of an update as far as it has been read.
type policy struct {
	cmd  model.PolicyCommand
	also model.Rules
	name string // of the member that is being read
}

func (p *policy) member(name string, value json.RawMessage) (ok bool) {
	p.name = name
	switch name {
	case "state":
		p.cmd.Enabled, ok = optional(value, readState)
	case "minimumLifetimeInMinutes":
		p.cmd.Minimum, ok = optional(value, readMinutes)
	case "maximumLifetimeInMinutes":
		p.cmd.Maximum, ok = optional(value, readMinutes)
	case "defaultLifetimeInMinutes":
		p.cmd.Default, ok = optional(value, readMinutes)
	case "defaultLength":
		p.cmd.Length, ok = optional(value, readInt32)
	case "isUsableOnce":
		p.cmd.OnceOnly, ok = optional(value, readBool)
	case "includeTargets":
		p.cmd.Include, ok = optional(value, p.readTargets)
	case "excludeTargets":
		p.cmd.Exclude, ok = optional(value, p.readTargets)
	default:
		p.also = p.also.With(model.PolicyUnknown)
		return name == "id" || isAnnotation(name)
	}
	if isNull(value) {
		p.also = p.also.With(model.PolicyNull)
	}
	if isDisguised(value) {
		p.also = p.also.With(model.PolicyUnknown)
	}
	return ok
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

// readTarget reads one target, which has to have both a type and an id.
func (p *policy) readTarget(item json.RawMessage, t *model.Target) bool {
	var typed, named bool
	whole := walk(item, func(name string, value json.RawMessage) (ok bool) {
		switch name {
		case "targetType":
			t.Type, typed = readTargetType(value)
			return typed
		case "id":
			t.ID, t.All, named = readTargetID(value)
			return named
		case "isRegistrationRequired":
			_, ok = optional(value, readBool)
			if isNull(value) {
				p.also = p.also.With(model.PolicyNull)
			}
			// Graph declares it for the targets of the other list alone.
			if p.name == "excludeTargets" {
				p.also = p.also.With(model.PolicyUnknown)
			}
			return ok
		default:
			p.also = p.also.With(model.PolicyUnknown)
			return isAnnotation(name)
		}
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
