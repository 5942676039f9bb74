package scenario

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each word that people write in place of a key is in small letters, and is no key
// itself.
func TestSynonymsAreNoKeys(t *testing.T) {
	found := 0
	for _, form := range []any{StepKeys[Value]{}, Commands[Value]{}} {
		for _, k := range keysOf(reflect.TypeOf(form)) {
			for _, synonym := range k.also {
				require.Equal(t, strings.ToLower(synonym), synonym)
				require.False(t, slices.Contains(Keys()["step"], synonym), synonym)
				found++
			}
		}
	}
	require.Equal(t, 18, found)
}

// Each property has a kind that can be read.
func TestPropertiesAreOfKnownKinds(t *testing.T) {
	kinds := []string{"", "absent", "boolean", "code", "count", "error", "groups", "instant", "line", "number", "roles", "rule", "status", "targets"}
	for word := range words {
		kinds = append(kinds, word)
	}
	for op, f := range forms {
		for _, form := range []any{f.command, f.want} {
			for _, k := range keysOf(reflect.TypeOf(form)) {
				require.Contains(t, kinds, k.is, "%s: %s", op, k.name)
			}
		}
	}
}
