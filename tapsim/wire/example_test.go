package wire_test

import (
	"fmt"

	"github.com/tapsim/tap/tapsim/wire"
)

// Every object that goes out says of what it is one. The user is named there as the
// request named them.
func ExampleVersion() {
	for _, version := range []wire.Version{wire.V1, wire.Beta} {
		fmt.Println(version.Metadata())
	}
	fmt.Println(wire.V1.PolicyContext())
	fmt.Println(wire.V1.PassEntityContext("Ada O'Hara@contoso.example"))
	// Output:
	// https://graph.microsoft.com/v1.0/$metadata#
	// https://graph.microsoft.com/beta/$metadata#
	// https://graph.microsoft.com/v1.0/$metadata#authenticationMethodConfigurations/$entity
	// https://graph.microsoft.com/v1.0/$metadata#users('Ada%20O%27Hara%40contoso.example')/authentication/temporaryAccessPassMethods/$entity
}

// Codes are full of < > and &, and are read by people.
func ExampleJSON() {
	fmt.Printf("%s\n", wire.JSON(map[string]string{"temporaryAccessPass": "<a&b>"}))
	// Output:
	// {"temporaryAccessPass":"<a&b>"}
}
