package check

import (
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// firstInstant is where the histories begin.
const firstInstant = scenario.DefaultStart

// MostUsers is how many users a history can have.
const MostUsers = 8

var (
	staff  = protocol.Group{Name: "staff", ID: protocol.GroupID("staff")}
	tier0  = protocol.Group{Name: "tier0", ID: protocol.GroupID("tier0"), RoleAssignable: true}
	groups = [...]protocol.Group{staff, tier0}
)

// people are the users. A history has the first few of them. The last one is the
// administrator, about whose pass no request is made.
var people = func() (all [MostUsers + 1]protocol.User) {
	for i, name := range []string{"ada", "bob", "cyd", "dan", "eve", "fay", "gil", "hal", "admin"} {
		all[i] = protocol.User{Name: name, ID: protocol.UserID(name)}
	}
	return all
}()

const admin = MostUsers

// userIDs are their ids, as the wire writes them.
var userIDs = func() (all [len(people)]string) {
	for i := range people {
		all[i] = people[i].ID.String()
	}
	return all
}()

// traits is how many traits there are.
const traits = 3

// person is one of the people with a trait: a property of the user on which some rule
// depends. Trait 0 is none.
func person(i int, trait uint8) protocol.User {
	u := people[i]
	switch trait {
	case 1:
		u.Groups = []model.ID{staff.ID}
	case 2:
		u.Guest = true
	case 3:
		u.Roles = []string{"Global Reader"}
	}
	return u
}

// traitOf is the trait of one of the people in a history as it is drawn.
func traitOf(i int) uint8 {
	if i > traits {
		return 0
	}
	return uint8(i)
}

// drawnUsers are the people of a history as it is drawn.
var drawnUsers = func() (all [MostUsers + 1]model.User) {
	for i := range all {
		all[i] = userOf(person(i, traitOf(i)))
	}
	return all
}()

// userOf is a user in the words of the model.
func userOf(u protocol.User) model.User {
	return model.User{ID: u.ID, Groups: u.Groups, Guest: u.Guest, External: u.External, Roles: model.RolesOf(u.Roles...)}
}

// keyOf writes the key of a user: the name or the id, or either in capitals.
func keyOf(u *protocol.User, key uint8) string {
	switch key {
	case 1:
		return u.ID.String()
	case 2:
		return strings.ToUpper(u.UPN())
	case 3:
		return strings.ToUpper(u.ID.String())
	default:
		return u.UPN()
	}
}

// unknownKey is the key of a user who does not exist.
const unknownKey = "nobody@contoso.example"

// policies are the first policies of tenants, as changes of the default policy.
var policies = []func(*model.Policy){
	func(*model.Policy) {},
	func(p *model.Policy) { p.OnceOnly = true },
	func(p *model.Policy) { p.Minimum, p.Maximum = model.LeastLifetime, model.GreatestLifetime },
	func(p *model.Policy) { p.Minimum, p.Default, p.Maximum, p.Length = 10, 10, 10, 12 },
	func(p *model.Policy) { p.Include = []model.Target{{Type: model.GroupTarget, ID: staff.ID}} },
	func(p *model.Policy) { p.Enabled = false },
}

// firstPolicy is the policy with which a history begins.
func (h *history) firstPolicy(e model.Edition) model.Policy {
	p := usualPolicy(e)
	policies[h.policy](&p)
	return p
}

// usualPolicy is the policy of a scenario that does not give one.
func usualPolicy(e model.Edition) model.Policy {
	p := model.DefaultPolicy(e)
	p.Enabled = true
	return p
}
