package report_test

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

// The scenarios of public reports are apart from the others about a rule.
func ExampleShow() {
	var all []*scenario.Scenario
	for _, id := range []string{"mine/late", "reports/late"} {
		all = append(all, &scenario.Scenario{
			ID: id, Title: "A pass is refused after its end", Rules: []model.Rule{model.SigninExpired},
			Description: "https://example.com/late.html, of January 2026.",
		})
	}
	fmt.Printf("%+v\n", report.Show(model.SigninExpired, all))
	fmt.Printf("%+v\n", report.Show(model.SigninEarly, all))
	// Output:
	// {Scenarios:[mine/late] Reports:[{ID:reports/late Title:A pass is refused after its end Source:https://example.com/late.html}]}
	// {Scenarios:[] Reports:[]}
}

func ExampleRuleText() {
	showing := report.RuleScenarios{
		Scenarios: []string{"mine/late"},
		Reports:   []report.Witness{{ID: "reports/late", Source: "https://example.com/late.html"}},
	}
	var b strings.Builder
	if err := report.RuleText(&b, model.SigninExpired.Entry(), showing, report.Options{}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(b.String())
	// Output:
	// signin-expired
	//   An expired pass signs nobody in.
	//
	//   evidence       observed
	//   decided        by model.Step
	//   source         Microsoft Entra error lookup, 130504
	//                  https://login.microsoftonline.com/error?code=130504
	//   source         Configure a Temporary Access Pass
	//                  https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass
	//   answer         refused, Expired
	//   code           AADSTS130504
	//   message        Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass.
	//   shown by       mine/late
	//   witnessed by   reports/late
	//                    https://example.com/late.html
}

func ExampleRulesText() {
	var b strings.Builder
	entries := []model.Entry{model.SigninExpired.Entry(), model.UsabilityEnd.Entry()}
	if err := report.RulesText(&b, entries, report.Options{}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(b.String())
	// Output:
	// signin-expired            observed               An expired pass signs nobody in.
	// usability-end             chosen, unspecified    At the very instant at which the lifetime is over the pass has expired.
}

// A disputed rule has what each source says below it.
func ExampleDisputedText() {
	var b strings.Builder
	if err := report.DisputedText(&b, []model.Entry{model.SigninUsed.Entry()}, report.Options{}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(b.String())
	// Output:
	// signin-used  observed
	//   A spent one-time pass signs nobody in.
	//   - A spent pass has a code and a text of its own, AADSTS130505. The project answers so.
	//     EntraID-ErrorCodes: Microsoft's error lookup as read in August 2023 <https://github.com/f-bader/EntraID-ErrorCodes>
	//   - The text for a spent pass is that of one that the policy blocks. Another implementation may give it.
	//     Configure a Temporary Access Pass <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass>
	//
	// Have you seen the real service answer one of these? Please tell the project: the request, the answer, and the date.
}

func ExampleRulesJSON() {
	var b strings.Builder
	showing := func(model.Rule) report.RuleScenarios { return report.RuleScenarios{Scenarios: []string{"mine/late"}} }
	if err := report.RulesJSON(&b, []model.Entry{model.UsabilityEnd.Entry()}, showing); err != nil {
		fmt.Println(err)
	}
	fmt.Print(b.String())
	// Output:
	// {"id":"usability-end","text":"At the very instant at which the lifetime is over the pass has expired.","standing":"chosen","free":true,"by":"machine","sources":[],"disputed":[],"witnesses":[],"answer":null,"scenarios":["mine/late"],"reports":[]}
}

// A build can demand a coverage of its scenarios, too.
func ExampleCoverageText() {
	coverage := report.Cover(late())
	if coverage.Percent() < 90 {
		fmt.Println("too few rules are reached")
	}
	var b strings.Builder
	if err := report.CoverageText(&b, coverage, report.Options{}); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(b.String()) {
		if strings.Contains(line, "signin-expired") || strings.Contains(line, "signin-used") {
			fmt.Print(line)
		}
	}
	// Output:
	// too few rules are reached
	// missed   signin-used              A spent one-time pass signs nobody in.
	// reached  signin-expired             1  mine/late
}

func ExampleCoverageJSON() {
	var b strings.Builder
	if err := report.CoverageJSON(&b, report.Cover(late())); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(b.String()) {
		if strings.Contains(line, "signin-expired") || strings.Contains(line, "signin-used") {
			fmt.Print(line)
		}
	}
	// Output:
	// {"type":"rule","id":"signin-expired","reached":true,"scenarios":["mine/late"]}
	// {"type":"rule","id":"signin-used","reached":false,"scenarios":[]}
}

// A list of scenarios, as text and as lines of JSON.
func ExampleList() {
	var all []*scenario.Scenario
	for _, result := range late() {
		all = append(all, result.Scenario)
	}
	var b strings.Builder
	if err := report.List(&b, all, report.Options{}); err != nil {
		fmt.Println(err)
	}
	if err := report.ListJSON(&b, all); err != nil {
		fmt.Println(err)
	}
	fmt.Print(b.String())
	// Output:
	// mine/late  Ada signs in when her hour is over
	// {"type":"scenario","id":"mine/late","title":"Ada signs in when her hour is over","file":"late.yaml","steps":2,"rules":["signin-expired"]}
}

// The second step of a scenario, with what each pass will do next.
func ExampleExplain() {
	var b strings.Builder
	passed, err := report.Explain(&b, late()[0].Scenario, report.Options{})
	fmt.Println(passed, err)
	_, second, _ := strings.Cut(b.String(), "\n2  ")
	fmt.Print(second)
	// Output:
	// false <nil>
	// 2026-01-01T01:00:00Z  signIn ada with the code of p
	//    refused Expired, signin-expired: An expired pass signs nobody in.
	//    observed
	//    Microsoft Entra error lookup, 130504 <https://login.microsoftonline.com/error?code=130504>
	//    Configure a Temporary Access Pass <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass>
	//    shaped by usability-expired, usability-end (chosen, unspecified)
	//    AADSTS130504 Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass.
	//      late.yaml:11:20: result
	//        want "accepted"
	//        got  "refused"
	//    next: nothing, unless a request changes it
	//
	// Not as the scenario says.
}

// A build server reads JUnit. Count has the numbers of its first line.
func ExampleJUnit() {
	tally := report.Count(late())
	fmt.Println(tally.Passed, "passed,", tally.Failed, "failed, in", tally.Steps, "steps")

	var b strings.Builder
	if err := report.JUnit(&b, late(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	print(&b)
	// Output:
	// 0 passed, 1 failed, in 2 steps
	// <?xml version="1.0" encoding="UTF-8"?>
	// <testsuites name="tapsim" tests="1" failures="1">
	//   <testsuite name="mine" tests="1" failures="1">
	//     <properties>
	//       <property name="suite" value="2026.11-..."></property>
	//     </properties>
	//     <testcase classname="mine" name="late" file="late.yaml">
	//       <failure message="step 2: result: want &#34;accepted&#34;, got &#34;refused&#34;">late.yaml:9:5: step 2 of 2, at 2026-01-01T01:00:00Z&#xA;    signIn ada with the code of p&#xA;  late.yaml:11:20: result&#xA;    want &#34;accepted&#34;&#xA;    got  &#34;refused&#34;&#xA;  answered by signin-expired: An expired pass signs nobody in.&#xA;    observed&#xA;    Microsoft Entra error lookup, 130504 &lt;https://login.microsoftonline.com/error?code=130504&gt;&#xA;    Configure a Temporary Access Pass &lt;https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass&gt;&#xA;    shaped by usability-expired&#xA;  decided by usability-end: At the very instant at which the lifetime is over the pass has expired.&#xA;    chosen, unspecified: others may differ&#xA;  before that&#xA;    2026-01-01T00:00:00Z  create ada {&#34;lifetimeInMinutes&#34;:60} as p: 201, create-accepted&#xA;</failure>
	//     </testcase>
	//   </testsuite>
	// </testsuites>
}

// The transitions of a user's whole life that scenarios take, and those that they miss.
func ExampleTransitionsText() {
	var all []*scenario.Scenario
	for _, result := range late() {
		all = append(all, result.Scenario)
	}
	coverage, err := suite.Cover(context.Background(), explore.Reasons, all)
	if err != nil {
		fmt.Println(err)
		return
	}
	var b strings.Builder
	if err := report.TransitionsText(&b, coverage, report.Options{}); err != nil {
		fmt.Println(err)
	}
	lines := strings.Split(b.String(), "\n")
	fmt.Println(strings.Join(slices.Concat(lines[:3], lines[len(lines)-2:]), "\n"))
	// Output:
	// missed  no pass: create, create-accepted -> NotYetValid
	//         to meet it: create one-time start now + 1m0s
	//         it is in:   generated/current-reasons-02
	// edition current: 3 of 123 transitions taken, by reasons, 2.4 %
}

func ExampleTransitionsJSON() {
	var all []*scenario.Scenario
	for _, result := range late() {
		all = append(all, result.Scenario)
	}
	coverage, err := suite.Cover(context.Background(), explore.Reasons, all)
	if err != nil {
		fmt.Println(err)
		return
	}
	var b strings.Builder
	if err := report.TransitionsJSON(&b, coverage); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(b.String()) {
		if strings.Contains(line, `"taken":true`) || strings.Contains(line, "coverage") {
			fmt.Print(line)
		}
	}
	// Output:
	// {"type":"transition","edition":"current","before":"no pass","question":"create","rule":"create-accepted","after":"EnabledByPolicy","taken":true,"scenarios":["mine/late"]}
	// {"type":"transition","edition":"current","before":"EnabledByPolicy","question":"wait","after":"Expired","taken":true,"scenarios":["mine/late"]}
	// {"type":"transition","edition":"current","before":"Expired","question":"signIn current","rule":"signin-expired","after":"Expired","taken":true,"scenarios":["mine/late"]}
	// {"type":"coverage","edition":"current","level":"reasons","taken":3,"transitions":123,"percent":2.4390243902439024}
}
