package scenario_test

import (
	"fmt"
	"slices"

	"github.com/tapsim/tap/tapsim/scenario"
)

// An editor can offer the keys of a mapping, and the words of a key.
func ExampleWords() {
	fmt.Println(scenario.Keys()["signIn"])
	words := scenario.Words()
	fmt.Println(words["edition"])
	fmt.Println(words["result"])
	fmt.Println(slices.Contains(words["settling"], "signin-early"))
	// Output:
	// [user pass code alter]
	// [current documented preview]
	// [accepted refused]
	// true
}
