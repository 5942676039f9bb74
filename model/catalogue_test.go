package model_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// published is every id that was ever published, with its evidence, the place where it
// is decided, and what of its answer this project chose. An id is never renamed or
// removed, because other people's scenarios cite it.
var published = []struct {
	id          string
	evidence    model.Evidence
	unspecified bool
	by          model.Place
	chosen      string // of the status, the code and the message
}{
	{"time-utc", model.FromObservation, false, model.ByEngine, ""},
	{"time-format", model.FromObservation, false, model.ByWire, ""},
	{"time-total", model.FromChoice, false, model.ByStep, ""},
	{"pass-single", model.FromDocs, false, model.ByStep, ""},
	{"pass-id", model.FromObservation, false, model.ByEngine, ""},
	{"pass-code-once", model.FromDocs, false, model.ByStep, ""},
	{"pass-code-length", model.FromDocs, false, model.ByEngine, ""},
	{"pass-code-alphabet", model.FromObservation, false, model.ByEngine, ""},
	{"pass-stays", model.FromDocs, false, model.ByStep, ""},
	{"usability-disabled", model.FromDocs, false, model.ByStep, ""},
	{"usability-expired", model.FromDocs, false, model.ByStep, ""},
	{"usability-early", model.FromDocs, false, model.ByStep, ""},
	{"usability-used", model.FromDocs, false, model.ByStep, ""},
	{"usability-enabled", model.FromDocs, false, model.ByStep, ""},
	{"usability-end", model.FromChoice, true, model.ByStep, ""},
	{"usability-order", model.FromChoice, false, model.ByStep, ""},
	{"usability-case", model.FromObservation, false, model.ByWire, ""},
	{"create-accepted", model.FromDocs, false, model.ByStep, ""},
	{"create-ungated", model.FromDocs, false, model.ByStep, ""},
	{"create-gated", model.FromObservation, false, model.ByStep, "status"},
	{"create-replaces", model.FromDocs, false, model.ByStep, ""},
	{"create-conflict", model.FromDocs, false, model.ByStep, "status message"},
	{"create-lifetime-default", model.FromDocs, false, model.ByStep, ""},
	{"create-lifetime-range", model.FromObservation, false, model.ByStep, ""},
	{"create-once-default", model.FromObservation, false, model.ByStep, ""},
	{"create-once-required", model.FromObservation, false, model.ByStep, ""},
	{"create-start-default", model.FromDocs, false, model.ByStep, ""},
	{"create-start-past", model.FromObservation, false, model.ByStep, ""},
	{"create-start-tolerance", model.FromChoice, true, model.ByStep, ""},
	{"create-start-zone", model.FromDocs, false, model.ByWire, ""},
	{"create-start-offset", model.FromObservation, true, model.ByWire, ""},
	{"create-start-form", model.FromChoice, true, model.ByWire, ""},
	{"create-start-far", model.FromChoice, true, model.ByStep, "message"},
	{"create-guest", model.FromDocs, false, model.ByStep, "status"},
	{"create-external-member", model.FromChoice, true, model.ByStep, ""},
	{"create-null", model.FromChoice, true, model.ByWire, ""},
	{"create-empty", model.FromChoice, true, model.ByWire, ""},
	{"create-readonly", model.FromChoice, true, model.ByWire, ""},
	{"create-malformed", model.FromObservation, false, model.ByWire, ""},
	{"create-unknown", model.FromChoice, true, model.ByWire, ""},
	{"create-case", model.FromChoice, true, model.ByWire, ""},
	{"list-one", model.FromDocs, false, model.ByStep, ""},
	{"get-found", model.FromDocs, false, model.ByStep, ""},
	{"get-missing", model.FromDocs, false, model.ByStep, "code message"},
	{"delete-found", model.FromDocs, false, model.ByStep, ""},
	{"delete-missing", model.FromChoice, true, model.ByStep, "code message"},
	{"user-missing", model.FromObservation, false, model.ByStep, ""},
	{"user-key", model.FromDocs, false, model.ByEngine, ""},
	{"pass-update", model.FromDocs, false, model.ByHTTP, "status code message"},
	{"error-envelope", model.FromObservation, false, model.ByHTTP, ""},
	{"signin-accepted", model.FromDocs, false, model.ByStep, ""},
	{"signin-once", model.FromDocs, false, model.ByStep, ""},
	{"signin-none", model.FromObservation, false, model.ByStep, ""},
	{"signin-code", model.FromObservation, false, model.ByStep, ""},
	{"signin-expired", model.FromObservation, false, model.ByStep, ""},
	{"signin-early", model.FromDocs, false, model.ByStep, "message"},
	{"signin-used", model.FromObservation, false, model.ByStep, ""},
	{"signin-disabled", model.FromObservation, false, model.ByStep, ""},
	{"signin-order", model.FromChoice, false, model.ByStep, ""},
	{"signin-session", model.FromDocs, false, model.ByStep, ""},
	{"signin-window", model.FromDocs, false, model.ByStep, ""},
	{"signin-window-multi", model.FromDocs, false, model.ByStep, ""},
	{"refresh-accepted", model.FromObservation, false, model.ByStep, ""},
	{"refresh-expired", model.FromObservation, false, model.ByStep, ""},
	{"refresh-none", model.FromObservation, false, model.ByStep, ""},
	{"refresh-disabled", model.FromChoice, true, model.ByStep, ""},
	{"refresh-early", model.FromChoice, true, model.ByStep, "message"},
	{"policy-defaults", model.FromDocs, false, model.ByStepPolicy, ""},
	{"policy-range", model.FromDocs, false, model.ByStepPolicy, "status message"},
	{"policy-order", model.FromChoice, true, model.ByStepPolicy, "message"},
	{"policy-update", model.FromDocs, false, model.ByStepPolicy, ""},
	{"policy-atomic", model.FromChoice, false, model.ByStepPolicy, ""},
	{"policy-type", model.FromChoice, true, model.ByWire, "message"},
	{"policy-null", model.FromChoice, true, model.ByWire, ""},
	{"policy-unknown", model.FromChoice, true, model.ByWire, "message"},
	{"policy-reset", model.FromDocs, false, model.ByStepPolicy, ""},
	{"policy-targets", model.FromObservation, false, model.ByStep, ""},
	{"policy-existing", model.FromDocs, false, model.ByStep, ""},
	{"access-token", model.FromDocs, false, model.ByHTTP, "code message"},
	{"access-me", model.FromObservation, false, model.ByStep, ""},
	{"access-self-read", model.FromDocs, false, model.ByStep, ""},
	{"access-other-read", model.FromDocs, false, model.ByStep, ""},
	{"access-self-delete", model.FromDocs, false, model.ByStep, ""},
	{"access-write", model.FromDocs, false, model.ByStep, ""},
	{"access-self-create", model.FromDocs, false, model.ByStep, ""},
	{"access-policy", model.FromDocs, false, model.ByStepPolicy, ""},
	{"access-refused", model.FromObservation, false, model.ByStep, ""},
	{"policy-read", model.FromDocs, false, model.ByStepPolicy, ""},
	{"user-update", model.FromChoice, false, model.ByEngine, ""},
}

func TestTheCatalogueHoldsEveryPublishedID(t *testing.T) {
	require.Len(t, model.Catalogue(), len(published))
	for _, p := range published {
		r, ok := model.ParseRule(p.id)
		require.True(t, ok, p.id)
		require.Equal(t, p.evidence, r.Entry().Evidence, p.id)
		require.Equal(t, p.unspecified, r.Entry().Unspecified, p.id)
		require.Equal(t, p.by, r.Entry().By, p.id)
		require.Equal(t, p.chosen, chosenOf(r.Answer()), p.id)
	}
}

func chosenOf(a model.Answer) string {
	var parts []string
	if a.ChosenStatus {
		parts = append(parts, "status")
	}
	if a.ChosenCode {
		parts = append(parts, "code")
	}
	if a.ChosenMessage {
		parts = append(parts, "message")
	}
	return strings.Join(parts, " ")
}

func TestEveryEntryIsWhole(t *testing.T) {
	evidences := []model.Evidence{model.FromDocs, model.FromObservation, model.FromChoice}
	places := []model.Place{model.ByStep, model.ByStepPolicy, model.ByEngine, model.ByWire, model.ByHTTP}
	seen := map[string]bool{}
	for i, e := range model.Catalogue() {
		require.Equal(t, model.Rule(i+1), e.Rule, e.ID)
		require.Regexp(t, "^[a-z]+(-[a-z]+)+$", e.ID)
		require.False(t, seen[e.ID], e.ID)
		seen[e.ID] = true

		require.Contains(t, evidences, e.Evidence, e.ID)
		require.Contains(t, places, e.By, e.ID)
		require.True(t, strings.HasSuffix(e.Text, "."), "%s: a rule is a sentence", e.ID)
		require.False(t, e.Unspecified && e.Evidence == model.FromDocs, "%s: what is documented is not unspecified", e.ID)
		if e.Evidence != model.FromChoice {
			require.NotEmpty(t, e.Sources, e.ID)
		}
		require.NotEqual(t, 1, len(e.Disputed), "%s: a dispute has two sides", e.ID)
		for _, c := range e.Disputed {
			require.True(t, strings.HasSuffix(c.Says, "."), "%s: a claim is a sentence", e.ID)
			require.NotEmpty(t, c.Source.Title, e.ID)
		}
		for _, s := range e.Sources {
			require.NotEmpty(t, s.Title, e.ID)
			require.Regexp(t, "^https://[^ ]+$", s.URL, e.ID)
		}

		parsed, ok := model.ParseRule(e.ID)
		require.True(t, ok, e.ID)
		require.Equal(t, e.Rule, parsed)
		require.Equal(t, e.ID, e.Rule.String())
		require.Equal(t, e, e.Rule.Entry())
		require.Equal(t, e.Answer, e.Rule.Answer())
		require.Equal(t, model.Outcome{Rule: e.Rule}, e.Rule.Outcome())
	}
}

// A rule that settles an answer says what the caller sees: for a success a status, or
// a sign-in; for a refusal a status or a reason.
func TestEveryAnswerIsWhole(t *testing.T) {
	for _, e := range model.Catalogue() {
		a := e.Answer
		switch signin := strings.HasPrefix(e.ID, "signin-") || strings.HasPrefix(e.ID, "refresh-"); {
		case a == model.Answer{}: // only shapes answers
		case a.Accepted:
			require.Empty(t, a.Message+a.Code+a.Refusal, e.ID)
			require.Equal(t, signin, a.Status == 0, e.ID)
		case signin:
			require.NotEmpty(t, a.Refusal, e.ID)
			require.NotEmpty(t, a.Message, e.ID)
			require.Zero(t, a.Status, e.ID)
		default:
			require.GreaterOrEqual(t, a.Status, 400, e.ID)
			require.NotEmpty(t, a.Code, e.ID)
			require.NotEmpty(t, a.Message, e.ID)
			require.Empty(t, a.Refusal, e.ID)
		}
		require.Equal(t, e.Answer.Accepted, e.Rule.Outcome().Accepted())
	}
}

func TestNoRuleIsNothing(t *testing.T) {
	for _, r := range []model.Rule{model.NoRule, model.Rule(len(published) + 1), math.MaxUint8} {
		require.Equal(t, model.Entry{}, r.Entry())
		require.Empty(t, r.String())
		require.False(t, r.Outcome().Accepted())
	}
	for _, id := range []string{"", "no-such-rule", "Create-Accepted"} {
		_, ok := model.ParseRule(id)
		require.False(t, ok, id)
	}
}

func TestSetsOfRules(t *testing.T) {
	var none model.Rules
	require.Zero(t, none.Len())
	require.False(t, none.Has(model.TimeUTC))
	require.False(t, none.Has(math.MaxUint8))

	// One rule from each word of the set, and the last rule.
	s := model.RulesOf(model.AccessRefused, model.TimeUTC, model.PolicyRead, model.TimeUTC)
	require.Equal(t, 3, s.Len())
	require.Equal(t, []string{"time-utc", "policy-read", "access-refused"}, names(s))
	require.True(t, s.Has(model.AccessRefused))
	require.False(t, s.Has(model.AccessPolicy))
	require.Equal(t, s, none.With(model.TimeUTC).With(model.PolicyRead).With(model.AccessRefused))

	u := model.RulesOf(model.TimeUTC, model.TimeTotal)
	require.Equal(t, []string{"time-utc", "time-total", "policy-read", "access-refused"}, names(s.Union(u)))
	require.Equal(t, []string{"policy-read", "access-refused"}, names(s.Minus(u)))
	require.Equal(t, none, s.Minus(s))
	for r := range s.All() {
		require.Equal(t, model.TimeUTC, r)
		break
	}
}

// A number that is no rule is in no set, and cannot be added: neither the number after
// the last rule, nor one that has a bit in the set, nor one beyond it.
func TestSetsHoldRulesAlone(t *testing.T) {
	first := model.Rule(len(model.Catalogue()) + 1)
	last := first - 1
	require.Equal(t, model.AccessRefused, last)
	require.Less(t, first, model.Rule(127), "the bits below have to be there")

	full := model.Rules{math.MaxUint64, math.MaxUint64} // with bits that belong to no rule
	some := model.RulesOf(model.TimeUTC, last)
	for _, r := range []model.Rule{model.NoRule, first, first + 1, 127, 128, 129, 255} {
		require.Equal(t, model.Rules{}, model.RulesOf(r), r)
		require.Equal(t, some, model.RulesOf(model.TimeUTC, r, last), r)
		require.Equal(t, model.Rules{}, model.Rules{}.With(r), r)
		require.Equal(t, some, some.With(r), r)
		require.Equal(t, full, full.With(r), r)
		require.False(t, some.Has(r), r)
	}
	for _, r := range []model.Rule{first, first + 1, 127, 128, 129, 255} {
		require.False(t, full.Has(r), r)
	}
	require.True(t, full.Has(last))

	var all []model.Rule
	for r := range full.All() {
		all = append(all, r)
	}
	require.Len(t, all, int(last))
	require.Equal(t, model.TimeUTC, all[0])
	require.Equal(t, last, all[len(all)-1])
}
