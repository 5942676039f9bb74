package wire_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

// What a create may set, and what the policy has.
func ExampleSettable() {
	fmt.Println(wire.Names(wire.Settable(wire.PassProperties())))
	for _, p := range wire.PolicyProperties() {
		if p.Kind == wire.Number {
			fmt.Println(p.Name)
		}
	}
	// Output:
	// [startDateTime lifetimeInMinutes isUsableOnce]
	// defaultLifetimeInMinutes
	// defaultLength
	// minimumLifetimeInMinutes
	// maximumLifetimeInMinutes
}

// A pass among the authentication methods of its user.
func ExampleAppendMethods() {
	context := wire.V1.MethodsContext("ada@contoso.example")
	pass := model.View{ID: model.ID{1}, Lifetime: 60, Reason: model.Expired}
	fmt.Printf("%s\n", wire.AppendMethods(nil, model.View{}, false, context))
	fmt.Println(len(wire.AppendMethods(nil, pass, true, context)) > len(wire.AppendList(nil, pass, true, wire.Annotations{Context: context})), "since the item has a type")
	fmt.Println(wire.V1.MethodEntityContext("ada@contoso.example"))
	// Output:
	// {"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('ada%40contoso.example')/authentication/methods","value":[]}
	// true since the item has a type
	// https://graph.microsoft.com/v1.0/$metadata#users('ada%40contoso.example')/authentication/methods/$entity
}

func ExampleKindOf() {
	fmt.Println(wire.KindOf("createdDateTime") == wire.Instant, wire.KindOf("lastName"))
	// Output: true 0
}
