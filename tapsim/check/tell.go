package check

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/wire"
)

// A machine is what answers when a history is told: the two functions of the
// model, or wrong ones that a test puts in their place.
type machine struct {
	step  func(model.State, model.Env, model.Command) (model.State, model.Outcome)
	amend func(model.Policy, model.Env, model.PolicyCommand) (model.Policy, model.Outcome)
}

var theMachine = machine{model.Step, model.StepPolicy}

// A teller turns the moves of a history into acts, and keeps the world in which
// each of them means something. It is used again for the next history, so that
// telling one allocates next to nothing.
type teller struct {
	machine
	plan *plan

	now    model.Instant
	env    model.Env // of the act under way; between two acts its edition and policy count
	first  int       // number of the policy in policies
	skew   bool
	users  [MostUsers + 1]model.User
	slots  [MostUsers]model.State
	newest [MostUsers]int // the last pass made for this user, as number in passes; -1: none
	before [MostUsers]int // the one before that

	passes []issued
	acts   []act
	actors bool // somebody other than an operator asked

	watch   bool  // look at what must always hold
	closely bool  // all of it at each act
	broken  *bend // the first that did not
}

// An issued pass is one that a create of this history made.
type issued struct {
	owner  int
	opened bool        // a sign-in with it was accepted
	facts  model.State // as it was made
}

// An act is one thing asked, and what the machine answered.
type act struct {
	verb   verb
	user   uint8 // nobody: one who is not there
	key    uint8
	caller uint8
	skew   bool
	spelt  uint8 // of a create, how its start is
	at     model.Instant
	pass   int            // number in passes of the pass it names, or made; none and below: a literal
	alter  protocol.Alter // what is changed about the code of that pass
	text   *payload       // the body, if it is one of a table
	cmd    model.Command

	lifetime model.Minutes // where cmd points to
	once     bool
	start    model.Instant

	heard bool // it came as far as to a user
	slot  int  // what the slot was like before: see slotNames
	rule  model.Rule
	also  model.Rules
}

// Passes that were never made.
const (
	none    = -1
	zeroID  = "00000000-0000-0000-0000-000000000000"
	otherID = "5f0c4a9e-5d7b-4c0e-9d0e-0c1f2b3a4d5e"
	noID    = "not-an-id"
	badCode = "never-issued"
)

var wrongIDs = [...]string{zeroID, otherID, noID}

// wrongParsed is what the machine is asked for: what is no GUID is the id of
// nothing.
var wrongParsed = func() (ids [len(wrongIDs)]model.ID) {
	for i, text := range wrongIDs {
		ids[i], _ = model.ParseID(text)
	}
	return ids
}()

// How the start of a create is spelt.
const (
	plainStart = iota
	offsetStart
	fineStart // more digits than a tick has
	zonelessStart
	countedStart // milliseconds since 1970
)

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

// tell tells a whole history, or as much of it as holds what must always hold.
func (t *teller) tell(h *history) {
	t.begin(h)
	for i := range h.moves {
		if t.next(&h.moves[i]); t.broken != nil {
			return
		}
	}
}

func (t *teller) begin(h *history) {
	t.now, t.skew, t.actors, t.broken = storyStart, h.skew, h.actors, nil
	t.first = int(h.policy)
	t.env = model.Env{Edition: t.plan.editions[h.edition], RoleGroups: roleGroups}
	t.env.Policy = firstPolicy(t.env.Edition, t.first)
	for i := range people {
		u := &people[i]
		t.users[i] = model.User{ID: u.ID, Groups: u.Groups, Guest: u.Guest, External: u.External, Roles: model.RolesOf(u.Roles...)}
	}
	for i := range t.slots {
		t.slots[i], t.newest[i], t.before[i] = model.State{}, none, none
	}
	t.passes, t.acts = t.passes[:0], t.acts[:0]
}

func firstPolicy(e model.Edition, number int) model.Policy {
	p := model.DefaultPolicy(e)
	p.Enabled = true
	policies[number](&p)
	return p
}

// next tells one move.
func (t *teller) next(m *move) {
	t.acts = append(t.acts, act{verb: m.verb, user: m.user, key: m.key, pass: none})
	a := &t.acts[len(t.acts)-1]
	if m.verb == doSignIn && m.code == 0 && m.user != nobody && t.newest[m.user] == none && t.plan.can(doCreate) {
		a.verb = doCreate // there is no code yet that could be presented
	}
	was := t.now
	t.later(m, a)
	a.at = t.now

	env := &t.env
	env.Now, env.Actor, env.Me = t.now, model.Actor{}, false
	slot := &model.State{}
	if m.user == nobody {
		env.User = model.User{Unknown: true}
	} else {
		env.User = t.users[m.user]
		slot = &t.slots[m.user]
	}
	if callable[m.verb] {
		a.caller = m.caller
		who := &callers[m.caller]
		env.Actor, env.Me = who.actor, who.me && m.verb != doGetPolicy && m.verb != doUpdatePolicy && m.verb != doResetPolicy
		switch {
		case who.self && m.user == nobody:
			a.caller, env.Actor, env.Me = 0, model.Actor{}, false
		case who.self:
			env.Actor.User = env.User.ID
		case who.me && env.Me:
			env.User = model.User{} // there is no such user, and that is not what it is refused for
			slot = &model.State{}
		}
	}
	if m.verb != doGetPolicy && m.verb != doUpdatePolicy && m.verb != doResetPolicy {
		a.slot = slotOf(slot, env)
		if t.watch && was < t.now && slot.Exists() {
			t.watchTime(env, slot, was, model.Reason(a.slot))
		}
	}

	switch m.verb {
	case doGetPolicy, doUpdatePolicy, doResetPolicy:
		t.policyCall(m, a, env)
		return
	case doUpdateUser:
		t.userCall(m, a)
	default:
		t.passCall(m, a, env, slot)
	}
	// What the engine says besides: it is the engine that found the user.
	if a.key != 0 && m.user != nobody && !env.Me && a.heard {
		a.also = a.also.With(model.UserKey)
	}
}

// callable are the calls that somebody has to be allowed.
var callable = [verbs]bool{
	doCreate: true, doList: true, doGet: true, doDelete: true, doGetPolicy: true, doUpdatePolicy: true, doResetPolicy: true,
}

// later lets time pass: not at all; to an edge of the user's pass, or a tick to
// either side of one; or by a wait that people know.
func (t *teller) later(m *move, a *act) {
	const edges = 8
	to := t.now
	switch {
	case m.wait == 0:
		return
	case t.skew && m.wait%4 == 3:
		to = t.back(m)
		a.skew = to < t.now
	case m.wait <= edges && (m.user == nobody || !t.slots[m.user].Exists()):
		to = t.now.Add(model.Duration(m.wait % 2)) // what EdgeInstants says of no pass
	case m.wait <= edges:
		near := model.EdgeInstants(t.now, t.slots[m.user])
		to = near[int(m.wait)%len(near)]
	default:
		to = to.Add(waits[m.wait-edges-1])
	}
	if to >= 0 && to <= model.LastInstant {
		t.now = to
	}
}

var waits = [...]model.Duration{
	model.Minute, model.RegistrationWindow - model.Tick, model.RegistrationWindow, 60 * model.Minute, 24 * 60 * model.Minute,
}

// back is an earlier instant: just before the pass begins, a tick ago, or an
// hour.
func (t *teller) back(m *move) model.Instant {
	switch {
	case m.wait == 11:
		return t.now.Add(-model.Tick)
	case m.user != nobody && t.slots[m.user].Exists() && t.slots[m.user].Start <= t.now:
		return t.slots[m.user].Start.Add(-model.Tick)
	default:
		return t.now.Add(-60 * model.Minute)
	}
}

func (t *teller) policyCall(m *move, a *act, env *model.Env) {
	cmd := model.PolicyCommand{Op: model.ReadPolicy}
	switch m.verb {
	case doUpdatePolicy:
		a.text = &amendments[m.which]
		if a.also = a.text.also; a.text.refused != model.NoRule {
			a.rule = a.text.refused
			return
		}
		cmd = a.text.policy
	case doResetPolicy:
		cmd.Op = model.ResetPolicy
	}
	next, out := t.amend(env.Policy, *env, cmd)
	if t.watch {
		t.watchPolicy(env, cmd, &next, &out)
	}
	env.Policy = next
	a.rule, a.also = out.Rule, a.also.Union(out.Also)
}

// userCall changes what the directory says; no rule of the machine is asked.
func (t *teller) userCall(m *move, a *act) {
	a.text = &updates[m.which]
	if m.user == nobody {
		a.rule = model.UserMissing
		return
	}
	a.heard, a.rule = true, model.UserUpdate
	u, change := &t.users[m.user], &a.text.update
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

func (t *teller) passCall(m *move, a *act, env *model.Env, slot *model.State) {
	switch a.verb {
	case doCreate:
		t.create(m, a)
		if env.Me && !env.Actor.HasMe() {
			a.rule, a.also = model.AccessMe, model.Rules{} // the body is not looked at
		}
		if a.rule != model.NoRule {
			return // it is refused before the user is looked for
		}
	case doList:
		a.cmd.Op = model.List
	default:
		t.pick(m, a)
	}

	before := *slot
	next, out := t.step(before, *env, a.cmd)
	*slot = next
	a.heard, a.rule, a.also = true, out.Rule, a.also.Union(out.Also)
	if t.watch {
		t.watchPass(m, a, env, &before, &next, &out)
	}

	if out.View != (model.View{}) {
		a.also = a.also.Union(wire.PassRules)
	}
	switch {
	case m.user == nobody:
	case out.Rule == model.CreateAccepted:
		a.also = a.also.Union(ofCreates)
		a.pass = len(t.passes)
		t.passes = append(t.passes, issued{owner: int(m.user), facts: next})
		t.before[m.user], t.newest[m.user] = t.newest[m.user], a.pass
	case out.Rule == model.SigninAccepted:
		t.passes[a.pass].opened = true
	}
}

// ofCreates are the rules by which the engine makes ids and codes.
var ofCreates = model.RulesOf(model.PassID, model.PassCodeLength, model.PassCodeAlphabet)

// create settles what a create says.
func (t *teller) create(m *move, a *act) {
	if m.which > 0 {
		a.text = &oddCreates[m.which-1]
		a.cmd, a.also, a.rule = a.text.create, a.text.also, a.text.refused
	}
	a.cmd.Op = model.Create
	a.cmd.ID, a.cmd.Code = passIDs[len(t.passes)], passCodes[len(t.passes)]
	if m.life > 0 {
		near := model.EdgeLifetimes(t.env.Policy)
		a.lifetime = near[int(m.life-1)%len(near)]
		a.cmd.Lifetime = &a.lifetime
	}
	if m.once > 0 {
		a.once = m.once == 1
		a.cmd.Once = &a.once
	}
	if m.start > 0 {
		lifetime := t.env.Policy.Default
		if m.life > 0 {
			lifetime = max(a.lifetime, model.LeastLifetime)
		}
		near := model.EdgeStarts(t.now, lifetime)
		a.start, a.spelt = min(near[int(m.start-1)%len(near)], model.LastInstant), m.spelt
		a.cmd.Start = &a.start
		switch m.spelt {
		case offsetStart:
			a.also = a.also.With(model.CreateStartOffset).With(model.TimeUTC)
		case fineStart:
			a.also = a.also.With(model.CreateStartForm).With(model.TimeUTC)
		case zonelessStart:
			a.also = a.also.With(model.CreateStartZone)
		case countedStart:
			a.start -= a.start % model.Instant(model.Second/1000)
			a.also = a.also.With(model.CreateStartForm)
		}
	}
}

// pick settles which pass is meant. A refresh is sent only for a session that
// was begun; where there is none, the move is a sign-in.
func (t *teller) pick(m *move, a *act) {
	switch {
	case a.verb == doRefresh:
		if a.pass = t.session(m); a.pass == none {
			a.verb = doSignIn
		}
	case m.user == nobody:
	case m.which == 0:
		a.pass = t.newest[m.user]
	case m.which == 1:
		a.pass = t.before[m.user]
	case m.which == 2:
		a.pass = newestOfNext(t, int(m.user))
	}
	switch a.verb {
	case doGet:
		a.cmd.Op = model.Get
	case doDelete:
		a.cmd.Op = model.Delete
	case doRefresh:
		a.cmd.Op = model.Refresh
	default:
		t.present(m, a)
		return
	}
	if a.pass != none {
		a.cmd.ID = t.passes[a.pass].facts.ID
		return
	}
	wrong := int(m.which) % len(wrongIDs)
	a.pass = none - wrong
	a.cmd.ID = wrongParsed[wrong]
}

// session is a pass of the user with which somebody signed in.
func (t *teller) session(m *move) int {
	if m.user == nobody {
		return none
	}
	for i := len(t.passes) - 1; i >= 0; i-- {
		p := &t.passes[i]
		if p.owner == int(m.user) && p.opened && (m.which != 1 || i != t.newest[m.user]) {
			return i
		}
	}
	return none
}

// What a slot can be like before a command, for the statistics.
var slotNames = [...]string{"no pass", "EnabledByPolicy", "DisabledByPolicy", "Expired", "NotYetValid", "OneTimeUsed", "no user"}

func slotOf(s *model.State, env *model.Env) int {
	switch {
	case env.User.Unknown:
		return len(slotNames) - 1
	case !s.Exists():
		return 0
	}
	view, _ := s.View(*env)
	return int(view.Reason)
}
