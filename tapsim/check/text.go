package check

import (
	"fmt"
	"strings"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/sentences"
)

// Text describes in lines what differs in a counterexample, and in which run it was
// found. The scenario is not a part of it.
func (x *Counterexample) Text(o sentences.Options) string {
	var b strings.Builder
	switch {
	case x.Invariant != "":
		fmt.Fprintf(&b, "%s  %s\n", o.Paint(sentences.Red, string(conform.Fail)), sentences.Clip(x.Invariant))
	case x.First.Name == "":
		fmt.Fprintf(&b, "%s  %s\n", o.Paint(sentences.Red, string(x.Case.Verdict)), sentences.Clip(o.Own(x.Case.Why)))
		b.WriteString(o.Stderr(x.Case.Stderr))
	default:
		e := x.First.Rule.Entry()
		fmt.Fprintf(&b, "%s  %s: %s\n", o.Paint(sentences.Red, string(x.First.Weight)), o.Paint(sentences.Bold, e.ID), e.Text)
		b.WriteString(sentences.Evidence(e, "  "))
		b.WriteString(x.First.Text(o, "  "))
	}
	if d := x.Besides; d.Name != "" {
		want, got := d.Sides(o)
		fmt.Fprintf(&b, "  in run %d it differs, too: %s: %s: expected %s, got %s\n", x.BesidesRun, d.Rule, sentences.Clean(d.Name), want, got)
	}
	fmt.Fprintf(&b, "  shown by run %d, %d of the %d steps drawn%s\n", x.Run, len(x.Scenario.Steps), x.Drawn, x.doubts())
	return b.String()
}

// doubts says what is not certain about a counterexample.
func (x *Counterexample) doubts() string {
	switch {
	case x.Once:
		return "; it did not happen a second time"
	case x.Hurry && x.Interrupted:
		return "; interrupted, so it could be shorter"
	case x.Hurry:
		return "; there was no time to make it shorter"
	}
	return ""
}
