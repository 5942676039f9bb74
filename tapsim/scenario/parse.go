package scenario

import (
	"regexp"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
)

// Parse reads one scenario; name is the name of the file in messages. The error is a
// Diagnostics with everything that is wrong.
func Parse(name string, data []byte) (*Scenario, error) {
	s := &Scenario{File: name}
	err := ReadYAML(name, data, func(v Value) {
		s.source = v.r.source
		(&draft{Scenario: s}).read("a scenario", v, true)
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// A draft is a scenario while it is read. A part that depends on other parts of the
// file is read after them, in any order of the file.
type draft struct {
	*Scenario
	steps Value

	starts   bool            // the file has a start
	earliest model.Instant   // no step so far can be earlier than this
	labels   []string        // of the passes made so far, each once
	set      map[string]bool // labels
	later    map[string]int  // by label: the line of the first step that sets it; nil: not computed yet
}

// DefaultStart is the start of a scenario without one: 2026-01-01T00:00:00Z.
const DefaultStart model.Instant = 639_028_224_000_000_000

// read reads a file. If it must be complete, missing required keys are reported.
func (s *draft) read(what string, v Value, complete bool) {
	var k FileKeys[Value]
	v.fields(what, complete, &k)
	s.readID(k.ID)
	s.Title, _ = k.Title.Line()
	s.Description, _ = k.Description.Text()
	s.readRules(k.Rules)
	s.readEdition(k.Edition)
	s.Start = DefaultStart
	if s.starts = k.Start.There(); s.starts {
		s.Start, _ = k.Start.instant()
	}
	s.earliest = s.Start
	k.Groups.each("the name of a group", maxNames, s.readGroup)
	k.Users.each("the name of a user", maxNames, s.readUser)
	s.readPolicy(k.Policy)
	s.steps = k.Steps
	s.steps.Each("a step", s.readStep)
	if s.steps.There() && s.steps.len() == 0 {
		s.steps.Wrong("", "a scenario needs at least one step")
	}
}

var scenarioID = regexp.MustCompile(`^[a-z0-9-]+(/[a-z0-9-]+)*$`)

func (s *draft) readID(v Value) {
	if !v.There() {
		return
	}
	id, ok := v.Line()
	if ok && !scenarioID.MatchString(id) {
		v.Wrong("ids are written like signin/refused-at-the-end", "%s is no id: lower case, digits, - and / only", form.Quote(id))
	}
	s.ID, s.IDPos = id, v.Pos()
}

func (s *draft) readRules(v Value) {
	v.Each("a rule", func(item Value) {
		rule, ok := item.rule()
		if !ok {
			return
		}
		if slices.Contains(s.Rules, rule) {
			item.Wrong("", "the rule %s is named twice", rule)
		}
		s.Rules = append(s.Rules, rule)
		s.RulePos = append(s.RulePos, item.Pos())
	})
	if v.There() && v.len() == 0 {
		v.Wrong("", "rules names no rule that the scenario shows")
	}
}

// rule reads the id of a rule that a scenario can reach.
func (v Value) rule() (model.Rule, bool) {
	if !v.scalar("a word") {
		return model.NoRule, false
	}
	id := v.node.value
	rule, ok := model.ParseRule(id)
	switch {
	case !ok:
		if hint := form.Suggest(id, ruleIDs); hint != "" {
			v.Wrong(hint, "%s cannot be %s", v.what, form.Quote(id))
		} else {
			v.Wrong("tapsim rules lists them", "%s cannot be %s: there is no such rule", v.what, form.Quote(id))
		}
		return model.NoRule, false
	case !slices.Contains(scenarioRules, id):
		v.Wrong("", "the rule %s is decided by the HTTP layer, which no scenario reaches", id)
		return model.NoRule, false
	}
	return rule, true
}

// readEdition reads the edition. The error for a former name of an edition gives the
// new name.
func (s *draft) readEdition(v Value) {
	if !v.scalar("a word") {
		return
	}
	name, hint := v.node.value, ""
	e, err := model.ParseEdition(name)
	if near, typo := form.Nearest(name, model.Editions()); typo {
		hint = "did you mean " + near + "?"
	}
	if err != nil {
		v.Wrong(hint, "%s", err)
		return
	}
	s.Edition = e
}
