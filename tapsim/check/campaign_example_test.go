package check_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/tapsim/check"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/sentences"
)

// A counterexample is reported like any other difference. write.Scenario writes its
// scenario.
func ExampleCounterexample() {
	campaign := check.Campaign{Seed: 1}
	found, err := campaign.Run(context.Background(), transport.InProcess(&forgetful{}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(found.Good(), found.Difference.Verdict(), len(found.Difference.Scenario.Steps), "steps")
	fmt.Print(found.Difference.Text(sentences.Options{}))
	// Output:
	// false fail 3 steps
	// fail  signin-used: A spent one-time pass signs nobody in.
	//   observed
	//   EntraID-ErrorCodes: Microsoft's error lookup as read in August 2023 <https://github.com/f-bader/EntraID-ErrorCodes>
	//   azvise.com: a used pass blocked by policy, February 2023 <https://azvise.com/2023/02/21/temporary-access-pass-sign-in-was-blocked-due-to-user-credential-policy/>
	//   Configure a Temporary Access Pass <https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass>
	//   answer
	//     expected refused, OneTimeUsed
	//     got      accepted
	//   shown by run 32, 3 of the 40 steps drawn
}

// What did the histories reach? The smallest count comes first in each list.
func ExampleStatistics() {
	unspecified, _ := mutant.Find("end-included") // it breaks a rule that no source settles, so it only deviates
	campaign := check.Campaign{Seed: 1, Runs: 50}
	found, err := campaign.Run(context.Background(), transport.InProcess(unspecified.New()))
	if err != nil {
		fmt.Println(err)
		return
	}
	s := found.Statistics
	fmt.Println(s.Runs, "runs,", s.Passed, "passed:", found.Good())
	for _, count := range s.Deviating() {
		fmt.Println("deviates by", count.Name)
	}

	met, all, rarest := s.Reached()
	fmt.Println("most rules were met:", met > all/2, rarest.Count > 0)
	sum := func(counts []check.Count) (n int) {
		for _, count := range counts {
			n += count.Count
		}
		return n
	}
	fmt.Println("each step has one operation:", sum(s.Ops()) == s.Steps)
	fmt.Println("one rule decides it:", sum(s.Outcomes()) == s.Steps)
	fmt.Println("other rules contribute:", sum(s.Rules()) > s.Steps)
	fmt.Println("not every step is about a slot:", sum(s.Pairs()) < s.Steps)
	// Output:
	// 50 runs, 50 passed: true
	// deviates by usability-end
	// most rules were met: true true
	// each step has one operation: true
	// one rule decides it: true
	// other rules contribute: true
	// not every step is about a slot: true
}

// The histories themselves, as scenarios: the same seed gives the same ones.
func ExampleCampaign_Scenarios() {
	campaign := check.Campaign{Seed: 1, Runs: 2, Steps: 3}
	drawn, err := campaign.Scenarios()
	if err != nil {
		panic(err)
	}
	for s := range drawn {
		fmt.Println(s.Steps[0].Op, s.Steps[1].Op, s.Steps[2].Op)
	}
	// Output:
	// signIn updatePolicy create
	// updatePolicy create signIn
}

// A subject that reads a rule otherwise does not differ. Its first cases are kept.
func ExampleFinding() {
	m, _ := mutant.Find("end-included")
	campaign := check.Campaign{Seed: 1, Runs: 40}
	found, err := campaign.Run(context.Background(), transport.InProcess(m.New()))
	if err != nil {
		panic(err)
	}
	fmt.Println(found.Good(), len(found.Deviating) > 0)
	for _, c := range found.Deviating[:1] {
		fmt.Println(c.Readings().Machine)
	}
	// Output:
	// true true
	// end-included
}
