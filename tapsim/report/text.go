package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/scenarios"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/sentences"
)

// Text writes one line a folder, below it the scenarios that failed with their failures,
// and a summary as the last line. With Options.Verbose it writes one line a scenario, and
// with Options.Quiet only the scenarios that failed.
func Text(w io.Writer, results []scenario.Result, o Options) error {
	p := newTextWriter(w, o)
	all := byFolder(results)
	groups, most, names := 0, 0, 0 // for columns
	var folders [][]*scenario.Result
	for len(all) > 0 {
		group := folder(all[0].Scenario.ID)
		end := 0
		for ; end < len(all) && folder(all[end].Scenario.ID) == group; end++ {
			names = max(names, len(name(all[end].Scenario.ID)))
		}
		folders = append(folders, all[:end])
		all = all[end:]
		groups, most = max(groups, len(group)), max(most, end)
	}
	for _, f := range folders {
		p.folder(f, groups, len(strconv.Itoa(most)), names)
	}
	if !o.Quiet {
		n := Count(results)
		p.f("%d passed, %d failed; suite %s\n", n.Passed, n.Failed, scenarios.Version())
	}
	return p.Flush()
}

// folder writes the results of one folder, in columns of these widths.
func (p textWriter) folder(results []*scenario.Result, groups, counts, names int) {
	group, failed := folder(results[0].Scenario.ID), 0
	for _, r := range results {
		if !r.Passed() {
			failed++
		}
	}
	title := p.Paint(sentences.Bold, group+"/")
	switch {
	case p.Quiet && failed == 0:
		return
	case p.Quiet || p.Verbose:
		p.f("%s\n", title)
	default:
		p.f("%s%s  %*d passed", title, strings.Repeat(" ", groups-len(group)), counts, len(results)-failed)
		if failed > 0 {
			p.f(", %s", p.Paint(sentences.Red, fmt.Sprintf("%d failed", failed)))
		}
		p.f("\n")
	}
	for _, r := range results {
		switch {
		case !r.Passed():
			p.scenario(sentences.Red, "FAIL", r, names)
			p.failures(r, "        ")
		case p.Verbose:
			p.scenario(sentences.Green, "ok  ", r, names)
		}
	}
}

// scenario writes the line of one scenario.
func (p textWriter) scenario(color sentences.Color, word string, r *scenario.Result, names int) {
	p.f("  %s  %s  %s\n", p.Paint(color, word), pad(name(r.Scenario.ID), names), p.Paint(sentences.Dim, r.Scenario.Title))
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

// These limit the report of one scenario: a long scenario may fail at every step.
const (
	mostFailing = 20 // steps that failed
	mostBefore  = 10 // steps before the first of these
)

// failures writes the failures of a scenario, each with its place and its rule, and the
// steps before the first of them.
func (p textWriter) failures(r *scenario.Result, indent string) {
	failing := 0
	for i := range r.Steps {
		step := &r.Steps[i]
		if len(step.Failures) == 0 {
			continue
		}
		if failing++; failing > mostFailing {
			continue
		}
		p.f("%s%s: step %d of %d, at %s\n", indent, sentences.Place(r.Scenario, step.Step.Pos), i+1, len(r.Scenario.Steps), step.At)
		p.f("%s    %s\n", indent, p.Asked(r.Scenario, step.Step, &step.Request))
		for _, f := range step.Failures {
			p.difference(r.Scenario, f, indent+"  ")
		}
		p.answered(step, indent+"  ")
		if failing == 1 && i > 0 {
			p.before(r, i, indent)
		}
	}
	if more := failing - mostFailing; more > 0 {
		p.f("%sand %d more steps that are not as the scenario says\n", indent, more)
	}
	if asked := len(r.Steps); asked == 0 {
		p.f("%sno step was asked\n", indent)
	} else if rest := len(r.Scenario.Steps) - asked; rest > 0 {
		p.f("%sthe scenario breaks off there, with %d of its steps not asked\n", indent, rest)
	}
	for _, f := range r.Failures {
		p.difference(r.Scenario, f, indent)
		if i := slices.Index(r.Scenario.RulePos, f.Pos); i >= 0 {
			p.rule("", r.Scenario.Rules[i], indent+"  ")
		}
	}
}

// answered writes the rule that decided the answer of a step, and the contributing rules
// that decide the parts that are not as wanted.
func (p textWriter) answered(step *scenario.StepResult, indent string) {
	if step.Response.Rule == model.NoRule {
		return
	}
	var deciding model.Rules
	for _, f := range step.Failures {
		deciding = deciding.Union(sentences.Deciding(f.Name, step.Response.Contributing))
	}
	p.rule("answered by ", step.Response.Rule, indent)
	p.contributing(step.Response.Contributing.Minus(deciding), indent+"  ")
	for rule := range deciding.All() {
		p.rule("decided by ", rule, indent)
	}
}

// rule writes the text of a rule, its evidence and its sources.
func (p textWriter) rule(by string, rule model.Rule, indent string) {
	e := rule.Entry()
	p.f("%s%s%s: %s\n", indent, by, p.Paint(sentences.Bold, e.ID), e.Text)
	p.f("%s", sentences.Evidence(e, indent+"  "))
}

// before writes the last steps before the one with this index.
func (p textWriter) before(r *scenario.Result, index int, indent string) {
	p.f("%s  before that\n", indent)
	from := max(0, index-mostBefore)
	if from > 0 {
		p.f("%s    %d more steps\n", indent, from)
	}
	for i := range r.Steps[from:index] {
		b := &r.Steps[from+i]
		p.f("%s    %s  %s: %s\n", indent, b.At, p.Asked(r.Scenario, b.Step, &b.Request), sentences.Answered(&b.Response))
	}
}

// difference writes one value that is not as the scenario wants it.
func (p textWriter) difference(s *scenario.Scenario, f scenario.Failure, indent string) {
	f = shownFailure(f, p.Options)
	p.f("%s%s: %s\n", indent, sentences.Place(s, f.Pos), p.Paint(sentences.Red, f.Name))
	p.f("%s  want %s\n", indent, sentences.Clean(f.Want))
	p.f("%s  got  %s\n", indent, sentences.Clean(f.Got))
}
