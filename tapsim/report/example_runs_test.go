package report_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/report"
	"github.com/tapsim/tap/tapsim/scenario"
)

// lenient is a subject that accepts every sign-in.
type lenient struct{ protocol.Reference }

func (*lenient) Capabilities(context.Context) (*protocol.Capabilities, error) {
	return &protocol.Capabilities{Name: "lenient", Version: "1.0", Language: "go", Editions: []string{"current"},
		Ops: []protocol.Op{protocol.Create, protocol.SignIn}}, nil
}

func (l *lenient) Do(r protocol.Request) protocol.Response {
	if res := l.Reference.Do(r); r.Op != protocol.SignIn {
		return res
	}
	return protocol.Response{Result: "accepted", SessionEnds: r.At.String()}
}

// lenientReport is the report of one scenario against that subject.
func lenientReport() *conform.Report {
	s, err := scenario.Parse("none.yaml", []byte(`
id: mine/none
title: Nobody signs in without a pass
rules: [signin-none]
users: [ada]
steps:
  - signIn: {user: ada, code: au-mAh&X}
    want: {result: refused}
`))
	if err != nil {
		panic(err)
	}
	source := func() transport.Subject { return transport.InProcess(&lenient{}) }
	cases, subject := conform.Run(context.Background(), []*scenario.Scenario{s}, source, 1)
	cases[0].Elapsed = time.Millisecond // the real time varies
	return conform.Judge(cases, subject, conform.Options{})
}

func ExampleConform() {
	var b strings.Builder
	if err := report.Conform(&b, lenientReport(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	print(&b)
	// Output:
	// lenient 1.0 (go), tested with the suite 2026.11-...
	//
	// fail  signin-none: There is no such user, or the user has no pass.
	//   observed
	//   provision-tomcat: a session renewed without its pass <https://github.com/wilddog64/provision-tomcat/blob/190d6382d82c8a712f66ba4a3756a64ea0b29e1c/docs/issues/2026-02-16-azure-sandbox-auth-failure-run-22049025221.md>
	//   shown by 1 scenario: mine/none
	//
	//   mine/none  Nobody signs in without a pass
	//   none.yaml:7:5: step 1 of 1, at 2026-01-01T00:00:00Z
	//       signIn ada with the code ••••••••
	//     answer
	//       expected refused, NoPass
	//       got      accepted
	//
	// pass 0, fail 1, deviation 0, skip 0, error 0, timeout 0, crash 0; nothing passed, which is no success
}

func ExampleConformJSON() {
	var b strings.Builder
	if err := report.ConformJSON(&b, lenientReport(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	print(&b)
	// Output:
	// {"type":"scenario","id":"mine/none","title":"Nobody signs in without a pass","file":"none.yaml","verdict":"fail","fails":true,"expected":false,"asked":1,"steps":1,"differences":[{"step":1,"line":7,"at":"2026-01-01T00:00:00Z","asked":"signIn ada with the code ••••••••","name":"answer","expected":"refused, NoPass","got":"accepted","weight":"fail","rule":"signin-none","standing":"observed","free":false,"sources":[{"title":"provision-tomcat: a session renewed without its pass","url":"https://github.com/wilddog64/provision-tomcat/blob/190d6382d82c8a712f66ba4a3756a64ea0b29e1c/docs/issues/2026-02-16-azure-sandbox-auth-failure-run-22049025221.md"}],"counts":"yes"}]}
	// {"type":"summary","suite":"2026.11-...","protocol":1,"implementation":{"name":"lenient","version":"1.0","language":"go"},"stories":1,"verdicts":{"crash":0,"deviation":0,"error":0,"fail":1,"pass":0,"skip":0,"timeout":0},"expected":0,"strict":false,"interrupted":false,"passed":false}
}

func ExampleConformJUnit() {
	var b strings.Builder
	if err := report.ConformJUnit(&b, lenientReport(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	print(&b)
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <testsuites name="tapsim conform" tests="2" failures="2" errors="0" skipped="0">
	//   <testsuite name="mine" tests="1" failures="1" errors="0" skipped="0" time="0.001">
	//     <properties>
	//       <property name="suite" value="2026.11-..."></property>
	//       <property name="subject" value="lenient 1.0 (go)"></property>
	//     </properties>
	//     <testcase classname="mine" name="none" file="none.yaml" time="0.001">
	//       <failure message="step 1: answer: expected refused, NoPass, got accepted (signin-none)">fail  signin-none: There is no such user, or the user has no pass.&#xA;  observed&#xA;  provision-tomcat: a session renewed without its pass &lt;https://github.com/wilddog64/provision-tomcat/blob/190d6382d82c8a712f66ba4a3756a64ea0b29e1c/docs/issues/2026-02-16-azure-sandbox-auth-failure-run-22049025221.md&gt;&#xA;  mine/none  Nobody signs in without a pass&#xA;  none.yaml:7:5: step 1 of 1, at 2026-01-01T00:00:00Z&#xA;      signIn ada with the code ••••••••&#xA;    answer&#xA;      expected refused, NoPass&#xA;      got      accepted&#xA;</failure>
	//     </testcase>
	//   </testsuite>
	//   <testsuite name="the run" tests="1" failures="1" errors="0" skipped="0">
	//     <properties>
	//       <property name="suite" value="2026.11-..."></property>
	//       <property name="subject" value="lenient 1.0 (go)"></property>
	//     </properties>
	//     <testcase classname="the run" name="is a success">
	//       <failure message="nothing passed, which is no success">nothing passed, which is no success&#xA;</failure>
	//     </testcase>
	//   </testsuite>
	// </testsuites>
}

// search is a short campaign against that subject.
func search() *report.Search {
	campaign := check.Campaign{Seed: 1, Runs: 3}
	found, err := campaign.Run(context.Background(), transport.InProcess(&lenient{}))
	if err != nil {
		panic(err)
	}
	found.Statistics.Elapsed = time.Second // the real time varies
	return &report.Search{Seed: 1, Finding: &found, File: "found.yaml"}
}

// The difference comes after the verdict, the subject and the counts.
func ExampleCheck() {
	var b strings.Builder
	if err := report.Check(&b, search(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	_, text, _ := strings.Cut(b.String(), "\n\n")
	text, _, _ = strings.Cut(text, "asked\n")
	fmt.Print(text)
	// Output:
	// fail  signin-none: There is no such user, or the user has no pass.
	//   observed
	//   provision-tomcat: a session renewed without its pass <https://github.com/wilddog64/provision-tomcat/blob/190d6382d82c8a712f66ba4a3756a64ea0b29e1c/docs/issues/2026-02-16-azure-sandbox-auth-failure-run-22049025221.md>
	//   answer
	//     expected refused, NoPass
	//     got      accepted
	//   shown by run 1, 1 of the 40 steps drawn
	//   written to found.yaml
}

// There is a line for each count between the first and the last.
func ExampleCheckJSON() {
	var b strings.Builder
	if err := report.CheckJSON(&b, search(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	first, _, _ := strings.Cut(b.String(), "\n")
	fmt.Println(first)
	fmt.Println(strings.Count(b.String(), `"of":"pair"`) > 10)
	// Output:
	// {"type":"counterexample","id":"check/signin-none-answer","title":"signin-none: signIn, where the answer is refused, NoPass by the reference and accepted by the subject","file":"found.yaml","run":1,"steps":1,"drawn":40,"verdict":"fail","name":"answer","expected":"refused, NoPass","got":"accepted","rule":"signin-none","again":true,"shortest":true,"story":""}
	// true
}

// The failure has all that Check writes.
func ExampleCheckJUnit() {
	var b strings.Builder
	if err := report.CheckJUnit(&b, search(), report.Options{}); err != nil {
		fmt.Println(err)
	}
	for line := range strings.Lines(b.String()) {
		if !strings.Contains(line, "propert") {
			begin, _, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "&#xA;")
			fmt.Println(begin)
		}
	}
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <testsuites name="tapsim check" tests="1" failures="1" errors="0" skipped="0" time="1.000">
	//   <testsuite name="random histories" tests="1" failures="1" errors="0" skipped="0" time="1.000">
	//     <testcase classname="tapsim.check" name="random histories of seed 1" file="found.yaml" time="1.000">
	//       <failure message="signin-none: signIn, where the answer is refused, NoPass by the reference and accepted by the subject">
	//     </testcase>
	//   </testsuite>
	// </testsuites>
}

// The progress of a campaign, in a full line and in a short one.
func ExamplePace() {
	campaign := check.Campaign{Seed: 1, Runs: 3, Steps: 20}
	campaign.Progress = func(s *check.Statistics) {
		s.Elapsed = time.Second
		pace, _, _ := strings.Cut(report.Pace(s), ";")
		fmt.Println(pace)
		brief, _, _ := strings.Cut(report.Brief(s), "/s")
		fmt.Println(brief)
	}
	if _, err := campaign.Run(context.Background(), transport.InProcess(&protocol.Reference{})); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 runs, 20 steps in 1s, 20 a second
	// 1 runs, 20 steps
	// 2 runs, 40 steps in 1s, 40 a second
	// 2 runs, 40 steps
	// 3 runs, 60 steps in 1s, 60 a second
	// 3 runs, 60 steps
}
