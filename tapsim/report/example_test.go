package report_test

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

// late is the result of a scenario that fails.
func late() []scenario.Result {
	s, err := scenario.Parse("late.yaml", []byte(`
id: mine/late
title: Ada signs in when her hour is over
rules: [signin-expired]
users: [ada]
steps:
  - create: {user: ada, lifetimeInMinutes: 60}
    as: p
  - at: p.end
    signIn: {user: ada, pass: p}
    want: {result: accepted}
`))
	if err != nil {
		panic(err)
	}
	return []scenario.Result{scenario.Replay(s, &protocol.Reference{})}
}

// print prints a report with dots in the place of the hash of the scenarios: it changes
// with each scenario.
func print(report *strings.Builder) {
	month, _, _ := strings.Cut(scenarios.Version(), "-")
	fmt.Println(strings.ReplaceAll(report.String(), scenarios.Version(), month+"-..."))
}

func ExampleJSON() {
	var b strings.Builder
	if err := report.JSON(&b, late(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	print(&b)
	// Output:
	// {"type":"scenario","id":"mine/late","title":"Ada signs in when her hour is over","file":"late.yaml","passed":false,"steps":2,"rules":["time-format","pass-id","pass-code-once","pass-code-length","pass-code-alphabet","usability-expired","usability-enabled","usability-end","usability-case","create-accepted","create-once-default","create-start-default","signin-expired"],"failures":[{"step":2,"line":11,"column":20,"at":"2026-01-01T01:00:00Z","asked":"signIn ada with the code of p","name":"result","want":"\"accepted\"","got":"\"refused\"","rule":"signin-expired","standing":"observed","sources":[{"title":"Microsoft Entra error lookup, 130504","url":"https://login.microsoftonline.com/error?code=130504"},{"title":"Configure a Temporary Access Pass","url":"https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass"}],"also":["usability-expired","usability-end"]}]}
	// {"type":"summary","suite":"2026.11-...","passed":0,"failed":1,"steps":2}
}

func ExampleText() {
	var b strings.Builder
	if err := report.Text(&b, late(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	print(&b)
	// Output:
	// mine/  0 passed, 1 failed
	//   FAIL  late  Ada signs in when her hour is over
	//         late.yaml:9:5: step 2 of 2, at 2026-01-01T01:00:00Z
	//             signIn ada with the code of p
	//           late.yaml:11:20: result
	//             want "accepted"
	//             got  "refused"
	//           answered by signin-expired: An expired pass signs nobody in.
	//             observed
	//             Microsoft Entra error lookup, 130504 <https://login.microsoftonline.com/error?code=130504>
	//             Configure a Temporary Access Pass <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass>
	//             shaped by usability-expired
	//           decided by usability-end: At the very instant at which the lifetime is over the pass has expired.
	//             chosen, unspecified: others may differ
	//           before that
	//             2026-01-01T00:00:00Z  create ada {"lifetimeInMinutes":60} as p: 201, create-accepted
	// 0 passed, 1 failed; suite 2026.11-...
}

func ExampleCover() {
	c := report.Cover(late())
	fmt.Println(c.Reached, "of", len(c.Rules), "rules reached")
	// Output:
	// 13 of 86 rules reached
}
