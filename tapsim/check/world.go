package check

import (
	"strconv"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/wire"
)

// The people and the texts of random histories. Texts are read by package wire
// once, here, so that telling a history reads none.

// storyStart is where the histories begin.
const storyStart = scenario.DefaultStart

// MostUsers is how many users a history can have.
const MostUsers = 8

var (
	staff = protocol.Group{Name: "staff", ID: protocol.GroupID("staff")}
	tier0 = protocol.Group{Name: "tier0", ID: protocol.GroupID("tier0"), RoleAssignable: true}
)

// people are those of whom a history has the first few. The last one owns no
// pass that is asked for: she is the administrator who asks.
var people = func() [MostUsers + 1]protocol.User {
	var all [MostUsers + 1]protocol.User
	for i, name := range []string{"ada", "bob", "cyd", "dan", "eve", "fay", "gil", "hal", "kim"} {
		all[i] = protocol.User{Name: name, ID: protocol.UserID(name)}
	}
	all[1].Groups = []model.ID{staff.ID}
	all[2].Guest = true
	all[3].Roles = []string{"Global Reader"}
	return all
}()

const kim = MostUsers

// keys is how many ways there are to name a user.
const keys uint8 = 4

// keyOf says how a user is named: by name, by id, or in capitals.
func keyOf(u *protocol.User, key uint8) string {
	switch key {
	case 1:
		return u.ID.String()
	case 2:
		return capitals(u.UPN())
	case 3:
		return capitals(u.ID.String())
	default:
		return u.UPN()
	}
}

func capitals(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'a' <= c && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// stranger is the key of nobody.
const stranger = "nobody@contoso.example"

// A payload is a body, and what package wire makes of it.
type payload struct {
	body    string
	raw     bool // it is no JSON, or none that YAML could say
	create  model.Command
	policy  model.PolicyCommand
	update  userUpdate
	also    model.Rules
	refused model.Rule
}

// oddCreates are bodies of creates beside those that say one value at an edge.
// Number 0 is none of them.
var oddCreates = func() []payload {
	all := []payload{
		{body: `{"lifetimeInMinutes":null}`},
		{body: `{"isUsableOnce":null,"startDateTime":null}`},
		{body: ``, raw: true},
		{body: `{"isUsable":true,"methodUsabilityReason":7}`},
		{body: `{"id":"mine","temporaryAccessPass":"ALVL3VVV","createdDateTime":null}`},
		{body: `{"@odata.type":"#microsoft.graph.temporaryAccessPassAuthenticationMethod"}`},
		{body: `{"lifetimeinminutes":60}`},
		{body: `{"IsUsableOnce":true}`},
		{body: `{"ISUSABLEONCE":true,"isUsableOnce":true}`},
		{body: `{"Id":"mine"}`},
		{body: `{"lifetimeInMinuteſ":60}`},
		{body: " \t", raw: true},
		{body: `{"lifetime":60}`},
		{body: `{"lifetimeInMinutes":"60"}`},
		{body: `{"lifetimeInMinutes":60.0}`},
		{body: `{"lifetimeInMinutes":60.5}`},
		{body: `{"lifetimeInMinutes":6e1}`},
		{body: `{"lifetimeInMinutes":2147483647}`},
		{body: `{"lifetimeInMinutes":2147483648}`},
		{body: `{"lifetimeInMinutes":-1}`},
		{body: `{"isUsableOnce":1}`},
		{body: `{"isUsableOnce":"true"}`},
		{body: `{"startDateTime":5}`},
		{body: `{"startDateTime":"2026-01-01"}`},
		{body: `{"startDateTime":"tomorrow"}`},
		{body: `{"startDateTime":"9999-12-31T23:59:59Z"}`},
		{body: `{"lifetimeInMinutes":60,"lifetimeInMinutes":60}`, raw: true},
		{body: `{"lifetimeInMinutes":60`, raw: true},
		{body: `{"lifetimeInMinutes":60} x`, raw: true},
		{body: `[]`, raw: true},
		{body: `null`, raw: true},
		{body: `{"lifetimeInMinutes":0,"isUsableOnce":false}`},
		{body: `{"isUsableOnce":false,"startDateTime":"2001-01-01T00:00:00Z"}`},
	}
	for i := range all {
		t := &all[i]
		t.create, t.also, t.refused = wire.ParseCreate([]byte(t.body))
	}
	return all
}()

// withType says in an object what it is, as a client of Graph has to.
func withType(body string) string {
	name := `{"@odata.type":"` + wire.PolicyType + `"`
	switch inside, isObject := strings.CutPrefix(body, "{"); {
	case !isObject:
		return body
	case inside == "}":
		return name + inside
	default:
		return name + "," + inside
	}
}

// amendments are bodies of updates of the policy, those that matter most first.
var amendments = func() []payload {
	target := func(kind string, id model.ID) string {
		return `{"targetType":"` + kind + `","id":"` + id.String() + `"}`
	}
	everybody := `{"targetType":"group","id":"all_users"}`
	ada := people[0].ID
	all := []payload{
		{body: `{"state":"enabled"}`},
		{body: `{"state":"disabled"}`},
		{body: `{"isUsableOnce":true}`},
		{body: `{"isUsableOnce":false}`},
		{body: `{"excludeTargets":[` + target("user", ada) + `]}`},
		{body: `{"excludeTargets":[]}`},
		{body: `{"maximumLifetimeInMinutes":60}`},
		{body: `{"includeTargets":[` + everybody + `]}`},
		{body: `{"includeTargets":[]}`},
		{body: `{"includeTargets":[` + target("group", staff.ID) + `]}`},
		{body: `{"includeTargets":[` + target("user", ada) + `]}`},
		{body: `{"includeTargets":[` + target("group", ada) + `,` + target("group", staff.ID) + `]}`},
		{body: `{"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":true}]}`},
		{body: `{"includeTargets":[{"targetType":"user","id":"all_users"}]}`},
		{body: `{"excludeTargets":[` + target("group", staff.ID) + `]}`},
		{body: `{"excludeTargets":[` + everybody + `]}`},
		{body: `{"excludeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false}]}`},
		{body: `{"minimumLifetimeInMinutes":9}`},
		{body: `{"minimumLifetimeInMinutes":10}`},
		{body: `{"minimumLifetimeInMinutes":60}`},
		{body: `{"minimumLifetimeInMinutes":61}`},
		{body: `{"maximumLifetimeInMinutes":59}`},
		{body: `{"maximumLifetimeInMinutes":43200}`},
		{body: `{"maximumLifetimeInMinutes":43201}`},
		{body: `{"defaultLifetimeInMinutes":10}`},
		{body: `{"defaultLifetimeInMinutes":61}`},
		{body: `{"defaultLifetimeInMinutes":481}`},
		{body: `{"minimumLifetimeInMinutes":120,"maximumLifetimeInMinutes":120,"defaultLifetimeInMinutes":120}`},
		{body: `{"minimumLifetimeInMinutes":10,"maximumLifetimeInMinutes":43200,"defaultLifetimeInMinutes":60}`},
		{body: `{"minimumLifetimeInMinutes":10,"defaultLifetimeInMinutes":10}`},
		{body: `{"defaultLength":7}`},
		{body: `{"defaultLength":8}`},
		{body: `{"defaultLength":12}`},
		{body: `{"defaultLength":48}`},
		{body: `{"defaultLength":49}`},
		{body: `{"defaultLength":8.0}`},
		{body: `{"state":"disabled","defaultLength":49}`},
		{body: `{"isUsableOnce":true,"defaultLifetimeInMinutes":9}`},
		{body: `{"state":null,"excludeTargets":null}`},
		{body: `{"id":"mine"}`},
		{body: `{"DefaultLength":12,"IncludeTargets":[{"TargetType":"group","Id":"all_users","displayName":"All users"}]}`},
		{body: `{"state":"enabled","State":"enabled"}`},
		{body: `{"@odata.context":"any","id":"TemporaryAccessPass"}`},
		{body: `{"lifetime":60}`},
		{body: `{"state":"on"}`},
		{body: `{"isUsableOnce":"true"}`},
		{body: `{"state":"enabled","state":"disabled"}`, raw: true},
		{body: `{"state":"disabled"`, raw: true},
		{body: ``, raw: true},
		{body: `{}`},
	}
	for i := range all {
		all[i].body = withType(all[i].body)
	}
	// Without its type, or with another one.
	all = append(all, []payload{
		{body: `{"isUsableOnce":true}`},
		{body: `{"state":"disabled","defaultLength":7}`},
		{body: `{"excludeTargets":[` + target("user", ada) + `],"maximumLifetimeInMinutes":60}`},
		{body: `{"isUsableOnce":7}`},
		{body: `{"state":"disabled"}`},
		{body: `{"lifetime":60,"state":"disabled"}`},
		{body: `{"@odata.type":"#microsoft.graph.fido2AuthenticationMethodConfiguration","state":"enabled"}`},
	}...)
	for i := range all {
		t := &all[i]
		t.policy, _, t.also, t.refused = wire.ParsePolicy([]byte(t.body))
	}
	return all
}()

// A userUpdate is what an updateUser changes; nil leaves a property as it is.
type userUpdate struct {
	groups          *[]model.ID
	guest, external *bool
	roles           *model.Roles
}

// updates are bodies of updates of users.
var updates = []payload{
	{body: `{"groups":[]}`, update: userUpdate{groups: new([]model.ID{})}},
	{body: `{"groups":[` + strconv.Quote(staff.ID.String()) + `]}`, update: userUpdate{groups: new([]model.ID{staff.ID})}},
	{body: `{"groups":[` + strconv.Quote(staff.ID.String()) + "," + strconv.Quote(tier0.ID.String()) + `]}`, update: userUpdate{groups: new([]model.ID{staff.ID, tier0.ID})}},
	{body: `{"userType":"guest","external":true}`, update: userUpdate{guest: new(true), external: new(true)}},
	{body: `{"userType":"member"}`, update: userUpdate{guest: new(false)}},
	{body: `{"userType":"guest"}`, update: userUpdate{guest: new(true)}},
	{body: `{"external":true}`, update: userUpdate{external: new(true)}},
	{body: `{"external":false}`, update: userUpdate{external: new(false)}},
	{body: `{"roles":[]}`, update: userUpdate{roles: new(model.RolesOf())}},
	{body: `{"roles":["Password Administrator"]}`, update: userUpdate{roles: new(model.RolesOf("Password Administrator"))}},
	{body: `{"roles":["Global Reader"]}`, update: userUpdate{roles: new(model.RolesOf("Global Reader"))}},
}

// policies are what a tenant begins with: changes of the default policy.
var policies = []func(*model.Policy){
	func(*model.Policy) {},
	func(p *model.Policy) { p.OnceOnly = true },
	func(p *model.Policy) { p.Minimum, p.Maximum = model.LeastLifetime, model.GreatestLifetime },
	func(p *model.Policy) { p.Minimum, p.Default, p.Maximum, p.Length = 10, 10, 10, 12 },
	func(p *model.Policy) { p.Include = []model.Target{{Type: model.GroupTarget, ID: staff.ID}} },
	func(p *model.Policy) { p.Enabled = false },
}

// A caller is who asks, in the words of the wire and in those of the machine.
type caller struct {
	wire  *protocol.Actor
	actor model.Actor
	self  bool // the user asked about is who asks
	me    bool // and says so
	often int  // how often the caller is drawn where others are once; 0: once, too
}

// callerWeights are those of all callers but the operator.
func callerWeights() []int {
	weights := ones(len(callers) - 1)
	for i := range weights {
		weights[i] = max(1, callers[i+1].often)
	}
	return weights
}

// callers begin with the operator, who may do everything.
var callers = func() []caller {
	self := func(me bool, scope string, roles ...string) caller {
		return caller{wire: &protocol.Actor{Kind: "delegated", Scopes: []string{scope}, Roles: roles}, self: true, me: me}
	}
	other := func(scopes []string, roles ...string) caller {
		return caller{wire: &protocol.Actor{Kind: "delegated", User: people[kim].ID.String(), Scopes: scopes, Roles: roles}}
	}
	app := func(me bool, permissions ...string) caller {
		return caller{wire: &protocol.Actor{Kind: "application", Permissions: permissions}, me: me}
	}
	holder := func(roles ...string) caller {
		return caller{wire: &protocol.Actor{Kind: "application", Permissions: []string{}, Roles: roles}}
	}
	often := func(n int, c caller) caller {
		c.often = n
		return c
	}
	const all, tapAll = "UserAuthenticationMethod.ReadWrite.All", "UserAuthMethod-TAP.ReadWrite.All"
	const privileged, plain = "Privileged Authentication Administrator", "Authentication Administrator"
	cs := []caller{
		{},
		self(true, all, privileged),
		self(false, tapAll),
		often(2, self(true, "UserAuthMethod-TAP.ReadWrite")),
		self(false, "UserAuthenticationMethod.Read"),
		self(true, "Policy.Read.All"),
		often(2, other([]string{all}, privileged)),
		often(5, other([]string{tapAll}, plain)),
		other([]string{all}, "Global Reader"),
		other([]string{"UserAuthenticationMethod.Read.All"}, privileged),
		other([]string{"UserAuthMethod-TAP.Read.All"}, "Global Reader"),
		other([]string{"UserAuthenticationMethod.ReadWrite"}, privileged),
		other([]string{all}),
		other([]string{"Policy.ReadWrite.AuthenticationMethod"}, "Authentication Policy Administrator"),
		other([]string{"Policy.ReadWrite.AuthenticationMethod"}, "Global Reader"),
		other([]string{"Policy.Read.All"}, "Authentication Policy Administrator"),
		app(false, all, "Policy.ReadWrite.AuthenticationMethod"),
		app(false, "UserAuthMethod-TAP.Read.All", "Policy.Read.AuthenticationMethod"),
		app(false, "UserAuthenticationMethod.ReadWrite"),
		app(true, all),
		{me: true},
		other([]string{all, "Policy.ReadWrite.AuthenticationMethod"}, "Global Administrator"),
		other([]string{"User.ReadWrite.All"}, "Global Administrator"),
		often(4, holder(plain)),
		holder("Global Administrator"),
		holder("Global Reader"),
		{wire: &protocol.Actor{Kind: "application", Permissions: []string{"UserAuthenticationMethod.Read.All"}, Roles: []string{"Global Reader"}}},
		holder("Authentication Policy Administrator"),
	}
	for i := range cs {
		c := &cs[i]
		switch {
		case c.wire == nil:
		case c.wire.Kind == "application":
			c.actor = model.Actor{Kind: model.Application, Scopes: model.ScopesOf(c.wire.Permissions...), Roles: model.RolesOf(c.wire.Roles...)}
		default:
			c.actor = model.Actor{Kind: model.Delegated, User: people[kim].ID, Scopes: model.ScopesOf(c.wire.Scopes...), Roles: model.RolesOf(c.wire.Roles...)}
		}
	}
	return cs
}()
