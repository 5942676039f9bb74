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
	for room := range arrows {
		if !strings.HasPrefix(room, "cmd/") && !strings.HasPrefix(room, "tapsim/conform/") && room != "tapsim/scenario/write" {
			require.Contains(t, guide, "| `"+room+"` |", "the table of rooms lacks it")
		}
	}
}
