package scenario

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

// The policy of a scenario and the body of an updatePolicy are the same words: both
// become the JSON of an update, and the first is read back from there.

// A policyReader is the JSON of a policy under way.
type policyReader struct {
	object
	story *story
}

var policyFields = []Field[*policyReader]{
	{"state", false, func(p *policyReader, v Value) {
		if word, ok := v.Word("state", form.PolicyStates); ok {
			p.text("state", word)
		}
	}},
	policyNumber("minimumLifetimeInMinutes"),
	policyNumber("maximumLifetimeInMinutes"),
	policyNumber("defaultLifetimeInMinutes"),
	policyNumber("defaultLength"),
	{"isUsableOnce", false, func(p *policyReader, v Value) {
		if yes, ok := v.Bool("isUsableOnce"); ok {
			p.bool("isUsableOnce", yes)
		}
	}},
	policyTargets("includeTargets"),
	policyTargets("excludeTargets"),
}

var policyMapping = Mapping[*policyReader]{"policy", policyFields}

func policyNumber(name string) Field[*policyReader] {
	return Field[*policyReader]{name, false, func(p *policyReader, v Value) {
		if n, ok := v.Int32(name); ok {
			p.int(name, n)
		}
	}}
}

func policyTargets(name string) Field[*policyReader] {
	return Field[*policyReader]{name, false, func(p *policyReader, v Value) {
		targets := slices.DeleteFunc(p.story.readTargets(name, v), func(t target) bool { return t.kind == "" || t.id == "" })
		p.name(name)
		p.b = append(p.b, '[')
		for i, t := range targets {
			if i > 0 {
				p.b = append(p.b, ',')
			}
			item := object{p.b, 0}
			item.text("targetType", t.kind)
			item.text("id", t.id)
			p.b = item.end()
		}
		p.b = append(p.b, ']')
	}}
}

// Int32 reads a number as Graph's Int32 allows it. What is no Int32 can still
// be sent, as a body.
func (v Value) Int32(what string) (int64, bool) {
	return v.Int(what, math.MinInt32, math.MaxInt32)
}

// readPolicy lays the scenario's policy over the defaults of its edition. A scenario
// about passes is mostly one with an enabled policy, so that is the default.
func (s *story) readPolicy() {
	s.Policy = model.DefaultPolicy(s.Edition)
	s.Policy.Enabled = true
	if !s.policy.There() {
		return
	}
	p := policyReader{story: s}
	policyMapping.Read(&p, s.policy)
	cmd, refused := wire.ParseConfiguration(p.end())
	if refused != model.NoRule || s.policy.r.full() {
		return // it cannot be judged
	}
	cmd.Op = model.UpdatePolicy
	policy, outcome := model.StepPolicy(s.Policy, model.Env{Edition: s.Edition}, cmd)
	if s.Policy = policy; !outcome.Accepted() {
		s.blame(outcome.Rule)
	}
}

// blame reports a policy that no tenant can have: at every property that is out
// of its range or, where the order is wrong, at the first that has to do with it.
func (s *story) blame(rule model.Rule) {
	hint := ""
	if rule == model.PolicyOrder {
		hint = fmt.Sprintf("what the scenario leaves out is at its default: minimum %d, default %d, maximum %d", s.Policy.Minimum, s.Policy.Default, s.Policy.Maximum)
	}
	for i := 0; i+1 < len(s.policy.node.Content); i += 2 {
		name, value := s.policy.node.Content[i].Value, Value{s.policy.r, s.policy.node.Content[i+1]}
		if rule == model.PolicyRange && s.outOfRange(name, value) || rule == model.PolicyOrder && strings.HasSuffix(name, "LifetimeInMinutes") && isDecimal(value.node.Value) {
			value.Wrong(hint, "no tenant can have this policy, by the rule %s: %s", rule, rule.Entry().Text)
			if rule == model.PolicyOrder {
				return
			}
		}
	}
}

// outOfRange asks the machine what it says of one property alone.
func (s *story) outOfRange(name string, v Value) bool {
	cmd, _ := wire.ParseConfiguration([]byte(`{"` + name + `":` + string(v.JSON()) + `}`))
	cmd.Op = model.UpdatePolicy
	_, outcome := model.StepPolicy(model.DefaultPolicy(s.Edition), model.Env{}, cmd)
	return outcome.Rule == model.PolicyRange
}

// A target is one entry of includeTargets or excludeTargets, in Graph's words.
type target struct{ kind, id string }

// A targetReader is a target as it is read.
type targetReader struct {
	target
	story       *story
	short, long int
}

var targetMapping = Mapping[*targetReader]{"a target", []Field[*targetReader]{
	{"user", false, func(t *targetReader, v Value) {
		if u, ok := t.story.findUser(v); ok {
			t.target = target{"user", u.ID.String()}
		}
		t.short++
	}},
	{"group", false, func(t *targetReader, v Value) {
		if g, ok := t.story.findGroup(v); ok {
			t.target = target{"group", g.ID.String()}
		}
		t.short++
	}},
	{"targetType", false, func(t *targetReader, v Value) {
		t.kind, _ = v.Word("targetType", targetTypes)
		t.long++
	}},
	{"id", false, func(t *targetReader, v Value) {
		t.long++
		if v.spells(form.AllUsers) {
			t.id = form.AllUsers
			return
		}
		if id, ok := v.GUID("the id of a target"); ok {
			t.id = id.String()
		}
	}},
}}

var targetTypes = []string{"user", "group"}

const targetHint = "targets are written like all_users, {user: ada}, {group: staff} or {targetType: group, id: all_users}"

func (s *story) readTargets(what string, v Value) []target {
	all, seen := []target{}, map[target]bool{}
	v.Each(what, func(item Value) {
		t := targetReader{story: s}
		switch {
		case item.spells(form.AllUsers):
			t.target = target{"group", form.AllUsers}
		case !item.IsMapping():
			item.Wrong(targetHint, "%s: no target", what)
		case targetMapping.Read(&t, item) && !(t.short == 1 && t.long == 0 || t.short == 0 && t.long == 2):
			item.Wrong(targetHint, "%s: a target is one user, one group, or a type and an id", what)
		}
		if seen[t.target] && t.id != "" {
			item.Wrong("", "%s names the same target twice", what)
		}
		seen[t.target] = true
		all = append(all, t.target)
	})
	return all
}
