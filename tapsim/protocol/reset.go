package protocol

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/wire"
)

// A ResetBody is what the reset of a service asks for.
type ResetBody struct {
	Tenant *Beginning        // nil: none is named, and it goes back to the one it began with
	Now    *model.Instant    // nil: not said
	Tokens map[string]*Actor // who stands behind each; see ReadActors; nil: not said
}

// ReadReset reads the body of a reset of a service: the members of a state, now or
// start, edition, policy, groups, users and passes, and tokens. Each may be left out;
// what a tenant leaves out is as in a scenario: the edition current, the policy
// enabled, no users. users are those to whom the tokens may refer by short name
// where no tenant is named.
//
// Users and groups may be texts, as in scenarios; a user, a group or a target is
// referred to by name or by id.
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

// ReadTenant reads what a case begins with, as the reset of the protocol has it: an
// object of edition, policy, users and groups, and nothing else, in all the forms
// that ReadReset takes. The policy is whole: what is left out of it is as the
// edition has it, and so disabled. A user or a group without an id gets the one that
// scenarios give to that name; so does one whose id is empty, as of a reset line that
// was read into a struct and written again.
func ReadTenant(text []byte) (*Tenant, error) {
	t := newTenantReader(model.Current)
	t.blank = true
	if len(strings.TrimSpace(string(text))) == 0 {
		text = []byte("{}")
	}
	err := readJSON("the body", text, func(n *node) {
		members, _ := n.members(worldMembers...)
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

// ReadPolicy lays a policy in Graph's JSON over another, and makes sure that a
// tenant can have what comes of it. No text changes nothing.
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
