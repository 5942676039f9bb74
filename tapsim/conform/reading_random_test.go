package conform_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
)

func mutantCalled(t *testing.T, name string) protocol.Subject {
	m, ok := mutant.Find(name)
	require.True(t, ok, name)
	return m.New()
}

// faulty is a subject with one more fault: it accepts a spent pass.
type faulty struct{ protocol.Subject }

func (f faulty) Do(r protocol.Request) protocol.Response {
	res := f.Subject.Do(r)
	if res.Reason == "OneTimeUsed" {
		res = protocol.Response{Result: "accepted", SessionEnds: "2026-01-01T01:00:00Z", RegisterBy: "2026-01-01T00:10:00Z"}
	}
	return res
}

// In random histories a reading is a deviation by its own rule, in a scenario of a few
// steps, and another fault still fails.
func TestReadingsInRandomHistories(t *testing.T) {
	for name, rule := range map[string]model.Rule{
		"type-not-needed": model.PolicyType, "type-required": model.PolicyType, "type-required-to-switch": model.PolicyType,
		"type-required-to-exclude": model.PolicyType, "dropped-types-checked": model.PolicyType, "dropped-values-checked": model.PolicyType,
		"other-case-ignored": model.CreateCase, "policy-other-case-ignored": model.PolicyUnknown,
	} {
		t.Run(name, func(t *testing.T) {
			campaign := check.Campaign{Watch: -1, Strict: true, Edition: "current"}
			found, err := campaign.Run(t.Context(), transport.InProcess(mutantCalled(t, name)))
			require.NoError(t, err)
			x := found.Difference
			require.NotNil(t, x)
			require.Equal(t, conform.Deviates, x.Verdict())
			require.Equal(t, rule, x.First.Rule)
			require.LessOrEqual(t, len(x.Scenario.Steps), 6)

			campaign.Strict = false
			found, err = campaign.Run(t.Context(), transport.InProcess(faulty{mutantCalled(t, name)}))
			require.NoError(t, err)
			require.Equal(t, model.SigninUsed, found.Difference.First.Rule)
		})
	}
}
