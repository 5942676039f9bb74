package form_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Durations are written as in Go, and also in days. They are whole ticks.
func ExampleParseDuration() {
	for _, text := range []string{"90m", "1d12h", "100ns", "50ns", "90"} {
		d, err := form.ParseDuration(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(text, "is", form.FormatDuration(d))
	}
	fmt.Println(form.FormatDuration(model.GreatestLifetime.Ticks()))
	// Output:
	// 90m is 1h30m
	// 1d12h is 1d12h
	// 100ns is 100ns
	// the duration 50ns is no whole number of ticks of 100 ns: durations are written like 90m, 1h30m, 30d or 100ns
	// the duration 90 lacks a unit: durations are written like 90m, 1h30m, 30d or 100ns
	// 30d
}

// Other tools can give the same hints as the format.
func ExampleNearest() {
	for _, word := range []string{"creat", "Delete", "banana"} {
		near, ok := form.Nearest(word, scenario.Keys()["step"])
		fmt.Println(word, ok, near)
	}
	// Output:
	// creat true create
	// Delete true delete
	// banana false
}

func ExampleIsPrincipal() {
	for _, name := range []string{"ada@contoso.example", "ada", "ada@", "ada@contoso@example"} {
		fmt.Println(name, form.IsPrincipal(name))
	}
	// Output:
	// ada@contoso.example true
	// ada false
	// ada@ false
	// ada@contoso@example false
}

// A service accepts the same names of roles and permissions as a scenario. Names that
// no rule uses are fine, if they do not look like a typo.
func ExampleIsRole() {
	for _, name := range []string{"Global Reader", "Globl Reader", "Helpdesk Lead", "a\x1b[31m"} {
		fmt.Println(form.IsRole(name))
	}
	for _, name := range []string{"Mail.Read", "UserAuthenticationMethod.Red", "Everything"} {
		fmt.Println(form.IsPermission(name))
	}
	fmt.Println(form.Fold("Ada@Contoso.Example"))
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

// A fault of a text is a value: the message, and the hint.
func ExampleFault() {
	_, id := form.GUID("the id of a user", "071cc716")
	for _, f := range []form.Fault{
		id,
		form.Text("a title", " "),
		form.Line("a role", " Reader"),
		form.Name("the name of a user", "Ada"),
		form.Principal("a userPrincipalName", "ada@"),
		form.Word("userType", "gest", form.UserTypes),
		form.Role("Globl Reader"),
		form.Permission("Everything"),
		form.Faultf(form.Suggest("wait", []string{"at", "advance"}), "no key %s", form.Quote("wait")),
	} {
		fmt.Println(f.Found(), f)
	}
	fmt.Println(form.Name("the name of a user", "ada").Found())
	// Output:
	// true the id of a user cannot be "071cc716": ids are written like 071cc716-8147-4397-a5ba-b2105951cc0b
	// true a title is empty
	// true a role takes one line, without blanks around it
	// true the name of a user cannot be "Ada": lower case, digits and - only, a letter first
	// true a userPrincipalName cannot be "ada@": one is written like adele@contoso.example
	// true userType cannot be "gest": did you mean guest?
	// true no role "Globl Reader": did you mean Global Reader?
	// true no permission "Everything": permissions are written like UserAuthenticationMethod.Read
	// true no key "wait": did you mean at?
	// false
}

// A message quotes a part of a text, on one line.
func ExampleClip() {
	fmt.Println(form.Clip("first\nsecond"))
	fmt.Println(len([]rune(form.Clip(string(make([]byte, 1000))))))
	// Output:
	// first second
	// 61
}

// A reader that shows the hint in its own place takes the message alone.
func ExampleDuration() {
	d, wrong := form.Duration("1d90m")
	fmt.Printf("%d %q\n", d, wrong)
	_, wrong = form.Duration("90")
	fmt.Println(wrong)
	// Output:
	// 918000000000 ""
	// the duration 90 lacks a unit
}
