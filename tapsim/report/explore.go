package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/explore/suite"
	"github.com/tapsim/tap/tapsim/sentences"
)

// An Exploration is what was visited, and the scenarios of what was found.
type Exploration struct {
	Visits      []explore.Visit
	All         bool // every world of every edition was to be visited
	Interrupted bool

	Violations []Told // of the properties that do not hold, in their order
}

// A Told is a scenario of something that was found.
type Told struct {
	Scenario []byte // empty: none can tell it
	Why      string // that is so
	File     string // that it was written to; empty: it was not
}

// Missed are the rules that the machine decides and no world reached.
func (x *Exploration) Missed() (missed, of []model.Rule) {
	var reached model.Rules
	for i := range x.Visits {
		reached = reached.Union(x.Visits[i].Rules)
	}
	for _, e := range model.Catalogue() {
		if e.By != model.ByStep {
			continue
		}
		of = append(of, e.Rule)
		if !reached.Has(e.Rule) {
			missed = append(missed, e.Rule)
		}
	}
	return missed, of
}

// Good reports whether all was visited that was to be, and is as it should be. A rule or a
// premise that is not met is a failure only where every world was to be visited.
func (x *Exploration) Good() bool {
	if x.Interrupted {
		return false
	}
	for _, f := range explore.Total(x.Visits) {
		if f.Violation != nil || x.All && f.Held == 0 {
			return false
		}
	}
	missed, _ := x.Missed()
	return !x.All || len(missed) == 0
}

// Explore writes a line for each world, the rules that were reached, a line for each
// property with the size of its premise, and each violation with its scenario. With
// Options.Quiet it writes only what is not as it should be.
func Explore(w io.Writer, x *Exploration, o Options) error {
	p := newTextWriter(w, o)
	if !o.Quiet {
		p.visits(x)
	}
	total := explore.Total(x.Visits)
	names := 0
	for _, f := range total {
		names = max(names, len(f.Name))
	}
	n := 0
	for _, f := range total {
		mark := ""
		switch {
		case f.Violation != nil:
			mark = p.Paint(sentences.Red, "violated")
		case f.Held == 0 && x.All:
			mark = p.Paint(sentences.Red, "says nothing: its premise never holds")
		case f.Held == 0:
			mark = "says nothing in these worlds"
		}
		if mark == "" && o.Quiet || mark != "" && o.Quiet && f.Violation == nil && !x.All {
			continue
		}
		p.f("%-*s  %12s  %s", names, f.Name, count(f.Held), f.Text)
		if mark != "" {
			p.f("; %s", mark)
		}
		p.f("\n")
		if f.Violation != nil {
			p.violation(&f, &x.Violations[n])
			n++
		}
	}
	if missed, of := x.Missed(); !o.Quiet || x.All && len(missed) > 0 {
		p.f("%d of the %d rules that the machine decides are reached", len(of)-len(missed), len(of))
		if len(missed) > 0 && x.All {
			p.f("; missed: %s", strings.Join(ids(missed), ", "))
		}
		p.f("\n")
	}
	if x.Interrupted {
		p.f("interrupted: what is not listed was not visited, and the last worlds not whole\n")
	}
	return p.Flush()
}

func ids(rules []model.Rule) []string {
	all := make([]string, len(rules))
	for i, r := range rules {
		all[i] = r.String()
	}
	return all
}

// visits writes a line for each world.
func (p textWriter) visits(x *Exploration) {
	edition := ""
	for i := range x.Visits {
		v := &x.Visits[i]
		if v.States == 0 {
			continue // interrupted before its turn
		}
		if e := v.World.Edition.String(); e != edition {
			edition = e
			p.f("%s\n", p.Paint(sentences.Bold, e))
		}
		p.f("  %-10s  %7s states  %9s transitions  %2d commands deep", v.World.Name, count(v.States), count(v.Transitions), v.Depth)
		switch {
		case !v.Ended:
			p.f(", not whole")
		case v.World.Depth > 0:
			p.f(" and no farther")
		}
		p.f("\n")
	}
}

// violation writes how a property is violated.
func (p textWriter) violation(f *explore.Finding, told *Told) {
	p.f("  %s\n", f.Violation.Why)
	p.told(told)
}

// told writes the scenario.
func (p textWriter) told(t *Told) {
	switch {
	case t.Why != "":
		p.f("  no scenario can tell it: %s\n\n", t.Why)
		return
	case t.File != "":
		p.f("  written to %s\n", t.File)
	}
	p.f("\n")
	for line := range strings.Lines(string(t.Scenario)) {
		p.f("    %s", line)
	}
	p.f("\n")
}

// count writes a number with a comma between thousands.
func count(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// ExploreJSON writes an object a line: a world for each that was visited, a property for
// each, and an exploration.
func ExploreJSON(w io.Writer, x *Exploration, _ Options) error {
	enc := jsonLines(w)
	for i := range x.Visits {
		v := &x.Visits[i]
		if err := enc.Encode(struct {
			Type        string  `json:"type"`
			Edition     string  `json:"edition"`
			World       string  `json:"world"`
			States      int     `json:"states"`
			Transitions int     `json:"transitions"`
			Depth       int     `json:"depth"`
			MaxDepth    int     `json:"maxDepth,omitempty"`
			Whole       bool    `json:"whole"`
			Seconds     float64 `json:"seconds"`
		}{"world", v.World.Edition.String(), v.World.Name, v.States, v.Transitions, v.Depth, v.World.Depth, v.Ended, v.Elapsed.Seconds()}); err != nil {
			return err
		}
	}
	n := 0
	for _, f := range explore.Total(x.Visits) {
		line := struct {
			Type     string `json:"type"`
			Property string `json:"property"`
			Text     string `json:"text"`
			Held     int    `json:"held"`
			Violated bool   `json:"violated"`
			Why      string `json:"why,omitempty"`
			Scenario string `json:"scenario,omitempty"`
			File     string `json:"file,omitempty"`
		}{Type: "property", Property: f.Name, Text: f.Text, Held: f.Held, Violated: f.Violation != nil}
		if f.Violation != nil {
			line.Why, line.Scenario, line.File = f.Violation.Why, string(x.Violations[n].Scenario), x.Violations[n].File
			n++
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	missed, of := x.Missed()
	return enc.Encode(struct {
		Type        string   `json:"type"`
		Suite       string   `json:"suite"`
		Rules       int      `json:"rules"`
		Reached     int      `json:"reached"`
		Missed      []string `json:"missed"`
		Good        bool     `json:"good"`
		Interrupted bool     `json:"interrupted"`
	}{"exploration", scenarios.Version(), len(of), len(of) - len(missed), ids(missed), x.Good(), x.Interrupted})
}

// A Contrast is in what two machines or editions differ.
type Contrast struct {
	This, That  string // what is compared
	Worlds      []string
	Differences []explore.Difference
	Told        []Told // the scenario of each
	Interrupted bool
}

// Against writes each kind of difference with its shortest scenario, or that there is none.
func Against(w io.Writer, x *Contrast, o Options) error {
	p := newTextWriter(w, o)
	where := strings.Join(x.Worlds, ", ")
	for i, d := range x.Differences {
		last := d.Trace.Steps[len(d.Trace.Steps)-1]
		p.f("%s %s: %s\n", p.Paint(sentences.Bold, strconv.Itoa(i+1)), last.Input, suite.Said(&x.Differences[i], x.That))
		p.told(&x.Told[i])
	}
	switch n := len(x.Differences); {
	case x.Interrupted:
		p.f("interrupted after %d kinds of difference\n", n)
	case n == 0:
		p.f("%s and %s answer alike in every state of %s\n", x.This, x.That, where)
	case n == 1:
		p.f("1 kind of difference between %s and %s in %s\n", x.This, x.That, where)
	default:
		p.f("%d kinds of difference between %s and %s in %s\n", n, x.This, x.That, where)
	}
	return p.Flush()
}

// AgainstJSON writes a difference for each kind, and a contrast.
func AgainstJSON(w io.Writer, x *Contrast, _ Options) error {
	enc := jsonLines(w)
	for i, d := range x.Differences {
		last := d.Trace.Steps[len(d.Trace.Steps)-1]
		if err := enc.Encode(struct {
			Type     string `json:"type"`
			World    string `json:"world"`
			Asked    string `json:"asked"`
			Rule     string `json:"rule"`
			Reason   string `json:"reason,omitempty"`
			What     string `json:"what,omitempty"`
			Other    string `json:"otherRule"`
			Then     string `json:"otherReason,omitempty"`
			Scenario string `json:"scenario,omitempty"`
			Why      string `json:"why,omitempty"`
			File     string `json:"file,omitempty"`
		}{"difference", d.Trace.World.Name, last.Input.String(), last.Label.Rule.String(), reasonOf(last.Label), d.What, d.Other.Rule.String(), reasonOf(d.Other),
			string(x.Told[i].Scenario), x.Told[i].Why, x.Told[i].File}); err != nil {
			return err
		}
	}
	return enc.Encode(struct {
		Type        string   `json:"type"`
		This        string   `json:"this"`
		That        string   `json:"that"`
		Worlds      []string `json:"worlds"`
		Differences int      `json:"differences"`
		Interrupted bool     `json:"interrupted"`
	}{"contrast", x.This, x.That, x.Worlds, len(x.Differences), x.Interrupted})
}

func reasonOf(l explore.Label) string {
	if l.Reason == 0 {
		return ""
	}
	return l.Reason.String()
}
