package main

import (
	"context"
	"fmt"

	"github.com/looplab/fsm"
	"github.com/qmuntal/stateless"
	"github.com/tapsim/tap/model"
)

// The states and the events of a pass as a bare state machine knows them.
const (
	none   = "none"
	usable = "usable"
	used   = "used"

	createPass = "create"
	signIn     = "signIn"
	deletePass = "delete"
)

// course is what every machine runs, again and again: each event is accepted
// and leads to the state beside it, and the last leads back to where the first
// began.
//
// A create over a usable pass is not on it. It leaves a bare machine in the
// state where it was, which looplab/fsm reports as an error and stateless wants
// declared as a reentry, so the three would no longer do the same thing. The
// replacement on the course is that of a used pass.
var course = []struct{ event, after string }{
	{createPass, usable},
	{signIn, used},
	{createPass, usable},
	{deletePass, none},
	{createPass, usable},
	{signIn, used},
	{deletePass, none},
}

// A machine is a state machine, before the first event of the course.
type machine interface {
	// step takes event i of the course; an error is a refusal.
	step(i int) error
	// state names the present state.
	state() string
}

// A contender is a machine with its name in the table.
type contender struct {
	name   string
	module string // whose version the table gives; empty: this project
	new    func() machine
}

// The first contender is the one that the others are compared with.
var contenders = []contender{
	{"model.Step, full rules", "", newSlot},
	{"looplab/fsm", "github.com/looplab/fsm", newLooplab},
	{"stateless, queued", "github.com/qmuntal/stateless", newQueued},
	{"stateless, immediate", "github.com/qmuntal/stateless", newImmediate},
}

// lap takes the whole course once.
func lap(m machine) error {
	for i := range course {
		if err := m.step(i); err != nil {
			return err
		}
	}
	return nil
}

// A slot is one user's slot under model.Step. Its commands are made beforehand, as the
// triggers of the other machines are: making ids and codes is no part of a transition.
type slot struct {
	pass     model.State
	env      model.Env
	commands []model.Command
	rules    []model.Rule // that settle an accepted command
}

// newSlot makes an environment in which no rule ends early: the policy includes the user by
// the second of two groups and excludes a third group, and the caller is an administrator
// whose scopes and roles count.
func newSlot() machine {
	user := model.User{ID: model.ID{1}, Groups: []model.ID{{2}, {3}}}
	policy := model.DefaultPolicy(model.Current)
	policy.Enabled = true
	policy.Include = []model.Target{{Type: model.GroupTarget, ID: model.ID{3}}}
	policy.Exclude = []model.Target{{Type: model.GroupTarget, ID: model.ID{4}}}
	s := &slot{env: model.Env{
		Now:    638_000_000_000_000_000,
		Policy: policy,
		User:   user,
		Actor: model.Actor{
			Kind:   model.Delegated,
			User:   model.ID{9},
			Scopes: model.ScopeReadWriteAll,
			Roles:  model.AuthenticationAdministrator,
		},
	}}

	lifetime, once := model.Minutes(60), true
	var id model.ID
	var code model.Code
	for i, c := range course {
		switch c.event {
		case createPass:
			id, code = model.ID{100, byte(i)}, model.NewCode(fmt.Sprintf("+code&%02d", i))
			s.commands = append(s.commands, model.Command{Op: model.Create, ID: id, Code: code, Lifetime: &lifetime, Once: &once})
			s.rules = append(s.rules, model.CreateAccepted)
		case signIn:
			s.commands = append(s.commands, model.Command{Op: model.SignIn, Code: code})
			s.rules = append(s.rules, model.SigninAccepted)
		case deletePass:
			s.commands = append(s.commands, model.Command{Op: model.Delete, ID: id})
			s.rules = append(s.rules, model.DeleteFound)
		}
	}
	return s
}

func (s *slot) step(i int) error {
	next, out := model.Step(s.pass, s.env, s.commands[i])
	if out.Rule != s.rules[i] {
		return fmt.Errorf("model.Step: event %d, %s, was settled by rule %d and not by rule %d", i, course[i].event, out.Rule, s.rules[i])
	}
	s.pass = next
	return nil
}

func (s *slot) state() string {
	view, ok := s.pass.View(s.env)
	switch {
	case !ok:
		return none
	case view.Reason == model.EnabledByPolicy:
		return usable
	case view.Reason == model.OneTimeUsed:
		return used
	default:
		return view.Reason.String()
	}
}

// A looplab is the bare machine as looplab/fsm has it.
type looplab struct{ *fsm.FSM }

func newLooplab() machine {
	return looplab{fsm.NewFSM(none, fsm.Events{
		{Name: createPass, Src: []string{none, used}, Dst: usable},
		{Name: signIn, Src: []string{usable}, Dst: used},
		{Name: deletePass, Src: []string{usable, used}, Dst: none},
	}, fsm.Callbacks{})}
}

func (l looplab) step(i int) error { return l.Event(context.Background(), course[i].event) }

func (l looplab) state() string { return l.Current() }

// A qmuntal is the bare machine as qmuntal/stateless has it. Its triggers are
// of type any, and made beforehand: callers write constants, which cost no
// allocation, where a string out of the course would cost one.
type qmuntal struct {
	*stateless.StateMachine
	triggers []stateless.Trigger
}

// newQueued uses the mode that the library recommends and defaults to.
func newQueued() machine { return newQmuntal(stateless.FiringQueued) }

// newImmediate uses the mode without a queue of triggers, which does less.
func newImmediate() machine { return newQmuntal(stateless.FiringImmediate) }

func newQmuntal(mode stateless.FiringMode) machine {
	sm := stateless.NewStateMachineWithMode(none, mode)
	sm.Configure(none).Permit(createPass, usable)
	sm.Configure(usable).Permit(signIn, used).Permit(deletePass, none)
	sm.Configure(used).Permit(createPass, usable).Permit(deletePass, none)

	q := qmuntal{StateMachine: sm}
	for _, c := range course {
		q.triggers = append(q.triggers, c.event)
	}
	return q
}

func (q qmuntal) step(i int) error { return q.Fire(q.triggers[i]) }

func (q qmuntal) state() string { return q.MustState().(string) }
