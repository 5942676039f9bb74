package scenarios_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tapsim/tap/scenarios"
)

// A file that is no scenario, but what a tenant begins with, has a schema of its own:
// that of a scenario, in which nothing is required.
func ExampleSeedSchema() {
	var whole, seed struct {
		Required   []string
		Properties map[string]any
	}
	if err := json.Unmarshal(scenarios.Schema, &whole); err != nil {
		fmt.Println(err)
	}
	if err := json.Unmarshal(scenarios.SeedSchema(), &seed); err != nil {
		fmt.Println(err)
	}
	fmt.Println(whole.Required)
	fmt.Println(seed.Required, len(seed.Properties) == len(whole.Properties))
	// Output:
	// [id title rules steps]
	// [] true
}

// A report that names the version says against which scenarios it was made. The hash is
// another one whenever a scenario changes.
func ExampleVersion() {
	month, hash, _ := strings.Cut(scenarios.Version(), "-")
	fmt.Println(len(strings.Split(month, ".")), hash != "")
	// Output:
	// 2 true
}
