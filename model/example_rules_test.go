package model_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
)

// An answer names the rule that settled it and the rules that contributed. An empty
// create uses the defaults.
func ExampleOutcome_Rules() {
	env := model.Env{Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true
	create := model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("+drkzqAD")}
	_, out := model.Step(model.State{}, env, create)

	if out.Contributing.Has(model.CreateLifetimeDefault) {
		fmt.Println("no lifetime was given, so it is", out.View.Lifetime)
	}
	for rule := range out.Rules().All() {
		fmt.Println(rule)
	}
	// Output:
	// no lifetime was given, so it is 60
	// pass-code-once
	// usability-enabled
	// create-accepted
	// create-lifetime-default
	// create-once-default
	// create-start-default
}

// A test is about some rules. Which of them did it never reach?
func ExampleRules() {
	about := model.RulesOf(model.SigninNone, model.SigninCode, model.SigninUsed)

	var met model.Rules
	env := model.Env{Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true
	var s model.State
	for _, cmd := range []model.Command{
		{Op: model.SignIn, Code: model.NewCode("wrong")},
		{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("+drkzqAD")},
		{Op: model.SignIn, Code: model.NewCode("wrong")},
	} {
		var out model.Outcome
		s, out = model.Step(s, env, cmd)
		met = met.Union(out.Contributing).With(out.Rule)
	}
	never := about.Minus(met)
	fmt.Println(never.Len(), "of", about.Len())
	for rule := range never.All() {
		fmt.Println(rule)
	}
	// Output:
	// 1 of 3
	// signin-used
}

// The answer by a rule is known without running the machine.
func ExampleRule_Answer() {
	a := model.CreateStartPast.Answer()
	fmt.Println(a.Status, a.Code)
	fmt.Println(a.Message)

	// A sign-in is no call of Graph, so its refusal has no status, but a word.
	a = model.SigninExpired.Answer()
	fmt.Println(a.Status, a.Refusal)

	// A layer that looks users up itself needs no machine to refuse an unknown one.
	out := model.UserMissing.Outcome()
	fmt.Println(out.Rule, out.Accepted())
	// Output:
	// 400 badRequest
	// Invalid StartDateTime specified. It can not be a time in the past.
	// 0 Expired
	// user-missing false
}

// A policy update whose body is no JSON is refused by policy-unknown, in the words
// that create-malformed has for the body of a create.
func ExampleOutcome_Answer() {
	out := model.PolicyUnknown.Outcome()
	fmt.Println(out.Answer().Code)
	out.Contributing = model.RulesOf(model.CreateMalformed)
	fmt.Println(out.Answer().Code)
	// Output:
	// badRequest
	// BadRequest
}
