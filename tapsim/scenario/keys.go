package scenario

import (
	"reflect"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Keys lists the keys of the format, by the kind of mapping. The JSON Schema of the
// format has the same keys.
func Keys() map[string][]string {
	keys := map[string][]string{
		"scenario": names(FileKeys[Value]{}),
		"group":    names(GroupKeys[Value]{}),
		"user":     names(UserKeys[Value]{}),
		"userKey":  names(UserKeyKeys[Value]{}),
		"actor":    names(ActorKeys[Value]{}),
		"policy":   names(PolicyKeys[Value]{}),
		"target":   names(TargetKeys[Value]{}),
		"step":     append(names(StepKeys[Value]{}), names(Commands[Value]{})...),
		"pass":     names(PassIDKeys[Value]{}),
		"error":    names(ErrorKeys[Value]{}),
		"want":     nameAll(wantKeys()),
	}
	for op, f := range forms {
		keys[string(op)] = names(f.command)
	}
	return keys
}

// wantKeys lists what can be wanted of an answer to any command.
func wantKeys() []key {
	var keys []key
	for _, op := range commands {
		for _, k := range keysOf(reflect.TypeOf(forms[op].want)) {
			if !slices.ContainsFunc(keys, func(other key) bool { return other.name == k.name }) {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// Words lists the words of the format, by the key whose value they are. Rules are
// those that a scenario can reach, and among them those that settle an answer.
func Words() map[string][]string {
	return map[string][]string{
		"rule":                  scenarioRules,
		"settling":              settling,
		"edition":               model.Editions(),
		"state":                 form.PolicyStates,
		"userType":              form.UserTypes,
		"targetType":            targetTypes,
		"result":                words["result"],
		"reason":                refusals,
		"methodUsabilityReason": usabilities,
		"absent":                deniable(wantKeys()),
		"alter":                 protocol.CodeAlters,
	}
}

// ruleIDs are the ids of all rules, scenarioRules those that a scenario can reach, and
// settling those among them that can settle an answer.
var ruleIDs, scenarioRules, settling = func() (all, shown, settling []string) {
	for _, e := range model.Catalogue() {
		all = append(all, e.ID)
		if e.By == model.ByHTTP {
			continue
		}
		shown = append(shown, e.ID)
		if e.Answer != (model.Answer{}) {
			settling = append(settling, e.ID)
		}
	}
	return all, shown, settling
}()
