// Package report shows results: as text for people, as JSON lines for programs,
// as JUnit for build servers. It decides nothing.
//
// A code is shown as dots, and so is the property temporaryAccessPass in a body,
// unless Options.Secrets asks for them.
package report

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// Options say how to show results. The zero Options are plain and discreet.
type Options = sentences.Options

// A page is where text goes. It remembers the first error of its writer, so
// that a full disk is noticed without a check at every line.
type page struct {
	*bufio.Writer
	Options
}

func newPage(w io.Writer, o Options) page { return page{bufio.NewWriter(w), o} }

func (p page) f(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// told returns a failure with its codes, if these are asked for.
func told(f scenario.Failure, o Options) scenario.Failure {
	if o.Secrets {
		return f.Reveal()
	}
	if f.Got == f.Want {
		f.Got += " (another)" // code, of which one sees no more
	}
	return f
}

// folder is the group that a scenario is shown in, and name what it is called
// there.
func folder(id string) string { return path.Dir(id) }
func name(id string) string   { return path.Base(id) }

// class is the folder as build servers show it, who would make two parts of a dot.
func class(id string) string {
	if dir := folder(id); dir != "." {
		return dir
	}
	return "scenarios"
}

// shaped names the rules that shaped an answer, and says of each that is not
// documented how firm it is.
func (p page) shaped(also model.Rules, indent string) {
	if also == (model.Rules{}) {
		return
	}
	var ids []string
	for rule := range also.All() {
		id, e := rule.String(), rule.Entry()
		switch {
		case e.Unspecified:
			id += fmt.Sprintf(" (%s, unspecified)", e.Evidence)
		case e.Evidence != model.FromDocs:
			id += fmt.Sprintf(" (%s)", e.Evidence)
		}
		ids = append(ids, id)
	}
	p.f("%sshaped by %s\n", indent, strings.Join(ids, ", "))
}

// byFolder returns the results with those of a folder together, folders in the
// order in which they first come.
func byFolder(results []scenario.Result) []*scenario.Result {
	place := map[string]int{}
	all := make([]*scenario.Result, len(results))
	for i := range results {
		all[i] = &results[i]
		if g := folder(results[i].Scenario.ID); place[g] == 0 {
			place[g] = len(place) + 1
		}
	}
	slices.SortStableFunc(all, func(a, b *scenario.Result) int {
		return place[folder(a.Scenario.ID)] - place[folder(b.Scenario.ID)]
	})
	return all
}
