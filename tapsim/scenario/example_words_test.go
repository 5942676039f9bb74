package scenario_test

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Durations are written as in Go, and with days. They are whole ticks.
func ExampleParseDuration() {
	for _, text := range []string{"90m", "1d12h", "100ns", "50ns", "90"} {
		d, err := scenario.ParseDuration(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(text, "is", scenario.FormatDuration(d))
	}
	fmt.Println(scenario.FormatDuration(model.GreatestLifetime.Ticks()))
	// Output:
	// 90m is 1h30m
	// 1d12h is 1d12h
	// 100ns is 100ns
	// the duration 50ns is no whole number of ticks of 100 ns: durations are written like 90m, 1h30m, 30d or 100ns
	// the duration 90 lacks a unit: durations are written like 90m, 1h30m, 30d or 100ns
	// 30d
}

// A tool of one's own can give the hints that the format gives.
func ExampleNearest() {
	for _, word := range []string{"creat", "Delete", "banana"} {
		near, ok := scenario.Nearest(word, scenario.Keys()["step"])
		fmt.Println(word, ok, near)
	}
	// Output:
	// creat true create
	// Delete true delete
	// banana false
}

// What an editor can offer: the keys of a mapping, and the words that a key takes.
func ExampleWords() {
	fmt.Println(scenario.Keys()["signIn"])
	words := scenario.Words()
	fmt.Println(words["edition"])
	fmt.Println(words["result"])
	fmt.Println(slices.Contains(words["settling"], "signin-early"))
	// Output:
	// [user pass code alter]
	// [current documented preview]
	// [accepted refused]
	// true
}

// A code that is nearly right is wrong.
func ExampleAlters() {
	for _, alter := range scenario.Alters() {
		fmt.Printf("%s %q\n", alter, alter.Text("au-mAh&X"))
	}
	// Output:
	// otherCase "AU-MaH&x"
	// shorter "au-mAh&"
	// longer "au-mAh&XA"
	// first "a"
	// spaced " au-mAh&X "
}

func ExampleIsPrincipal() {
	for _, name := range []string{"ada@contoso.example", "ada", "ada@", "ada@contoso@example"} {
		fmt.Println(name, scenario.IsPrincipal(name))
	}
	// Output:
	// ada@contoso.example true
	// ada false
	// ada@ false
	// ada@contoso@example false
}

// What a service takes for the name of a role or of a permission is what a scenario can
// say of it. Those that no rule speaks of are fine, as long as they are no typo.
func ExampleIsRole() {
	for _, name := range []string{"Global Reader", "Globl Reader", "Helpdesk Lead", "a\x1b[31m"} {
		fmt.Println(scenario.IsRole(name))
	}
	for _, name := range []string{"Mail.Read", "UserAuthenticationMethod.Red", "Everything"} {
		fmt.Println(scenario.IsPermission(name))
	}
	fmt.Println(scenario.Fold("Ada@Contoso.Example"))
	// Output:
	// true
	// false
	// true
	// false
	// true
	// false
	// false
	// ada@contoso.example
}
