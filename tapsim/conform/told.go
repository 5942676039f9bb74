package conform

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/tapsim/sentences"
)

// Tell tells one difference of the case, in lines: the step with its place, what
// was asked, both answers, and what came before.
func (c *Case) Text(d Difference, o sentences.Options, indent string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, indent+format+"\n", args...) }
	asked := &c.Steps[d.Step-1]
	line("%s  %s", c.Scenario.ID, o.Paint(sentences.Dim, c.Scenario.Title))
	line("%s: step %d of %d, at %s", sentences.Place(c.Scenario, asked.Step.Pos), d.Step, len(c.Scenario.Steps), asked.Request.At)
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

// Tell tells what differs, in lines: its name, and both answers.
func (d *Difference) Text(o sentences.Options, indent string) string {
	want, got := d.Sides(o)
	return fmt.Sprintf("%[1]s%[2]s\n%[1]s  expected %[3]s\n%[1]s  got      %[4]s\n", indent, o.Paint(sentences.Red, sentences.Clean(d.Name)), want, got)
}

// Sides are the answers of the reference and of the subject, each as a line that
// fits.
func (d *Difference) Sides(o sentences.Options) (want, got string) {
	shown := *d
	if o.Secrets {
		shown = d.Reveal()
	}
	return sentences.Clip(o.Own(shown.Want)), sentences.Clip(o.Own(shown.Got))
}

// Tell tells how the subject broke, if it did, and all that differs in the case,
// in lines, with the rule that decides each difference and who says so.
func (j *Result) Text(o sentences.Options) string {
	var b strings.Builder
	if j.Broken() {
		fmt.Fprintf(&b, "%s  %s\n", j.Verdict, sentences.Clip(o.Own(j.Why)))
		b.WriteString(j.BrokenAt(o))
	}
	for _, all := range [][]Difference{j.Differences, j.Excused, j.Filtered} {
		for _, d := range all {
			e := d.Rule.Entry()
			fmt.Fprintf(&b, "%s  %s: %s\n", d.Weight, e.ID, e.Text)
			b.WriteString(sentences.Evidence(e, "  "))
			b.WriteString(j.Case.Text(d, o, "  "))
		}
	}
	return b.String()
}

// Breakdown tells at which step the subject broke, in lines; nothing, if it was
// before the first.
func (c *Case) BrokenAt(o sentences.Options) string {
	n := len(c.Steps)
	if n == 0 {
		return ""
	}
	last := &c.Steps[n-1]
	return fmt.Sprintf("  in %s at step %d of %d, at %s\n    %s\n",
		c.Scenario.ID, n, len(c.Scenario.Steps), last.Request.At, o.Asked(c.Scenario, last.Step, &last.Request))
}
