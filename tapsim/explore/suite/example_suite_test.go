package suite_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

func ExampleMake() {
	s, err := suite.Make(context.Background(), "complete", model.Current, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Size())
	for c := range s.Cases() {
		if c.ID == "complete/current-000123" {
			bare, _ := c.Bare()
			fmt.Println(bare.Title)
			whole, _ := c.Scenario()
			fmt.Print(string(write.Text(whole)))
			break
		}
	}
	// Output:
	// 17379 109641
	// From the beginning: create one-time start now + 1m0s; policy off; policy on; list
	// id: complete/current-000123
	// title: "From the beginning: create one-time start now + 1m0s; policy off; policy on; list"
	// rules: [create-accepted, list-one, policy-update]
	// users: [ada]
	// steps:
	//   - create: {user: ada, isUsableOnce: true, startDateTime: +1m}
	//     as: p
	//     want: {status: 201, startDateTime: +1m, isUsableOnce: true, methodUsabilityReason: NotYetValid, rule: create-accepted}
	//   - updatePolicy: {state: disabled}
	//     want: {status: 204, rule: policy-update}
	//   - updatePolicy: {state: enabled}
	//     want: {status: 204, rule: policy-update}
	//   - list: {user: ada}
	//     want: {status: 200, count: 1, startDateTime: p.start, isUsableOnce: true, methodUsabilityReason: NotYetValid, rule: list-one}
}

func ExampleNames() {
	fmt.Println(suite.Names())
	// Output: [regions values complete]
}
