package check

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/wire"
)

// An interpreter turns the moves of a history into acts, and keeps the tenant that they
// depend on. It is used again for the next history, so that interpreting one allocates
// next to nothing.
type interpreter struct {
	machine variant.Machine // the reference, or a variant of it in a test
	plan    *plan

	now        model.Instant
	env        model.Env // of the act under way; between two acts its edition and policy count
	users      [MostUsers + 1]model.User
	slots      [MostUsers]model.State
	passes     []issued
	acts       []act
	own        []act // the memory for the acts of histories; a trace has its own
	impossible bool  // an act of a trace refers to a pass that is not there

	watch    bool // check the invariants
	closely  bool // check all of them at each act
	watched  int  // how many steps were checked
	violated *violation

	// What the invariants are given.
	step       variant.Step
	policyStep variant.PolicyStep
	asked      model.PolicyCommand
	policy     model.Policy
	outcome    model.Outcome
}

// An issued pass is one that a create of this history made.
type issued struct {
	id     int // of the act that made it
	owner  int
	opened bool        // a sign-in with it was accepted
	facts  model.State // as it was made
}

// roleGroups are the groups of a history that are assignable to roles.
var roleGroups = []model.ID{tier0.ID}

// The ids and codes of the passes of a history, by number.
var passIDs, passCodes = func() (ids [MostSteps]model.ID, codes [MostSteps]model.Code) {
	for i := range ids {
		ids[i], codes[i] = issue(i)
	}
	return ids, codes
}()

// issue makes the id and the code of the pass of that number.
func issue(number int) (model.ID, model.Code) {
	id := model.ID{0xc4, byte(number >> 8), byte(number), 1, byte(number >> 16)}
	return id, model.NewCode("code-" + id.String())
}

// MostSteps is how many steps a history can have.
const MostSteps = 1000

// interpret interprets a history, up to the first act that violates an invariant.
func (t *interpreter) interpret(h *history) {
	edition := t.plan.editions[h.edition]
	t.begin(edition, h.firstPolicy(edition), &drawnUsers)
	t.acts = t.own[:0]
	for i := range h.moves {
		if t.move(&h.moves[i], h.skew); t.violated != nil {
			break
		}
	}
	t.own = t.acts
}

func (t *interpreter) begin(e model.Edition, p model.Policy, users *[MostUsers + 1]model.User) {
	t.now, t.violated, t.impossible = firstInstant, nil, false
	t.env = model.Env{Edition: e, RoleGroups: roleGroups, Policy: p}
	t.users, t.slots, t.passes = *users, [MostUsers]model.State{}, t.passes[:0]
}

// move interprets one move: it chooses the request, and makes it.
func (t *interpreter) move(m *move, skew bool) {
	t.acts = append(t.acts, act{id: len(t.acts) + 1, verb: m.verb, user: m.user, key: m.key, pass: none, caller: &callers[0]})
	a := &t.acts[len(t.acts)-1]
	if callable[m.verb] {
		a.caller = &callers[m.caller]
	}
	if m.verb == doSignIn && m.code == 0 && m.user != unknownUser && t.older(int(m.user), 0) == none && t.plan.can(doCreate) {
		a.verb = doCreate // there is no code yet to present
	}
	was := t.now
	t.wait(m, skew)
	switch a.verb {
	case doCreate:
		t.create(m, a)
	case doUpdatePolicy:
		a.text = &policyUpdates[m.which]
	case doUpdateUser:
		a.text = &userUpdates[m.which]
	case doGet, doDelete, doRefresh, doSignIn:
		t.pick(m, a)
	}
	t.ask(a, was)
}

// ask asks the machine now; was is the instant of the act before.
func (t *interpreter) ask(a *act, was model.Instant) {
	a.at, a.skew = t.now, t.now < was
	env := &t.env
	env.Now = t.now
	slot := &model.State{}
	if a.user == unknownUser {
		env.User = model.User{Unknown: true}
	} else {
		env.User = t.users[a.user]
		slot = &t.slots[a.user]
	}
	if a.caller.self && a.user == unknownUser {
		a.caller = &callers[0]
	}
	env.Actor, env.Me = a.caller.actor, a.caller.me && ofUser[a.verb]
	switch {
	case a.caller.self:
		env.Actor.User = env.User.ID
	case env.Me:
		env.User = model.User{} // there is no such user, but the refusal has another reason
		slot = &model.State{}
	}
	if ofUser[a.verb] {
		a.slot = slotOf(slot, env)
	}

	switch {
	case !ofUser[a.verb]:
		t.policyCall(a, env)
		return
	case a.verb == doUpdateUser:
		t.userCall(a)
	default:
		t.passCall(a, env, slot)
	}
	// The engine adds this rule, since the engine finds the user.
	if a.key != 0 && a.user != unknownUser && !env.Me && a.found {
		a.contributing = a.contributing.With(model.UserKey)
	}
}

// callable are the verbs for which the caller needs a permission.
var callable = [verbs]bool{
	doCreate: true, doList: true, doGet: true, doDelete: true, doGetPolicy: true, doUpdatePolicy: true, doResetPolicy: true,
}

// ofUser are the verbs that name a user.
var ofUser = [verbs]bool{
	doCreate: true, doSignIn: true, doList: true, doRefresh: true, doGet: true, doUpdateUser: true, doDelete: true,
}

func (t *interpreter) policyCall(a *act, env *model.Env) {
	cmd := &t.asked
	*cmd = model.PolicyCommand{Op: model.ReadPolicy}
	switch a.verb {
	case doUpdatePolicy:
		if a.contributing = a.text.contributing; a.text.refused != model.NoRule {
			a.rule = a.text.refused
			return
		}
		*cmd = a.text.policy
	case doResetPolicy:
		cmd.Op = model.ResetPolicy
	}
	out := &t.outcome
	t.policy, *out = t.machine.StepPolicy(env.Policy, *env, *cmd)
	if t.watch {
		t.watchPolicy(cmd, &t.policy)
	}
	env.Policy = t.policy
	a.rule, a.contributing = out.Rule, a.contributing.Union(out.Contributing)
}

// userCall changes the directory; the machine has no part in it.
func (t *interpreter) userCall(a *act) {
	if a.user == unknownUser {
		a.rule = model.UserMissing
		return
	}
	a.found, a.rule = true, model.UserUpdate
	u, change := &t.users[a.user], &a.text.update
	if change.groups != nil {
		u.Groups = *change.groups
	}
	if change.guest != nil {
		u.Guest = *change.guest
	}
	if change.external != nil {
		u.External = *change.external
	}
	if change.roles != nil {
		u.Roles = *change.roles
	}
}

func (t *interpreter) passCall(a *act, env *model.Env, slot *model.State) {
	t.command(a)
	if a.verb == doCreate {
		if env.Me && !env.Actor.HasMe() {
			a.rule, a.contributing = model.AccessMe, model.Rules{} // the body is not looked at
		}
		if a.rule != model.NoRule {
			return // it is refused before the user is looked up
		}
	}

	s, out := &t.step, &t.outcome
	s.Before = *slot
	s.After, *out = t.machine.Step(s.Before, *env, a.cmd)
	*slot = s.After
	a.found, a.rule, a.contributing = true, out.Rule, a.contributing.Union(out.Contributing)
	if t.watch {
		t.watchPass(&a.cmd)
	}

	if out.View != (model.View{}) {
		a.contributing = a.contributing.Union(wire.PassRules)
	}
	switch {
	case a.user == unknownUser:
	case out.Rule == model.CreateAccepted:
		a.contributing = a.contributing.Union(ofCreates)
		a.pass = len(t.passes)
		t.passes = append(t.passes, issued{id: a.id, owner: int(a.user), facts: s.After})
	case out.Rule == model.SigninAccepted && a.pass >= 0:
		t.passes[a.pass].opened = true
	}
}

// ofCreates are the rules by which the engine makes ids and codes.
var ofCreates = model.RulesOf(model.PassID, model.PassCodeLength, model.PassCodeAlphabet)

// command makes the command for the machine of what was chosen.
func (t *interpreter) command(a *act) {
	switch a.verb {
	case doCreate:
		if a.text != nil {
			a.cmd, a.contributing, a.rule = a.text.create, a.text.contributing, a.text.refused
		}
		a.cmd.Op, a.cmd.ID, a.cmd.Code = model.Create, passIDs[len(t.passes)], passCodes[len(t.passes)]
		if a.timed {
			a.cmd.Lifetime = &a.lifetime
		}
		if a.once > 0 {
			a.cmd.Once = &onces[a.once]
		}
		if a.begins {
			a.cmd.Start = &a.start
			a.contributing = a.contributing.Union(spellings[a.spelt])
		}
		return
	case doList:
		a.cmd.Op = model.List
		return
	case doGet:
		a.cmd.Op = model.Get
	case doDelete:
		a.cmd.Op = model.Delete
	case doRefresh:
		a.cmd.Op = model.Refresh
	case doSignIn:
		a.cmd.Op = model.SignIn
		if a.cmd.Code = a.literal(); a.pass >= 0 {
			a.cmd.Code = altered(&t.passes[a.pass].facts, a.alter)
		}
		return
	}
	if a.pass >= 0 {
		a.cmd.ID = t.passes[a.pass].facts.ID
	} else {
		a.cmd.ID, _ = model.ParseID(wrongIDs[none-a.pass]) // a text that is no GUID gives the zero id, which no pass has
	}
}

var onces = [...]bool{1: true, 2: false}

// create chooses the properties of a create.
func (t *interpreter) create(m *move, a *act) {
	if m.which > 0 {
		a.text = &oddCreates[m.which-1]
	}
	if a.timed = m.life > 0; a.timed {
		near := model.EdgeLifetimes(t.env.Policy)
		a.lifetime = near[int(m.life-1)%len(near)]
	}
	a.once = m.once
	if a.begins = m.start > 0; a.begins {
		lifetime := t.env.Policy.Default
		if a.timed {
			lifetime = max(a.lifetime, model.LeastLifetime)
		}
		near := model.EdgeStarts(t.now, lifetime)
		a.spelt = m.spelt
		a.start = spelled(min(near[int(m.start-1)%len(near)], model.LastInstant), a.spelt)
	}
}

// pick chooses the pass. A refresh needs a session that was begun; if there is none, the
// move becomes a sign-in.
func (t *interpreter) pick(m *move, a *act) {
	switch {
	case a.verb == doRefresh:
		if a.pass = t.session(m); a.pass == none {
			a.verb = doSignIn
		}
	case a.verb == doSignIn, m.user == unknownUser:
	case m.which < 2:
		a.pass = t.older(int(m.user), int(m.which))
	case m.which == 2:
		a.pass = t.older(t.next(m.user), 0)
	}
	switch {
	case a.verb == doSignIn:
		t.present(m, a)
	case a.pass == none:
		a.pass = none - int(m.which)%len(wrongIDs)
	}
}

// session is a pass of the user whose code was accepted.
func (t *interpreter) session(m *move) int {
	if m.user == unknownUser {
		return none
	}
	for i := len(t.passes) - 1; i >= 0; i-- {
		p := &t.passes[i]
		if p.owner == int(m.user) && p.opened && (m.which != 1 || i != t.older(p.owner, 0)) {
			return i
		}
	}
	return none
}

// slotNames are the states of a slot before a command, for the statistics.
var slotNames = [...]string{"no pass", "EnabledByPolicy", "DisabledByPolicy", "Expired", "NotYetValid", "OneTimeUsed", "no user"}

func slotOf(s *model.State, env *model.Env) uint8 {
	switch {
	case env.User.Unknown:
		return uint8(len(slotNames) - 1)
	case !s.Exists():
		return 0
	}
	view, _ := s.View(*env)
	return uint8(view.Reason)
}
