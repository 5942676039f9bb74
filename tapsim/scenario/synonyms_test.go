package scenario

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A synonym stands for a key that there is, where it is no key itself.
func TestSynonymsAreNoKeys(t *testing.T) {
	for synonym, meant := range synonyms {
		require.Equal(t, strings.ToLower(synonym), synonym)
		require.NotEmpty(t, meant, synonym)
		found := false
		for kind, keys := range Keys() {
			if slices.Contains(keys, meant) {
				require.NotContains(t, keys, synonym, kind)
				found = true
			}
		}
		require.True(t, found, meant)
	}
}
