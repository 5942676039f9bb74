package tapsim_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The guide for contributors names only files that exist, and its table has every
// room.
func TestTheGuideNamesWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../.github/CONTRIBUTING.md")
	require.NoError(t, err)
	guide := string(text)
	for _, m := range regexp.MustCompile("`((?:model|tapsim|scenarios|cmd)(?:/[\\w./*-]+)?)`").FindAllStringSubmatch(guide, -1) {
		found, err := filepath.Glob("../" + m[1])
		require.NoError(t, err)
		require.NotEmpty(t, found, m[1])
	}
	for room, imports := range arrows {
		list := "the standard library alone"
		if len(imports) > 0 {
			list = "`" + strings.Join(imports, "`, `") + "`"
		}
		require.Regexp(t, "(?m)^"+regexp.QuoteMeta("| `"+room+"` | ")+`[^|]+`+regexp.QuoteMeta(" | "+list+" |")+"$", guide, "the table of rooms")
	}
}

// Each checklist of the guide names every file in which its example stands: it is
// whole, or the next one to follow it forgets a place.
func TestEachChecklistIsWhole(t *testing.T) {
	text, err := os.ReadFile("../.github/CONTRIBUTING.md")
	require.NoError(t, err)
	for heading, example := range map[string]string{
		"**A new rule** (`CreateStartFar`)":                `\bCreateStartFar\b`,
		"**A new property of a create** (`startDateTime`)": "[\"`]startDateTime",
		"**A new operation** (`Refresh`)":                  `\b(protocol|model)\.Refresh\b`,
		"**A new format of reports** (`junit`)":            `(?i)"junit"|\bJUnit\b|\bjunit[A-Z]`,
		"**A new edition** (`Preview`)":                    `\bPreview\b`,
	} {
		_, list, found := strings.Cut(string(text), heading)
		require.True(t, found, heading)
		list, _, _ = strings.Cut(list, "\n**")
		list, _, _ = strings.Cut(list, "\n## ")
		for _, file := range filesWith(t, regexp.MustCompile(example)) {
			require.Contains(t, list, "`"+file+"`", heading)
		}
	}
}

// filesWith lists the Go files of what is shipped in which a pattern stands, comments
// aside. Variants and mutants are examples themselves, of every rule.
func filesWith(t *testing.T, pattern *regexp.Regexp) (found []string) {
	comment := regexp.MustCompile(`(?m)//.*$`)
	for _, room := range []string{"model", "tapsim", "cmd/tapsim", "scenarios"} {
		require.NoError(t, filepath.WalkDir("../"+room, func(path string, d os.DirEntry, err error) error {
			name := strings.TrimPrefix(filepath.ToSlash(path), "../")
			if d.IsDir() && (name == "model/variant" || name == "tapsim/conform/mutant" || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if pattern.Match(comment.ReplaceAll(text, nil)) {
				found = append(found, name)
			}
			return err
		}))
	}
	return found
}
