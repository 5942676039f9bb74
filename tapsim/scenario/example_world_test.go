package scenario_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A face of one's own: a world becomes an engine, and Answer speaks for it, so that
// this face says what all others say.
func ExampleAnswer() {
	world, err := scenario.ReadWorld([]byte(`{"policy": {"state": "enabled"}, "users": [{"userPrincipalName": "ada@contoso.example"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := world.Engine(tapsim.Config{
		Clock:  tapsim.NewVirtualClock(scenario.DefaultStart),
		Random: rand.NewChaCha8([32]byte{1}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	ada := world.Users[0].UPN()
	made := scenario.Answer(engine, scenario.Request{Op: scenario.Create, User: ada, Body: scenario.NewJSON(`{"isUsableOnce": true}`)})
	fmt.Println(made.Status, made.Body)

	// Printed, the code is dots. The client is handed the body with the code in it.
	var pass struct {
		Code string `json:"temporaryAccessPass"`
	}
	if err := json.Unmarshal(made.Body.Reveal(), &pass); err != nil {
		fmt.Println(err)
	}
	signIn := scenario.Request{Op: scenario.SignIn, User: ada, Code: model.NewCode(pass.Code)}
	for range 2 {
		res := scenario.Answer(engine, signIn)
		fmt.Println(res.Accepted(), res.Rule)
	}
	// Output:
	// 201 {"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('ada%40contoso.example')/authentication/temporaryAccessPassMethods/$entity","@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","id":"6ae6783f-4fbd-491b-aeb8-8b73a48ed247","temporaryAccessPass":"••••••••","createdDateTime":"2026-01-01T00:00:00Z","startDateTime":"2026-01-01T00:00:00Z","lifetimeInMinutes":60,"isUsableOnce":true,"isUsable":true,"methodUsabilityReason":"EnabledByPolicy"}
	// true signin-accepted
	// false signin-used
}

// Whoever has no id in a story gets one by name, the same in every run.
func ExampleUserID() {
	world, err := scenario.ReadWorld([]byte(`{"groups": [{"displayName": "staff"}],
		"users": [{"userPrincipalName": "ada@contoso.example", "groups": ["staff"]}]}`))
	fmt.Println(err)
	ada := world.Users[0]
	fmt.Println(ada.ID == scenario.UserID("ada"), ada.Groups[0] == scenario.GroupID("staff"))
	fmt.Println(ada.ID)
	// Output:
	// <nil>
	// true true
	// be114b86-ff6c-5661-88b1-e8351f0786c2
}

// What a policy leaves out stays, and one that no tenant could have is refused with
// the rule that says so.
func ExampleReadPolicy() {
	policy, err := scenario.ReadPolicy([]byte(`{"state": "enabled", "maximumLifetimeInMinutes": 90}`), model.DefaultPolicy(model.Documented))
	fmt.Println(policy.Enabled, policy.Minimum, policy.Default, policy.Maximum, err)

	_, err = scenario.ReadPolicy([]byte(`{"maximumLifetimeInMinutes": 30}`), policy)
	fmt.Println(err)
	// Output:
	// true 60 60 90 <nil>
	// the policy breaks the rule policy-order: In the policy that results, the default lifetime is neither below the minimum nor above the maximum. Nothing is adjusted to make it so.
}

// Who stands behind a token. An operator, who may do everything, is nil.
func ExampleReadActors() {
	actors, err := scenario.ReadActors([]byte(`{
		"root": {"kind": "operator"},
		"t1": {"kind": "delegated", "user": "ada@contoso.example", "scopes": ["UserAuthenticationMethod.Read"]}}`))
	fmt.Println(actors["root"] == nil, actors["t1"].User, actors["t1"].Scopes, err)

	// A message never shows a token.
	_, err = scenario.ReadActors([]byte(`{"s3cret": {"kind": "delegate"}}`))
	fmt.Println(err)
	// Output:
	// true ada@contoso.example [UserAuthenticationMethod.Read] <nil>
	// one of the tokens: no kind "delegate" of actor: there are operator, delegated, application
}

// A slip passes for no default.
func ExampleReadJSON() {
	var advance struct {
		By string `json:"by"`
	}
	fmt.Println(scenario.ReadJSON([]byte(`{"by": "1h30m"}`), &advance), advance.By)
	fmt.Println(scenario.ReadJSON([]byte(`{"for": "1h30m"}`), &advance))
	fmt.Println(scenario.ReadJSON([]byte(`{"by": "1h"} {"by": "30m"}`), &advance))
	// Output:
	// <nil> 1h30m
	// the body: unknown field "for"
	// the body goes on after its object: send one and no more
}
