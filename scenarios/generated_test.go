package scenarios_test

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
)

var update = flag.Bool("update", false, "write the folder generated anew")

// The folder generated is made by tapsim explore --emit for each edition, by reasons, and
// by nobody else: made again it has the same bytes. go test ./scenarios -update writes it.
func TestWhatIsGeneratedIsTheSameAgain(t *testing.T) {
	made := map[string]string{}
	for e := range model.Edition(len(model.Editions())) {
		all, err := suite.Generated(t.Context(), e, explore.Reasons, suite.Length)
		require.NoError(t, err)
		for _, s := range all {
			text, err := suite.File(s)
			require.NoError(t, err)
			made[s.ID+".yaml"] = string(text)
		}
	}
	if *update {
		require.NoError(t, os.RemoveAll("generated"))
		require.NoError(t, os.Mkdir("generated", 0o755))
		for name, text := range made {
			require.NoError(t, os.WriteFile(filepath.FromSlash(name), []byte(text), 0o644))
		}
		return
	}
	there, err := fs.Glob(scenarios.FS, "generated/*.yaml")
	require.NoError(t, err)
	require.Equal(t, slices.Sorted(maps.Keys(made)), there)
	for name, text := range made {
		file, err := fs.ReadFile(scenarios.FS, name)
		require.NoError(t, err)
		require.Equal(t, text, string(file), name)
	}
}

// Of each edition the corpus takes every transition, by reasons.
func TestTheCorpusMissesNoTransition(t *testing.T) {
	coverage, err := suite.Cover(t.Context(), explore.Reasons, corpus(t))
	require.NoError(t, err)
	require.Len(t, coverage, len(model.Editions()))
	for _, c := range coverage {
		for _, transition := range c.Transitions {
			require.False(t, transition.Missed(), "%s: %s; %s takes it: %s", c.Edition, transition.AbstractTransition, transition.Generated, transition.Way)
		}
	}
}
