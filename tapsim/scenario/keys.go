package scenario

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Keys lists the keys that the format knows, by the kind of mapping that they
// stand in. The JSON Schema of the format has to agree with it.
func Keys() map[string][]string {
	keys := map[string][]string{
		"scenario": storyMapping.Keys(),
		"group":    groupMapping.Keys(),
		"user":     userMapping.Keys(),
		"userKey":  userKeyMapping.Keys(),
		"actor":    actorMapping.Keys(),
		"policy":   policyMapping.Keys(),
		"target":   targetMapping.Keys(),
		"step":     stepMapping.Keys(),
		"pass":     passMapping.Keys(),
		"error":    errorMapping.Keys(),
	}
	for _, op := range commands {
		keys[string(op)] = commandMappings[op].Keys()
	}
	keys["want"] = wantKeys()
	return keys
}

// wantKeys lists what can be wanted of any answer at all.
func wantKeys() []string {
	var keys []string
	for _, op := range commands {
		for _, key := range wantMappings[op].Keys() {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// Words lists the words that the format knows, by the key whose value they are.
// Of rules there are those that a scenario can show, and among them those that
// settle an answer.
func Words() map[string][]string {
	return map[string][]string{
		"rule":                  storyRules,
		"settling":              settling,
		"edition":               model.Editions(),
		"state":                 form.PolicyStates,
		"userType":              form.UserTypes,
		"targetType":            targetTypes,
		"result":                results,
		"reason":                refusals,
		"methodUsabilityReason": reasons,
		"absent":                deniable(wantKeys()),
		"alter":                 protocol.CodeAlters,
	}
}

// storyRules are the ids of the rules that a scenario can show, and settling of
// those that can settle an answer.
var storyRules, settling = func() (all, some []string) {
	for _, e := range model.Catalogue() {
		if e.By == model.ByHTTP {
			continue
		}
		all = append(all, e.ID)
		if e.Answer != (model.Answer{}) {
			some = append(some, e.ID)
		}
	}
	return all, some
}()
