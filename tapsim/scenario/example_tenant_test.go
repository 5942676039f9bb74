package scenario_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A layer of one's own: a tenant becomes an engine, and Answer speaks for it, so that
// this layer says what all others say.
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

// A user for whom no id is given gets one by name, the same in every run.
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
	policy, err := scenario.ReadPolicy([]byte(`{"state": "enabled", "maximumLifetimeInMinutes": 90}`), model.DefaultPolicy(model.Current))
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
	// tokens[••••••••].kind: the kind of an actor cannot be "delegate": did you mean delegated?
}

// No typo passes for a default, and what is wrong is said in the words of JSON.
func ExampleReadJSON() {
	var advance struct {
		By string `json:"by"`
	}
	fmt.Println(scenario.ReadJSON([]byte(`{"by": "1h30m"}`), &advance), advance.By)
	fmt.Println(scenario.ReadJSON([]byte(`{"By": "1h30m"}`), &advance))
	fmt.Println(scenario.ReadJSON([]byte(`{"by": 90}`), &advance))
	fmt.Println(scenario.ReadJSON([]byte(`{"by": "1h"} {"by": "30m"}`), &advance))
	// Output:
	// <nil> 1h30m
	// the body has no member "By": did you mean by?
	// by takes text, not a number
	// the body goes on after its object: send one and no more
}

// What POST /_tapsim/reset takes: a tenant in short, and all that is wrong with one.
func ExampleReadReset() {
	reset, err := scenario.ReadReset([]byte(`{"now": "2026-01-05T08:00:00Z", "groups": ["staff"],
		"users": ["ada", {"name": "bob", "groups": ["staff"]}], "policy": {"excludeTargets": [{"group": "staff"}]}}`), nil)
	fmt.Println(reset.Now, reset.Tenant.Policy.Enabled, reset.Tenant.Users[1].UPN(), err)

	_, err = scenario.ReadReset([]byte(`{"groups": ["staff"], "users": ["Ada", {"name": "bob", "groups": ["stff"]}]}`), nil)
	fmt.Println(err)
	// Output:
	// 2026-01-05T08:00:00Z true bob@contoso.example <nil>
	// users[0]: the name of a user cannot be "Ada": lower case, digits and - only, a letter first
	// users[1].groups[0]: no group "stff": did you mean staff?
}
