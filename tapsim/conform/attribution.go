package conform

import (
	"net/http"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// Rules that a difference can be about, the most precise first. An unspecified rule comes
// first, since a subject may differ by it.
var (
	// Rules by which only the subject refuses a request.
	refusal = []model.Rule{
		model.CreateStartTolerance, model.CreateStartOffset, model.CreateStartForm, model.CreateStartFar, model.CreateNull,
		model.CreateReadonly, model.CreateUnknown, model.CreateCase, model.CreateExternalMember,
		model.PolicyType, model.PolicyNull, model.PolicyUnknown, model.PolicyOrder,
		model.CreateStartZone, model.CreateUngated, model.CreateReplaces,
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

// dependsOn reports whether a rule contributed to the reference's answer, or would have
// if another rule had decided otherwise.
func (c *comparison) dependsOn(rule model.Rule) bool {
	return c.want.Contributing.Has(rule) || c.want.Near.Has(rule)
}

// decider returns the first of these rules that the reference's answer depends on, or the
// rule that decided it.
func (c *comparison) decider(candidates []model.Rule) model.Rule {
	for _, rule := range candidates {
		if c.dependsOn(rule) {
			return rule
		}
	}
	return c.want.Rule
}

// settles returns the rule by which one accepts and the other refuses. The answer of the
// subject says more about that than the answer of the reference.
func (c *comparison) settles() model.Rule {
	switch {
	case c.want.Rule == model.AccessRefused, c.got.Status == http.StatusUnauthorized, c.got.Status == http.StatusForbidden:
		return c.decider(access)
	case c.got.Status == http.StatusNotFound && (c.op == protocol.Create || c.op == protocol.List), c.got.Reason == "NoPass":
		return c.decider([]model.Rule{model.UserKey})
	case c.got.Reason == "OneTimeUsed":
		return c.decider([]model.Rule{model.SigninOnce})
	case c.got.Status >= http.StatusInternalServerError: // a failure of the subject, which no rule excuses
		return c.want.Rule
	case c.got.Accepted():
		return c.accepts()
	}
	return c.refuses()
}

// accepts returns the rule by which only the subject accepts.
func (c *comparison) accepts() model.Rule {
	switch c.want.Rule {
	case model.SigninExpired, model.RefreshExpired:
		if c.atEnd() {
			return model.UsabilityEnd
		}
	case model.RefreshDisabled:
		// There is a second reason to refuse, and it is not an unspecified one.
		if c.dependsOn(model.UsabilityOrder) && !c.dependsOn(model.UsabilityEnd) && !c.dependsOn(model.RefreshEarly) {
			return model.RefreshExpired
		}
	case model.CreateConflict:
		return c.decider([]model.Rule{model.UsabilityOrder})
	case model.CreateStartPast, model.CreateStartFar:
		return c.decider([]model.Rule{model.CreateStartOffset})
	}
	return c.want.Rule
}

// refuses returns the rule by which only the subject refuses.
func (c *comparison) refuses() model.Rule {
	if rule, ok := c.claimed(); ok {
		return rule
	}
	if c.dependsOn(model.CreateConflict) {
		return c.decider([]model.Rule{model.UsabilityEnd, model.UsabilityOrder})
	}
	return c.decider(refusal)
}

// atEnd reports whether the pass is unusable only because this is the very instant of its
// end. If it were spent, too, the order of the two reasons would matter.
func (c *comparison) atEnd() bool {
	return c.dependsOn(model.UsabilityEnd) && !c.dependsOn(model.UsabilityOrder)
}

// excuse returns the rules by which a subject may give another reason than the reference.
// An order is a choice between reasons that are true at the same time. With
// DisabledByPolicy any other reason can be true. With a reason of time only OneTimeUsed
// can, and it does not matter for a session that began with the pass. No order of reasons
// excuses EnabledByPolicy, NoPass or WrongCode for a pass that the reference refuses.
func (c *comparison) excuse(want, got string) []model.Rule {
	got = strings.ToLower(got)
	switch {
	case got == "enabledbypolicy":
		if c.atEnd() && c.usable() {
			return []model.Rule{model.UsabilityEnd}
		}
	case !state[got]:
	case want == "WrongCode":
		return []model.Rule{model.SigninOrder}
	case got == "onetimeused":
		if c.op != protocol.Refresh && c.dependsOn(model.UsabilityOrder) {
			return []model.Rule{model.UsabilityEnd, model.UsabilityOrder}
		}
	case want == "DisabledByPolicy":
		return []model.Rule{model.UsabilityOrder}
	}
	return nil
}

// state are the reasons that make a pass unusable, in small letters.
var state = map[string]bool{"disabledbypolicy": true, "expired": true, "notyetvalid": true, "onetimeused": true}

// usable reports whether the subject shows a usable pass, in both properties.
func (c *comparison) usable() bool {
	reason, _ := c.shown["methodUsabilityReason"].(string)
	return c.shown["isUsable"] == true && strings.EqualFold(reason, "EnabledByPolicy")
}

// about returns the rule that decides a property.
func (c *comparison) about(name string) model.Rule {
	switch name {
	case "temporaryAccessPass":
		return model.PassCodeOnce
	case "startDateTime":
		return c.decider([]model.Rule{model.CreateStartDefault})
	case "lifetimeInMinutes":
		return c.decider([]model.Rule{model.PolicyExisting, model.CreateLifetimeDefault})
	case "isUsableOnce":
		if c.op == protocol.Create {
			return c.decider([]model.Rule{model.CreateOnceDefault})
		}
	case "isUsable":
		if c.atEnd() && c.usable() {
			return model.UsabilityEnd
		}
		return c.decider(usability)
	case "methodUsabilityReason":
		return c.decider(usability)
	}
	return c.want.Rule
}

// aboutStart returns the rule by which a start differs. An unspecified rule excuses only
// what it leaves open: a start in the tolerance may become now, and an offset may be
// ignored.
func (c *comparison) aboutStart(want, got string) model.Rule {
	wanted, _, _ := wire.ParseInstant(want)
	given, _, _ := wire.ParseInstant(got)
	by, most := given.Sub(wanted), 14*60*model.Minute // as large as an offset can be
	switch {
	case c.dependsOn(model.CreateStartTolerance) && got == c.shown["createdDateTime"]:
		return model.CreateStartTolerance
	case c.dependsOn(model.CreateStartOffset) && by%model.Minute == 0 && -most <= by && by <= most:
		return model.CreateStartOffset
	}
	return c.about("startDateTime")
}
