package conform

import (
	"net/http"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// Rules that can be what a difference is about, the most telling first. Where
// one is free it comes first, since a subject may differ for that reason.
var (
	// Why only the subject refuses what is asked of it.
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

// hangsOn reports whether the reference's answer was shaped by a rule, or would
// have been were another otherwise.
func (c *comparison) hangsOn(rule model.Rule) bool {
	return c.want.Contributing.Has(rule) || c.want.Near.Has(rule)
}

// decider returns the first of these rules that the reference's answer hangs on,
// or the one that settled it.
func (c *comparison) decider(candidates []model.Rule) model.Rule {
	for _, rule := range candidates {
		if c.hangsOn(rule) {
			return rule
		}
	}
	return c.want.Rule
}

// settles returns the rule by which one accepts and the other refuses. What the
// subject says tells more of that than what the reference says.
func (c *comparison) settles() model.Rule {
	switch {
	case c.want.Rule == model.AccessRefused, c.got.Status == http.StatusUnauthorized, c.got.Status == http.StatusForbidden:
		return c.decider(access)
	case c.got.Status == http.StatusNotFound && (c.op == protocol.Create || c.op == protocol.List), c.got.Reason == "NoPass":
		return c.decider([]model.Rule{model.UserKey})
	case c.got.Reason == "OneTimeUsed":
		return c.decider([]model.Rule{model.SigninOnce})
	case c.got.Status >= http.StatusInternalServerError: // which is no refusal, and so no honest one
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
		// Something else stands against it, too, and it is not one that is free.
		if c.hangsOn(model.UsabilityOrder) && !c.hangsOn(model.UsabilityEnd) && !c.hangsOn(model.RefreshEarly) {
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
	if c.hangsOn(model.CreateConflict) {
		return c.decider([]model.Rule{model.UsabilityEnd, model.UsabilityOrder})
	}
	return c.decider(refusal)
}

// atEnd reports whether nothing stands against the pass but that this is the very
// instant of its end. Were it spent, that would stand behind, and the order of
// the two matter.
func (c *comparison) atEnd() bool {
	return c.hangsOn(model.UsabilityEnd) && !c.hangsOn(model.UsabilityOrder)
}

// excuse returns the rules by which a subject may honestly give another reason
// than the reference. The order of reasons is for those that hold: behind
// DisabledByPolicy that is any, and behind a reason of time only that the pass is
// spent, which counts nothing for a session that began with it. And no order of
// reasons makes a pass usable, or there be none, or the right code a wrong one.
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
		if c.op != protocol.Refresh && c.hangsOn(model.UsabilityOrder) {
			return []model.Rule{model.UsabilityEnd, model.UsabilityOrder}
		}
	case want == "DisabledByPolicy":
		return []model.Rule{model.UsabilityOrder}
	}
	return nil
}

// state are the reasons that stand against a pass, in small letters.
var state = map[string]bool{"disabledbypolicy": true, "expired": true, "notyetvalid": true, "onetimeused": true}

// usable reports whether the subject shows a usable pass, in both properties that
// say so.
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

// aboutStart returns the rule by which a start is another one. A rule that is
// free excuses no more than it leaves open: a start that is tolerated may become
// now, and an offset be passed over.
func (c *comparison) aboutStart(want, got string) model.Rule {
	wanted, _, _ := wire.ParseInstant(want)
	given, _, _ := wire.ParseInstant(got)
	by, most := given.Sub(wanted), 14*60*model.Minute // as large as an offset can be
	switch {
	case c.hangsOn(model.CreateStartTolerance) && got == c.shown["createdDateTime"]:
		return model.CreateStartTolerance
	case c.hangsOn(model.CreateStartOffset) && by%model.Minute == 0 && -most <= by && by <= most:
		return model.CreateStartOffset
	}
	return c.about("startDateTime")
}
