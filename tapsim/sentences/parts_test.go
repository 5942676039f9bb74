package sentences_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/sentences"
	"github.com/tapsim/tap/tapsim/wire"
)

// Some rules decide the value of a property, and others decide the status.
func TestDeciding(t *testing.T) {
	var all model.Rules
	for _, e := range model.Catalogue() {
		all = all.With(e.Rule)
	}
	whether := sentences.Deciding("status", all)
	require.True(t, whether.Has(model.UsabilityEnd) && whether.Has(model.AccessWrite))
	for _, part := range []string{"answer", "result", "reason", "rule", "error.message"} {
		require.Equal(t, whether, sentences.Deciding(part, all), part)
	}
	for _, property := range []string{
		"id", "temporaryAccessPass", "createdDateTime", "startDateTime", "lifetimeInMinutes", "isUsableOnce",
		"isUsable", "methodUsabilityReason", "count", "sessionEnds", "registerBy", "@odata.context",
	} {
		require.NotEqual(t, whether, sentences.Deciding(property, all), property)
		require.NotZero(t, sentences.Deciding(property, all), property)
		require.Zero(t, sentences.Deciding(property, model.RulesOf(model.ListOne)), "%s: a rule that did not contribute decides nothing", property)
	}
	for body, rule := range map[string]model.Rule{
		`{"startDateTime":"2026-01-05T08:00:00"}`:       model.CreateStartZone,
		`{"startDateTime":"2026-01-05T08:00:00+02:00"}`: model.CreateStartOffset,
		`{"startDateTime":"/Date(1767600000000)/"}`:     model.CreateStartForm,
		`{"LIFETIMEINMINUTES":60}`:                      model.CreateCase,
		`{"lifetimeInMinutes":60.0}`:                    model.CreateUnknown,
	} {
		_, also, refused := wire.ParseCreate([]byte(body))
		require.Equal(t, model.NoRule, refused, body)
		require.Equal(t, model.RulesOf(rule), sentences.Deciding("status", also), body)
	}
	for body, rule := range map[string]model.Rule{
		`{"isUsableOnce":true}`: model.PolicyType,
		`{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration","id":"x"}`: model.PolicyUnknown,
		``:  model.CreateEmpty,
		`{`: model.CreateMalformed,
	} {
		_, _, also, _ := wire.ParsePolicy([]byte(body))
		require.Equal(t, model.RulesOf(rule), sentences.Deciding("status", also), body)
	}
	require.Equal(t, model.RulesOf(model.UsabilityExpired, model.UsabilityEnd),
		sentences.Deciding("isUsable", model.RulesOf(model.TimeFormat, model.PassStays, model.UsabilityExpired, model.UsabilityEnd)))
}
