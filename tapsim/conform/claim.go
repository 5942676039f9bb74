package conform

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/sentences"
	"github.com/tapsim/tap/tapsim/wire"
)

// A subject that refuses with the published text of a rule says by which rule it refuses.

// texts are patterns of the published texts of refusals by Graph.
var texts = func() (all []published) {
	for _, e := range model.Catalogue() {
		rule, _ := model.ParseRule(e.ID)
		said := rule.Answer()
		if said.Message == "" || said.ChosenMessage || said.Refusal != "" {
			continue
		}
		text := regexp.QuoteMeta(said.Message)
		for _, value := range []string{`\{minimum\}`, `\{maximum\}`, `\{user\}`} {
			text = strings.ReplaceAll(text, value, `.*`)
		}
		all = append(all, published{rule, regexp.MustCompile(`^` + text + `$`)})
	}
	return all
}()

type published struct {
	rule model.Rule
	text *regexp.Regexp
}

// claimed returns the rule by which an answer says that it refuses; NoRule: it does not
// say so.
func claimed(res *protocol.Response) model.Rule {
	for i := range texts {
		if texts[i].text.MatchString(res.Error.Message) {
			return texts[i].rule
		}
	}
	return model.NoRule
}

// formal are the rules about the form of a body. A subject may refuse a body for its form
// with the text of any of them.
var formal = []model.Rule{
	model.CreateEmpty, model.CreateMalformed, model.CreateUnknown, model.CreateNull, model.CreateReadonly, model.CreateCase,
	model.CreateStartForm, model.CreateStartOffset, model.PolicyUnknown, model.PolicyNull, model.PolicyType,
}

// anotherCause reports whether the subject refuses for another cause than want, which
// refuses what the reference accepts: by its status, or by the text of another rule.
func (c *comparison) anotherCause() bool {
	said, is := c.want.Status, c.got.Status
	rule, claim := cmp.Or(c.want.Rule, claimed(c.want)), claimed(c.got)
	if is != said && (is >= http.StatusInternalServerError || said >= http.StatusInternalServerError) {
		return true
	}
	if specific := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}; is != said && (slices.Contains(specific, is) || slices.Contains(specific, said)) {
		// Where no source settles the status, it says nothing, unless a caller can be meant.
		if answer := rule.Answer(); c.actor || said != http.StatusBadRequest || !(answer.ChosenStatus || answer.Status == 0 || rule.Entry().Unspecified) {
			return true
		}
	}
	if rule == model.NoRule || claim == model.NoRule {
		return false
	}
	aboutStart := rule == model.CreateStartOffset || rule == model.CreateStartForm
	switch {
	case rule == model.CreateStartFar && claim == model.CreateStartPast,
		rule == model.CreateGuest && claim == model.CreateGated, // a member from outside, who is out of scope
		c.readings.Has(pointed) && claim == model.CreateLifetimeRange,
		c.readings.Has(nulled) && (claim == model.CreateLifetimeRange || claim == model.CreateOnceRequired || claim == model.CreateStartPast):
		return false
	}
	return claim != rule &&
		!(slices.Contains(formal, rule) && slices.Contains(formal, claim)) && !(aboutStart && claim == model.CreateStartPast)
}

// A body that these readings refuse may be refused in the words for the value of the
// property.
var (
	pointed = protocol.Readings{Wire: wire.PointRefused}
	nulled  = protocol.Readings{Wire: wire.NullRefused}
)

// decides returns the rule by which one accepts and the other refuses: that of the
// refusal. If only the subject refuses, its own text and status say more than the answer
// of the reference.
func (c *comparison) decides() model.Rule {
	shaping := sentences.Deciding("status", c.want.Contributing)
	switch {
	case c.want.Rule == model.AccessRefused: // the rule about the permission is more precise
		return first(shaping, access, c.want.Rule)
	case !c.want.Accepted():
		return c.want.Rule
	}
	if rule := claimed(c.got); rule != model.NoRule && rule != model.AccessRefused && !slices.Contains(formal, rule) {
		return rule
	}
	if rule, ok := refusals[c.got.Reason]; ok {
		return rule
	}
	if c.got.Reason == "NoPass" || c.got.Status == http.StatusNotFound && (c.op == protocol.Create || c.op == protocol.List) {
		return first(shaping, []model.Rule{model.UserKey}, c.want.Rule)
	}
	if s := c.got.Status; s == http.StatusUnauthorized || s == http.StatusForbidden {
		return first(shaping, access, c.want.Rule)
	}
	return first(shaping, special, c.want.Rule)
}

// refusals are the rules by which a subject refuses a sign-in that the reference accepts:
// its reason says which of them it takes too far.
var refusals = map[string]model.Rule{
	"WrongCode": model.SigninCode, "OneTimeUsed": model.SigninOnce,
	"DisabledByPolicy": model.UsabilityDisabled, "Expired": model.UsabilityExpired, "NotYetValid": model.UsabilityEarly,
}

// usability returns the rule by which a reason differs: where the reference names none,
// that of the subject's reason.
func (c *comparison) usability(name string) model.Rule {
	rule := c.about(name)
	if reason, _ := c.shown["methodUsabilityReason"].(string); rule == model.UsabilityEnabled && reason != "OneTimeUsed" {
		return cmp.Or(refusals[reason], rule)
	}
	return rule
}

// about returns the rule that decides a part of an accepted answer.
func (c *comparison) about(part string) model.Rule {
	return first(sentences.Deciding(part, c.want.Contributing), usability, c.want.Rule)
}

// Several rules can shape a part of an answer. These come first.
var (
	access = []model.Rule{
		model.AccessSelfRead, model.AccessOtherRead, model.AccessSelfDelete, model.AccessSelfCreate, model.AccessWrite, model.AccessPolicy,
	}
	special = []model.Rule{model.CreateStartZone, model.CreateUngated, model.CreateReplaces}

	usability = []model.Rule{
		model.TimeTotal, model.PolicyTargets, model.UsabilityDisabled, model.UsabilityExpired, model.UsabilityEarly, model.UsabilityUsed, model.UsabilityEnabled,
		model.CreateStartDefault, model.PolicyExisting, model.CreateLifetimeDefault, model.CreateOnceDefault, model.PassStays, model.PassSingle,
		model.SigninSession, model.SigninWindow, model.SigninWindowMulti, model.PassCodeOnce, model.PassID,
	}
)

// first is the first of these rules that is in the set, or else the other one.
func first(in model.Rules, of []model.Rule, other model.Rule) model.Rule {
	for _, rule := range of {
		if in.Has(rule) {
			return rule
		}
	}
	return other
}
