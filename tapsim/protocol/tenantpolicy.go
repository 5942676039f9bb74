package protocol

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/wire"
)

var policyNames = wire.Names(wire.Settable(wire.PolicyProperties()))

// readPolicy lays a policy in Graph's words over another. The id and names with an @
// are ignored, except a type of another resource.
func (t *tenantReader) readPolicy(n *node, over model.Policy) model.Policy {
	cmd, before := model.PolicyCommand{Op: model.UpdatePolicy}, len(n.r.faults)
	numbers := map[string]*node{}
	minutes := func(v *node) *model.Minutes {
		i, _ := v.int()
		numbers[v.name] = v
		return new(model.Minutes(i))
	}
	n.walk(func(name string, v *node) {
		switch name {
		case "@odata.type":
			if text, ok := v.string(); ok && text != wire.PolicyType {
				v.wrong("leave it out, or write "+wire.PolicyType, "this is the type of another resource")
			}
			return
		case "id":
			return
		}
		if strings.Contains(name, "@") || v.isNull() && slices.Contains(policyNames, name) {
			return
		}
		switch name {
		case "state":
			word, _ := v.word("state", form.PolicyStates)
			cmd.Enabled = new(word == "enabled")
		case "minimumLifetimeInMinutes":
			cmd.Minimum = minutes(v)
		case "maximumLifetimeInMinutes":
			cmd.Maximum = minutes(v)
		case "defaultLifetimeInMinutes":
			cmd.Default = minutes(v)
		case "defaultLength":
			cmd.Length = new(int32(*minutes(v)))
		case "isUsableOnce":
			yes, _ := v.bool()
			cmd.OnceOnly = &yes
		case "includeTargets":
			cmd.Include = t.readTargets(v)
		case "excludeTargets":
			cmd.Exclude = t.readTargets(v)
		default:
			n.report(fmt.Sprintf("%s has no member %s%s", n.path(), form.Quote(name), hinted(form.Suggest(name, policyNames))))
		}
	})
	if len(n.r.faults) > before {
		return over
	}
	policy, out := model.StepPolicy(over, model.Env{Edition: t.Edition}, cmd)
	if !out.Accepted() {
		n.blame(out.Rule, numbers, over)
	}
	return policy
}

// blame reports a policy that no tenant can have: at every number out of its range or,
// if the order is wrong, at the whole policy.
func (n *node) blame(rule model.Rule, numbers map[string]*node, over model.Policy) {
	const format = "no tenant can have this policy, by the rule %s: %s"
	if rule != model.PolicyRange {
		hint := fmt.Sprintf("what is left out is at its default: minimum %d, default %d, maximum %d", over.Minimum, over.Default, over.Maximum)
		n.wrong(hint, format, rule, strings.TrimSuffix(rule.Entry().Text, "."))
		return
	}
	for _, name := range policyNames {
		v := numbers[name]
		if v == nil {
			continue
		}
		i, _ := v.int()
		least, greatest := int32(model.LeastLifetime), int32(model.GreatestLifetime)
		if name == "defaultLength" {
			least, greatest = model.LeastLength, model.GreatestLength
		}
		if i < least || i > greatest {
			v.wrong("", format, rule, strings.TrimSuffix(rule.Entry().Text, "."))
		}
	}
}

const targetsHint = `a target is "all_users", {"user": "ada"}, {"group": "staff"} or {"targetType": "group", "id": "all_users"}`

// readTargets reads a list of targets, in the words of Graph or of scenarios.
func (t *tenantReader) readTargets(n *node) *[]model.Target {
	targets := []model.Target{}
	n.each(func(item *node) {
		if target, ok := t.readTarget(item); ok {
			targets = append(targets, target)
		}
	})
	return &targets
}

func (t *tenantReader) readTarget(n *node) (model.Target, bool) {
	switch n.text[0] {
	case '"':
		if text, ok := n.string(); ok && text == form.AllUsers {
			return model.Target{Type: model.GroupTarget, All: true}, true
		}
		n.wrong(targetsHint, "no target")
		return model.Target{}, false
	case '{':
	default:
		n.not("a target")
		return model.Target{}, false
	}

	var user, group *node
	count, before := 0, len(n.r.faults)
	n.walk(func(name string, v *node) {
		switch count++; name {
		case "user":
			user = v
		case "group":
			group = v
		}
	})
	switch {
	case len(n.r.faults) > before:
		return model.Target{}, false
	case user == nil && group == nil:
		// Graph ignores unknown names in a target, so wire checks the target.
		cmd, refused := wire.ParseConfiguration(slices.Concat([]byte(`{"includeTargets":[`), n.text, []byte(`]}`)))
		if refused != model.NoRule {
			n.wrong(targetsHint, "no target")
			return model.Target{}, false
		}
		return (*cmd.Include)[0], true
	case count > 1:
		n.wrong(targetsHint, "a target is one user, one group, or a type and an id")
		return model.Target{}, false
	case user != nil:
		u, ok := t.findUser(user)
		return model.Target{Type: model.UserTarget, ID: u.ID}, ok
	default:
		id, ok := group.groupID(t.groups)
		return model.Target{Type: model.GroupTarget, ID: id}, ok
	}
}
