package report

import (
	"io"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Text writes one line a scenario, grouped by folder, with what went wrong
// below those that failed, and a summary as the last line.
func Text(w io.Writer, results []scenario.Result, o Options) error {
	p := newPage(w, o)
	width := 0
	for i := range results {
		width = max(width, len(name(results[i].Scenario.ID)))
	}
	group := ""
	for i := range results {
		r := &results[i]
		if g := folder(r.Scenario.ID); g != group || i == 0 {
			group = g
			p.f("%s\n", p.paint(bold, group+"/"))
		}
		mark := p.paint(green, "ok  ")
		if !r.Passed() {
			mark = p.paint(red, "FAIL")
		}
		p.f("  %s  %s  %s\n", mark, pad(name(r.Scenario.ID), width), p.paint(dim, r.Scenario.Title))
		if !r.Passed() {
			p.failures(r, "        ")
		}
	}
	n := Count(results)
	p.f("%d passed, %d failed\n", n.Passed, n.Failed)
	return p.Flush()
}

// A Tally counts results.
type Tally struct {
	Passed int `json:"passed"`
	Failed int `json:"failed"`
	Steps  int `json:"steps"`
}

// Count counts results.
func Count(results []scenario.Result) Tally {
	var t Tally
	for i := range results {
		t.Steps += len(results[i].Steps)
		if results[i].Passed() {
			t.Passed++
		} else {
			t.Failed++
		}
	}
	return t
}

// What is told of one story has an end, however long the story is.
const (
	mostFailing = 20 // steps that failed
	mostBefore  = 10 // steps before the first of these
)

// failures writes each thing that went wrong in a story, with its place, the
// rule, and, for the first, what happened before.
func (p page) failures(r *scenario.Result, indent string) {
	failing := 0
	for i := range r.Steps {
		step := &r.Steps[i]
		if len(step.Failures) == 0 {
			continue
		}
		if failing++; failing > mostFailing {
			continue
		}
		p.f("%s%s: step %d of %d, at %s\n", indent, place(r.Scenario, step.Step.Pos), i+1, len(r.Scenario.Steps), step.At)
		p.f("%s    %s\n", indent, p.asked(r.Scenario, step.Step, &step.Request))
		for _, f := range step.Failures {
			p.difference(r, f, indent)
		}
		if rule := step.Response.Rule; rule != model.NoRule {
			e := rule.Entry()
			p.f("%s  answered by %s: %s\n", indent, p.paint(bold, e.ID), e.Text)
			p.ground(e, indent+"    ")
			p.shaped(step.Response.Also, indent+"    ")
		}
		if failing == 1 && i > 0 {
			p.before(r, i, indent)
		}
	}
	if more := failing - mostFailing; more > 0 {
		p.f("%sand %d more steps that are not as the story says\n", indent, more)
	}
	for _, f := range r.Failures {
		p.difference(r, f, indent)
	}
	if len(r.Steps) == 0 {
		p.f("%sno step was asked\n", indent)
	}
}

// before writes what happened before the step with this index.
func (p page) before(r *scenario.Result, index int, indent string) {
	p.f("%s  before that\n", indent)
	from := max(0, index-mostBefore)
	if from > 0 {
		p.f("%s    %d more steps\n", indent, from)
	}
	for i := range r.Steps[from:index] {
		b := &r.Steps[from+i]
		p.f("%s    %s  %s: %s\n", indent, b.At, p.asked(r.Scenario, b.Step, &b.Request), answered(&b.Response))
	}
}

func (p page) difference(r *scenario.Result, f scenario.Failure, indent string) {
	f = p.told(f)
	p.f("%s  %s: %s\n", indent, place(r.Scenario, f.Pos), p.paint(red, f.Name))
	p.f("%s    want %s\n", indent, clean(f.Want))
	p.f("%s    got  %s\n", indent, clean(f.Got))
}
