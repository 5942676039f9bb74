package conform

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Rules that can be what a difference is about, the most telling first. Where
// one is free it comes first, since a subject may differ for that reason.
var (
	// Why one accepts and the other refuses, and why only the subject refuses.
	acceptance = []model.Rule{model.UsabilityEnd, model.CreateStartZone}
	refusal    = []model.Rule{
		model.UsabilityEnd, model.CreateStartTolerance, model.CreateStartZone, model.CreateNull,
		model.CreateReadonly, model.CreateUnknown, model.PolicyNull, model.PolicyUnknown,
		model.CreateUngated, model.CreateReplaces,
	}
	access = []model.Rule{
		model.AccessSelfRead, model.AccessOtherRead, model.AccessSelfDelete, model.AccessSelfCreate,
		model.AccessWrite, model.AccessPolicy, model.AccessMe,
	}
	usability = []model.Rule{
		model.TimeTotal, model.PolicyTargets, model.UsabilityDisabled, model.UsabilityExpired,
		model.UsabilityEarly, model.UsabilityUsed, model.UsabilityEnabled,
	}
)

// decider returns the first of these rules that shaped the reference's answer,
// or the one that settled it.
func (c *comparison) decider(candidates []model.Rule) model.Rule {
	for _, rule := range candidates {
		if c.want.Also.Has(rule) {
			return rule
		}
	}
	return c.want.Rule
}

// settles returns the rule by which one accepts and the other refuses. What the
// subject says tells more of that than what the reference says.
func (c *comparison) settles() model.Rule {
	switch {
	case c.want.Rule == model.AccessRefused || c.got.Status == http.StatusForbidden:
		return c.decider(access)
	case c.got.Status == http.StatusNotFound && (c.op == scenario.Create || c.op == scenario.List), c.got.Reason == "NoPass":
		return c.decider([]model.Rule{model.UserKey})
	case c.got.Reason == "OneTimeUsed":
		return c.decider([]model.Rule{model.SigninOnce})
	}
	if c.got.Accepted() {
		return c.decider(acceptance)
	}
	return c.decider(refusal)
}

// excuse returns the rules by which a subject may honestly give another reason
// than the reference. At the end of a pass it may go on as before, but not say
// that it has yet to begin; and no order of reasons makes a pass usable, or
// there be none.
func excuse(got string) []model.Rule {
	switch strings.ToLower(got) {
	case "enabledbypolicy":
		return []model.Rule{model.UsabilityEnd}
	case "onetimeused":
		return []model.Rule{model.UsabilityEnd, model.UsabilityOrder, model.SigninOrder}
	case "nopass":
		return nil
	}
	return []model.Rule{model.UsabilityOrder, model.SigninOrder}
}

// about returns the rule that decides a property.
func (c *comparison) about(name string) model.Rule {
	switch name {
	case "temporaryAccessPass":
		return model.PassCodeOnce
	case "startDateTime":
		return c.decider([]model.Rule{model.CreateStartTolerance, model.CreateStartZone, model.CreateStartDefault})
	case "lifetimeInMinutes":
		return c.decider([]model.Rule{model.PolicyExisting, model.CreateLifetimeDefault})
	case "isUsableOnce":
		if c.op == scenario.Create {
			return c.decider([]model.Rule{model.CreateOnceDefault})
		}
	case "isUsable":
		return c.decider(slices.Concat(excuse("EnabledByPolicy"), usability))
	case "methodUsabilityReason":
		return c.decider(usability)
	}
	return c.want.Rule
}
