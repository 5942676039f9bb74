package protocol_test

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// The reference model refuses a name that the resource does not declare, and then reads
// that rule otherwise.
func ExampleReference_Read() {
	var r protocol.Reference
	r.Do(protocol.Request{Op: protocol.Reset, Tenant: &protocol.Tenant{
		Policy: enabled(), Users: []protocol.User{{Name: "ada", ID: model.ID{1}}},
	}})
	create := protocol.Request{Op: protocol.Create, User: "ada@contoso.example", Body: protocol.NewJSON(`{"note": "first day"}`)}
	res := r.Do(create)
	fmt.Println(res.Status, res.Rule)
	r.Read(protocol.Readings{Wire: wire.UnknownIgnored})
	res = r.Do(create)
	fmt.Println(res.Status, res.Rule)
	// Output:
	// 400 create-unknown
	// 201 create-accepted
}

func enabled() model.Policy {
	p := model.DefaultPolicy(model.Current)
	p.Enabled = true
	return p
}

func ExampleReadings_Rules() {
	both := protocol.Readings{Machine: model.EndIncluded}.With(protocol.Readings{Wire: wire.NullRefused})
	for rule := range both.Rules().All() {
		fmt.Println(rule)
	}
	// Output:
	// usability-end
	// create-null
}

func ExampleReadings_With() {
	set := protocol.Readings{Machine: model.EndIncluded}
	set = set.With(protocol.Readings{Machine: model.NoTolerance})
	fmt.Println(set.Machine)
	// Output:
	// end-included, no-tolerance
}

func ExampleReadings_Differ() {
	body := protocol.Request{Op: protocol.Create, Body: protocol.NewJSON(`{"lifetimeInMinutes": null}`)}
	var none protocol.Readings
	fmt.Println(none.Differ(protocol.Readings{Wire: wire.NullRefused}, &body))
	fmt.Println(none.Differ(protocol.Readings{Wire: wire.CaseRefused}, &body))
	// Output:
	// true
	// false
}

func ExampleAllReadings() {
	for _, one := range protocol.AllReadings()[:2] {
		fmt.Println(one.Machine)
	}
	// Output:
	// end-included
	// expired-before-disabled
}

func ExampleReadings_Has() {
	both := protocol.Readings{Machine: model.EndIncluded, Wire: wire.NullRefused}
	one := protocol.Readings{Wire: wire.NullRefused}
	fmt.Println(both.Has(one), one.Has(both))
	// Output:
	// true false
}

func ExampleReadings_Without() {
	both := protocol.Readings{Machine: model.EndIncluded, Wire: wire.NullRefused}
	fmt.Printf("%q %q\n", both.Machine, both.Without(protocol.Readings{Machine: model.EndIncluded}).Machine)
	// Output:
	// "end-included" ""
}
