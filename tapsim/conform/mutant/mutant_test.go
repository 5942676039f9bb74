package mutant_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/protocol"
)

// ofOrderOrSpelling are rules that are settled, and by which a subject may still differ in
// the order of reasons or in spelling.
var ofOrderOrSpelling = model.RulesOf(model.UsabilityOrder, model.SigninOrder, model.UsabilityCase, model.TimeFormat)

// differsInWords are the mutants that differ only in a status, a text or the case of ids,
// by a rule that is settled.
var differsInWords = map[string]bool{
	"capital-id": true, "capital-targets": true, "created-is-ok": true, "deleted-is-ok": true,
	"range-in-other-words": true, "no-aadsts": true, "caller-before-user": true, "malformed-is-unknown": true,
	"me-is-forbidden": true, "body-before-me": true, "another-number-for-a-wrong-code": true, "nobody-is-not-named": true,

	// Two things are wrong, and no source settles which of them is reported.
	"user-before-me": true, "guest-before-access": true, "gate-before-guest": true, "conflict-before-guest": true,
	"lifetime-before-guest": true, "lifetime-before-gate": true, "once-before-lifetime": true, "past-before-lifetime": true,
	"past-before-once": true, "far-before-lifetime": true, "far-before-once": true, "far-before-past": true,
	"id-before-access": true, "policy-range-before-access": true,
}

func TestEveryMutantSaysWhatIsWrong(t *testing.T) {
	all := mutant.All()
	require.GreaterOrEqual(t, len(all), 30)
	ids, texts := map[string]bool{}, map[string]bool{}
	for _, m := range all {
		require.Regexp(t, `^[a-z]+(-[a-z0-9]+)*$`, m.ID)
		require.NotEmpty(t, m.Text, m.ID)
		require.NotEqual(t, model.NoRule, m.Rule, m.ID)
		require.False(t, ids[m.ID], "%s is there twice", m.ID)
		require.False(t, texts[m.Text], "%s has the text of another", m.ID)
		ids[m.ID], texts[m.Text] = true, true

		if m.Rule.Entry().Unspecified {
			require.True(t, m.Unspecified, "%s: the rule is unspecified", m.ID)
		} else if m.Unspecified {
			require.True(t, ofOrderOrSpelling.Has(m.Rule) || differsInWords[m.ID], "%s: the rule is settled", m.ID)
		}
	}
	_, ok := mutant.Find("no-such-mutant")
	require.False(t, ok)
}

// A report says "behaves as if" before the sentence, and goes on after it.
func TestEveryTextSpeaksToTheImplementer(t *testing.T) {
	ids := map[string]string{}
	for _, m := range mutant.All() {
		require.Regexp(t, `^(you|your) .*[^.]$`, m.Text, m.ID)
		require.Empty(t, ids[m.Text], "%s has the text of another", m.ID)
		ids[m.Text] = m.ID
	}
}

// A request before the first reset does not crash a mutant.
func TestMutantsAnswerBeforeTheFirstReset(t *testing.T) {
	for _, m := range mutant.All() {
		res := m.New().Do(protocol.Request{Op: protocol.List, User: "ada@contoso.example"})
		require.Equal(t, 404, res.Status, m.ID)
	}
}

// A mutant forgets everything at a reset.
func TestMutantsForget(t *testing.T) {
	m, ok := mutant.Find("old-code-works")
	require.True(t, ok)
	s := m.New()
	tenant := &protocol.Tenant{
		Policy: model.DefaultPolicy(model.Current),
		Users:  []protocol.User{{Name: "ada", ID: protocol.UserID("ada")}},
	}
	tenant.Policy.Enabled = true
	signIn := protocol.Request{Op: protocol.SignIn, User: "ada@contoso.example"}
	create := protocol.Request{Op: protocol.Create, User: "ada@contoso.example", Body: protocol.NewJSON("{}")}

	s.Do(protocol.Request{Op: protocol.Reset, Tenant: tenant})
	first := s.Do(create)
	signIn.Code = codeOf(t, first)
	s.Do(create)
	require.Equal(t, "accepted", s.Do(signIn).Result)

	s.Do(protocol.Request{Op: protocol.Reset, Tenant: tenant})
	s.Do(create) // has the code of the first, since every case draws the same codes
	s.Do(create)
	signIn.Code = model.NewCode("+another1")
	require.Equal(t, "WrongCode", s.Do(signIn).Reason)
}

func codeOf(t *testing.T, res protocol.Response) model.Code {
	_, rest, ok := strings.Cut(string(res.Body.Reveal()), `"temporaryAccessPass":"`)
	require.True(t, ok)
	code, _, _ := strings.Cut(rest, `"`)
	return model.NewCode(code)
}

// The README says how many there are.
func TestTheREADMECountsTheMutants(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	var fail, unspecified, wrongCodes int
	for _, m := range mutant.All() {
		switch {
		case m.Unspecified:
			unspecified++
		case m.Rule == model.SigninCode && m.ID != "wrong-code-is-no-pass":
			wrongCodes++
			fallthrough
		default:
			fail++
		}
	}
	require.Contains(t, string(readme), fmt.Sprintf(
		"holds %d subjects that are the reference model with one fault each: %d that have to fail, and %d that differ", fail+unspecified, fail, unspecified))
	require.Contains(t, string(readme), fmt.Sprintf("%d of the first accept wrong codes", wrongCodes))
}
