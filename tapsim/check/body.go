package check

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// A payload is a body, and what package wire makes of it. Bodies are read once, when
// the tables are made, and not again for each history that is interpreted.
type payload struct {
	verb         verb
	body         string
	raw          bool // it is not JSON, or JSON that YAML cannot express
	create       model.Command
	policy       model.PolicyCommand
	update       userUpdate
	users        uint16 // the users that it names, by bit
	groups       uint8  // the groups that it names, by bit
	contributing model.Rules
	refused      model.Rule
}

func (p *payload) read() {
	switch text := []byte(p.body); p.verb {
	case doCreate:
		p.create, p.contributing, p.refused = wire.ParseCreate(text)
	case doUpdatePolicy:
		p.policy, _, p.contributing, p.refused = wire.ParsePolicy(text)
	case doUpdateUser:
		p.update = readUpdate(text)
	}
	for i := range people {
		if strings.Contains(p.body, people[i].ID.String()) {
			p.users |= 1 << i
		}
	}
	for i := range groups {
		if strings.Contains(p.body, groups[i].ID.String()) {
			p.groups |= 1 << i
		}
	}
}

// readAll reads the bodies of a table.
func readAll(v verb, all []payload) []payload {
	for i := range all {
		all[i].verb = v
		all[i].read()
	}
	return all
}

// A userUpdate is what an updateUser changes; nil leaves a property as it is.
type userUpdate struct {
	groups          *[]model.ID
	guest, external *bool
	roles           *model.Roles
}

func readUpdate(text []byte) (u userUpdate) {
	var body struct {
		Groups   []string
		UserType string
		External *bool
		Roles    []string
	}
	if err := json.Unmarshal(text, &body); err != nil {
		panic(err) // the body is in the table userUpdates, or is a part of one of them
	}
	if u.external = body.External; body.UserType != "" {
		u.guest = new(body.UserType == "guest")
	}
	if body.Groups != nil {
		u.groups = new([]model.ID{})
		for _, text := range body.Groups {
			id, _ := model.ParseID(text)
			*u.groups = append(*u.groups, id)
		}
	}
	if body.Roles != nil {
		u.roles = new(model.RolesOf(body.Roles...))
	}
	return u
}

// simpler are the bodies with one member less, or with one item of a list less. A raw
// text becomes an empty object.
func (p *payload) simpler() (all []*payload) {
	if p == nil {
		return nil
	}
	add := func(body string) {
		less := &payload{verb: p.verb, body: body}
		less.read()
		all = append(all, less)
	}
	if p.raw {
		add("{}")
		return all
	}
	members, _ := write.Members([]byte(p.body))
	for i, m := range members {
		// Without its type an update means something else, and is not simpler to read.
		if i == 0 && p.verb == doUpdatePolicy && string(m.Value) == string(wire.JSON(wire.PolicyType)) {
			continue
		}
		add(write.Object(slices.Delete(slices.Clone(members), i, i+1)))
		var items []json.RawMessage
		json.Unmarshal(m.Value, &items) // a value that is no list has no items
		for item := range items {
			less := slices.Clone(members)
			less[i].Value = wire.JSON(slices.Delete(slices.Clone(items), item, item+1))
			add(write.Object(less))
		}
	}
	return all
}

// oddCreates are bodies of creates that a move cannot compose of its numbers. Number 1
// of a move is the first of them; number 0 means none.
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
	return readAll(doCreate, all)
}()

// withType adds the type to an object, as a client of Graph has to.
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

// policyUpdates are bodies of updates of the policy, the most useful ones first: they
// are drawn more often.
var policyUpdates = func() []payload {
	target := func(kind string, id model.ID) string {
		return `{"targetType":"` + kind + `","id":"` + id.String() + `"}`
	}
	allUsers := `{"targetType":"group","id":"all_users"}`
	ada := people[0].ID
	all := []payload{
		{body: `{"state":"enabled"}`},
		{body: `{"state":"disabled"}`},
		{body: `{"isUsableOnce":true}`},
		{body: `{"isUsableOnce":false}`},
		{body: `{"excludeTargets":[` + target("user", ada) + `]}`},
		{body: `{"excludeTargets":[]}`},
		{body: `{"maximumLifetimeInMinutes":60}`},
		{body: `{"includeTargets":[` + allUsers + `]}`},
		{body: `{"includeTargets":[]}`},
		{body: `{"includeTargets":[` + target("group", staff.ID) + `]}`},
		{body: `{"includeTargets":[` + target("user", ada) + `]}`},
		{body: `{"includeTargets":[` + target("group", ada) + `,` + target("group", staff.ID) + `]}`},
		{body: `{"includeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":true}]}`},
		{body: `{"includeTargets":[{"targetType":"user","id":"all_users"}]}`},
		{body: `{"excludeTargets":[` + target("group", staff.ID) + `]}`},
		{body: `{"excludeTargets":[` + allUsers + `]}`},
		{body: `{"excludeTargets":[{"targetType":"group","id":"all_users","isRegistrationRequired":false}]}`},
		{body: `{"minimumLifetimeInMinutes":9}`},
		{body: `{"minimumLifetimeInMinutes":0}`},
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
	return readAll(doUpdatePolicy, all)
}()

// userUpdates are bodies of updates of users.
var userUpdates = readAll(doUpdateUser, []payload{
	{body: `{"groups":[]}`},
	{body: `{"groups":["` + staff.ID.String() + `"]}`},
	{body: `{"groups":["` + staff.ID.String() + `","` + tier0.ID.String() + `"]}`},
	{body: `{"userType":"guest","external":true}`},
	{body: `{"userType":"member"}`},
	{body: `{"userType":"guest"}`},
	{body: `{"external":true}`},
	{body: `{"external":false}`},
	{body: `{"roles":[]}`},
	{body: `{"roles":["Password Administrator"]}`},
	{body: `{"roles":["Global Reader"]}`},
})
