package conform

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A subject that refuses with the published text of a rule says by which rule it refuses.
// That is more precise than the rules that the reference's answer depends on.

// A claim is a rule of a create whose text is published.
type claim struct {
	rule   model.Rule
	text   *regexp.Regexp // a pattern of the text
	excuse []model.Rule   // the unspecified rules by which a subject may refuse with this text if the reference model accepts
}

var claims = []claim{
	claimOf(model.CreateLifetimeRange, model.CreateNull, model.PolicyOrder),
	claimOf(model.CreateOnceRequired, model.CreateNull),
	claimOf(model.CreateStartPast, model.CreateNull, model.CreateStartTolerance, model.CreateStartOffset, model.CreateStartForm, model.CreateStartZone, model.CreateStartFar),
	claimOf(model.CreateGuest, model.CreateExternalMember),
	claimOf(model.CreateGated),
	claimOf(model.CreateMalformed, model.CreateEmpty, model.CreateNull, model.CreateStartForm, model.CreateReadonly, model.CreateUnknown, model.CreateCase),
}

func claimOf(rule model.Rule, excuse ...model.Rule) claim {
	text := regexp.QuoteMeta(rule.Answer().Message)
	for _, number := range []string{`\{minimum\}`, `\{maximum\}`} {
		text = strings.ReplaceAll(text, number, `-?[0-9]+`)
	}
	return claim{rule, regexp.MustCompile(`^` + text + `$`), excuse}
}

// claimed returns the rule by which the subject says that it refuses a create. ok is false
// if there is none, or if an unspecified rule excuses the subject.
func (c *comparison) claimed() (rule model.Rule, ok bool) {
	if c.op != protocol.Create {
		return model.NoRule, false
	}
	for _, claim := range claims {
		if claim.text.MatchString(c.got.Error.Message) {
			return claim.rule, !slices.ContainsFunc(claim.excuse, c.dependsOn)
		}
	}
	return model.NoRule, false
}
