package model_test

import (
	"fmt"
	"time"

	"github.com/tapsim/tap/model"
)

// A one-time pass is created and used twice. The second sign-in is refused, and the
// answer names the rule.
func ExampleStep() {
	env := model.Env{
		Now:    model.InstantOf(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)),
		Policy: model.DefaultPolicy(model.Current),
	}
	env.Policy.Enabled = true
	code := model.NewCode("+drkzqAD")

	s, out := model.Step(model.State{}, env, model.Command{Op: model.Create, ID: model.ID{1}, Code: code, Once: new(true)})
	fmt.Println(out.Rule, out.Accepted(), out.Code)

	s, out = model.Step(s, env, model.Command{Op: model.SignIn, Code: code})
	fmt.Println(out.Rule, out.SessionEnds, out.RegisterBy)

	_, out = model.Step(s, env, model.Command{Op: model.SignIn, Code: code})
	fmt.Println(out.Rule, out.Message("ada"))

	// Output:
	// create-accepted true ••••••••
	// signin-accepted 2026-01-05T10:00:00Z 2026-01-05T09:10:00Z
	// signin-used Your one-time Temporary Access Pass has been redeemed. Contact your admin to get a new pass.
}

// Nothing happens when a pass expires; only its view changes.
func ExampleState_View() {
	start := model.InstantOf(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
	s := model.State{ID: model.ID{1}, Created: start, Start: start, Lifetime: 60}
	env := model.Env{Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true

	for _, env.Now = range []model.Instant{start - 1, start, s.End() - 1, s.End()} {
		v, _ := s.View(env)
		fmt.Println(env.Now, v.Usable(), v.Reason)
	}
	// Output:
	// 2026-01-05T08:59:59.9999999Z false NotYetValid
	// 2026-01-05T09:00:00Z true EnabledByPolicy
	// 2026-01-05T09:59:59.9999999Z true EnabledByPolicy
	// 2026-01-05T10:00:00Z false Expired
}

// Next says how far the clock can move before the view changes.
func ExampleState_Next() {
	start := model.InstantOf(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
	s := model.State{ID: model.ID{1}, Created: start, Start: start.Add(30 * model.Minute), Lifetime: 60}
	env := model.Env{Now: start, Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true

	for {
		next, ok := s.Next(env)
		if !ok {
			break
		}
		env.Now = next
		v, _ := s.View(env)
		fmt.Println(next, v.Reason)
	}
	// Output:
	// 2026-01-05T09:30:00Z EnabledByPolicy
	// 2026-01-05T10:30:00Z Expired
}

// An update names what it changes. A resulting policy that contradicts itself is
// refused as a whole.
func ExampleStepPolicy() {
	p := model.DefaultPolicy(model.Current)

	p, out := model.StepPolicy(p, model.Env{}, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(true), Default: new(model.Minutes(120))})
	fmt.Println(out.Rule, p.Enabled, p.Minimum, p.Default, p.Maximum)

	p, out = model.StepPolicy(p, model.Env{}, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(false), Maximum: new(model.Minutes(90))})
	fmt.Println(out.Rule, p.Enabled, p.Minimum, p.Default, p.Maximum)

	// Output:
	// policy-update true 60 120 480
	// policy-order true 60 120 480
}

func ExampleCatalogue() {
	firm := 0
	for _, e := range model.Catalogue() {
		if e.Evidence != model.FromChoice {
			firm++
		}
	}
	fmt.Println(firm > len(model.Catalogue())/2)
	// Output: true
}

func ExampleParseRule() {
	r, ok := model.ParseRule("usability-end")
	e := r.Entry()
	fmt.Println(ok, e.Evidence, e.Unspecified, e.By)
	fmt.Println(e.Text)
	// Output:
	// true chosen true machine
	// At the very instant at which the lifetime is over the pass has expired.
}
