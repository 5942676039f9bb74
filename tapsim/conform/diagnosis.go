package conform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
)

// A Diagnosis says what the failures of a run come from. Package diagnosis makes it.
type Diagnosis struct {
	Failures int     // scenarios that fail
	Causes   []Cause // a smallest set that explains as many of them as possible
	Left     int     // failures that no cause explains
	Nearest  []Fault // that resemble what is left, the likeliest first
	Asked    int     // scenarios that were asked besides, to tell faults apart

	// Otherwise are the rules that the subject reads otherwise, and that no source settles.
	Otherwise []model.Rule

	// Possibly are rules that only few cases show to be read otherwise, in a run with
	// failures that nothing explains.
	Possibly []model.Rule

	// Form is how the form of its answers deviates, those in most scenarios first.
	Form []Cause
}

// A Cause is a fault that explains failures; or several, if nothing tells them apart.
type Cause struct {
	Faults   []Fault  // the likeliest first
	Explains []string // ids of scenarios
	All      bool     // the subject has all of these faults: the same answers show them
	Nearly   bool     // the subject accepts as one with the fault does, and answers something else
}

// String says how the subject behaves.
func (c *Cause) String() string {
	switch {
	case c.All:
		return "behaves as if " + list(c.Faults, ", and as if ")
	case c.Nearly:
		return "behaves nearly as if " + list(c.Faults, ", or as if ")
	}
	return "behaves as if " + list(c.Faults, ", or as if ")
}

// A Fault is one way to be wrong.
type Fault struct {
	ID   string     // never changes
	Text string     // to the implementer: you ...
	Rule model.Rule // that it breaks
}

// String is the fault in one line, with its rule and its id.
func (f Fault) String() string { return fmt.Sprintf("%s (%s, %s)", f.Text, f.Rule, f.ID) }

// enough is how many faults a line names, and how many causes have a line.
const enough = 3

// Lines are the diagnosis in sentences, one a line: the causes first.
func (d *Diagnosis) Lines() []string {
	if d == nil {
		return nil
	}
	var lines []string
	others := 0
	for i, c := range d.Causes {
		if i >= enough {
			others += len(c.Explains)
			continue
		}
		line := fmt.Sprintf("%s: explains %d of %s", &c, len(c.Explains), count(d.Failures, "failure"))
		if c.Nearly {
			line = fmt.Sprintf("%s: accepts the same in %d of %s", &c, len(c.Explains), count(d.Failures, "failure"))
		}
		if len(c.Faults) > 1 && !c.All {
			line += "; nothing asked so far tells these apart"
		}
		lines = append(lines, line)
	}
	if others > 0 {
		lines = append(lines, fmt.Sprintf("as if with %s more, which explain %d", count(len(d.Causes)-enough, "fault"), others))
	}
	if d.Asked > 0 {
		lines = append(lines, fmt.Sprintf("to be sure, the subject was asked %s", count(d.Asked, "more scenario")))
	}
	switch {
	case d.Left == 0:
	case len(d.Causes) > 0:
		others := count(d.Left, "failure")
		if d.Left == 1 {
			others = "failure"
		}
		line := fmt.Sprintf("no known fault explains the other %s%s", others, resembling(d.Nearest))
		if 2*d.Left > d.Failures { // the causes are the smaller part of it
			lines = append([]string{fmt.Sprintf("no known fault explains %d of %s%s", d.Left, count(d.Failures, "failure"), resembling(d.Nearest))}, lines...)
		} else {
			lines = append(lines, line)
		}
	default:
		lines = append(lines, fmt.Sprintf("no known fault explains the %s%s", count(d.Left, "failure"), resembling(d.Nearest)))
	}
	if len(d.Otherwise) > 0 {
		lines = append(lines, "reads "+enumerate(d.Otherwise)+" otherwise")
	}
	if len(d.Possibly) > 0 {
		lines = append(lines, "may read "+enumerate(d.Possibly)+" otherwise, or it comes from what is not explained")
	}
	for i, c := range d.Form {
		if i == enough {
			lines = append(lines, "and "+count(len(d.Form)-enough, "more deviation")+" of form")
			break
		}
		lines = append(lines, fmt.Sprintf("deviates in form: %s, in %s", c.Faults[0], count(len(c.Explains), "scenario")))
	}
	return lines
}

// enumerate names rules in a sentence.
func enumerate(rules []model.Rule) string {
	var ids []string
	for _, rule := range rules {
		ids = append(ids, rule.String())
	}
	last := len(ids) - 1
	if last == 0 {
		return ids[0]
	}
	return strings.Join(ids[:last], ", ") + " and " + ids[last]
}

func resembling(nearest []Fault) string {
	if len(nearest) == 0 {
		return ""
	}
	return "; the nearest: " + list(nearest, "; ")
}

func list(faults []Fault, separator string) string {
	var texts []string
	for _, f := range faults[:min(len(faults), enough)] {
		texts = append(texts, f.String())
	}
	if more := len(faults) - enough; more > 0 {
		texts = append(texts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(texts, separator)
}

// count is a number of things, in words.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Cause is the cause that explains the failure of a scenario, by its id; nil: none does.
func (d *Diagnosis) Cause(id string) *Cause {
	if d == nil {
		return nil
	}
	for i := range d.Causes {
		if slices.Contains(d.Causes[i].Explains, id) {
			return &d.Causes[i]
		}
	}
	return nil
}
