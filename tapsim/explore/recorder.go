package explore

import (
	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// A Recorder is a machine that notes which abstract transitions its users take. What is
// no transition of any graph is noted too: a policy that is reset, a clock that goes back.
//
// It goes by the machine alone, so it is told what the machine does not see: when a
// tenant begins, and when the directory changes.
type Recorder struct {
	Level   Level
	Machine variant.Machine                           // that answers; zero: that of package model
	Note    func(user model.ID, t AbstractTransition) // called for each

	users map[model.ID]*recorded
}

// A recorded user is what a Recorder knows of a user.
type recorded struct {
	user    model.User
	stale   bool // the directory may say something else by now
	slot    model.State
	now     model.Instant // of the last question
	session bool          // a user signed in with the pass

	earlier map[model.ID]bool   // the passes that are gone, and whether a user signed in with each
	codes   map[model.Code]bool // of those passes
}

// Begin forgets everything. A tenant with these users begins.
func (r *Recorder) Begin(at model.Instant, users []model.User) {
	r.users = map[model.ID]*recorded{}
	for _, u := range users {
		r.add(u).now = at
	}
}

// Moved says that the directory has changed. What it says of a user shows in the next
// command on her passes; until then no change of the policy counts for her.
func (r *Recorder) Moved() {
	for _, u := range r.users {
		u.stale = true
	}
}

// Recording returns the machine that records.
func (r *Recorder) Recording() variant.Machine {
	return variant.Machine{Step: r.step, StepPolicy: r.stepPolicy}
}

func (r *Recorder) add(user model.User) *recorded {
	u := &recorded{user: user, earlier: map[model.ID]bool{}, codes: map[model.Code]bool{}}
	if r.users == nil {
		r.users = map[model.ID]*recorded{}
	}
	r.users[user.ID] = u
	return u
}

// Question says what a command asks of a user: about the pass there is, an earlier one or
// one that was never made. A refresh of a session that never began is no question.
func (r *Recorder) Question(slot model.State, user model.ID, cmd model.Command) (q Question, ok bool) {
	q = Question{Kind: OfPass, Op: cmd.Op}
	u := r.users[user]
	session, earlier := false, false
	switch cmd.Op {
	case model.Create, model.List:
		return q, true
	case model.SignIn:
		q.Pass = NeverMade
		if slot.Exists() && slot.Code.Matches(cmd.Code) {
			q.Pass = Current
		} else if u != nil && u.codes[cmd.Code] {
			q.Pass = Earlier
		}
		return q, true
	}
	q.Pass = NeverMade
	if u != nil {
		session, earlier = u.earlier[cmd.ID]
	}
	switch {
	case slot.Exists() && slot.ID == cmd.ID:
		q.Pass, session = Current, u != nil && u.session
	case earlier:
		q.Pass = Earlier
	}
	return q, cmd.Op != model.Refresh || session
}

func (r *Recorder) step(slot model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
	machine := r.Machine.Step
	if machine == nil {
		machine = model.Step
	}
	next, out := machine(slot, env, cmd)
	if env.User.Unknown {
		return next, out
	}
	u := r.users[env.User.ID]
	if u == nil {
		u = r.add(env.User)
		u.slot, u.stale = slot, true
	}
	if u.stale {
		u.now = env.Now // what time alone did is not known
	}
	u.user, u.stale = env.User, false
	before := r.wait(u, env)
	if q, ok := r.Question(slot, env.User.ID, cmd); ok {
		r.note(u, AbstractTransition{before, q, out.Rule, r.Level.State(next, env)})
	}
	u.become(next, out.Rule)
	return next, out
}

// become notes the pass that a user has after a command.
func (u *recorded) become(next model.State, rule model.Rule) {
	if u.slot.Exists() && next.ID != u.slot.ID {
		u.earlier[u.slot.ID], u.codes[u.slot.Code] = u.session, true
	}
	if next.ID != u.slot.ID {
		u.session = false
	}
	u.session = u.session || rule == model.SigninAccepted
	u.slot = next
}

func (r *Recorder) stepPolicy(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
	machine := r.Machine.StepPolicy
	if machine == nil {
		machine = model.StepPolicy
	}
	next, out := machine(p, env, cmd)
	for _, u := range r.users {
		if u.stale {
			continue
		}
		env.User, env.Policy = u.user, p
		before := r.wait(u, env)
		env.Policy = next
		r.note(u, AbstractTransition{before, Question{Kind: OfPolicy, Policy: cmd.Op}, out.Rule, r.Level.State(u.slot, env)})
	}
	return next, out
}

// wait notes the time that passed for a user since the last question, and returns the
// state to which it led.
func (r *Recorder) wait(u *recorded, env model.Env) AbstractState {
	now := r.Level.State(u.slot, env)
	env.Now, u.now = u.now, env.Now
	if then := r.Level.State(u.slot, env); then != now {
		r.note(u, AbstractTransition{Before: then, After: now})
	}
	return now
}

func (r *Recorder) note(u *recorded, t AbstractTransition) {
	if r.Note != nil {
		r.Note(u.user.ID, t)
	}
}
