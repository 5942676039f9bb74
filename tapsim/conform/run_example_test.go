package conform_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// mine are two scenarios. A forgetful subject fails the first one.
func mine() []*scenario.Scenario {
	var all []*scenario.Scenario
	for _, text := range []string{`
id: mine/twice
title: A one-time pass signs in once
rules: [signin-used]
users: [ada]
steps:
  - create: {user: ada, isUsableOnce: true}
    as: p
  - signIn: {user: ada, pass: p}
  - signIn: {user: ada, pass: p}
    want: {result: refused, reason: OneTimeUsed}
`, `
id: mine/none
title: Nobody signs in without a pass
rules: [signin-none]
users: [ada]
steps:
  - signIn: {user: ada, code: au-mAh&X}
    want: {result: refused}
`} {
		s, err := scenario.Parse("mine.yaml", []byte(text))
		if err != nil {
			panic(err)
		}
		all = append(all, s)
	}
	return all
}

// One scenario, and what differs in it.
func ExampleCompare() {
	c := conform.Compare(context.Background(), mine()[0], transport.InProcess(&forgetful{}))
	fmt.Println(c.Verdict, c.Broken(), c.Unrun(), len(c.Steps), "steps asked")
	for _, d := range c.Differences {
		want, got := d.Sides(sentences.Options{})
		fmt.Println(d.Rule, "says", want+", the subject", got)
		fmt.Print(c.Text(d, sentences.Options{}, "  "))
	}
	// Output:
	// fail false false 3 steps asked
	// signin-used says refused, OneTimeUsed, the subject accepted
	//   mine/twice  A one-time pass signs in once
	//   mine.yaml:10:5: step 3 of 3, at 2026-01-01T00:00:00Z
	//       signIn ada with the code of p
	//     answer
	//       expected refused, OneTimeUsed
	//       got      accepted
	//     before that
	//       2026-01-01T00:00:00Z  create ada {"isUsableOnce":true} as p: 201, create-accepted
	//       2026-01-01T00:00:00Z  signIn ada with the code of p: accepted, signin-accepted
}

// crashing is an implementation that crashes at a sign-in.
type crashing struct{}

func (crashing) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	if r.Op == protocol.SignIn {
		return protocol.Response{}, &transport.SubjectError{Kind: transport.Crashed, Text: "the subject ended", Stderr: "panic: out of codes"}
	}
	return protocol.Response{Status: 204}, nil
}

// A subject that breaks does not pass, also after right answers.
func ExampleCase_BrokenAt() {
	c := conform.Compare(context.Background(), mine()[1], crashing{})
	fmt.Println(c.Verdict, c.Broken())
	fmt.Println(c.Why)
	fmt.Print(c.BrokenAt(sentences.Options{}))
	fmt.Print(sentences.Options{}.Stderr(c.Stderr))
	// Output:
	// crash true
	// the subject ended
	//   in mine/none at step 1 of 1, at 2026-01-01T00:00:00Z
	//     signIn ada with the code ••••••••
	//   it said on stderr
	//     | panic: out of codes
}

// revealing is an implementation that shows the code of a pass again.
type revealing struct {
	protocol.Reference
	made protocol.JSON
}

func (s *revealing) Do(r protocol.Request) protocol.Response {
	res := s.Reference.Do(r)
	switch r.Op {
	case protocol.Create:
		s.made = res.Body
	case protocol.Get:
		res.Body = s.made
	}
	return res
}

// A difference in a code does not show the code. Reveal does.
func ExampleDifference_Reveal() {
	s, err := scenario.Parse("code.yaml", []byte(`
id: mine/code
title: A get has no code
rules: [pass-code-once]
users: [ada]
steps:
  - create: {user: ada}
    as: p
  - get: {user: ada, pass: p}
    want: {temporaryAccessPass: null}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	c := conform.Compare(context.Background(), s, transport.InProcess(&revealing{}))
	d := c.Differences[0]
	fmt.Print(d.Text(sentences.Options{}, ""))
	d = d.Reveal()
	fmt.Print(d.Text(sentences.Options{}, ""))
	// Output:
	// temporaryAccessPass
	//   expected null
	//   got      a code
	// temporaryAccessPass
	//   expected null
	//   got      "kY5tz+#$"
}

// Many scenarios, each with its verdict. The function gets each case when it is over, and
// Judge makes the report of the run.
func ExampleWatch() {
	source := func() transport.Subject { return transport.InProcess(&forgetful{}) }
	cases, subject := conform.Watch(context.Background(), mine(), source, 1, func(c *conform.Case) {
		fmt.Println(c.Scenario.ID, c.Verdict)
	})

	j := conform.Judge(cases, subject, conform.Options{})
	for _, v := range conform.Verdicts()[:2] {
		fmt.Println(v, j.Count(v))
	}
	fmt.Println(j.Passed(), j.Unrun())
	// Output:
	// mine/twice fail
	// mine/none pass
	// pass 1
	// fail 1
	// false 0
}

// A known difference does not fail a run. When the subject no longer differs, the entry
// is stale, and fails the run.
func ExampleJudge() {
	source := func() transport.Subject { return transport.InProcess(&forgetful{}) }
	cases, subject := conform.Run(context.Background(), mine(), source, 2)
	j := conform.Judge(cases, subject, conform.Options{})
	var known []conform.KnownDifference
	for i := range j.Cases {
		known = append(known, j.Cases[i].KnownDifferences()...)
	}
	var list strings.Builder
	if err := conform.WriteKnownDifferences(&list, known); err != nil {
		fmt.Println(err)
	}
	fmt.Print(list.String())

	// The user writes the reason.
	text := strings.ReplaceAll(list.String(), conform.Unexplained, "we know: ")
	known, err := conform.ReadKnownDifferences("known.yaml", []byte(text))
	if err != nil {
		fmt.Println(err)
	}
	j = conform.Judge(cases, subject, conform.Options{Expected: known})
	fmt.Println(known[0].RuleID(), j.Passed())

	cases, subject = conform.Run(context.Background(), mine(), func() transport.Subject { return transport.InProcess(&protocol.Reference{}) }, 1)
	j = conform.Judge(cases, subject, conform.Options{Expected: known})
	fmt.Println(j.Passed(), j.Stale[0].Text)
	// Output:
	// # Known differences, and why each is accepted; for tapsim conform --expect.
	// - scenario: mine/twice
	//   rule: signin-used
	//   verdict: fail
	//   reason: "unexplained: answer: want refused, OneTimeUsed, got accepted"
	// signin-used true
	// false mine/twice passes: remove the entry, so that a later failure is reported
}

// A result is described with the same words in every report.
func ExampleResult_Text() {
	source := func() transport.Subject { return transport.InProcess(&forgetful{}) }
	cases, subject := conform.Run(context.Background(), mine()[:1], source, 1)
	j := conform.Judge(cases, subject, conform.Options{})
	fmt.Print(j.Cases[0].Text(sentences.Options{}))
	// Output:
	// fail  signin-used: A spent one-time pass signs nobody in.
	//   observed
	//   EntraID-ErrorCodes: Microsoft's error lookup as read in August 2023 <https://github.com/f-bader/EntraID-ErrorCodes>
	//   azvise.com: a used pass blocked by policy, February 2023 <https://azvise.com/2023/02/21/temporary-access-pass-sign-in-was-blocked-due-to-user-credential-policy/>
	//   Configure a Temporary Access Pass <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass>
	//   mine/twice  A one-time pass signs in once
	//   mine.yaml:10:5: step 3 of 3, at 2026-01-01T00:00:00Z
	//       signIn ada with the code of p
	//     answer
	//       expected refused, OneTimeUsed
	//       got      accepted
	//     before that
	//       2026-01-01T00:00:00Z  create ada {"isUsableOnce":true} as p: 201, create-accepted
	//       2026-01-01T00:00:00Z  signIn ada with the code of p: accepted, signin-accepted
}

// A runner of your own runs one scenario, and asks whether the subject still runs.
func ExamplePut() {
	subject := transport.InProcess(&forgetful{})
	announced, err := transport.CapabilitiesOf(context.Background(), subject)
	fmt.Println(announced, conform.Lacks(announced, mine()[0]) == "", err)

	c := conform.Put(context.Background(), mine()[0], subject)
	fmt.Println(c.Verdict, conform.Worst(c.Differences).Rule)
	fmt.Println(conform.Finish(context.Background(), mine()[0], subject))

	broken := c.BrokenBy(&transport.SubjectError{Kind: transport.Crashed, Text: "reset: it ended"})
	fmt.Println(broken.Verdict, broken.Earlier())
	// Output:
	// <nil> true <nil>
	// fail signin-used
	// <nil>
	// crash after its last answer: it ended
}
