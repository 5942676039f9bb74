package model_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// published is every id that was ever given out, with its standing. An id is
// never renamed nor taken away, since scenarios of others cite it.
var published = []struct {
	id       string
	standing model.Standing
	free     bool
}{
	{"time-utc", model.FromObservation, false},
	{"time-format", model.FromObservation, false},
	{"time-total", model.FromChoice, false},
	{"pass-single", model.FromDocs, false},
	{"pass-id", model.FromObservation, false},
	{"pass-code-once", model.FromDocs, false},
	{"pass-code-length", model.FromDocs, false},
	{"pass-code-alphabet", model.FromObservation, false},
	{"pass-stays", model.FromDocs, false},
	{"usability-disabled", model.FromDocs, false},
	{"usability-expired", model.FromDocs, false},
	{"usability-early", model.FromDocs, false},
	{"usability-used", model.FromDocs, false},
	{"usability-enabled", model.FromDocs, false},
	{"usability-end", model.FromChoice, true},
	{"usability-order", model.FromChoice, false},
	{"usability-case", model.FromObservation, false},
	{"create-accepted", model.FromDocs, false},
	{"create-ungated", model.FromDocs, false},
	{"create-gated", model.FromObservation, false},
	{"create-replaces", model.FromDocs, false},
	{"create-conflict", model.FromDocs, false},
	{"create-lifetime-default", model.FromDocs, false},
	{"create-lifetime-range", model.FromObservation, false},
	{"create-once-default", model.FromObservation, false},
	{"create-once-required", model.FromObservation, false},
	{"create-start-default", model.FromDocs, false},
	{"create-start-past", model.FromObservation, false},
	{"create-start-tolerance", model.FromChoice, true},
	{"create-start-zone", model.FromChoice, true},
	{"create-start-far", model.FromChoice, true},
	{"create-guest", model.FromDocs, false},
	{"create-null", model.FromChoice, true},
	{"create-readonly", model.FromChoice, true},
	{"create-unknown", model.FromChoice, true},
	{"list-one", model.FromDocs, false},
	{"get-found", model.FromDocs, false},
	{"get-missing", model.FromDocs, false},
	{"delete-found", model.FromDocs, false},
	{"delete-missing", model.FromChoice, true},
	{"user-missing", model.FromObservation, false},
	{"user-key", model.FromDocs, false},
	{"pass-update", model.FromDocs, false},
	{"signin-accepted", model.FromDocs, false},
	{"signin-once", model.FromDocs, false},
	{"signin-none", model.FromObservation, false},
	{"signin-code", model.FromDocs, false},
	{"signin-expired", model.FromObservation, false},
	{"signin-early", model.FromDocs, false},
	{"signin-used", model.FromObservation, false},
	{"signin-disabled", model.FromDocs, false},
	{"signin-order", model.FromChoice, false},
	{"signin-session", model.FromDocs, false},
	{"signin-window", model.FromDocs, false},
	{"signin-window-multi", model.FromChoice, false},
	{"refresh-accepted", model.FromObservation, false},
	{"refresh-expired", model.FromObservation, false},
	{"refresh-none", model.FromObservation, false},
	{"refresh-disabled", model.FromChoice, true},
	{"refresh-early", model.FromChoice, true},
	{"policy-defaults", model.FromDocs, false},
	{"policy-range", model.FromDocs, false},
	{"policy-order", model.FromChoice, true},
	{"policy-update", model.FromDocs, false},
	{"policy-atomic", model.FromChoice, false},
	{"policy-null", model.FromChoice, true},
	{"policy-unknown", model.FromChoice, true},
	{"policy-reset", model.FromDocs, false},
	{"policy-targets", model.FromObservation, false},
	{"policy-existing", model.FromDocs, false},
	{"access-token", model.FromDocs, false},
	{"access-me", model.FromDocs, false},
	{"access-self-read", model.FromDocs, false},
	{"access-other-read", model.FromDocs, false},
	{"access-self-delete", model.FromDocs, false},
	{"access-write", model.FromDocs, false},
	{"access-self-create", model.FromDocs, false},
	{"access-policy", model.FromDocs, false},
	{"access-refused", model.FromObservation, false},
	{"policy-read", model.FromDocs, false},
	{"user-update", model.FromChoice, false},
}

func TestTheCatalogueHoldsEveryPublishedID(t *testing.T) {
	require.Len(t, model.Catalogue(), len(published))
	for _, p := range published {
		r, ok := model.ParseRule(p.id)
		require.True(t, ok, p.id)
		require.Equal(t, p.standing, r.Entry().Standing, p.id)
		require.Equal(t, p.free, r.Entry().Free, p.id)
	}
}

func TestEveryEntryIsWhole(t *testing.T) {
	standings := []model.Standing{model.FromDocs, model.FromObservation, model.FromChoice}
	places := []model.Place{model.ByMachine, model.ByAmend, model.ByEngine, model.ByWire, model.ByHTTP}
	seen := map[string]bool{}
	for i, e := range model.Catalogue() {
		require.Equal(t, model.Rule(i+1), e.Rule, e.ID)
		require.Regexp(t, "^[a-z]+(-[a-z]+)+$", e.ID)
		require.False(t, seen[e.ID], e.ID)
		seen[e.ID] = true

		require.Contains(t, standings, e.Standing, e.ID)
		require.Contains(t, places, e.By, e.ID)
		require.True(t, strings.HasSuffix(e.Text, "."), "%s: a rule is a sentence", e.ID)
		require.False(t, e.Free && e.Standing != model.FromChoice, "%s: what is documented is not free", e.ID)
		if e.Standing != model.FromChoice {
			require.NotEmpty(t, e.Sources, e.ID)
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

// What settles an answer says what the caller sees: a success has a status, or
// is a sign-in; a refusal says why, in a status or in a word.
func TestEveryAnswerIsWhole(t *testing.T) {
	for _, e := range model.Catalogue() {
		a := e.Answer
		switch signin := strings.HasPrefix(e.ID, "signin-") || strings.HasPrefix(e.ID, "refresh-"); {
		case a == model.Answer{}: // shapes answers, settles none
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

	// One rule in either word of the set, and the last.
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
