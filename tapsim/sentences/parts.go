package sentences

import "github.com/tapsim/tap/model"

// Deciding returns those of the contributing rules that decide one part of an answer.
// A report shows them where that part has an unexpected value. There are none where the
// rule of the answer decides the part alone.
func Deciding(part string, contributing model.Rules) model.Rules {
	rules, known := decides[part]
	if !known {
		rules = statusRules
	}
	return contributing.Minus(contributing.Minus(rules))
}

// The table has no rules of its own: it says in which part of an answer a rule shows.
var (
	// statusRules contribute to whether a request is accepted, and which refusal it gets.
	statusRules = model.RulesOf(
		model.TimeTotal, model.UsabilityEnd, model.UsabilityOrder, model.SigninOrder, model.PolicyTargets,
		model.CreateUngated, model.CreateReplaces, model.CreateExternalMember,
		model.CreateStartTolerance, model.CreateStartZone, model.CreateStartOffset, model.CreateStartForm, model.CreateStartFar,
		model.CreateNull, model.CreateEmpty, model.CreateReadonly, model.CreateMalformed, model.CreateUnknown, model.CreateCase,
		model.PolicyOrder, model.PolicyType, model.PolicyNull, model.PolicyUnknown,
		model.AccessMe, model.AccessSelfRead, model.AccessOtherRead, model.AccessSelfDelete, model.AccessWrite,
		model.AccessSelfCreate, model.AccessPolicy,
	)
	usability = model.RulesOf(
		model.UsabilityDisabled, model.UsabilityExpired, model.UsabilityEarly, model.UsabilityUsed, model.UsabilityEnabled,
		model.UsabilityEnd, model.UsabilityOrder, model.PolicyTargets, model.PolicyExisting, model.TimeTotal,
	)
	instant = model.RulesOf(model.TimeUTC, model.TimeFormat)
	start   = model.RulesOf(model.CreateStartDefault, model.CreateStartTolerance, model.CreateStartZone, model.CreateStartOffset, model.CreateStartForm)

	decides = map[string]model.Rules{
		"id":                    model.RulesOf(model.PassID),
		"temporaryAccessPass":   model.RulesOf(model.PassCodeOnce, model.PassCodeLength, model.PassCodeAlphabet),
		"createdDateTime":       instant,
		"startDateTime":         instant.Union(start),
		"lifetimeInMinutes":     model.RulesOf(model.CreateLifetimeDefault, model.PolicyExisting),
		"isUsableOnce":          model.RulesOf(model.CreateOnceDefault, model.PolicyExisting),
		"isUsable":              usability,
		"methodUsabilityReason": usability,
		"count":                 model.RulesOf(model.PassSingle, model.PassStays),
		"sessionEnds":           model.RulesOf(model.SigninSession),
		"registerBy":            model.RulesOf(model.SigninWindow, model.SigninWindowMulti),
		"@odata.context":        model.RulesOf(model.UserKey),
	}
)
