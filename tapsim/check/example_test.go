package check_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// forgetful is an implementation that does not remember that a one-time pass was used.
type forgetful struct{ protocol.Reference }

func (f *forgetful) Do(r protocol.Request) protocol.Response {
	res := f.Reference.Do(r)
	if r.Op == protocol.SignIn && res.Reason == "OneTimeUsed" {
		res = protocol.Response{Result: "accepted", SessionEnds: r.At.String()}
	}
	return res
}

// A campaign looks for a difference in random histories. It makes the shortest scenario
// that shows it.
func ExampleCampaign() {
	campaign := check.Campaign{Seed: 1}
	found, err := campaign.Run(context.Background(), transport.InProcess(&forgetful{}))
	if err != nil {
		panic(err)
	}
	text, err := write.Scenario(found.Difference.Scenario, "Found by chance.")
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s", text)
	// Output:
	// # Found by chance.
	// id: check/signin-used-answer
	// title: "signin-used: signIn, where the answer is refused, OneTimeUsed by the reference and accepted by the subject"
	// rules: [signin-used]
	// policy: {isUsableOnce: true}
	// users: [ada]
	// steps:
	//   - create: {user: ada}
	//     as: p
	//     want: {status: 201, rule: create-accepted}
	//   - signIn: {user: ada, pass: p}
	//     want: {result: accepted, rule: signin-accepted}
	//   - signIn: {user: ada, pass: p}
	//     want: {result: refused, reason: OneTimeUsed, rule: signin-used}
}
