package model_test

import (
	"strings"

	"github.com/tapsim/tap/model"
)

// The useful moves, one function for each kind, so that a random scenario can choose
// the kind first. All times and values come from the edges.

// questions reads, deletes, signs in and refreshes with the latest passes of this
// scenario, and with one that never existed.
func (s *scenario) questions() []move {
	all := []move{
		{ask: model.Command{Op: model.List}},
		{ask: model.Command{Op: model.SignIn, Code: codeOf(0)}},
		{ask: model.Command{Op: model.Delete, ID: idOf(0)}},
	}
	for n := max(1, s.tries-2); n <= s.tries; n++ {
		all = append(all,
			move{ask: model.Command{Op: model.Get, ID: idOf(n)}},
			move{ask: model.Command{Op: model.Delete, ID: idOf(n)}},
			move{ask: model.Command{Op: model.SignIn, Code: codeOf(n)}},
			move{ask: model.Command{Op: model.Refresh, ID: idOf(n)}},
		)
	}
	return all
}

// guesses sign in with codes that are almost the code of the latest pass.
func (s *scenario) guesses() []move {
	all := make([]move, 0, len(almost))
	for _, alter := range almost {
		all = append(all, move{ask: model.Command{Op: model.SignIn, Code: model.NewCode(alter(codeOf(s.tries).Reveal(), idOf(s.tries)))}})
	}
	return all
}

// almost are ways to change a code a little.
var almost = []func(code string, id model.ID) string{
	func(string, model.ID) string { return "" },
	func(code string, _ model.ID) string { return code[:1] },
	func(code string, _ model.ID) string { return code[:len(code)-1] },
	func(code string, _ model.ID) string { return code + "+" },
	func(code string, _ model.ID) string { return " " + code },
	func(code string, _ model.ID) string { return strings.ToUpper(code) },
	func(_ string, id model.ID) string { return id.String() },
}

// newest lists, and uses the latest pass.
func (s *scenario) newest() []move {
	all := s.questions()
	return append(all[:1:1], all[max(1, len(all)-4):]...)
}

// creates are the few kinds of passes that behave differently afterwards, and
// a create that is refused.
func (s *scenario) creates() []move {
	return []move{
		{ask: model.Command{Op: model.Create}},
		{ask: model.Command{Op: model.Create, Once: new(true)}},
		{ask: model.Command{Op: model.Create, Once: new(false)}},
		{ask: model.Command{Op: model.Create, Once: new(true), Start: new(s.env.Now.Add(model.Minute))}},
		{ask: model.Command{Op: model.Create, Lifetime: new(model.Minutes(0))}},
	}
}

// edgeCreates are the creates at every edge of lifetime and start.
func (s *scenario) edgeCreates() []move {
	var all []move
	for _, m := range model.EdgeLifetimes(s.env.Policy) {
		all = append(all, move{ask: model.Command{Op: model.Create, Lifetime: &m}})
	}
	least := s.env.Policy.Minimum
	for _, start := range model.EdgeStarts(s.env.Now, least) {
		all = append(all, move{ask: model.Command{Op: model.Create, Lifetime: &least, Start: &start}})
	}
	return all
}

// wrongTwice are creates with two errors, or with two under a one-time policy. Which
// error does the answer name?
func (s *scenario) wrongTwice() []move {
	none, multi, past := model.Minutes(0), false, s.env.Now.Add(-model.StartTolerance-model.Tick)
	return []move{
		{ask: model.Command{Op: model.Create, Once: &multi, Lifetime: &none}},
		{ask: model.Command{Op: model.Create, Once: &multi, Start: &past}},
		{ask: model.Command{Op: model.Create, Lifetime: &none, Start: &past}},
	}
}

// toggles change the policy so that the usability of a pass changes.
func (s *scenario) toggles() []move {
	p := &s.env.Policy
	excluded := []model.Target{{Type: model.UserTarget, ID: ada}}
	if len(p.Exclude) != 0 {
		excluded = []model.Target{}
	}
	return []move{
		{name: "the policy is switched on or off", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Enabled: new(!p.Enabled)}},
		{name: "the policy allows one-time passes only, or all again", policy: &model.PolicyCommand{Op: model.UpdatePolicy, OnceOnly: new(!p.OnceOnly)}},
		{name: "the policy excludes the user, or no user again", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Exclude: &excluded}},
	}
}

// month gives every pass the longest lifetime.
var month = move{name: "policy all 43200", policy: &model.PolicyCommand{
	Op: model.UpdatePolicy, Minimum: new(model.GreatestLifetime), Maximum: new(model.GreatestLifetime), Default: new(model.GreatestLifetime),
}}

// policyMoves are the other commands on the policy.
var policyMoves = func() []move {
	lists := func(name string, include, exclude []model.Target) move {
		return move{name: "policy includes " + name, policy: &model.PolicyCommand{Op: model.UpdatePolicy, Include: &include, Exclude: &exclude}}
	}
	member := model.Target{Type: model.GroupTarget, ID: group}
	groupOfHerID := model.Target{Type: model.GroupTarget, ID: ada}
	return []move{
		{name: "read the policy", policy: &model.PolicyCommand{Op: model.ReadPolicy}},
		{name: "reset the policy", policy: &model.PolicyCommand{Op: model.ResetPolicy}},
		{name: "policy lifetimes 10 to 43200", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Minimum: new(model.LeastLifetime), Maximum: new(model.GreatestLifetime)}},
		{name: "policy default 61", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Default: new(model.Minutes(61))}},
		{name: "policy minimum 9", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Minimum: new(model.LeastLifetime - 1)}},
		{name: "policy length 49", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Length: new(model.GreatestLength + 1)}},
		{name: "policy minimum 62", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Minimum: new(model.Minutes(62))}},
		{name: "policy all 30", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Minimum: new(model.Minutes(30)), Maximum: new(model.Minutes(30)), Default: new(model.Minutes(30))}},
		{name: "policy all 1500", policy: &model.PolicyCommand{Op: model.UpdatePolicy, Minimum: new(model.Minutes(1500)), Maximum: new(model.Minutes(1500)), Default: new(model.Minutes(1500))}},
		month,
		lists("no user", []model.Target{}, []model.Target{}),
		lists("her group", []model.Target{member}, []model.Target{}),
		lists("a group of her id", []model.Target{groupOfHerID}, []model.Target{}),
		lists("a group of her id and herself", []model.Target{groupOfHerID, {Type: model.UserTarget, ID: ada}}, []model.Target{}),
		lists("herself, and excludes her", []model.Target{{Type: model.UserTarget, ID: ada}}, []model.Target{{Type: model.UserTarget, ID: ada}}),
		lists("all but her group", []model.Target{{Type: model.GroupTarget, All: true}}, []model.Target{member}),
	}
}()

// wordings are the updates of the policy at every edge of each property, and updates
// with two errors, or with one error and one right value.
func (s *scenario) wordings() []move {
	p := &s.env.Policy
	all := make([]move, 0, 64)
	update := func(c model.PolicyCommand) {
		c.Op = model.UpdatePolicy
		all = append(all, move{policy: &c})
	}
	for _, m := range model.EdgeLifetimes(*p) {
		update(model.PolicyCommand{Minimum: &m})
		update(model.PolicyCommand{Maximum: &m})
		update(model.PolicyCommand{Default: &m})
		update(model.PolicyCommand{Minimum: &m, Maximum: &m, Default: &m})
	}
	for _, edge := range []int32{model.LeastLength, model.GreatestLength} {
		for _, n := range []int32{edge - 1, edge, edge + 1} {
			update(model.PolicyCommand{Length: &n, Enabled: new(!p.Enabled)})
			update(model.PolicyCommand{Length: &n, Minimum: new(p.Default + 1)})
		}
	}
	return all
}

// times are the edges of the pass from now on, and two steps back: by a tick, and to
// just before the start. The oracle says which pass there is, because the machine may
// be wrong.
func (s *scenario) times() []move {
	now := s.env.Now
	instants := append(model.EdgeInstants(now), now.Add(-model.Tick))
	if p, ok := s.oracle.current(); ok {
		instants = append(model.EdgeInstants(now, model.State{Start: p.view.Start, Lifetime: p.view.Lifetime}), now.Add(-model.Tick))
		if early := p.view.Start.Add(-model.Tick); early < now.Add(-model.Tick) {
			instants = append(instants, early)
		}
	}
	var all []move
	for _, i := range instants {
		if i != now {
			all = append(all, move{at: i, change: func(e *model.Env) { e.Now = i }})
		}
	}
	return all
}

// jumps are instants at which the start or the end of a new pass comes near the last
// instant, and a step back.
var jumps = []move{
	{name: "just before the end of time", change: func(e *model.Env) {
		e.Now = model.LastInstant.Add(-e.Policy.Minimum.Ticks() - model.RegistrationWindow + 30*model.Second)
	}},
	{name: "at the last instant", change: func(e *model.Env) { e.Now = model.LastInstant }},
	{name: "an hour earlier", change: func(e *model.Env) { e.Now = e.Now.Add(-60 * model.Minute) }},
}

// people change the properties of the user.
var people = []move{
	{name: "the user turns into an external guest or back", change: func(e *model.Env) {
		e.User.External = !e.User.External
		e.User.Guest = e.User.External
	}},
	{name: "the user turns guest or member", change: func(e *model.Env) { e.User.Guest = !e.User.Guest }},
	{name: "the user vanishes or comes back", change: func(e *model.Env) { e.User.Unknown = !e.User.Unknown }},
}

// callers change the caller.
var callers = func() []move {
	asks := func(name string, me bool, who model.Actor) move {
		return move{name: name + " asks", change: func(e *model.Env) { e.Actor, e.Me = who, me }}
	}
	self := func(s model.Scopes) model.Actor {
		return model.Actor{Kind: model.Delegated, User: ada, Scopes: s, Roles: model.PrivilegedAuthenticationAdministrator}
	}
	other := func(s model.Scopes, r model.Roles) model.Actor {
		return model.Actor{Kind: model.Delegated, User: admin, Scopes: s, Roles: r}
	}
	app := func(s model.Scopes) model.Actor { return model.Actor{Kind: model.Application, Scopes: s} }
	holder := func(r model.Roles) model.Actor { return model.Actor{Kind: model.Application, Roles: r} }
	all := []move{
		asks("an operator", false, model.Actor{}),
		asks("an operator as /me", true, model.Actor{}),
		asks("ada with all write scopes", true, self(model.ScopeReadWriteAll)),
		asks("ada with her own TAP write scope", false, self(model.ScopeTAPReadWrite)),
		asks("ada with a read scope", true, self(model.ScopeRead)),
		asks("ada without a scope", false, self(0)),
		asks("a privileged administrator", false, other(model.ScopeReadWriteAll, model.PrivilegedAuthenticationAdministrator)),
		asks("an administrator", false, other(model.ScopeTAPReadWriteAll|model.ScopePolicyReadWriteMethod, model.AuthenticationAdministrator)),
		asks("an administrator with a read scope", false, other(model.ScopeReadAll, model.AuthenticationAdministrator)),
		asks("a global reader", false, other(model.ScopeReadWriteAll|model.ScopePolicyReadWriteMethod, model.GlobalReader)),
		asks("a policy administrator", false, other(model.ScopePolicyReadWriteMethod|model.ScopeReadWriteAll, model.AuthenticationPolicyAdministrator)),
		asks("a writing application", false, app(model.ScopeReadWriteAll|model.ScopePolicyReadWriteMethod)),
		asks("a reading application", false, app(model.ScopeTAPReadAll|model.ScopePolicyReadAll)),
		asks("an application with a user's scope", false, app(model.ScopeReadWrite)),
		asks("a caller of an unknown kind", false, model.Actor{Kind: model.Application + 1, Scopes: model.ScopeReadWriteAll | model.ScopePolicyReadWriteMethod,
			Roles: model.PrivilegedAuthenticationAdministrator | model.AuthenticationPolicyAdministrator}),
		asks("an application as /me", true, app(model.ScopeReadWriteAll)),
		asks("a global administrator", false, other(model.ScopeReadWriteAll|model.ScopePolicyReadWriteMethod, model.GlobalAdministrator)),
		asks("a global administrator without a scope", false, other(0, model.GlobalAdministrator)),
		asks("an application with an administrator's role", false, holder(model.AuthenticationAdministrator)),
		asks("an application that is a global administrator", false, holder(model.GlobalAdministrator)),
		asks("an application with a role and a reading permission", false, model.Actor{Kind: model.Application, Scopes: model.ScopeReadAll, Roles: model.GlobalReader}),
	}
	return append(all,
		move{name: "the user becomes a password administrator", change: func(e *model.Env) { e.User.Roles = model.PasswordAdministrator }},
		move{name: "the user becomes a global reader", change: func(e *model.Env) { e.User.Roles = model.GlobalReader }},
		move{name: "her group becomes assignable to roles", change: func(e *model.Env) { e.RoleGroups = []model.ID{group} }},
		move{name: "another group becomes assignable to roles", change: func(e *model.Env) { e.RoleGroups = []model.ID{ada} }})
}()
