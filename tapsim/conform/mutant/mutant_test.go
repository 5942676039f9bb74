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

// weighedLightly are the rules under which a subject may differ although they
// are not free: those of order and of spelling.
var weighedLightly = model.RulesOf(model.UsabilityOrder, model.SigninOrder, model.UsabilityCase, model.TimeFormat)

// inOtherWords are the mutants that differ in a status, a text or the letters of
// ids under a rule that is settled.
var inOtherWords = map[string]bool{
	"capital-id": true, "capital-targets": true, "created-is-ok": true, "deleted-is-ok": true,
	"range-in-other-words": true, "no-aadsts": true, "caller-before-user": true, "malformed-is-unknown": true,
	"me-is-forbidden": true, "body-before-me": true, "another-number-for-a-wrong-code": true, "nobody-is-not-named": true,

	// Two things are wrong, and which of them is said first no source settles.
	"user-before-me": true, "guest-before-access": true, "gate-before-guest": true, "conflict-before-guest": true,
	"lifetime-before-guest": true, "lifetime-before-gate": true, "once-before-lifetime": true, "past-before-lifetime": true,
	"past-before-once": true, "far-before-lifetime": true, "far-before-once": true, "far-before-past": true,
	"id-before-access": true, "policy-range-before-access": true,
}

func TestEveryMutantSaysWhatIsWrong(t *testing.T) {
	all := mutant.All()
	require.GreaterOrEqual(t, len(all), 30)
	names, whats := map[string]bool{}, map[string]bool{}
	for _, m := range all {
		require.Regexp(t, `^[a-z]+(-[a-z0-9]+)*$`, m.ID)
		require.NotEmpty(t, m.Text, m.ID)
		require.NotEqual(t, model.NoRule, m.Rule, m.ID)
		require.False(t, names[m.ID], "%s is there twice", m.ID)
		require.False(t, whats[m.Text], "%s is wrong in the way of another", m.ID)
		names[m.ID], whats[m.Text] = true, true

		if m.Rule.Entry().Unspecified {
			require.True(t, m.Unspecified, "%s: the rule is free", m.ID)
		} else if m.Unspecified {
			require.True(t, weighedLightly.Has(m.Rule) || inOtherWords[m.ID], "%s: the rule is settled", m.ID)
		}
	}
	_, ok := mutant.Find("nobody")
	require.False(t, ok)
}

// A mutant is asked by people who have no other world than the one of a reset,
// and by mistake before that.
func TestMutantsAnswerBeforeTheFirstReset(t *testing.T) {
	for _, m := range mutant.All() {
		res := m.New().Do(protocol.Request{Op: protocol.List, User: "ada@contoso.example"})
		require.Equal(t, 404, res.Status, m.ID)
	}
}

// Two mutants of the same kind have nothing in common, and each forgets what was
// before a reset.
func TestMutantsForget(t *testing.T) {
	m, ok := mutant.Find("old-code-works")
	require.True(t, ok)
	s := m.New()
	world := &protocol.Tenant{
		Policy: model.DefaultPolicy(model.Current),
		Users:  []protocol.User{{Name: "ada", ID: protocol.UserID("ada")}},
	}
	world.Policy.Enabled = true
	signIn := protocol.Request{Op: protocol.SignIn, User: "ada@contoso.example"}
	create := protocol.Request{Op: protocol.Create, User: "ada@contoso.example", Body: protocol.NewJSON("{}")}

	s.Do(protocol.Request{Op: protocol.Reset, Tenant: world})
	first := s.Do(create)
	signIn.Code = codeOf(t, first)
	s.Do(create)
	require.Equal(t, "accepted", s.Do(signIn).Result)

	s.Do(protocol.Request{Op: protocol.Reset, Tenant: world})
	s.Do(create) // has the code of the first, since every case is drawn alike
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
	var fail, free, wrongCodes int
	for _, m := range mutant.All() {
		switch {
		case m.Unspecified:
			free++
		case m.Rule == model.SigninCode && m.ID != "wrong-code-is-no-pass":
			wrongCodes++
			fallthrough
		default:
			fail++
		}
	}
	require.Contains(t, string(readme), fmt.Sprintf(
		"holds %d subjects that are the reference model with one fault each: %d that have to fail, and %d that differ", fail+free, fail, free))
	require.Contains(t, string(readme), fmt.Sprintf("%d of the first accept wrong codes", wrongCodes))
}
