package protocol

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

// A ResetBody is the body of a reset of a service.
type ResetBody struct {
	Tenant *Beginning        // nil: the one that the service began with
	Now    *model.Instant    // nil: not given
	Tokens map[string]*Actor // the actor of each; see ReadActors; nil: not given
}

// ReadReset reads the body of a reset of a service: the members of a state, which are
// now or start, edition, policy, groups, users and passes, and also tokens. Each is
// optional. A tenant without a member has the default of a scenario: the edition
// current, the policy enabled, no users. users are those that the tokens may name by
// short name if the body names no tenant.
//
// Users and groups may be texts, as in scenarios. A user, a group and a target are
// named by name or by id.
func ReadReset(text []byte, users []User) (*ResetBody, error) {
	if len(strings.TrimSpace(string(text))) == 0 {
		return &ResetBody{}, nil
	}
	reset, t := &ResetBody{}, newTenantReader(model.Current)
	err := readJSON("the body", text, func(n *node) {
		members, _ := n.members(slices.Concat(clockMembers, tenantMembers, []string{"tokens", "steps"})...)
		if v := members["steps"]; v.there() {
			v.wrong("", "a reset takes no steps: passes come from a tenant's file, tapsim serve --tenant FILE, or from calls")
		}
		t.readStart(members)
		for _, name := range tenantMembers {
			if members[name].there() {
				reset.Tenant = t.Beginning
			}
		}
		if reset.Tenant != nil {
			t.read(members)
			users = t.Users
		}
		if v := members["tokens"]; v.there() {
			reset.Tokens = v.actors(users)
		}
	})
	if err != nil {
		return nil, err
	}
	reset.Now = t.Start
	return reset, nil
}

// ReadTenant reads the tenant of the protocol's reset: an object of edition, policy,
// users and groups, and nothing else, in all the forms that ReadReset accepts. The
// policy is complete: a missing property has the default of the edition, so a policy
// without state is disabled. A user or a group without an id, or with an empty one,
// gets the id that scenarios give to that name. (A reset line that was read into a
// struct and written again has empty ids.)
func ReadTenant(text []byte) (*Tenant, error) {
	t := newTenantReader(model.Current)
	t.blank = true
	if len(strings.TrimSpace(string(text))) == 0 {
		text = []byte("{}")
	}
	err := readJSON("the body", text, func(n *node) {
		members, _ := n.members(caseMembers...)
		t.readDirectory(members)
		t.Policy = model.DefaultPolicy(t.Edition)
		if v := members["policy"]; v.there() {
			t.Policy = t.readPolicy(v, t.Policy)
		}
	})
	if err != nil {
		return nil, err
	}
	return &t.Tenant, nil
}

// ReadPolicy lays a policy in Graph's JSON over another, and checks that a tenant can
// have the result. An empty text changes nothing.
func ReadPolicy(text []byte, over model.Policy) (model.Policy, error) {
	cmd, refused := wire.ParseConfiguration(text)
	if refused == model.NoRule {
		policy, out := model.StepPolicy(over, model.Env{}, cmd)
		if out.Accepted() {
			return policy, nil
		}
		refused = out.Rule
	}
	return over, fmt.Errorf("the policy breaks the rule %s: %s", refused, refused.Entry().Text)
}
