package conform

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

func mutantCalled(t *testing.T, name string) protocol.Subject {
	m, ok := mutant.Find(name)
	require.True(t, ok, name)
	return m.New()
}

// parsed is a scenario with these steps, in a tenant with the user ada.
func parsed(t *testing.T, steps string) *scenario.Scenario {
	s, err := scenario.Parse("test.yaml", []byte("id: test/reading\ntitle: What a body means\nrules: [policy-update]\nusers: [ada]\nsteps:\n"+steps))
	require.NoError(t, err)
	return s
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

// Each of these mutants reads a body in a way that no source forbids. That is one
// deviation, by the rule that leaves it open. The case goes on, and a fault after it still
// fails.
func TestAReadingIsADeviationAndTheCaseGoesOn(t *testing.T) {
	const spent = `
  - updatePolicy: {state: enabled, excludeTargets: [], isUsableOnce: false, defaultLength: 8}
  - create: {user: ada, isUsableOnce: true}
    as: q
  - list: {user: ada}
  - get: {user: ada, pass: q}
  - signIn: {user: ada, pass: q}
  - refresh: {user: ada, pass: q}
  - signIn: {user: ada, pass: q}
    want: {result: refused}
`
	for _, c := range []struct {
		mutant string
		steps  string
		rule   model.Rule
		shows  int // the step in which it shows
	}{
		{"type-not-needed", `
  - updatePolicy: {body: {isUsableOnce: true, defaultLength: 12}}
  - create: {user: ada}
    as: p`, model.PolicyType, 2},
		{"type-not-needed", `
  - updatePolicy: {body: {maximumLifetimeInMinutes: 60}}
  - create: {user: ada, lifetimeInMinutes: 120}
    as: p
  - signIn: {user: ada, pass: p}
    want: {result: accepted}`, model.PolicyType, 2},
		{"type-not-needed", `
  - updatePolicy: {body: {defaultLength: 7}}`, model.PolicyType, 1},
		{"type-required", `
  - updatePolicy: {body: {state: disabled}}
  - create: {user: ada}
    want: {status: 400}
  - getPolicy: {}`, model.PolicyType, 1},
		{"type-required-to-switch", `
  - updatePolicy: {body: {state: disabled}}
  - create: {user: ada}
    want: {status: 400}`, model.PolicyType, 2},
		{"type-required-to-exclude", `
  - updatePolicy: {body: {excludeTargets: [{targetType: group, id: all_users}]}}
  - create: {user: ada}
    want: {status: 400}`, model.PolicyType, 2},
		{"dropped-types-checked", `
  - updatePolicy: {body: {isUsableOnce: 7}}
  - updatePolicy: {body: {defaultLength: 7}}`, model.PolicyType, 1},
		{"dropped-values-checked", `
  - updatePolicy: {body: {defaultLength: 7, state: disabled}}
  - updatePolicy: {body: {defaultLength: 9, state: disabled}}
  - create: {user: ada}
    want: {status: 400}`, model.PolicyType, 1},
		{"other-case-ignored", `
  - create: {user: ada, body: {IsUsableOnce: true}}
    as: p
  - signIn: {user: ada, pass: p}
  - signIn: {user: ada, pass: p}
    want: {result: refused}`, model.CreateCase, 1},
		{"case-counts", `
  - create: {user: ada, body: {IsUsableOnce: true}}
    as: p
  - signIn: {user: ada, pass: p}
  - get: {user: ada, pass: p}`, model.CreateCase, 1},
		{"policy-other-case-ignored", `
  - updatePolicy: {body: {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", DefaultLength: 12}}
  - create: {user: ada}`, model.PolicyUnknown, 2},
		{"policy-case-counts", `
  - updatePolicy: {body: {"@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration", State: disabled}}
  - create: {user: ada}
    want: {status: 400}`, model.PolicyUnknown, 1},
	} {
		t.Run(c.mutant, func(t *testing.T) {
			s := parsed(t, c.steps+spent)
			result := Compare(t.Context(), s, transport.InProcess(mutantCalled(t, c.mutant)))
			require.Equal(t, Deviates, result.Verdict, "%s %+v", result.Why, result.Differences)
			require.Len(t, result.Differences, 1, "%+v", result.Differences)
			require.Equal(t, []any{c.rule, c.shows}, []any{result.Differences[0].Rule, result.Differences[0].Step})
			require.Len(t, result.Steps, len(s.Steps), "the case goes on")

			result = Compare(t.Context(), s, transport.InProcess(faulty{mutantCalled(t, c.mutant)}))
			require.Equal(t, Fail, result.Verdict)
			require.Equal(t, model.SigninUsed, Worst(result.Differences).Rule, "%+v", result.Differences)
		})
	}
}

// No reading excuses a fault, also in a case with a body that readings differ about.
func TestAReadingExcusesNoFault(t *testing.T) {
	for _, c := range []struct {
		mutant, steps string
		rule          model.Rule
	}{
		{"any-code", `
  - updatePolicy: {body: {isUsableOnce: true}}
  - create: {user: ada, body: {LifetimeInMinutes: 60}}
  - signIn: {user: ada, code: never-issued}
    want: {result: refused}`, model.SigninCode},
		{"signs-in-while-disabled", `
  - create: {user: ada}
    as: p
  - updatePolicy: {body: {defaultLength: 12}}
  - updatePolicy: {state: disabled}
  - signIn: {user: ada, pass: p}
    want: {result: refused}`, model.SigninDisabled},
		{"once-by-default", `
  - updatePolicy: {body: {state: enabled}}
  - create: {user: ada, body: {LifetimeInMinutes: 60}}`, model.CreateOnceDefault},
	} {
		result := Compare(t.Context(), parsed(t, c.steps), transport.InProcess(mutantCalled(t, c.mutant)))
		require.Equal(t, Fail, result.Verdict, c.mutant)
		require.Equal(t, c.rule, Worst(result.Differences).Rule, "%s: %+v", c.mutant, result.Differences)
	}
}

// A spent pass has two published texts, and a subject may give either.
func TestASpentPassInEitherText(t *testing.T) {
	s := parsed(t, `
  - create: {user: ada, isUsableOnce: true}
    as: p
  - signIn: {user: ada, pass: p}
  - signIn: {user: ada, pass: p}
    want: {result: refused, rule: signin-used}
`)
	used, blocked := model.SigninUsed.Answer(), model.SigninDisabled.Answer()
	for _, c := range []struct {
		code, message string
		differ        string // names
	}{
		{used.Code, used.Message, ""},
		{blocked.Code, blocked.Message, ""},
		{"AADSTS130504", blocked.Message, "error.code"},
		{blocked.Code, "Used.", "error.message"},
		{"1", "2", "error.code error.message"},
	} {
		subject := &altered{answer: func(_ *protocol.Request, res *protocol.Response) {
			if res.Reason == "OneTimeUsed" {
				res.Error = protocol.Error{Code: c.code, Message: c.message}
			}
		}}
		result := Compare(t.Context(), s, transport.InProcess(subject))
		var names []string
		for _, d := range result.Differences {
			require.Equal(t, model.SigninUsed, d.Rule)
			require.Equal(t, Deviates, d.Weight)
			names = append(names, d.Name)
		}
		require.Equal(t, c.differ, strings.Join(names, " "))
		require.Equal(t, c.differ == "", result.Verdict == Passed)
	}
}

// A digitCodes is right, and its codes have digits only.
type digitCodes struct {
	protocol.Reference
	real map[string]model.Code
}

func (c *digitCodes) Do(r protocol.Request) protocol.Response {
	switch r.Op {
	case protocol.Reset:
		c.real = map[string]model.Code{}
	case protocol.SignIn:
		if r.Code = c.real[r.Code.Reveal()]; r.Code == (model.Code{}) {
			r.Code = model.NewCode("wrong")
		}
	}
	res := c.Reference.Do(r)
	if r.Op == protocol.Create && res.Accepted() {
		code := textOf(res.Body.Object()[codeProperty])
		digits := strconv.Itoa(10_000_000 + len(c.real))
		c.real[digits] = model.NewCode(code)
		res.Body = protocol.NewJSON(strings.Replace(string(res.Body.Reveal()), string(wire.JSON(code)), `"`+digits+`"`, 1))
	}
	return res
}

// A code of digits is the same in the other case, so it would be the right code. A wrong
// one is sent in its place.
func TestACodeWithoutLettersHasNoOtherCase(t *testing.T) {
	result := Compare(t.Context(), parsed(t, `
  - create: {user: ada}
    as: p
  - signIn: {user: ada, pass: p, alter: otherCase}
    want: {result: refused, rule: signin-code}
  - signIn: {user: ada, pass: p, alter: shorter}
    want: {result: refused, rule: signin-code}
  - signIn: {user: ada, pass: p, alter: longer}
    want: {result: refused, rule: signin-code}
  - signIn: {user: ada, pass: p}
`), transport.InProcess(&digitCodes{}))
	require.Equal(t, Passed, result.Verdict, "%+v", result.Differences)
}
