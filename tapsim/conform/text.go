package conform

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/tapsim/sentences"
)

// Text describes one difference of the case, in lines: the step with its place, the
// request, both answers, and the steps before.
func (c *Case) Text(d Difference, o sentences.Options, indent string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, indent+format+"\n", args...) }
	asked := &c.Steps[d.Step-1]
	line("%s  %s", c.Scenario.ID, o.Paint(sentences.Dim, c.Scenario.Title))
	place := ""
	if c.Scenario.File != "" { // a scenario that was made at run time has none
		place = sentences.Place(c.Scenario, asked.Step.Pos) + ": "
	}
	line("%sstep %d of %d, at %s", place, d.Step, len(c.Scenario.Steps), asked.Request.At)
	line("    %s", o.Asked(c.Scenario, asked.Step, &asked.Request))
	b.WriteString(d.Text(o, indent+"  "))
	if d.Step > 1 {
		line("  before that")
		for i := range c.Steps[:d.Step-1] {
			before := &c.Steps[i]
			line("    %s  %s: %s", before.Request.At, o.Asked(c.Scenario, before.Step, &before.Request), sentences.Answered(&before.Want))
		}
	}
	return b.String()
}

// Text describes the difference, in lines: its name, and both answers.
func (d *Difference) Text(o sentences.Options, indent string) string {
	want, got := d.Sides(o)
	return fmt.Sprintf("%[1]s%[2]s\n%[1]s  expected %[3]s\n%[1]s  got      %[4]s\n", indent, o.Paint(sentences.Red, sentences.Clean(d.Name)), want, got)
}

// Sides are the answers of the reference and of the subject, each shortened to a line.
func (d *Difference) Sides(o sentences.Options) (want, got string) {
	shown := *d
	if o.Secrets {
		shown = d.Reveal()
	}
	return sentences.Clip(o.Own(shown.Want)), sentences.Clip(o.Own(shown.Got))
}

// Text describes, in lines, how the subject broke, if it did, and every difference of
// the case, with the rule that decides it and the evidence of that rule.
func (r *Result) Text(o sentences.Options) string {
	var b strings.Builder
	if r.Broken() {
		fmt.Fprintf(&b, "%s  %s\n", r.Verdict, sentences.Clip(o.Own(r.Why)))
		b.WriteString(r.BrokenAt(o))
	}
	for _, all := range [][]Difference{r.Differences, r.Excused, r.Filtered} {
		for _, d := range all {
			e := d.Rule.Entry()
			fmt.Fprintf(&b, "%s  %s: %s\n", d.Weight, e.ID, e.Text)
			b.WriteString(sentences.Evidence(e, "  "))
			b.WriteString(r.Case.Text(d, o, "  "))
		}
	}
	return b.String()
}

// BrokenAt describes, in lines, the step at which the subject broke. It is empty if the
// subject broke before the first step.
func (c *Case) BrokenAt(o sentences.Options) string {
	n := len(c.Steps)
	if n == 0 {
		return ""
	}
	last := &c.Steps[n-1]
	return fmt.Sprintf("  in %s at step %d of %d, at %s\n    %s\n",
		c.Scenario.ID, n, len(c.Scenario.Steps), last.Request.At, o.Asked(c.Scenario, last.Step, &last.Request))
}
