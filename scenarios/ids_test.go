package scenarios_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// published are the ids of ids.txt: live ones, and retired ones, which are never used
// again.
type published struct{ live, retired []string }

var idLine = regexp.MustCompile(`^([a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*)(?: (retired): \S.*)?$`)

// readIDs reads a list of ids, and returns its errors.
func readIDs(text string) (p published, wrong []string) {
	last := ""
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		parts := idLine.FindStringSubmatch(line)
		switch {
		case parts == nil:
			wrong = append(wrong, fmt.Sprintf("line %d: want an id, or an id and \"retired: why\", and not %q", i+1, line))
			continue
		case parts[1] == last:
			wrong = append(wrong, fmt.Sprintf("line %d: %s is there twice", i+1, last))
		case parts[1] < last:
			wrong = append(wrong, fmt.Sprintf("line %d: %s belongs before %s", i+1, parts[1], last))
		}
		last = parts[1]
		if parts[2] == "" {
			p.live = append(p.live, last)
		} else {
			p.retired = append(p.retired, last)
		}
	}
	return p, wrong
}

// against returns the differences between the list and the ids of a corpus, with the
// fix.
func (p *published) against(corpus []string) (wrong []string) {
	for _, id := range corpus {
		switch {
		case slices.Contains(p.retired, id):
			wrong = append(wrong, id+" is retired: give the scenario an id that none ever had")
		case !slices.Contains(p.live, id):
			wrong = append(wrong, id+" is new: add a line for it to ids.txt")
		}
	}
	for _, id := range p.live {
		if !slices.Contains(corpus, id) {
			wrong = append(wrong, id+" has no scenario any more: mark its line in ids.txt with \"retired: why\"")
		}
	}
	return wrong
}

func TestNoIDIsUsedAgain(t *testing.T) {
	text, err := os.ReadFile("ids.txt")
	require.NoError(t, err)
	p, wrong := readIDs(strings.ReplaceAll(string(text), "\r\n", "\n"))
	require.Empty(t, wrong, "ids.txt")

	var ids []string
	for _, s := range corpus(t) {
		ids = append(ids, s.ID)
	}
	require.Empty(t, p.against(ids), "ids.txt")
}

// The check above finds each kind of difference.
func TestIDsAreNotForgotten(t *testing.T) {
	p, wrong := readIDs("# why\na/one\na/two retired: the same as a/one\nb/one\n")
	require.Empty(t, wrong)
	require.Equal(t, published{[]string{"a/one", "b/one"}, []string{"a/two"}}, p)
	require.Empty(t, p.against([]string{"a/one", "b/one"}))

	for name, ids := range map[string][]string{
		"a/two is retired: give the scenario an id that none ever had":                   {"a/one", "a/two", "b/one"},
		"a/three is new: add a line for it to ids.txt":                                   {"a/one", "a/three", "b/one"},
		"b/one has no scenario any more: mark its line in ids.txt with \"retired: why\"": {"a/one"},
	} {
		require.Equal(t, []string{name}, p.against(ids))
	}
	for text, says := range map[string]string{
		"a/one\na/one\n":            "line 2: a/one is there twice",
		"a/one retired: x\na/one\n": "line 2: a/one is there twice",
		"b/one\na/one\n":            "line 2: a/one belongs before b/one",
		"a/one\n\n":                 "line 2: want an id",
		"a/One\n":                   "line 1: want an id",
		"one\n":                     "line 1: want an id",
		"a/one.yaml\n":              "line 1: want an id",
		"a/one retired:\n":          "line 1: want an id",
		"a/one gone: unknown\n":     "line 1: want an id",
	} {
		_, wrong := readIDs(text)
		require.Len(t, wrong, 1, text)
		require.True(t, strings.HasPrefix(wrong[0], says), wrong[0])
	}
}

// A path is an id, and the list of ids would not show that a scenario is not embedded.
func TestEveryFileIsEmbedded(t *testing.T) {
	files, err := filepath.Glob("*/*.y*ml")
	require.NoError(t, err)
	require.Len(t, corpus(t), len(files))
}
