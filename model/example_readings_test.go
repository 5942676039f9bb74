package model_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
)

// The same command at the very end of a pass, in each reading of the rule usability-end.
func ExampleReadings() {
	s := model.State{ID: idOf(1), Code: codeOf(1), Created: noon, Start: noon, Lifetime: 60}
	env := model.Env{Now: s.End(), Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true
	for _, env.Readings = range []model.Readings{0, model.EndIncluded} {
		_, out := model.Step(s, env, model.Command{Op: model.SignIn, Code: codeOf(1)})
		fmt.Printf("%q: %s\n", env.Readings, out.Rule)
	}
	for rule := range env.Readings.Rules().All() {
		fmt.Println("reads otherwise:", rule)
	}
	// Output:
	// "": signin-expired
	// "end-included": signin-accepted
	// reads otherwise: usability-end
}

func ExampleAllReadings() {
	for _, one := range model.AllReadings()[:3] {
		fmt.Println(one)
	}
	// Output:
	// end-included
	// expired-before-disabled
	// early-before-disabled
}

func ExampleReadings_Has() {
	both := model.EndIncluded | model.NoTolerance
	fmt.Println(both.Has(model.NoTolerance), both.Has(model.NearerLimit))
	// Output:
	// true false
}
