package scenario

import (
	"regexp"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
)

// Parse reads one scenario; name is where it comes from, for messages. If
// anything is wrong with it, the error is a Diagnostics with all that is.
func Parse(name string, data []byte) (*Scenario, error) {
	s := &Scenario{File: name}
	err := ReadYAML(name, data, func(v Value) {
		s.source = v.r.source
		(&story{Scenario: s}).read(v, &storyMapping)
	})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// A scenario is a scenario as it is read. What depends on other parts of the file
// is kept aside until these are known, wherever in the file they stand.
type story struct {
	*Scenario
	edition, policy, groups, users, steps Value

	starts bool            // the file says when
	least  model.Instant   // no step so far can be earlier than this
	labels []string        // of the passes made so far, each once
	set    map[string]bool // labels
	later  map[string]int  // by label: the line of the first step that sets it; nil: not looked at yet
}

var storyMapping = Mapping[*story]{"a scenario", []Field[*story]{
	{"id", true, (*story).readID},
	{"title", true, func(s *story, v Value) { s.Title, _ = v.Line("title") }},
	{"description", false, func(s *story, v Value) { s.Description, _ = v.Text("description") }},
	{"rules", true, (*story).readRules},
	{"edition", false, func(s *story, v Value) { s.edition = v }},
	{"start", false, func(s *story, v Value) {
		s.Start, _ = v.Instant("start")
		s.starts = true
	}},
	{"policy", false, func(s *story, v Value) { s.policy = v }},
	{"groups", false, func(s *story, v Value) { s.groups = v }},
	{"users", false, func(s *story, v Value) { s.users = v }},
	{"steps", true, func(s *story, v Value) { s.steps = v }},
}}

// DefaultStart is the clock before the first step of a scenario that does not set
// it: 2026-01-01T00:00:00Z.
const DefaultStart model.Instant = 639_028_224_000_000_000

func (s *story) read(v Value, m *Mapping[*story]) {
	s.Start = DefaultStart
	m.Read(s, v)
	if s.edition.There() {
		s.readEdition()
	}
	s.readDirectory()
	s.readPolicy()
	s.least = s.Start
	if s.steps.There() {
		s.steps.Each("steps", s.readStep)
		if s.steps.Len() == 0 {
			s.steps.Wrong("", "a scenario needs at least one step")
		}
	}
}

var storyID = regexp.MustCompile(`^[a-z0-9-]+(/[a-z0-9-]+)*$`)

func (s *story) readID(v Value) {
	id, ok := v.Line("id")
	if ok && !storyID.MatchString(id) {
		v.Wrong("ids are written like signin/refused-at-the-end", "%s is no id: lower case, digits, - and / only", form.Quote(id))
	}
	s.ID, s.IDPos = id, v.Pos()
}

func (s *story) readRules(v Value) {
	v.Each("rules", func(item Value) {
		rule, ok := item.rule("a rule")
		if !ok {
			return
		}
		if slices.Contains(s.Rules, rule) {
			item.Wrong("", "the rule %s is named twice", rule)
		}
		s.Rules = append(s.Rules, rule)
		s.RulePos = append(s.RulePos, item.Pos())
	})
	if v.Len() == 0 {
		v.Wrong("", "rules names no rule that the scenario shows")
	}
}

// rule reads the id of a rule that a scenario can meet.
func (v Value) rule(what string) (model.Rule, bool) {
	if !v.scalar(what, "a word") {
		return model.NoRule, false
	}
	id := v.node.Value
	rule, ok := model.ParseRule(id)
	switch {
	case !ok:
		if hint := form.Suggest(id, ruleIDs); hint != "" {
			v.Wrong(hint, "%s cannot be %s", what, form.Quote(id))
		} else {
			v.Wrong("tapsim rules lists them", "%s cannot be %s: there is no such rule", what, form.Quote(id))
		}
		return model.NoRule, false
	case rule.Entry().By == model.ByHTTP:
		v.Wrong("", "the rule %s is decided by the HTTP face, which no scenario meets", id)
		return model.NoRule, false
	}
	return rule, true
}

// ruleIDs are the ids of all rules.
var ruleIDs = func() []string {
	var ids []string
	for _, e := range model.Catalogue() {
		ids = append(ids, e.ID)
	}
	return ids
}()

// readEdition reads which behaviour of the service is meant. An edition of the
// first release had another name, and the error says which.
func (s *story) readEdition() {
	if !s.edition.scalar("edition", "a word") {
		return
	}
	name, hint := s.edition.node.Value, ""
	e, err := model.ParseEdition(name)
	if near, typo := form.Nearest(name, model.Editions()); typo {
		hint = "did you mean " + near + "?"
	}
	if err != nil {
		s.edition.Wrong(hint, "%s", err)
		return
	}
	s.Edition = e
}
