package wire_test

import (
	"fmt"

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
