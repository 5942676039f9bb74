package tapsim

import (
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/benbjohnson/clock"

	"github.com/tapsim/tap/model"
)

// A Clock says what time it is. A clock.Clock of benbjohnson/clock, its Mock
// and a VirtualClock are all of that kind.
type Clock interface{ Now() time.Time }

// A Config says what an engine is made of. The zero Config is a working engine.
type Config struct {
	Clock   Clock         // nil: the real clock
	Edition model.Edition // of the service's behaviour
	Policy  *model.Policy // that the tenant begins with; nil: model.DefaultPolicy of the edition; see New

	// RoleGroups are the groups whose isAssignableToRole is true. The engine keeps no
	// other fact of a group than who is a member.
	RoleGroups []model.ID

	// Random is where ids and codes come from; nil: crypto/rand. The same bytes
	// give the same ids and codes. A reader that fails, or that repeats itself
	// for ever, makes the command that needs it panic: there is no answer to
	// give, and no caller could do anything about it.
	Random io.Reader

	// Step and StepPolicy answer commands in place of model.Step and model.StepPolicy;
	// nil: those do. See package variant.
	Step       func(model.State, model.Env, model.Command) (model.State, model.Outcome)
	StepPolicy func(model.Policy, model.Env, model.PolicyCommand) (model.Policy, model.Outcome)

	// Record is handed every event, one at a time, in an order in which Replay
	// gives the same states; nil: no history. It is called with the locks of
	// the engine held, so it must not call the engine.
	Record func(Event)
}

// An Engine is one tenant. Its methods may be called from many goroutines.
//
// Locks are taken in one order: world, then one slot, then the random source or
// the recorder. A command holds world for reading all the way through, so the
// policy and the user it was decided by are still those in force when its
// effect and its event appear; whatever changes them holds world for writing,
// which stands between all commands before it and all after it. The clock is
// read while the slot is held: read before, a command could take the earlier
// time, wait, and carry it out after one that took the later time, and a slot
// would see its own time run backwards.
type Engine struct {
	clock      Clock
	edition    model.Edition
	roleGroups []model.ID
	secrets    secrets
	step       func(model.State, model.Env, model.Command) (model.State, model.Outcome)
	stepPolicy func(model.Policy, model.Env, model.PolicyCommand) (model.Policy, model.Outcome)

	recording sync.Mutex // one event at a time
	record    func(Event)

	world  sync.RWMutex
	policy model.Policy // the slices are never changed in place
	directory
}

// New makes an engine with an empty directory. It panics if c.Edition is none, and
// if c.Policy is one that the tenant could not have arrived at, such as the zero
// Policy: passes of zero minutes would follow from it, and no outcome could say
// what is wrong.
func New(c Config) *Engine {
	if _, err := model.ParseEdition(c.Edition.String()); err != nil {
		panic(fmt.Sprintf("tapsim: Config.Edition is %d, which is none of %v", c.Edition, model.Editions()))
	}
	e := &Engine{clock: c.Clock, edition: c.Edition, roleGroups: slices.Clone(c.RoleGroups), record: c.Record}
	if e.clock == nil {
		e.clock = clock.New()
	}
	if e.step = c.Step; e.step == nil {
		e.step = model.Step
	}
	if e.stepPolicy = c.StepPolicy; e.stepPolicy == nil {
		e.stepPolicy = model.StepPolicy
	}
	e.secrets.source = c.Random
	if c.Random == nil {
		e.secrets.source = rand.Reader
	}
	if c.Policy == nil {
		e.policy = model.DefaultPolicy(c.Edition)
	} else {
		e.policy = clonePolicy(*c.Policy)
		if rule := judge(e.policy); rule != model.PolicyUpdate {
			panic(fmt.Sprintf("tapsim: Config.Policy breaks the rule %s: %s Begin with model.DefaultPolicy and change that", rule, rule.Entry().Text))
		}
	}
	e.directory.reset(0)
	return e
}

// Now returns the tick that the clock stands in. A clock outside the years 1 to
// 9999 stands, to the engine, at the first tick of them or at the last.
func (e *Engine) Now() model.Instant { return instantOf(e.clock.Now()) }

func instantOf(t time.Time) model.Instant {
	return max(0, min(model.InstantOf(t), model.LastInstant))
}

// Do carries out one command on the slot of the user whom key names: an object
// id or a user principal name, both without case, or "me" for the user of a
// delegated actor. The ID and Code of a create are drawn here, whatever cmd
// holds. A refusal is an outcome; so is an unknown user.
//
// To what the machine says Do adds only what it did itself, in Outcome.Also:
// the rules time-utc, user-key, pass-id, pass-code-length, pass-code-alphabet.
func (e *Engine) Do(key string, actor model.Actor, cmd model.Command) model.Outcome {
	return e.do(key, actor, cmd, cmd.Op == model.Create)
}

// do carries out one command; draw says whether a new pass gets a new id and
// code, or those of cmd.
func (e *Engine) do(key string, actor model.Actor, cmd model.Command, draw bool) model.Outcome {
	e.world.RLock()
	defer e.world.RUnlock()

	// Whom nobody knows has an empty slot that nobody keeps.
	slot, spelling, me := e.resolve(key, actor)
	env := model.Env{Edition: e.edition, Policy: e.policy, RoleGroups: e.roleGroups, Actor: actor, Me: me}
	if slot != nil {
		env.User = slot.subject()
	} else {
		slot, env.User.Unknown = &entry{}, true
	}

	slot.mu.Lock()
	defer slot.mu.Unlock()
	now := e.clock.Now()
	env.Now = instantOf(now)
	if draw {
		cmd.ID, cmd.Code = e.secrets.pass(e.policy.Length)
	}

	before := slot.state
	next, out := e.step(before, env, cmd)
	slot.state = next

	if now.Nanosecond()%100 != 0 {
		out.Contributing = out.Contributing.With(model.TimeUTC)
	}
	if spelling {
		out.Contributing = out.Contributing.With(model.UserKey)
	}
	if out.Rule == model.CreateAccepted {
		out.Contributing = out.Contributing.With(model.PassID).With(model.PassCodeLength).With(model.PassCodeAlphabet)
	}
	if e.record != nil {
		e.note(Event{Kind: Done, Key: key, Name: slot.Name, Env: env, State: before, Command: cmd, Outcome: out})
	}
	return out
}

// StepPolicy carries out one command on the tenant's policy, and returns the policy
// as it is afterwards, for the caller to keep.
func (e *Engine) StepPolicy(actor model.Actor, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
	e.world.Lock()
	defer e.world.Unlock()

	env := e.env()
	env.Actor = actor
	next, out := e.stepPolicy(e.policy, env, cmd)
	e.policy = clonePolicy(next)
	if e.record != nil {
		e.note(Event{Kind: Amended, Env: env, Policy: cmd, Outcome: out})
	}
	return clonePolicy(e.policy), out
}

// env is the world as it is now, of nobody in particular.
func (e *Engine) env() model.Env {
	return model.Env{Now: e.Now(), Edition: e.edition, Policy: e.policy, RoleGroups: e.roleGroups}
}

// judge asks the machine whether a tenant may have the policy.
func judge(p model.Policy) model.Rule {
	_, out := model.StepPolicy(p, model.Env{}, model.PolicyCommand{
		Op: model.UpdatePolicy, Minimum: &p.Minimum, Maximum: &p.Maximum, Default: &p.Default, Length: &p.Length,
	})
	return out.Rule
}

// clonePolicy copies the slices too, so that nobody shares the tenant's own.
func clonePolicy(p model.Policy) model.Policy {
	p.Include, p.Exclude = slices.Clone(p.Include), slices.Clone(p.Exclude)
	return p
}
