package scenario

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
)

// Two names that are the same to the directory are the same to the reader of scenarios
// and to that of JSON.
func TestNamesAreComparedInOneWay(t *testing.T) {
	for _, pair := range [][2]string{
		{"s@x", "ſ@x"}, {"k@x", "\u212a@x"}, {"i@x", "İ@x"}, {"i@x", "ı@x"}, {"ss@x", "ß@x"}, {"ß@x", "ẞ@x"}, {"σ@x", "ς@x"}, {"Σ@x", "ς@x"},
		{"é@x", "e\u0301@x"}, {"a@x", "A@X"}, {"a@x", "b@x"}, {"Ǆ@x", "ǅ@x"},
	} {
		engine := tapsim.New(tapsim.Config{})
		_, err := engine.AddUser(tapsim.User{Name: pair[0]})
		require.NoError(t, err)
		_, err = engine.AddUser(tapsim.User{Name: pair[1]})
		apart := err == nil

		_, err = protocol.ReadTenant(fmt.Appendf(nil, `{"users":[{"userPrincipalName":%q},{"userPrincipalName":%q}]}`, pair[0], pair[1]))
		require.Equal(t, apart, err == nil, "JSON: %q: %v", pair, err)
		_, err = Parse("a.yaml", fmt.Appendf(nil, "id: a/b\ntitle: x\nrules: [list-one]\nusers: [{name: a, userPrincipalName: %q}, {name: b, userPrincipalName: %q}]\nsteps: [{list: {user: a}}]\n", pair[0], pair[1]))
		require.Equal(t, apart, err == nil, "YAML: %q: %v", pair, err)
	}
}
