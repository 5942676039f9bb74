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
	return Readings(0).ParsePolicy(body)
}

// ParsePolicy reads the body as the function of that name does, with these readings.
// It refuses as Readings.ParseCreate does. UntypedValues needs the policy, so here it
// is the same as UntypedTypes.
func (r Readings) ParsePolicy(body []byte) (cmd model.PolicyCommand, dropped []string, contributing model.Rules, refused model.Rule) {
	p, refused := r.readPolicy(body)
	switch {
	case refused != model.NoRule:
		return cmd, nil, p.contributing, refused
	case p.typed == otherType && !r.Has(OtherTypeAccepted):
		return cmd, nil, p.contributing, model.PolicyType
	case p.typed == noType:
		p.contributing = p.contributing.With(model.PolicyType)
	}
	if p.typed == noType && !r.untypedWhole() {
		dropped = p.drop()
	} else if !p.readOwn() {
		return cmd, nil, p.contributing, model.PolicyUnknown
	}
	if p.refusing != 0 {
		return cmd, nil, p.contributing, p.refusing.first().Rule()
	}
	return p.cmd, dropped, p.contributing, model.NoRule
}

// ParseConfiguration reads the policy of a new tenant, such as that of a reset. It
// reads as ParsePolicy does, but the type need not be named. An empty text is an
// update that changes nothing.
func ParseConfiguration(text []byte) (cmd model.PolicyCommand, refused model.Rule) {
	if isBlank(text) {
		return model.PolicyCommand{Op: model.UpdatePolicy}, model.NoRule
	}
	p, refused := Readings(0).readPolicy(text)
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
	readings     Readings
	refusing     Readings // those of them that refuse the update
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
func (r Readings) readPolicy(body []byte) (p policy, refused model.Rule) {
	p.readings = r
	if r.Has(PolicyEmptyIsObject) && isBlank(body) {
		body = emptyObject
	}
	switch {
	case isBlank(body):
		p.contributing = model.RulesOf(model.CreateEmpty)
		return p, model.PolicyUnknown
	case !isJSON(body):
		p.contributing = model.RulesOf(model.CreateMalformed)
		return p, model.PolicyUnknown
	case !walk(body, r.policyNaming(), p.member):
		return policy{}, model.PolicyUnknown
	}
	p.cmd.Op = model.UpdatePolicy
	return p, model.NoRule
}

func (p *policy) member(name string, value json.RawMessage) (ok bool) {
	declared := declaredName(name, policyNames)
	misspelt := declared != "" && declared != name
	p.shaped(model.PolicyUnknown, misspelt, PolicyNamesRefused)
	if misspelt && p.readings.Has(PolicyCaseIgnored) {
		return true
	}
	zero := p.readings.Has(PolicyNullIsZero)
	was := value
	if value = p.orDefault(declared, value); declared == "state" && isNull(value) && p.readings.Has(PolicyNullDisables) {
		value = json.RawMessage(`"disabled"`)
	}
	switch declared {
	case "":
		if name == typeName {
			p.readType(value)
			return true
		}
		p.shaped(model.PolicyUnknown, isAnnotation(name), PolicyNamesRefused)
		return isAnnotation(name) || p.readings.Has(PolicyUnknownIgnored)
	case "id":
		p.shaped(model.PolicyUnknown, true, PolicyNamesRefused)
		return true
	case "state":
		// The zero of a text is no state.
		p.shaped(model.PolicyNull, isNull(value), PolicyNullIsZero)
		p.cmd.Enabled, ok = optional(value, zero, readState)
	case "excludeTargets":
		p.list = declared
		p.cmd.Exclude, ok = optional(value, zero || p.readings.Has(PolicyNullEmpties), p.readTargets)
	default:
		p.own = append(p.own, ownProperty{declared, was})
		return true
	}
	p.shaped(model.PolicyNull, isNull(was), PolicyNullRefused)
	return ok
}

// orDefault returns the default of a property in the place of null, for
// PolicyNullIsDefault. (The default maximum of the edition preview is another one.)
func (p *policy) orDefault(name string, value json.RawMessage) json.RawMessage {
	if text, ok := defaults[name]; ok && isNull(value) && p.readings.Has(PolicyNullIsDefault) {
		return text
	}
	return value
}

// defaults are the values of the default policy, as they are on the wire.
var defaults = func() (values map[string]json.RawMessage) {
	if err := json.Unmarshal(AppendPolicy(nil, model.DefaultPolicy(model.Current), Annotations{}), &values); err != nil {
		panic("wire: " + err.Error())
	}
	return values
}()

// readOwn reads the properties that only the configuration of passes has.
func (p *policy) readOwn() (ok bool) {
	zero := p.readings.Has(PolicyNullIsZero)
	for _, m := range p.own {
		null := isNull(m.value)
		m.value = p.orDefault(m.name, m.value)
		if p.readings.Has(PolicyTextIsValue) {
			m.value = retyped(m.value, KindOf(m.name))
		}
		switch m.name {
		case "minimumLifetimeInMinutes":
			p.cmd.Minimum, ok = optional(m.value, zero, readMinutes)
		case "maximumLifetimeInMinutes":
			p.cmd.Maximum, ok = optional(m.value, zero, readMinutes)
		case "defaultLifetimeInMinutes":
			p.cmd.Default, ok = optional(m.value, zero, readMinutes)
		case "defaultLength":
			p.cmd.Length, ok = optional(m.value, zero, readInt32)
		case "isUsableOnce":
			p.cmd.OnceOnly, ok = optional(m.value, zero || p.readings.Has(PolicyNullIsOnceFalse), readBool)
		default: // includeTargets
			p.list = m.name
			p.cmd.Include, ok = optional(m.value, zero || p.readings.Has(PolicyNullEmpties), p.readTargets)
		}
		if !ok {
			return false
		}
		p.shaped(model.PolicyNull, null, PolicyNullRefused)
		p.shaped(model.PolicyUnknown, isDisguised(m.value), PolicyNamesRefused)
	}
	return true
}

// drop takes out of an update without its type what it does not change, and returns
// the names of that.
func (p *policy) drop() (dropped []string) {
	for _, m := range p.own {
		if m.name == "includeTargets" && p.readings.Has(UntypedInclude) && !p.readings.Has(UntypedState|UntypedExclude|UntypedNothing) {
			p.include(m.value)
			continue
		}
		dropped = append(dropped, m.name)
	}
	p.refusing |= p.readings & UntypedRefused
	if checking := p.readings & (UntypedTypes | UntypedValues); checking != 0 {
		whole := *p
		if !whole.readOwn() || whole.refusing != p.refusing {
			p.refusing |= checking
		}
	}
	if p.readings.Has(UntypedExclude|UntypedNothing) && p.cmd.Enabled != nil {
		p.cmd.Enabled, dropped = nil, append(dropped, "state")
	}
	if p.readings.Has(UntypedState|UntypedNothing) && p.cmd.Exclude != nil {
		p.cmd.Exclude, dropped = nil, append(dropped, "excludeTargets")
	}
	return dropped
}

// include reads includeTargets of an update without its type. A wrong type in it is
// refused, as it is in excludeTargets.
func (p *policy) include(value json.RawMessage) {
	p.list = "includeTargets"
	targets, ok := optional(value, false, p.readTargets)
	if !ok {
		p.refusing |= UntypedInclude
		return
	}
	p.cmd.Include = targets
}

// readType reads the type that the body names. Null names none.
func (p *policy) readType(value json.RawMessage) {
	switch text, isText := readString(value); {
	case isNull(value):
		p.shaped(model.PolicyNull, true, PolicyNullRefused)
	case isText && text == PolicyType:
		p.typed = passType
	default:
		p.typed = otherType
	}
}

// shaped adds a rule that shaped the command, if did is true. refusing is the reading
// that refuses such an update.
func (p *policy) shaped(rule model.Rule, did bool, refusing Readings) {
	if did {
		p.contributing = p.contributing.With(rule)
		p.refusing |= p.readings & refusing
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
	whole := walk(item, p.readings.targetNaming(), func(name string, value json.RawMessage) (ok bool) {
		declared := declaredName(name, targetNames)
		p.shaped(model.PolicyUnknown, declared != name, PolicyNamesRefused)
		switch declared {
		case "targetType":
			t.Type, typed = readTargetType(value)
			return typed
		case "id":
			t.ID, t.All, named = readTargetID(value)
			return named
		case "isRegistrationRequired":
			if p.readings.Has(PolicyTextIsValue) {
				value = retyped(value, Bool)
			}
			_, ok = optional(value, false, readBool) // false is what it comes back as, whatever it is
			p.shaped(model.PolicyNull, isNull(value), PolicyNullRefused)
			// Graph declares it for the targets of the other list alone.
			p.shaped(model.PolicyUnknown, p.list == "excludeTargets", PolicyNamesRefused)
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
