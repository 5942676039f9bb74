package scenario_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/tapsim/scenario"
)

var update = flag.Bool("update", false, "write the expected messages of testdata/bad anew")

// Each file of testdata/bad is wrong, and the expected messages of Parse stand beside
// it.
func TestParseReportsAll(t *testing.T) {
	requireDiagnostics(t, "testdata/bad", func(name string, data []byte) (any, error) {
		return scenario.Parse(name, data)
	})
}

// requireDiagnostics reads every file of a folder, all of which are wrong, and
// requires the expected messages.
func requireDiagnostics(t *testing.T, dir string, read func(name string, data []byte) (any, error)) {
	files, err := filepath.Glob(dir + "/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)

			s, err := read(name, data)
			require.Nil(t, s)
			var diagnostics scenario.Diagnostics
			require.ErrorAs(t, err, &diagnostics)
			var first *scenario.Diagnostic
			require.ErrorAs(t, err, &first)
			require.Same(t, diagnostics[0], first)
			got := err.Error() + "\n"

			golden := strings.TrimSuffix(file, ".yaml") + ".err"
			if *update {
				require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
			}
			want, err := os.ReadFile(golden)
			require.NoError(t, err)
			require.Equal(t, string(want), got)
		})
	}
}
