package explore

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// A World bounds an exploration: what can be asked, and how the tenant begins.
type World struct {
	Name    string
	Edition model.Edition
	Machine variant.Machine // zero: that of package model

	Policies   []model.Policy        // with which a tenant may begin
	Updates    []model.PolicyCommand // of the policy
	Users      []model.User          // what the directory may say of the user: the first at the beginning; any later
	RoleGroups []model.ID            // see model.Env
	Callers    []Caller              // none: an operator

	// Each create is one of each of these; none: left out.
	Lifetimes []*model.Minutes
	Onces     []*bool
	Starts    []Start
	Creates   []Input // and these, beside them

	Back  bool          // the clock may go back, too
	Tick  Tick          // which instants stand for a region
	Epoch model.Instant // when passes are made; 0: the beginning of 2025

	// Instants are those at which the clock can stand, in their order. nil: those that Tick
	// chooses around the pass. With Instants no pass is shifted in time, so that a world can
	// lie at the ends of the calendar.
	Instants []model.Instant

	Depth int // how many commands a state may be from the beginning; 0: any number
}

// A Caller asks a question.
type Caller struct {
	Actor model.Actor
	Me    bool // the user is named as /me
}

// A Start is a startDateTime. Its zero value is one that is left out.
type Start struct {
	Of  Base
	Add model.Duration // to it
}

// A Base is an instant to which a Start adds.
type Base uint8

const (
	LeftOut Base = iota
	Now          // the instant of the command
	Latest       // the last start that the calendar has room for; see rule create-start-far
	First        // the first instant of the calendar
)

// StartAt is the startDateTime of a create, under a policy with that default lifetime; nil:
// it has none.
func (in *Input) StartAt(now model.Instant, usual model.Minutes) *model.Instant {
	if in.Lifetime != nil {
		usual = *in.Lifetime
	}
	switch in.Start.Of {
	case Now:
		return new(now.Add(in.Start.Add))
	case Latest:
		return new(model.LastInstant.Add(-usual.Ticks() - model.RegistrationWindow + in.Start.Add))
	case First:
		return new(model.Instant(0).Add(in.Start.Add))
	}
	return nil
}

// A Tick says which instants stand for a region between two edges of time.
type Tick uint8

const (
	Middle Tick = iota
	FirstTick
	LastTick
	FirstAndLast // two instants for each region
)

// newYear is the beginning of 2025.
const newYear model.Instant = 638_712_864_000_000_000

func (w *World) withDefaults() {
	if w.Machine.Step == nil {
		w.Machine.Step = model.Step
	}
	if w.Machine.StepPolicy == nil {
		w.Machine.StepPolicy = model.StepPolicy
	}
	if len(w.Policies) == 0 {
		w.Policies = []model.Policy{model.DefaultPolicy(w.Edition)}
	}
	if len(w.Users) == 0 {
		w.Users = []model.User{{ID: UserID}}
	}
	if len(w.Callers) == 0 {
		w.Callers = []Caller{{}}
	}
	if len(w.Lifetimes) == 0 {
		w.Lifetimes = []*model.Minutes{nil}
	}
	if len(w.Onces) == 0 {
		w.Onces = []*bool{nil}
	}
	if len(w.Starts) == 0 {
		w.Starts = []Start{{}}
	}
	if w.Epoch == 0 {
		w.Epoch = newYear
	}
}

// inputs lists all commands of the world. Waiting is no command.
func (w *World) inputs() (all []Input) {
	for caller := range w.Callers {
		for i := range w.Updates {
			all = append(all, Input{Kind: OfPolicy, Caller: caller, Update: w.Updates[i]})
		}
		for _, lifetime := range w.Lifetimes {
			for _, once := range w.Onces {
				for _, start := range w.Starts {
					all = append(all, Input{Kind: OfPass, Caller: caller, Op: model.Create, Lifetime: lifetime, Once: once, Start: start})
				}
			}
		}
		for _, in := range w.Creates {
			in.Kind, in.Caller, in.Op = OfPass, caller, model.Create
			all = append(all, in)
		}
		all = append(all, Input{Kind: OfPass, Caller: caller, Op: model.List})
		for _, op := range []model.Op{model.Get, model.Delete} {
			for _, pass := range passes {
				all = append(all, Input{Kind: OfPass, Caller: caller, Op: op, Pass: pass})
			}
		}
	}
	for _, op := range []model.Op{model.SignIn, model.Refresh} {
		for _, pass := range passes {
			all = append(all, Input{Kind: OfPass, Op: op, Pass: pass})
		}
	}
	if len(w.Users) > 1 {
		for i := range w.Users {
			all = append(all, Input{Kind: OfUser, User: i})
		}
	}
	return all
}

var passes = []Pass{Current, Earlier, NeverMade}

// samePolicy compares two policies.
func samePolicy(p, q *model.Policy) bool {
	return p.Enabled == q.Enabled && p.Minimum == q.Minimum && p.Maximum == q.Maximum && p.Default == q.Default &&
		p.Length == q.Length && p.OnceOnly == q.OnceOnly && slices.Equal(p.Include, q.Include) && slices.Equal(p.Exclude, q.Exclude)
}
