package scenario_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/scenario"
)

// A code is not told, wherever in a file it stands.
func TestMistakesShowNoCode(t *testing.T) {
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

// coded are stories with a code in each form in which YAML can spell one.
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

// Nor is it, whatever single character of the file is wrong, but for those of the
// code and of its name.
func TestNoSlipOfAKeyShowsACode(t *testing.T) {
	const code = "$-HUNTER"
	mistakes := 0
	name := regexp.MustCompile(`code|temporaryAccessPass`)
	for _, step := range coded {
		text := "id: a/b\ntitle: t\nrules: [signin-code]\nusers: [ada]\nsteps:\n  - " + step + "\n"
		_, err := scenario.Parse("slip.yaml", []byte(text))
		require.NoError(t, err)
		from := strings.Index(text, code)
		named := name.FindAllStringIndex(text[:from], -1)
		at := named[len(named)-1]
		try := func(slip string) {
			_, err := scenario.Parse("slip.yaml", []byte(slip))
			if err != nil {
				mistakes++
				require.NotContains(t, err.Error(), "HUNTER", slip)
			}
		}
		for i := range len(text) {
			indents := i < from && strings.TrimLeft(text[i:from], " ") == "" && text[from-2] == ' '
			if indents || i >= from && i < from+len(code) || i >= at[0] && i < at[1] {
				continue
			}
			try(text[:i] + text[i+1:])
			for _, c := range "x:,{}[]'\"#&*!|>%@-? \n\t" {
				try(text[:i] + string(c) + text[i:])
				try(text[:i] + string(c) + text[i+1:])
			}
		}
	}
	require.Greater(t, mistakes, 10_000)
}

// In a sign-in nothing is hidden but the code, and what no key is for.
func TestMistakesShowWhatIsNoCode(t *testing.T) {
	for _, key := range append(scenario.Keys()["signIn"], "cod", "secret") {
		text := "id: a/b\ntitle: t\nrules: [signin-code]\nsteps:\n  - {signIn: {" + key + ": shown}, mistake: 1}\n"
		_, err := scenario.Parse("a.yaml", []byte(text))
		switch require.Error(t, err); key {
		case "code", "cod", "secret":
			require.NotContains(t, err.Error(), "shown")
		default:
			require.Contains(t, err.Error(), key+": shown}")
		}
	}
}
