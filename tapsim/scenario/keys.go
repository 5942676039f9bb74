package scenario

import (
	"slices"

	"github.com/tapsim/tap/model"
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
// Rules are those that a scenario can show.
func Words() map[string][]string {
	return map[string][]string{
		"rule":                  storyRules(),
		"edition":               model.Editions(),
		"state":                 policyStates,
		"userType":              userTypes,
		"targetType":            targetTypes,
		"result":                results,
		"reason":                refusals,
		"methodUsabilityReason": reasons,
		"absent":                deniable(wantKeys()),
		"alter":                 codeAlters,
	}
}

// storyRules are the ids of the rules that a scenario can show.
func storyRules() []string {
	var ids []string
	for _, e := range model.Catalogue() {
		if e.By != model.ByHTTP {
			ids = append(ids, e.ID)
		}
	}
	return ids
}
