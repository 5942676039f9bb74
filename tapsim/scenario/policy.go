package scenario

import (
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

// readPolicy lays the scenario's policy over the defaults of its edition. The default
// is an enabled policy, because most scenarios about passes need one.
//
// The policy of a scenario has the same words as the body of an updatePolicy. It is
// written as the JSON of an update, and read back from there.
func (s *draft) readPolicy(v Value) {
	s.Policy = model.DefaultPolicy(s.Edition)
	s.Policy.Enabled = true
	if !v.There() {
		return
	}
	var body object
	values, _ := v.fields("policy", true, &PolicyKeys[Value]{})
	for _, value := range values {
		if property, ok := s.property(value); ok {
			body.add(value.what, property)
		}
	}
	cmd, refused := wire.ParseConfiguration(body.end())
	if refused != model.NoRule || v.r.full() {
		return // it cannot be checked
	}
	cmd.Op = model.UpdatePolicy
	policy, outcome := model.StepPolicy(s.Policy, model.Env{Edition: s.Edition}, cmd)
	if s.Policy = policy; !outcome.Accepted() {
		s.blame(values, outcome.Rule)
	}
}

// blame reports a policy that no tenant can have: at every property out of its range
// or, if the order is wrong, at the first property that takes part.
func (s *draft) blame(properties []Value, rule model.Rule) {
	hint := ""
	if rule == model.PolicyOrder {
		hint = fmt.Sprintf("what the scenario leaves out is at its default: minimum %d, default %d, maximum %d", s.Policy.Minimum, s.Policy.Default, s.Policy.Maximum)
	}
	for _, v := range properties {
		if rule == model.PolicyRange && s.outOfRange(v) || rule == model.PolicyOrder && v.what != "defaultLength" && isDecimal(v.node.value) {
			v.Wrong(hint, "no tenant can have this policy, by the rule %s: %s", rule, rule.Entry().Text)
			if rule == model.PolicyOrder {
				return
			}
		}
	}
}

// outOfRange checks one property alone with the model.
func (s *draft) outOfRange(v Value) bool {
	cmd, _ := wire.ParseConfiguration([]byte(`{"` + v.what + `":` + string(v.json(nil)) + `}`))
	cmd.Op = model.UpdatePolicy
	_, outcome := model.StepPolicy(model.DefaultPolicy(s.Edition), model.Env{}, cmd)
	return outcome.Rule == model.PolicyRange
}

// A target is one entry of includeTargets or excludeTargets, as Graph has it.
type target struct {
	Type string `json:"targetType"`
	ID   string `json:"id"`
}

var targetTypes = []string{"user", "group"}

const targetHint = "targets are written like all_users, {user: ada}, {group: staff} or {targetType: group, id: all_users}"

// targets reads a list of targets, and leaves out the wrong ones.
func (s *draft) targets(v Value) []target {
	all, seen := []target{}, map[target]bool{}
	v.Each("a target", func(item Value) {
		t := s.target(item, v.what)
		if t.Type == "" || t.ID == "" {
			return
		}
		if seen[t] {
			item.Wrong("", "%s names the same target twice", v.what)
		}
		seen[t] = true
		all = append(all, t)
	})
	return all
}

func (s *draft) target(v Value, list string) (t target) {
	switch {
	case v.spells(form.AllUsers):
		return target{"group", form.AllUsers}
	case !v.isMapping():
		v.Wrong(targetHint, "%s: no target", list)
		return target{}
	}
	var k TargetKeys[Value]
	values, good := v.fields("a target", true, &k)
	if u, ok := s.findUser(k.User); ok {
		t = target{"user", u.ID.String()}
	}
	if g, ok := s.findGroup(k.Group); ok {
		t = target{"group", g.ID.String()}
	}
	if k.TargetType.There() {
		t.Type, _ = k.TargetType.Word(targetTypes)
	}
	if k.ID.There() && k.ID.spells(form.AllUsers) {
		t.ID = form.AllUsers
	} else if id, ok := k.ID.As("the id of a target").guid(); ok {
		t.ID = id.String()
	}
	short := len(values) == 1 && (k.User.There() || k.Group.There())
	long := len(values) == 2 && k.TargetType.There() && k.ID.There()
	if good && !short && !long {
		v.Wrong(targetHint, "%s: a target is one user, one group, or a type and an id", list)
	}
	return t
}
