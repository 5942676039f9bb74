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

// Options say how to show results. The zero Options use no colours and hide codes.
type Options = sentences.Options

// A textWriter writes text with options. Its bufio.Writer remembers the first error, so
// Flush reports a full disk, and no line has to check.
type textWriter struct {
	*bufio.Writer
	Options
}

func newTextWriter(w io.Writer, o Options) textWriter { return textWriter{bufio.NewWriter(w), o} }

func (p textWriter) f(format string, args ...any) { fmt.Fprintf(p, format, args...) }

// shownFailure returns a failure as the options want it shown. Two different codes look
// the same as dots, so that is said.
func shownFailure(f scenario.Failure, o Options) scenario.Failure {
	if o.Secrets {
		return f.Reveal()
	}
	if f.Got == f.Want {
		f.Got += " (another)"
	}
	return f
}

// folder is the part of an id before the last slash, and name the part after it.
func folder(id string) string { return path.Dir(id) }
func name(id string) string   { return path.Base(id) }

// class is the folder for JUnit. It is never ".", since build servers split a class name
// at dots.
func class(id string) string {
	if dir := folder(id); dir != "." {
		return dir
	}
	return "scenarios"
}

// contributing names the rules that contributed to an answer, with the evidence of those
// that are not documented.
func (p textWriter) contributing(rules model.Rules, indent string) {
	if rules == (model.Rules{}) {
		return
	}
	var ids []string
	for rule := range rules.All() {
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

// byFolder groups the results by folder. The folders keep the order of their first
// results.
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
