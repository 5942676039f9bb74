package variant_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// tenant is an env with passes enabled and an operator as the caller.
func tenant() model.Env {
	env := model.Env{Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true
	return env
}

func ExampleFind() {
	v, _ := variant.Find("maximum-excluded")
	fmt.Printf("%s: %s\n", v.Rule, v.Text)

	eightHours := model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("secret"), Lifetime: new(model.Minutes(480))}
	_, right := model.Step(model.State{}, tenant(), eightHours)
	_, wrong := v.Step(model.State{}, tenant(), eightHours)
	fmt.Printf("%s, and not %s\n", right.Rule, wrong.Rule)
	// Output:
	// create-lifetime-range: you refuse a lifetime of exactly the policy's maximum
	// create-accepted, and not create-lifetime-range
}

// How many variants break each rule of a sign-in.
func ExampleAll() {
	count := map[model.Rule]int{}
	for _, v := range variant.All() {
		count[v.Rule]++
	}
	for _, rule := range []model.Rule{model.SigninCode, model.SigninSession, model.SigninWindow} {
		fmt.Println(rule, count[rule])
	}
	// Output:
	// signin-code 40
	// signin-session 7
	// signin-window 7
}

// A machine that accepts a one-time pass twice violates an invariant.
func ExampleInvariants() {
	v, _ := variant.Find("once-is-for-ever")
	env := tenant()
	before := model.State{ID: model.ID{1}, Code: model.NewCode("secret"), Lifetime: 60, Once: true}
	signIn := model.Command{Op: model.SignIn, Code: before.Code}
	after, out := v.Step(before, env, signIn)

	step := variant.Step{Before: before, Env: &env, Command: &signIn, After: after, Outcome: &out}
	for _, inv := range variant.Invariants() {
		if what := inv.Broken(v.Machine, &step); what != "" {
			fmt.Printf("%s: %s\n", inv.ID, what)
		}
	}
	// Output:
	// once-is-once: signin-accepted leaves the pass as good as new
}

func ExampleReference() {
	m := variant.Reference()
	_, out := m.Step(model.State{}, tenant(), model.Command{Op: model.List})
	fmt.Println(out.Rule)
	// Output: list-one
}
