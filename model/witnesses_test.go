package model_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// A witness is a sentence, and names its documents. cmd/oracle checks that the
// documents agree.
func TestEveryWitnessIsWhole(t *testing.T) {
	count := 0
	for _, e := range model.Catalogue() {
		for _, w := range e.Witnesses {
			count++
			require.True(t, strings.HasSuffix(w.Says, "."), e.ID)
			require.NotEmpty(t, w.Sources, e.ID)
			for _, s := range w.Sources {
				require.Regexp(t, `^(Microsoft Graph OpenAPI description, (v1\.0|beta)|@microsoft/microsoft-graph-types, v1\.0)$`, s.Title, e.ID)
				require.Regexp(t, "^https://github.com/microsoftgraph/", s.URL, e.ID)
			}
		}
	}
	require.Greater(t, count, 20)
}

// A caller that changes an entry changes no other entry.
func TestWitnessesAreCopied(t *testing.T) {
	e := model.ListOne.Entry()
	says, title := e.Witnesses[0].Says, e.Witnesses[0].Sources[0].Title
	e.Witnesses[0].Sources[0].Title = "another"
	e.Witnesses[0].Says = "another"
	again := model.ListOne.Entry().Witnesses[0]
	require.Equal(t, []string{says, title}, []string{again.Says, again.Sources[0].Title})
	require.Equal(t, title, model.GetFound.Entry().Witnesses[0].Sources[0].Title)
}
