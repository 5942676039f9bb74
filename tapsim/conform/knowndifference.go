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

// A KnownDifference is a difference of a subject that is known and accepted, with the
// reason.
type KnownDifference struct {
	File     string
	Pos      scenario.Position
	Scenario string
	Rule     model.Rule // of the difference; NoRule: any difference of the scenario
	Unknown  string     // the id of a rule that does not exist: nothing is covered
	Verdict  Verdict    // of the difference or, without a rule, of the scenario
	Reason   string
}

// Unexplained begins the reasons in a template. The user has to write a better one.
const Unexplained = "unexplained: "

// expectable are the verdicts of known differences: all but a pass.
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
// messages; the error has every diagnostic, with its place.
func ReadKnownDifferences(name string, data []byte) ([]KnownDifference, error) {
	var all []KnownDifference
	err := scenario.ReadYAML(name, data, func(v scenario.Value) {
		v.Each("a known difference", func(item scenario.Value) {
			var k differenceKeys
			good := item.Fields("a known difference", &k)
			e := KnownDifference{File: name, Pos: item.Pos()}
			e.Scenario, _ = k.Scenario.Line()
			// An unknown rule is reported as a stale entry, like one that was renamed.
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
				item.Wrong("", "the same difference is listed twice")
			}
			all = append(all, e)
		})
	})
	return all, err
}

// same reports whether two known differences cover the same.
func (e *KnownDifference) same(f KnownDifference) bool {
	return e.Scenario == f.Scenario && e.Rule == f.Rule && e.Unknown == f.Unknown && e.Verdict == f.Verdict
}

// unexplained reports whether the reason is still the one of the template.
func (e *KnownDifference) unexplained() bool {
	return strings.HasPrefix(strings.TrimSpace(e.Reason), strings.TrimSpace(Unexplained))
}

// RuleID is the id of the rule as it was written; empty if there is none.
func (e *KnownDifference) RuleID() string { return cmp.Or(e.Unknown, e.Rule.String()) }

// covers reports whether a difference in a case is this known one.
func (e *KnownDifference) covers(c *Case, d *Difference) bool {
	switch {
	case e.Scenario != c.Scenario.ID, e.Unknown != "":
		return false
	case e.Rule == model.NoRule:
		return e.Verdict == c.Verdict
	}
	return e.Rule == d.Rule && e.Verdict == d.Weight
}

// String is a short form: verdict, scenario and rule.
func (e *KnownDifference) String() string {
	s := string(e.Verdict) + " of " + e.Scenario
	if rule := e.RuleID(); rule != "" {
		s += " by " + rule
	}
	return s
}

// KnownDifferences makes a known difference of everything that is wrong with a case:
// a template, in which the user has to write the reasons. Known differences that the
// case was judged with are kept as they are.
func (r *Result) KnownDifferences() []KnownDifference {
	all := slices.Clone(r.By)
	add := func(e KnownDifference) {
		if !slices.ContainsFunc(all, e.same) {
			all = append(all, e)
		}
	}
	if r.Broken() {
		if !r.Expected {
			add(KnownDifference{Scenario: r.Scenario.ID, Verdict: r.Verdict, Reason: Unexplained + r.Why})
		}
		return all
	}
	for _, d := range r.Differences {
		reason := fmt.Sprintf("%s%s: want %s, got %s", Unexplained, d.Name, d.Want, d.Got)
		add(KnownDifference{Scenario: r.Scenario.ID, Rule: d.Rule, Verdict: d.Weight, Reason: reason})
	}
	return all
}

// plainID is an id that YAML reads as text without quotes, unlike 12 and true.
var plainID = regexp.MustCompile(`^[a-z][a-z0-9-]*/[a-z0-9/-]+$`)

// WriteKnownDifferences writes a list that ReadKnownDifferences reads.
func WriteKnownDifferences(w io.Writer, all []KnownDifference) error {
	var b strings.Builder
	b.WriteString("# Known differences, and why each is accepted; for tapsim conform --expect.\n")
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

// brief shortens a reason to a line, and redacts it.
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
