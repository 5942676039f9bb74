package check

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/conform/mutant"
)

// These mutants had a counterexample with a step too many once: an update that could have
// been the beginning of the scenario, or another question. Those that are longer than the
// shortest scenario say why: a shorter one shows another rule, and check keeps to the rule
// that it has found, so that one fault is not exchanged for another.
func TestCounterexamplesAreShortest(t *testing.T) {
	for id, c := range map[string]struct {
		steps, shortest int
		why             string
	}{
		"any-code":                {2, 2, ""},
		"case-sensitive-user":     {1, 1, ""},
		"conflict-with-the-early": {2, 2, ""},
		"default-above-minimum":   {1, 1, ""},
		"end-a-tick-early":        {2, 2, ""},
		"exclusion-ignored":       {1, 1, ""},
		"maximum-excluded":        {1, 1, ""},
		"minimum-excluded":        {1, 1, ""},
		"no-conflict":             {2, 2, ""},
		"once-coerced":            {1, 1, ""},
		"other-defaults":          {2, 2, ""},
		"policy-captured":         {3, 3, ""},
		"read-without-all":        {1, 1, ""},
		"read-without-role":       {1, 1, ""},
		"target-roles-ignored":    {2, 1, "a create is refused by the same rule, but this one shows a delete"},
		"early-before-disabled":   {3, 3, ""},
		"code-of-eight":           {3, 1, "the short code alone is as if an update were read otherwise; then the policy shows that it was not"},
		"update-replaces":         {4, 2, "a read of the policy shows policy-read"},
		"users-share":             {3, 2, "a list shows list-one"},
		"no-aadsts":               {2, 1, "a sign-in without a pass shows signin-none"},
	} {
		m, ok := mutant.Find(id)
		require.True(t, ok, id)
		x := find(t, Campaign{Watch: -1, Strict: m.Unspecified, Edition: m.Edition.String()}, m)
		require.Len(t, x.Scenario.Steps, c.steps, "%s: %s", id, c.why)
		require.Equal(t, c.steps > c.shortest, c.why != "", id)
	}
}
