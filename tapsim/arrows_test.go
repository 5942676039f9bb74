package tapsim_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// arrows says which packages may import which, beside the standard library. It is a
// rule and not a description: an import that is missing here fails, and so does an
// arrow that no package uses.
var arrows = map[string][]string{
	"model":                    {},
	"model/variant":            {"model"},
	"tapsim":                   {"model", "github.com/benbjohnson/clock"},
	"tapsim/wire":              {"model"},
	"tapsim/form":              {"model"},
	"tapsim/files":             {},
	"tapsim/protocol":          {"model", "model/variant", "tapsim", "tapsim/form", "tapsim/wire", "github.com/google/uuid"},
	"tapsim/protocol/lines":    {"model", "tapsim/form", "tapsim/protocol", "tapsim/wire"},
	"tapsim/scenario":          {"model", "tapsim/files", "tapsim/form", "tapsim/protocol", "tapsim/wire", "go.yaml.in/yaml/v4", "go.yaml.in/yaml/v4/plugin/loaderlimits"},
	"tapsim/scenario/write":    {"model", "tapsim/form", "tapsim/protocol", "tapsim/scenario", "tapsim/wire"},
	"tapsim/record":            {"model", "tapsim", "tapsim/form", "tapsim/protocol", "tapsim/scenario", "tapsim/scenario/write", "tapsim/wire"},
	"tapsim/sentences":         {"model", "tapsim/protocol", "tapsim/scenario", "tapsim/wire"},
	"tapsim/conform":           {"model", "scenarios", "tapsim", "tapsim/conform/transport", "tapsim/form", "tapsim/protocol", "tapsim/protocol/lines", "tapsim/scenario", "tapsim/sentences", "tapsim/wire"},
	"tapsim/conform/transport": {"model", "scenarios", "tapsim/protocol", "tapsim/protocol/lines", "tapsim/wire"},
	"tapsim/check":             {"model", "model/variant", "tapsim/conform", "tapsim/conform/transport", "tapsim/protocol", "tapsim/scenario", "tapsim/scenario/write", "tapsim/sentences", "tapsim/wire"},

	"tapsim/explore":       {"model", "model/variant"},
	"tapsim/explore/suite": {"model", "tapsim/explore", "tapsim/protocol", "tapsim/scenario", "tapsim/scenario/write", "tapsim/wire"},

	// The only rooms that import testing or rapid: for other people's tests.
	"tapsim/conform/conformtest": {"scenarios", "tapsim/check", "tapsim/conform", "tapsim/conform/diagnosis", "tapsim/conform/transport", "tapsim/protocol", "tapsim/scenario", "tapsim/scenario/write", "tapsim/sentences"},
	"model/modeltest":            {"model", "pgregory.net/rapid"},

	"tapsim/graph":  {"model", "tapsim", "tapsim/form", "tapsim/protocol", "tapsim/wire"},
	"tapsim/report": {"model", "scenarios", "tapsim/check", "tapsim/conform", "tapsim/conform/transport", "tapsim/explore", "tapsim/explore/suite", "tapsim/form", "tapsim/protocol", "tapsim/protocol/lines", "tapsim/scenario", "tapsim/sentences"},
	"scenarios":     {},

	// Subjects that are wrong on purpose test the comparison, and are shipped, so that users
	// can run that test too.
	"tapsim/conform/mutant":    {"model", "model/variant", "tapsim/protocol", "tapsim/scenario/write", "tapsim/wire"},
	"tapsim/conform/misbehave": {},
	"tapsim/conform/diagnosis": {"model", "tapsim/conform", "tapsim/conform/mutant", "tapsim/conform/transport", "tapsim/protocol", "tapsim/scenario"},
	"tapsim/conform/selftest":  {"model", "scenarios", "tapsim/check", "tapsim/conform", "tapsim/conform/diagnosis", "tapsim/conform/misbehave", "tapsim/conform/mutant", "tapsim/conform/transport", "tapsim/explore/suite", "tapsim/form", "tapsim/protocol", "tapsim/protocol/lines", "tapsim/scenario"},
	"cmd/tapmutant":            {"model", "scenarios", "tapsim/conform", "tapsim/conform/misbehave", "tapsim/conform/mutant", "tapsim/conform/selftest", "tapsim/form", "tapsim/protocol", "tapsim/protocol/lines"},

	"cmd/tapsim": {"model", "model/variant", "scenarios", "tapsim/check", "tapsim/conform", "tapsim/conform/diagnosis", "tapsim/conform/selftest", "tapsim/conform/transport", "tapsim/explore", "tapsim/explore/suite", "tapsim/files", "tapsim/form", "tapsim/graph", "tapsim/protocol", "tapsim/record", "tapsim/report", "tapsim/scenario", "tapsim/scenario/write", "tapsim/sentences", "tapsim/wire", "github.com/spf13/cobra", "golang.org/x/term"},
}

const module = "github.com/tapsim/tap/"

// No shipped package links testing or a library for tests, and the HTTP layer links no
// YAML.
func TestWhatIsNotLinked(t *testing.T) {
	for room, foreign := range map[string][]string{
		"cmd/tapsim":   {"testing", "pgregory.net/rapid", "github.com/stretchr/testify/require"},
		"tapsim/graph": {"testing", "go.yaml.in/yaml/v4", module + "tapsim/scenario"},
	} {
		out, err := exec.Command("go", "list", "-deps", module+room).Output()
		require.NoError(t, err)
		for _, path := range foreign {
			require.NotContains(t, strings.Fields(string(out)), path, room)
		}
	}
}

func TestArrows(t *testing.T) {
	found := imports(t)
	for room, targets := range found {
		allowed, known := arrows[room]
		require.True(t, known, "%s is not in the table of arrows", room)
		for _, target := range targets {
			require.Contains(t, allowed, target, "%s must not import it", room)
		}
	}
	for room, allowed := range arrows {
		for _, target := range allowed {
			require.Contains(t, found[room], target, "%s does not import it: take the arrow out of the table", room)
		}
	}
}

// imports asks the go command what each package of the module imports, without tests
// and without the standard library.
func imports(t *testing.T) map[string][]string {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", module+"...")
	out, err := cmd.Output()
	require.NoError(t, err)

	found := map[string][]string{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		require.NoError(t, dec.Decode(&pkg))
		targets := slices.DeleteFunc(pkg.Imports, func(path string) bool {
			return !strings.Contains(strings.Split(path, "/")[0], ".")
		})
		for i := range targets {
			targets[i] = strings.TrimPrefix(targets[i], module)
		}
		found[strings.TrimPrefix(pkg.ImportPath, module)] = targets
	}
	return found
}
