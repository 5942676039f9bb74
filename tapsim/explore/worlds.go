package explore

import "github.com/tapsim/tap/model"

// Worlds returns the worlds that come with tapsim, in one edition. None is large, and
// together they reach every rule that the machine decides.
func Worlds(e model.Edition) []World {
	return []World{Lifecycle(e), edgesWorld(e), rangesWorld(e), targetsWorld(e), accessWorld(e), firstDaysWorld(e), lastDaysWorld(e)}
}

var (
	everybody = []model.Target{{Type: model.GroupTarget, All: true}}
	nobody    = []model.Target{}
)

// open is a policy that is on, for passes of 10 minutes and more.
func open(e model.Edition) model.Policy {
	p := model.DefaultPolicy(e)
	p.Enabled = true
	return p
}

func set(change model.PolicyCommand) model.PolicyCommand {
	change.Op = model.UpdatePolicy
	return change
}

// switches turn what decides whether a pass can be used on and off.
func switches() []model.PolicyCommand {
	return []model.PolicyCommand{
		set(model.PolicyCommand{Enabled: new(true)}), set(model.PolicyCommand{Enabled: new(false)}),
		set(model.PolicyCommand{OnceOnly: new(true)}), set(model.PolicyCommand{OnceOnly: new(false)}),
		set(model.PolicyCommand{Exclude: &everybody}), set(model.PolicyCommand{Exclude: &nobody}),
	}
}

// Lifecycle is one user's whole life: passes of both kinds that start before, now and
// later, every switch of the policy, and each refusal of a create.
func Lifecycle(e model.Edition) World {
	return World{
		Name: "lifecycle", Edition: e, Policies: []model.Policy{open(e)},
		Updates: switches(),
		Onces:   []*bool{new(true), new(false)},
		Starts:  []Start{{}, {Now, -model.StartTolerance}, {Now, model.Minute}, {Now, -model.StartTolerance - model.Tick}, {Latest, model.Tick}},
		Creates: []Input{{Lifetime: new(model.Minutes(0)), Once: new(true)}, {Lifetime: new(model.Minutes(0)), Once: new(false)}},
	}
}

// edgesWorld are starts and lifetimes one tick and one minute to either side of each limit,
// with a clock that goes back, and a user who may become a guest.
func edgesWorld(e model.Edition) World {
	p := open(e)
	p.Minimum, p.Default, p.Maximum = 10, 60, 60
	return World{
		Name: "edges", Edition: e, Policies: []model.Policy{p}, Back: true,
		Updates:   switches()[:4],
		Users:     []model.User{{ID: UserID}, {ID: UserID, Guest: true, External: true}},
		Lifetimes: []*model.Minutes{nil, new(model.Minutes(10)), new(model.Minutes(9))},
		Onces:     []*bool{nil, new(true), new(false)},
		Starts: []Start{
			{}, {Now, -model.StartTolerance - 1}, {Now, -model.StartTolerance}, {Now, -1}, {Now, 0}, {Now, 1}, {Now, model.Minute},
			{Latest, -1}, {Latest, 0}, {Latest, 1}, {First, -1},
		},
	}
}

// rangesWorld are the lifetimes of a pass beside those of the policy.
func rangesWorld(e model.Edition) World {
	w := World{Name: "ranges", Edition: e, Policies: []model.Policy{open(e)}}
	for _, m := range []model.Minutes{9, 10, 11, 60, 43199, 43200, 43201} {
		w.Updates = append(w.Updates, set(model.PolicyCommand{Minimum: &m}), set(model.PolicyCommand{Maximum: &m}), set(model.PolicyCommand{Default: &m}))
		w.Lifetimes = append(w.Lifetimes, &m)
	}
	w.Updates = append(w.Updates,
		set(model.PolicyCommand{Length: new(model.LeastLength - 1)}), set(model.PolicyCommand{Length: new(model.GreatestLength)}), set(model.PolicyCommand{Length: new(model.GreatestLength + 1)}),
		set(model.PolicyCommand{Minimum: new(model.LeastLifetime), Default: new(model.LeastLifetime), Maximum: new(model.LeastLifetime)}),
		model.PolicyCommand{Op: model.ReadPolicy}, model.PolicyCommand{Op: model.ResetPolicy})
	w.Lifetimes = append(w.Lifetimes, nil, new(model.Minutes(0)), new(model.Minutes(-1)))
	return w
}

// targetsWorld are the lists of the policy, and a user who joins and leaves a group.
func targetsWorld(e model.Edition) World {
	w := World{
		Name: "targets", Edition: e, Policies: []model.Policy{open(e)},
		Users: []model.User{{ID: UserID}, {ID: UserID, Groups: []model.ID{StaffID}}, {ID: UserID, External: true}, {ID: UserID, Guest: true}, {ID: UserID, Unknown: true}},
		Updates: []model.PolicyCommand{
			set(model.PolicyCommand{Enabled: new(true)}), set(model.PolicyCommand{Enabled: new(false)}), {Op: model.ReadPolicy}, {Op: model.ResetPolicy},
		},
		Starts: []Start{{}, {Now, model.Minute}},
	}
	for _, list := range [][]model.Target{
		nobody, everybody,
		{{Type: model.UserTarget, ID: UserID}}, {{Type: model.GroupTarget, ID: StaffID}},
		{{Type: model.GroupTarget, ID: UserID}, {Type: model.UserTarget, ID: StaffID}, {Type: model.UserTarget, All: true}},
	} {
		w.Updates = append(w.Updates, set(model.PolicyCommand{Include: &list}), set(model.PolicyCommand{Exclude: &list}))
	}
	return w
}

// accessWorld are the callers: each kind, each permission and each role that matters, about a
// user in and out of reach.
func accessWorld(e model.Edition) World {
	person := func(id model.ID, scopes, roles string) Caller {
		return Caller{Actor: model.Actor{Kind: model.Delegated, User: id, Scopes: model.ScopesOf(scopes), Roles: rolesOf(roles)}}
	}
	app := func(scopes, roles string) Caller {
		return Caller{Actor: model.Actor{Kind: model.Application, Scopes: model.ScopesOf(scopes), Roles: rolesOf(roles)}}
	}
	w := World{
		Name: "access", Edition: e, Policies: []model.Policy{open(e)},
		RoleGroups: []model.ID{AdminsID},
		Users: []model.User{
			{ID: UserID}, {ID: UserID, Roles: model.RolesOf("Reports Reader")}, {ID: UserID, Roles: model.RolesOf("Global Administrator")},
			{ID: UserID, Groups: []model.ID{AdminsID}}, {ID: UserID, Unknown: true},
		},
		Updates: []model.PolicyCommand{{Op: model.ReadPolicy}, set(model.PolicyCommand{Enabled: new(true)}), set(model.PolicyCommand{Enabled: new(false)}), {Op: model.ResetPolicy}},
		Callers: []Caller{{}, {Me: true}, {Actor: model.Actor{Kind: model.Application + 1}}},
	}
	for _, scope := range []string{
		"", "UserAuthMethod-TAP.Read", "UserAuthMethod-TAP.ReadWrite", "UserAuthMethod-TAP.Read.All", "UserAuthMethod-TAP.ReadWrite.All",
		"Policy.Read.All", "Policy.ReadWrite.AuthenticationMethod",
	} {
		self := person(UserID, scope, "")
		self.Me = true
		w.Callers = append(w.Callers, self, app(scope, ""))
	}
	for _, role := range []string{
		"", "Global Reader", "Authentication Administrator", "Privileged Authentication Administrator", "Authentication Policy Administrator", "Global Administrator", "Reports Reader",
	} {
		w.Callers = append(w.Callers,
			person(CallerID, "UserAuthMethod-TAP.ReadWrite.All", role), person(CallerID, "Policy.ReadWrite.AuthenticationMethod", role), app("", role))
	}
	return w
}

func rolesOf(name string) model.Roles {
	if name == "" {
		return 0
	}
	return model.RolesOf(name)
}

// firstDaysWorld are the first instants of the calendar.
func firstDaysWorld(e model.Edition) World {
	w := calendar(e, "first-days")
	for _, at := range []model.Duration{0, 1, model.StartTolerance - 1, model.StartTolerance, model.StartTolerance + 1, 10*model.Minute - 1, 10 * model.Minute} {
		w.Instants = append(w.Instants, model.Instant(0).Add(at))
	}
	w.Starts = []Start{{}, {Now, -model.StartTolerance - 1}, {Now, -model.StartTolerance}, {Now, -1}, {First, -1}, {First, 0}, {First, 1}}
	return w
}

// lastDaysWorld are the last instants of the calendar.
func lastDaysWorld(e model.Edition) World {
	w := calendar(e, "last-days")
	last := model.LastInstant.Add(-10*model.Minute - model.RegistrationWindow)
	w.Instants = []model.Instant{last.Add(-1), last, last + 1, model.LastInstant.Add(-model.RegistrationWindow), model.LastInstant}
	w.Starts = []Start{{}, {Now, -model.StartTolerance}, {Latest, -1}, {Latest, 0}, {Latest, 1}}
	return w
}

func calendar(e model.Edition, name string) World {
	p := open(e)
	p.Minimum, p.Default = 10, 10
	return World{
		Name: name, Edition: e, Policies: []model.Policy{p}, Back: true, Depth: 3,
		Updates:   switches()[:4],
		Lifetimes: []*model.Minutes{nil, new(p.Maximum)}, Onces: []*bool{new(true), new(false)},
	}
}
