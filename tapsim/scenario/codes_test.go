package scenario_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/scenario"
)

// A code is not shown, wherever in a file it stands.
func TestDiagnosticsShowNoCode(t *testing.T) {
	for _, name := range []string{"codes", "code-below", "code-alias"} {
		data, err := os.ReadFile("testdata/bad/" + name + ".yaml")
		require.NoError(t, err)
		require.Contains(t, string(data), "HUNTER2")
		_, err = scenario.Parse(name, data)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "HUN")
		require.NotContains(t, err.Error(), "TER2")
		require.NotContains(t, err.Error(), "1F")
	}
}

// coded are scenarios with a code in each form in which YAML can spell one.
var coded = []string{
	"signIn: {user: ada, code: $-HUNTER}",
	"signIn: {code: \"$-HUNTER\", user: ada}",
	"signIn: {user: ada, 'code': '$-HUNTER'}",
	"signIn:\n      code: $-HUNTER\n      user: ada",
	"signIn:\n      user: ada\n      code:\n        $-HUNTER",
	"signIn:\n      user: ada\n      code: |-\n        $-HUNTER",
	"create: {user: ada, body: {a: [{temporaryAccessPass: $-HUNTER}]}}",
	"create: {user: ada, raw: '{\"temporaryAccessPass\":\"$-HUNTER\"}'}",
	"create: {user: ada}\n    want: {temporaryAccessPass: $-HUNTER, status: 201}",
}

// Nor is it by a diagnostic beside it, whether the file is YAML or not.
func TestDiagnosticsBesideACodeShowNone(t *testing.T) {
	for _, step := range coded {
		good := "id: a/b\ntitle: t\nrules: [signin-code]\nusers: [ada]\nsteps:\n  - " + step + "\n"
		_, err := scenario.Parse("good.yaml", []byte(good))
		require.NoError(t, err, good)
		for _, wrong := range []string{
			strings.Replace(good, "user: ada", "user: adda", 1),
			strings.Replace(good, "user: ada", "user: ada, usr: ada", 1),
			strings.Replace(good, "user: ada", "user: [ada", 1),
			strings.Replace(good, "signIn: ", "signIn: !pass ", 1) + "    skew: true\n",
			strings.Replace(good, "$-HUNTER", "*HUNTER", 1) + "    skew: true\n",
			strings.Replace(good, "$-HUNTER", "[HUNTER]", 1) + "    skew: true\n",
			good + "    signIn: }\n",
			good + "  }\n",
		} {
			_, err := scenario.Parse("wrong.yaml", []byte(wrong))
			require.Error(t, err, wrong)
			require.NotContains(t, err.Error(), "HUNTER", wrong)
		}
	}
}

// What stands before a code is shown, and what is none.
func TestDiagnosticsShowWhatIsNoCode(t *testing.T) {
	_, err := scenario.Parse("a.yaml", []byte("id: a/b\ntitle: The wrong code, or none\nrules: [signin-code]\nusers: [ada]\n"+
		"policy: {defaultLength: 7}\nsteps:\n  - signIn: {user: adda, code: HUNTER}\n"))
	require.ErrorContains(t, err, "policy: {defaultLength: 7}")
	require.ErrorContains(t, err, "signIn: {user: adda, code: ••••••••\n")
}
