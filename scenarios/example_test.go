package scenarios_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tapsim/tap/scenarios"
)

// A file with a tenant is no scenario, and has its own schema: that of a scenario
// without required keys.
func ExampleTenantSchema() {
	var whole, seed struct {
		Required   []string
		Properties map[string]any
	}
	if err := json.Unmarshal(scenarios.Schema, &whole); err != nil {
		fmt.Println(err)
	}
	if err := json.Unmarshal(scenarios.TenantSchema(), &seed); err != nil {
		fmt.Println(err)
	}
	fmt.Println(whole.Required)
	fmt.Println(seed.Required, len(seed.Properties) == len(whole.Properties))
	// Output:
	// [id title rules steps]
	// [] true
}

// A report names the version of its scenarios. A change of a scenario changes the
// hash.
func ExampleVersion() {
	month, hash, _ := strings.Cut(scenarios.Version(), "-")
	fmt.Println(len(strings.Split(month, ".")), hash != "")
	// Output:
	// 2 true
}
