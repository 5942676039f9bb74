package conformtest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/conformtest"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/scenario"
)

// In a test of your own: func TestScenarios(t *testing.T).
func ExampleTest() {
	test := func(t *testing.T) {
		conformtest.Test(t, transport.InProcess(&forgetful{}))
	}
	_ = test
}

// A service is a subject, too, if it has the control routes; see the README.
func ExampleTest_service() {
	test := func(t *testing.T) {
		conformtest.Test(t, &transport.HTTP{URL: "http://127.0.0.1:8080"})
	}
	_ = test
}

// With Strict a deviation fails the test.
func ExampleTestWith() {
	test := func(t *testing.T) {
		conformtest.TestWith(t, conform.Options{Strict: true}, transport.InProcess(&forgetful{}))
	}
	_ = test
}

// Scenarios that were found by Check are run again.
func ExampleTest_regressions() {
	regressions := func(t *testing.T) {
		all, err := scenario.Load([]string{"testdata/scenarios"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		conformtest.Test(t, transport.InProcess(&forgetful{}), all...)
	}
	_ = regressions
}

// In a test of your own: func TestAtRandom(t *testing.T).
func ExampleCheck() {
	atRandom := func(t *testing.T) {
		conformtest.Check(t, func() transport.Subject { return transport.InProcess(&forgetful{}) })
	}
	_ = atRandom
}

// A printer is used in place of a *testing.T, and prints what it gets.
type printer struct{ testing.TB }

func (printer) Helper()                  {}
func (printer) Context() context.Context { return context.Background() }

func (printer) Logf(format string, args ...any) {
	// The hash of the scenarios is another one whenever a scenario changes.
	_, hash, _ := strings.Cut(scenarios.Version(), "-")
	fmt.Println(strings.ReplaceAll(fmt.Sprintf(format, args...), hash, "..."))
}

func (p printer) Fatal(why ...any) { p.Logf("%s", fmt.Sprint(why...)) }

// The output of a failing test. With its seed the same histories are drawn again.
func ExampleCheckWith() {
	var t printer // in a test of your own, its *testing.T
	conformtest.CheckWith(t, check.Campaign{Seed: 1}, func() transport.Subject { return transport.InProcess(&forgetful{}) })
	// Output:
	// random histories of seed 1, suite 2026.11-...
	// behaves nearly as if you let a one-time pass sign in more than once (signin-used, once-is-for-ever): accepts the same in 1 of 1 failure
	// to be sure, the subject was asked 1 more scenario
	// signin-used: signIn, where the answer is refused, OneTimeUsed by the reference and accepted by the subject
	//
	// fail  signin-used: A spent one-time pass signs nobody in.
	//   observed
	//   EntraID-ErrorCodes: Microsoft's error lookup as read in August 2023 <https://github.com/f-bader/EntraID-ErrorCodes>
	//   azvise.com: a used pass blocked by policy, February 2023 <https://azvise.com/2023/02/21/temporary-access-pass-sign-in-was-blocked-due-to-user-credential-policy/>
	//   Configure a Temporary Access Pass <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass>
	//   answer
	//     expected refused, OneTimeUsed
	//     got      accepted
	//   shown by run 32, 3 of the 40 steps drawn
	//
	// The scenario, to be saved:
	//
	// # Found in run 32 of seed 1, suite 2026.11-..., by
	// #   conformtest.CheckWith(t, check.Campaign{Seed: 1, Runs: 32}, newSubject)
	// id: check/signin-used-answer
	// title: "signin-used: signIn, where the answer is refused, OneTimeUsed by the reference and accepted by the subject"
	// rules: [signin-used]
	// policy: {isUsableOnce: true}
	// users: [ada]
	// steps:
	//   - create: {user: ada}
	//     as: p
	//     want: {status: 201, rule: create-accepted}
	//   - signIn: {user: ada, pass: p}
	//     want: {result: accepted, rule: signin-accepted}
	//   - signIn: {user: ada, pass: p}
	//     want: {result: refused, reason: OneTimeUsed, rule: signin-used}
}
