package sentences

import "github.com/tapsim/tap/model"

// Deciding returns, of the rules that shaped an answer, those that one part of it
// hangs on: what a reader has to know who finds another value there. It is none
// where the rule that settled the answer says it all.
func Deciding(part string, also model.Rules) model.Rules {
	rules, known := decides[part]
	if !known {
		rules = whether
	}
	return also.Minus(also.Minus(rules))
}

// The table decides nothing about passes: it says where in the answer a rule shows.
var (
	// whether are the rules by which an answer is a yes or a no, or this no and
	// not another, beside the one that says so.
	whether = model.RulesOf(
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
