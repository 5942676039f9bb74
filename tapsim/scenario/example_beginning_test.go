package scenario_test

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A tenant is the part of a scenario with which it begins.
func ExampleParseTenant() {
	tenant, err := scenario.ParseTenant("tenant.yaml", []byte(`
start: 2026-01-05T08:00:00Z
policy: {maximumLifetimeInMinutes: 90}
users: [ada, {name: gus, userType: guest, userPrincipalName: gus@fabrikam.example}]
steps:
  - create: {user: ada}
    as: p
`), model.Current)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tenant.Start, tenant.Policy.Maximum, len(tenant.Steps))
	for _, user := range tenant.Users {
		fmt.Println(user.UPN(), user.Guest)
	}
	// Output:
	// 2026-01-05T08:00:00Z 90 1
	// ada@contoso.example false
	// gus@fabrikam.example true
}

// The tokens of a service, in the words of a scenario. Users have the names of the
// tenant.
func ExampleParseTokens() {
	users := []protocol.User{{Name: "ada"}}
	actors, err := scenario.ParseTokens("tokens.yaml", []byte(`
tokens:
  root: operator
  t1: {delegated: ada, scopes: [UserAuthenticationMethod.Read]}
  t2: {application: [UserAuthenticationMethod.ReadWrite.All]}
`), users)
	fmt.Println(err)
	fmt.Println(actors["root"] == nil, actors["t1"].User, actors["t2"].Permissions)

	// The line is not shown, because it has the token in it.
	_, err = scenario.ParseTokens("tokens.yaml", []byte("tokens:\n  s3cret: {delegated: adda}\n"), users)
	fmt.Println(err)
	// Output:
	// <nil>
	// true ada@contoso.example [UserAuthenticationMethod.ReadWrite.All]
	// tokens.yaml:2:23: no user "adda" at the start
	// hint: did you mean ada?
}

// "-" is a scenario from stdin; it can stand beside files and folders.
func ExampleLoad() {
	all, err := scenario.Load([]string{"-"}, strings.NewReader(`
id: test/early
title: A pass does not work before its start
rules: [signin-early]
users: [ada]
steps:
  - create: {user: ada, startDateTime: +30m}
    as: p
  - signIn: {user: ada, pass: p}
    want: {result: refused, reason: NotYetValid}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	step := all[0].Steps[1]
	fmt.Print(all[0].Excerpt(step.Wants[1].Pos))
	// Output:
	// 10 |     want: {result: refused, reason: NotYetValid}
	//      |                                     ^
}

// The reference model knows the next changes by time.
func ExampleReference_Ahead() {
	var subject protocol.Reference
	s, err := scenario.Parse("two.yaml", []byte(`
id: test/two
title: Ada has a pass now, and bob will have one
rules: [pass-single]
users: [ada, bob]
steps:
  - create: {user: ada}
  - create: {user: bob, startDateTime: +30m}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for range scenario.Play(s, &subject) {
	}
	for _, change := range subject.Ahead() {
		fmt.Println(change.At, change.Name, change.After)
	}
	// Output:
	// 2026-01-01T00:30:00Z bob@contoso.example EnabledByPolicy
	// 2026-01-01T01:00:00Z ada@contoso.example Expired
}

// Judge completes steps that were played one by one: a scenario also fails if no step
// reaches a rule that it is about.
func ExampleJudge() {
	s, err := scenario.Parse("used.yaml", []byte(`
id: test/used
title: The second sign-in is missing
rules: [signin-used]
users: [ada]
steps:
  - create: {user: ada, isUsableOnce: true}
    as: p
  - signIn: {user: ada, pass: p}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	result := scenario.Result{Scenario: s}
	for step := range scenario.Play(s, &protocol.Reference{}) {
		fmt.Println(step.Step.Op, step.Response.Rule, len(step.Failures))
		result.Steps = append(result.Steps, step)
	}
	result = scenario.Judge(result)
	for _, f := range result.Failures {
		fmt.Printf("line %d, %s: want %s, got: %s\n", f.Pos.Line, f.Name, f.Want, f.Got)
	}
	// Output:
	// create create-accepted 0
	// signIn signin-accepted 0
	// line 4, rules: want signin-used met by a step, got: no step meets it
}

// The wanted code and the actual code are dots, unless the caller reveals them. The
// reference model draws the same codes in every run.
func ExampleFailure_Reveal() {
	s, err := scenario.Parse("code.yaml", []byte(`
id: test/code
title: The code is known beforehand
rules: [create-accepted]
users: [ada]
steps:
  - create: {user: ada}
    want: {temporaryAccessPass: au-mAh&X}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	f := scenario.Replay(s, &protocol.Reference{}).Steps[0].Failures[0]
	fmt.Println(f.Name, f.Want, f.Got)
	f = f.Reveal()
	fmt.Println(f.Name, f.Want, f.Got)
	// Output:
	// temporaryAccessPass •••••••• ••••••••
	// temporaryAccessPass "au-mAh&X" "kY5tz+#$"
}

// The steps of a scenario, or of a tenant, run on a service of your own before its
// first request.
func ExampleTenant_Begin() {
	text := []byte("users: [ada]\nsteps: [{create: {user: ada}, as: p}]")
	tenant, err := scenario.ParseTenant("tenant.yaml", text, model.Current)
	if err != nil {
		panic(err)
	}
	var service protocol.Reference
	service.Do(protocol.Request{Op: protocol.Reset, At: scenario.DefaultStart, Tenant: &tenant.Tenant})
	fmt.Println(tenant.Begin(scenario.DefaultStart, &service))

	asked := &scenario.Scenario{Tenant: tenant.Tenant, Steps: tenant.Steps}
	asked.Steps[0].Wants = []scenario.Assertion{{Name: "status", Value: int64(400)}}
	fmt.Println(asked.Begin(scenario.DefaultStart, &service))
	// Output:
	// <nil>
	// line 2: the step create at the start: status: want 400, got 201
}
