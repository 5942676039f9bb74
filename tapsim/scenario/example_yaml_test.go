package scenario_test

import (
	"fmt"

	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Files of your own are read as strictly as scenarios. A struct has the keys, and the
// caller reads each Value as the kind that it expects.
func ExampleReadYAML() {
	type reminder struct {
		To   scenario.Value `yaml:"to,required"`
		How  scenario.Value `yaml:"how"`
		Text scenario.Value `yaml:"text"`
	}
	err := scenario.ReadYAML("reminders.yaml", []byte(`
- to: ada
  how: mail
  text: |
    Your pass ends soon.
- {to: bob, how: letters, txt: Hello}
- {to: me}
- how: mail
`), func(v scenario.Value) {
		v.Each("a reminder", func(item scenario.Value) {
			var r reminder
			if !item.Fields("a reminder", &r) {
				return
			}
			to, _ := r.To.Line()
			how, _ := r.How.Word([]string{"mail", "letter"})
			text, _ := r.Text.Text()
			fmt.Printf("line %d: %s by %q: %q %t\n", item.Pos().Line, to, how, text, r.Text.There())
			if to == "me" {
				r.To.Wrong("write a name", "a reminder is for others")
			}
			r.How.As("the way").Word([]string{"mail"})
		})
	})
	fmt.Println(err)
	// Output:
	// line 2: ada by "mail": "Your pass ends soon.\n" true
	// line 7: me by "": "" false
	// reminders.yaml:6:27: a reminder has no key "txt"
	//    6 | - {to: bob, how: letters, txt: Hello}
	//      |                           ^
	// hint: did you mean text?
	//
	// reminders.yaml:7:8: a reminder is for others
	//    7 | - {to: me}
	//      |        ^
	// hint: write a name
	//
	// reminders.yaml:8:3: a reminder lacks to
	//    8 | - how: mail
	//      |   ^
}

// The same structs are used to write a mapping.
func ExampleTexts() {
	for key, text := range scenario.Texts(scenario.SignInKeys[string]{User: "ada", Code: `"12345678"`}) {
		fmt.Printf("%s: %s\n", key, text)
	}
	// Output:
	// user: ada
	// code: "12345678"
}

// The structs also give the kind of a property's value.
func ExamplePropertyKind() {
	fmt.Println(scenario.PropertyKind(protocol.UpdatePolicy, "includeTargets"))
	fmt.Println(scenario.PropertyKind(protocol.Create, "lifetimeInMinutes"))
	fmt.Printf("%q\n", scenario.PropertyKind(protocol.Create, "colour"))
	// Output:
	// targets
	// number
	// ""
}
