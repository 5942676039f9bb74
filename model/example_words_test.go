package model_test

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/model"
)

// A code prints as dots, unless a caller reveals it.
func ExampleCode() {
	code := model.NewCode("+drkzqAD")
	fmt.Println(code, code.Reveal())
	fmt.Println(code.Matches(model.NewCode("+drkzqAD")), code.Matches(model.NewCode("+DRKZQad")))

	// The zero code is no code, and matches nothing.
	var none model.Code
	fmt.Println(none.Matches(none))
	// Output:
	// •••••••• +drkzqAD
	// true false
	// false
}

// The names in a token become bits once, and the rules compare bits.
func ExampleScopesOf() {
	env := model.Env{
		Policy: model.DefaultPolicy(model.Current),
		User:   model.User{ID: model.ID{2}},
		Actor: model.Actor{
			Kind:   model.Delegated,
			User:   model.ID{1},
			Scopes: model.ScopesOf("UserAuthenticationMethod.ReadWrite.All", "Mail.Read"),
			Roles:  model.RolesOf("Global Reader"),
		},
	}
	_, out := model.Step(model.State{}, env, model.Command{Op: model.List})
	fmt.Println(out.Rule, out.Accepted())

	// The scope suffices for a create, but the role only reads.
	_, out = model.Step(model.State{}, env, model.Command{Op: model.Create, ID: model.ID{3}, Code: model.NewCode("+drkzqAD")})
	fmt.Println(out.Rule, out.Accepted())
	// Output:
	// list-one true
	// access-refused false
}

// These are the names that some rule uses. Any other role still counts as a role; any
// other scope grants nothing.
func ExampleRoleNames() {
	for _, name := range model.RoleNames() {
		if strings.HasSuffix(name, "Authentication Administrator") {
			fmt.Println(name)
		}
	}
	for _, name := range model.ScopeNames() {
		if strings.HasPrefix(name, "Policy.ReadWrite") {
			fmt.Println(name)
		}
	}
	fmt.Println(model.RolesOf("Teams Administrator") == model.OtherRole, model.ScopesOf("Mail.Read") == 0)
	// Output:
	// Authentication Administrator
	// Privileged Authentication Administrator
	// Policy.ReadWrite.AuthenticationMethod
	// true true
}

// The policy includes a group and excludes one of its members.
func ExamplePolicy_Includes() {
	group, _ := model.ParseID("D2C3F4A5-0000-4000-8000-000000000001")
	ada, _ := model.ParseID("071cc716-8147-4397-a5ba-b2105951cc0b")
	fmt.Println(group)

	policy := model.DefaultPolicy(model.Current)
	policy.Include = []model.Target{{Type: model.GroupTarget, ID: group}}
	policy.Exclude = []model.Target{{Type: model.UserTarget, ID: ada}}
	fmt.Println(policy.Includes(&model.User{ID: ada, Groups: []model.ID{group}}))
	fmt.Println(policy.Includes(&model.User{ID: model.ID{1}, Groups: []model.ID{group}}))
	fmt.Println(policy.Includes(&model.User{ID: model.ID{2}}))
	// Output:
	// d2c3f4a5-0000-4000-8000-000000000001
	// false
	// true
	// false
}

// An edition is the behaviour that the service had at some time.
func ExampleParseEdition() {
	for _, name := range model.Editions() {
		edition, _ := model.ParseEdition(name)
		fmt.Println(edition, model.DefaultPolicy(edition).Maximum)
	}
	_, err := model.ParseEdition("gated")
	fmt.Println(err)
	// Output:
	// current 480
	// documented 480
	// preview 1440
	// no edition "gated": it is called current now, and is the default
}

// Only a caller who asks for a user has a /me.
func ExampleActor_HasMe() {
	fmt.Println(model.Actor{Kind: model.Delegated}.HasMe(), model.Actor{Kind: model.Application}.HasMe(), model.Actor{}.HasMe())
	// Output: true false false
}
