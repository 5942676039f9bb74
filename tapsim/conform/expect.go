package conform

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// An KnownDifference is a known shortcoming of a subject, with the reason why it is
// put up with.
type KnownDifference struct {
	File     string
	Pos      scenario.Position
	Scenario string
	Rule     model.Rule // of the difference; NoRule: whatever the scenario comes to
	Unknown  string     // the id of a rule that there is not: nothing is covered
	Verdict  Verdict    // of the difference or, without a rule, of the scenario
	Reason   string
}

// Unexplained begins the reasons in a template: somebody has to put a better one.
const Unexplained = "unexplained: "

// expectable are the verdicts that need an excuse. A scenario that passes needs none.
var expectable = []string{
	string(Fail), string(Deviates), string(Skipped), string(Errored), string(TimedOut), string(Crashed),
}

// ruleIDs are the ids of all rules.
var ruleIDs = func() []string {
	var ids []string
	for _, e := range model.Catalogue() {
		ids = append(ids, e.ID)
	}
	return ids
}()

// differenceKeys are the keys of a known difference.
type differenceKeys struct {
	Scenario scenario.Value `yaml:"scenario,required"`
	Rule     scenario.Value `yaml:"rule"`
	Verdict  scenario.Value `yaml:"verdict,required"`
	Reason   scenario.Value `yaml:"reason,required"`
}

// ReadKnownDifferences reads a list of known differences, in YAML. name is used in
// messages; the error has all that is wrong, with its place.
func ReadKnownDifferences(name string, data []byte) ([]KnownDifference, error) {
	var all []KnownDifference
	err := scenario.ReadYAML(name, data, func(v scenario.Value) {
		v.Each("an expectation", func(item scenario.Value) {
			var k differenceKeys
			good := item.Fields("an expectation", &k)
			e := KnownDifference{File: name, Pos: item.Pos()}
			e.Scenario, _ = k.Scenario.Line()
			// That there is no such rule is reported like all that is no longer so.
			if id, ok := k.Rule.Line(); ok {
				if e.Rule, ok = model.ParseRule(id); !ok {
					e.Unknown = id
				}
			}
			word, _ := k.Verdict.Word(expectable)
			e.Verdict = Verdict(word)
			e.Reason, _ = k.Reason.Text()
			if !good {
				return
			}
			if e.RuleID() != "" && e.Verdict != Fail && e.Verdict != Deviates {
				item.Wrong("leave the rule out", "a rule decides a fail or a deviation, and no %s", e.Verdict)
			}
			if slices.ContainsFunc(all, e.same) {
				item.Wrong("", "the same is expected twice")
			}
			all = append(all, e)
		})
	})
	return all, err
}

// same reports whether two expectations can cover the same thing.
func (e *KnownDifference) same(f KnownDifference) bool {
	return e.Scenario == f.Scenario && e.Rule == f.Rule && e.Unknown == f.Unknown && e.Verdict == f.Verdict
}

// unexplained reports whether the reason is still that of a template.
func (e *KnownDifference) unexplained() bool {
	return strings.HasPrefix(strings.TrimSpace(e.Reason), strings.TrimSpace(Unexplained))
}

// RuleID is the id of the rule as it was written; empty if there is none.
func (e *KnownDifference) RuleID() string { return cmp.Or(e.Unknown, e.Rule.String()) }

// covers reports whether a difference in a scenario was expected.
func (e *KnownDifference) covers(c *Case, d *Difference) bool {
	switch {
	case e.Scenario != c.Scenario.ID, e.Unknown != "":
		return false
	case e.Rule == model.NoRule:
		return e.Verdict == c.Verdict
	}
	return e.Rule == d.Rule && e.Verdict == d.Weight
}

// String says what is expected, in few words.
func (e *KnownDifference) String() string {
	s := string(e.Verdict) + " of " + e.Scenario
	if rule := e.RuleID(); rule != "" {
		s += " by " + rule
	}
	return s
}

// Expect makes an expectation of everything that is wrong with a case: the
// template of which somebody makes a list with good reasons. Those that the
// case was judged by already are kept as they are.
func (j *Result) KnownDifferences() []KnownDifference {
	all := slices.Clone(j.By)
	add := func(e KnownDifference) {
		if !slices.ContainsFunc(all, e.same) {
			all = append(all, e)
		}
	}
	if j.Broken() {
		if !j.Expected {
			add(KnownDifference{Scenario: j.Scenario.ID, Verdict: j.Verdict, Reason: Unexplained + j.Why})
		}
		return all
	}
	for _, d := range j.Differences {
		reason := fmt.Sprintf("%s%s: want %s, got %s", Unexplained, d.Name, d.Want, d.Got)
		add(KnownDifference{Scenario: j.Scenario.ID, Rule: d.Rule, Verdict: d.Weight, Reason: reason})
	}
	return all
}

// plainID is an id that YAML reads as text without quotes, unlike 12 and true.
var plainID = regexp.MustCompile(`^[a-z][a-z0-9-]*/[a-z0-9/-]+$`)

// WriteKnownDifferences writes a list that ReadKnownDifferences reads.
func WriteKnownDifferences(w io.Writer, all []KnownDifference) error {
	var b strings.Builder
	b.WriteString("# What is known to differ, and why that is put up with; tapsim conform --expect.\n")
	if len(all) == 0 {
		b.WriteString("[]\n")
	}
	for _, e := range all {
		id := e.Scenario
		if !plainID.MatchString(id) {
			id = strconv.QuoteToASCII(id)
		}
		fmt.Fprintf(&b, "- scenario: %s\n", id)
		if e.Rule != model.NoRule {
			fmt.Fprintf(&b, "  rule: %s\n", e.Rule)
		} else if e.Unknown != "" {
			fmt.Fprintf(&b, "  rule: %s\n", strconv.QuoteToASCII(e.Unknown))
		}
		fmt.Fprintf(&b, "  verdict: %s\n  reason: %s\n", e.Verdict, strconv.QuoteToASCII(brief(e.Reason)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// brief keeps a reason within a line, and redacts it.
func brief(s string) string {
	const enough = 160
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\ufffd'
		}
		return r
	}, protocol.Redact(s))
	if r := []rune(s); len(r) > enough {
		s = string(r[:enough]) + "..."
	}
	return strings.TrimSpace(s)
}
