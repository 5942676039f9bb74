package sentences_test

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// A rule is shown with its evidence.
func ExampleEvidence() {
	fmt.Print(sentences.Evidence(model.CreateGuest.Entry(), "  "))
	fmt.Print(sentences.Evidence(model.UsabilityEnd.Entry(), "  "))
	// Output:
	// documented
	//   Configure a Temporary Access Pass <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass>
	//   chosen, unspecified: others may differ
}

// The address of a source is not always known.
func ExampleCited() {
	fmt.Println(sentences.Cited(model.CreateGuest.Entry().Sources[0]))
	fmt.Println(sentences.Cited(model.Source{Title: "A script; its address was not kept"}))
	// Output:
	// Configure a Temporary Access Pass <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass>
	// A script; its address was not kept
}

// Where the lifetime is not the wanted one, the report shows the rules that decided it,
// and none about codes.
func ExampleDeciding() {
	env := model.Env{Policy: model.DefaultPolicy(model.Current)}
	env.Policy.Enabled = true
	create := model.Command{Op: model.Create, ID: model.ID{1}, Code: model.NewCode("au-mAh&X")}
	_, out := model.Step(model.State{}, env, create)
	fmt.Println(out.Contributing.Len() > 1)
	for rule := range sentences.Deciding("lifetimeInMinutes", out.Contributing).All() {
		fmt.Println(rule)
	}
	// Output:
	// true
	// create-lifetime-default
}

// A user has the name that the scenario uses.
func ExampleCalled() {
	s := &scenario.Scenario{Tenant: protocol.Tenant{Users: []protocol.User{{Name: "ada", ID: protocol.UserID("ada")}}}}
	for _, key := range []string{"ada@contoso.example", protocol.UserID("ada").String(), "me"} {
		fmt.Println(sentences.Called(s, key))
	}
	// Output:
	// ada
	// ada, by id,
	// me
}

// A terminal shows the text of a subject without obeying it, and up to a length.
func ExampleClip() {
	fmt.Println(sentences.Clean("\x1b]0;title\a passed"))
	fmt.Println(len(sentences.Clip(strings.Repeat("no ", 1000))))
	// Output:
	// �]0;title� passed
	// 303
}

// The last lines on stderr are the likeliest to say why a program failed.
func ExampleOptions_Stderr() {
	stderr := strings.Repeat("working\n", 19) + `sent {"temporaryAccessPass":"secret"}` + "\npanic: no such user\n"
	lines := strings.Split(sentences.Options{}.Stderr(stderr), "\n")
	fmt.Println(strings.Join(append(lines[:3], lines[len(lines)-3:]...), "\n"))
	// Output:
	// it said on stderr
	//     | (1 lines more)
	//     | working
	//     | sent {"temporaryAccessPass":"••••••••"}
	//     | panic: no such user
}

// A text has colours for a terminal, and codes if the options ask for them.
func ExampleOptions() {
	for _, o := range []sentences.Options{{}, {Color: true, Secrets: true}} {
		fmt.Printf("%q\n", o.Paint(sentences.Red, "FAIL")+" "+o.Own(`{"temporaryAccessPass":"au-mAh&X"}`))
	}
	// Output:
	// "FAIL {\"temporaryAccessPass\":\"••••••••\"}"
	// "\x1b[31mFAIL\x1b[0m {\"temporaryAccessPass\":\"au-mAh&X\"}"
}
