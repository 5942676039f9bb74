package protocol_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A layer of your own: a tenant becomes an engine, and Answer answers for it, so this
// layer gives the same answers as all others.
func ExampleAnswer() {
	tenant, err := protocol.ReadTenant([]byte(`{"policy": {"state": "enabled"}, "users": [{"userPrincipalName": "ada@contoso.example"}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	engine, err := tenant.Engine(tapsim.Config{
		Clock:  tapsim.NewVirtualClock(scenario.DefaultStart),
		Random: rand.NewChaCha8([32]byte{1}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	ada := tenant.Users[0].UPN()
	made := protocol.Answer(engine, protocol.Request{Op: protocol.Create, User: ada, Body: protocol.NewJSON(`{"isUsableOnce": true}`)})
	fmt.Println(made.Status, made.Body)

	// A print shows the code as dots. The client gets the body with the code in it.
	var pass struct {
		Code string `json:"temporaryAccessPass"`
	}
	if err := json.Unmarshal(made.Body.Reveal(), &pass); err != nil {
		fmt.Println(err)
	}
	signIn := protocol.Request{Op: protocol.SignIn, User: ada, Code: model.NewCode(pass.Code)}
	for range 2 {
		res := protocol.Answer(engine, signIn)
		fmt.Println(res.Accepted(), res.Rule)
	}
	// Output:
	// 201 {"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('ada%40contoso.example')/authentication/temporaryAccessPassMethods/$entity","@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod","id":"6ae6783f-4fbd-491b-aeb8-8b73a48ed247","temporaryAccessPass":"••••••••","createdDateTime":"2026-01-01T00:00:00Z","startDateTime":"2026-01-01T00:00:00Z","lifetimeInMinutes":60,"isUsableOnce":true,"isUsable":true,"methodUsabilityReason":"EnabledByPolicy"}
	// true signin-accepted
	// false signin-used
}

// A user without an id gets one from the name, the same in every run.
func ExampleUserID() {
	tenant, err := protocol.ReadTenant([]byte(`{"groups": [{"displayName": "staff"}],
		"users": [{"userPrincipalName": "ada@contoso.example", "groups": ["staff"]}]}`))
	fmt.Println(err)
	ada := tenant.Users[0]
	fmt.Println(ada.ID == protocol.UserID("ada"), ada.Groups[0] == protocol.GroupID("staff"))
	fmt.Println(ada.ID)
	// Output:
	// <nil>
	// true true
	// be114b86-ff6c-5661-88b1-e8351f0786c2
}

// A missing property of a policy keeps its value. A policy that no tenant can have is
// refused with the rule.
func ExampleReadPolicy() {
	policy, err := protocol.ReadPolicy([]byte(`{"state": "enabled", "maximumLifetimeInMinutes": 90}`), model.DefaultPolicy(model.Current))
	fmt.Println(policy.Enabled, policy.Minimum, policy.Default, policy.Maximum, err)

	_, err = protocol.ReadPolicy([]byte(`{"maximumLifetimeInMinutes": 30}`), policy)
	fmt.Println(err)
	// Output:
	// true 60 60 90 <nil>
	// the policy breaks the rule policy-order: In the policy that results, the default lifetime is neither below the minimum nor above the maximum. Nothing is adjusted to make it so.
}

// The actors of tokens. An operator, who may do everything, is nil.
func ExampleReadActors() {
	actors, err := protocol.ReadActors([]byte(`{
		"root": {"kind": "operator"},
		"t1": {"kind": "delegated", "user": "ada@contoso.example", "scopes": ["UserAuthenticationMethod.Read"]}}`))
	fmt.Println(actors["root"] == nil, actors["t1"].User, actors["t1"].Scopes, err)

	// A message never shows a token.
	_, err = protocol.ReadActors([]byte(`{"s3cret": {"kind": "delegate"}}`))
	fmt.Println(err)
	// Output:
	// true ada@contoso.example [UserAuthenticationMethod.Read] <nil>
	// tokens[••••••••].kind: the kind of an actor cannot be "delegate": did you mean delegated?
}

// A typo does not become a default, and the errors use the words of JSON.
func ExampleReadJSON() {
	var advance struct {
		By string `json:"by"`
	}
	fmt.Println(protocol.ReadJSON([]byte(`{"by": "1h30m"}`), &advance), advance.By)
	fmt.Println(protocol.ReadJSON([]byte(`{"By": "1h30m"}`), &advance))
	fmt.Println(protocol.ReadJSON([]byte(`{"by": 90}`), &advance))
	fmt.Println(protocol.ReadJSON([]byte(`{"by": "1h"} {"by": "30m"}`), &advance))
	// Output:
	// <nil> 1h30m
	// the body has no member "By": did you mean by?
	// by takes text, not a number
	// the body goes on after its object: send one and no more
}

// POST /_tapsim/reset takes a tenant in short form, and reports all errors in one.
func ExampleReadReset() {
	reset, err := protocol.ReadReset([]byte(`{"now": "2026-01-05T08:00:00Z", "groups": ["staff"],
		"users": ["ada", {"name": "bob", "groups": ["staff"]}], "policy": {"excludeTargets": [{"group": "staff"}]}}`), nil)
	fmt.Println(reset.Now, reset.Tenant.Policy.Enabled, reset.Tenant.Users[1].UPN(), err)

	_, err = protocol.ReadReset([]byte(`{"groups": ["staff"], "users": ["Ada", {"name": "bob", "groups": ["stff"]}]}`), nil)
	fmt.Println(err)
	// Output:
	// 2026-01-05T08:00:00Z true bob@contoso.example <nil>
	// users[0]: the name of a user cannot be "Ada": lower case, digits and - only, a letter first
	// users[1].groups[0]: no group "stff": did you mean staff?
}

// A code that is nearly right is wrong.
func ExampleAlters() {
	for _, alter := range protocol.Alters() {
		fmt.Printf("%s %q\n", alter, alter.Text("au-mAh&X"))
	}
	// Output:
	// otherCase "AU-MaH&x"
	// shorter "au-mAh&"
	// longer "au-mAh&XA"
	// first "a"
	// spaced " au-mAh&X "
}

// A state file is a tenant at its beginning.
func ExampleReadState() {
	tenant, err := protocol.ReadState("state.json", []byte(`{"now": "2026-01-05T08:00:00Z", "users": ["ada"]}`), model.Current)
	fmt.Println(tenant.Start, tenant.Users[0].UPN(), err)
	_, err = protocol.ReadState("state.json", []byte(`{"user": ["ada"]}`), model.Current)
	fmt.Println(err)
	// Output:
	// 2026-01-05T08:00:00Z ada@contoso.example <nil>
	// state.json: the tenant has no member "user": did you mean users?
}

// Some operations are calls of Microsoft Graph, for which a caller needs permission.
func ExampleOp_IsCall() {
	for _, op := range []protocol.Op{protocol.Create, protocol.GetPolicy, protocol.SignIn, protocol.UpdateUser} {
		fmt.Println(op, op.IsCall())
	}
	// Output:
	// create true
	// getPolicy true
	// signIn false
	// updateUser false
}

func ExampleIsToken() {
	fmt.Println(protocol.IsToken("s3cret"), protocol.IsToken("two words"), protocol.IsToken(""))
	// Output:
	// true false false
}

// A short description of an answer, and its body as an object.
func ExampleResponse_Brief() {
	var reference protocol.Reference
	res := reference.Do(protocol.Request{Op: protocol.GetPolicy})
	fmt.Println(res.Brief(), res.Body.Object()["maximumLifetimeInMinutes"])
	res = reference.Do(protocol.Request{Op: protocol.SignIn, User: "nobody@contoso.example"})
	fmt.Println(res.Brief())
	// Output:
	// 200 480
	// refused, NoPass
}
