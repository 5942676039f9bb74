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

// mine is two scenarios: a forgetful subject fails the first.
func mine() []*scenario.Scenario {
	var stories []*scenario.Scenario
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
		stories = append(stories, s)
	}
	return stories
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

// falling is an implementation that does not survive a wrong code.
type falling struct{}

func (falling) Do(_ context.Context, r protocol.Request) (protocol.Response, error) {
	if r.Op == protocol.SignIn {
		return protocol.Response{}, &transport.SubjectError{Kind: transport.Crashed, Text: "the subject ended", Stderr: "panic: out of codes"}
	}
	return protocol.Response{Status: 204}, nil
}

// A subject that breaks does not pass, whatever it said before.
func ExampleCase_BrokenAt() {
	c := conform.Compare(context.Background(), mine()[1], falling{})
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

// outspoken is an implementation that shows the code of a pass again.
type outspoken struct {
	protocol.Reference
	made protocol.JSON
}

func (o *outspoken) Do(r protocol.Request) protocol.Response {
	res := o.Reference.Do(r)
	switch r.Op {
	case protocol.Create:
		o.made = res.Body
	case protocol.Get:
		res.Body = o.made
	}
	return res
}

// Where a code is what differs, it is not shown until somebody wants to see it.
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
	c := conform.Compare(context.Background(), s, transport.InProcess(&outspoken{}))
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

// Many scenarios, each with its verdict. Whoever looks on hears of each when it is
// over, and the judge says what the run comes to.
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

// A shortcoming that is known and put up with fails no run, until it is none any
// more.
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

	// Somebody says why.
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
	// # What is known to differ, and why that is put up with; tapsim conform --expect.
	// - scenario: mine/twice
	//   rule: signin-used
	//   verdict: fail
	//   reason: "unexplained: answer: want refused, OneTimeUsed, got accepted"
	// signin-used true
	// false mine/twice passes: take the entry out, so that it stays so
}

// What differs in a case is told in the words of every report.
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

// A judge of your own puts one scenario, and hears whether the subject still lives.
func ExamplePut() {
	subject := transport.InProcess(&forgetful{})
	ability, err := transport.CapabilitiesOf(context.Background(), subject)
	fmt.Println(ability, conform.Lacks(ability, mine()[0]) == "", err)

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
