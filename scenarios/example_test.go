package scenarios_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tapsim/tap/scenarios"
)

// A file that is no story, but what a tenant begins with, has a schema of its own:
// that of a story, in which nothing is required.
func ExampleSeedSchema() {
	var story, seed struct {
		Required   []string
		Properties map[string]any
	}
	if err := json.Unmarshal(scenarios.Schema, &story); err != nil {
		fmt.Println(err)
	}
	if err := json.Unmarshal(scenarios.SeedSchema(), &seed); err != nil {
		fmt.Println(err)
	}
	fmt.Println(story.Required)
	fmt.Println(seed.Required, len(seed.Properties) == len(story.Properties))
	// Output:
	// [id title rules steps]
	// [] true
}

// A report that names the version says by which stories it came about. The hash is
// another one whenever a story changes.
func ExampleVersion() {
	month, hash, _ := strings.Cut(scenarios.Version(), "-")
	fmt.Println(len(strings.Split(month, ".")), hash != "")
	// Output:
	// 2 true
}
