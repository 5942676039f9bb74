package tapsim

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/benbjohnson/clock"

	"github.com/tapsim/tap/model"
)

// A Clock gives the time. A clock.Clock of benbjohnson/clock, its Mock and a
// VirtualClock are all Clocks.
type Clock interface{ Now() time.Time }

// A Config configures an engine. The zero Config gives a working engine.
type Config struct {
	Clock   Clock         // nil: the real clock
	Edition model.Edition // of the service's behaviour
	Policy  *model.Policy // that the tenant begins with; nil: model.DefaultPolicy of the edition; see New

	// RoleGroups are the groups whose isAssignableToRole is true. The engine keeps no
	// other fact of a group than its members.
	RoleGroups []model.ID

	// Random is the source of ids and codes; nil: crypto/rand. The same bytes give the
	// same ids and codes. If the reader fails, or repeats itself for ever, the command
	// that needs it panics: there is no answer to give, and the caller could do nothing
	// about it.
	Random io.Reader

	// Step and StepPolicy replace model.Step and model.StepPolicy; nil: those of model.
	// See package variant.
	Step       func(model.State, model.Env, model.Command) (model.State, model.Outcome)
	StepPolicy func(model.Policy, model.Env, model.PolicyCommand) (model.Policy, model.Outcome)

	// Record receives every event, one at a time, in an order in which Replay gives the
	// same states; nil: no history. The engine holds its locks during the call, so Record
	// must not call the engine.
	Record func(Event)
}

// An Engine is one tenant. Many goroutines may call its methods.
//
// The order of the locks: tenant, then one slot, then the random source or the
// recorder. A command holds tenant for reading until its event is recorded, so the
// policy and the user that decided it are still in force then. A change of the policy
// or of a user holds tenant for writing: it happens after every earlier command and
// before every later one. The clock is read while the slot is locked. If it were read
// before, a command could read the earlier time, wait, and run after a command that
// read a later time: the slot would see time run backwards.
type Engine struct {
	clock      Clock
	edition    model.Edition
	roleGroups []model.ID
	secrets    secrets
	step       func(model.State, model.Env, model.Command) (model.State, model.Outcome)
	stepPolicy func(model.Policy, model.Env, model.PolicyCommand) (model.Policy, model.Outcome)

	recording sync.Mutex // one event at a time
	record    func(Event)

	tenant sync.RWMutex
	policy model.Policy // the slices are never changed in place
	directory
}

// New makes an engine with an empty directory. It panics if c.Edition is unknown, or
// if c.Policy is one that no tenant can have, such as the zero Policy: it would lead
// to passes of zero minutes, and no outcome could say what is wrong.
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
		e.secrets.source = bufio.NewReader(rand.Reader) // a call of it costs as much as all else in a create
	}
	if c.Policy == nil {
		e.policy = model.DefaultPolicy(c.Edition)
	} else {
		e.policy = clonePolicy(*c.Policy)
		if rule := policyRule(e.policy); rule != model.PolicyUpdate {
			panic(fmt.Sprintf("tapsim: Config.Policy breaks the rule %s: %s Begin with model.DefaultPolicy and change that", rule, rule.Entry().Text))
		}
	}
	e.directory.reset(0)
	return e
}

// Now returns the current tick of the clock. A clock outside the years 1 to 9999 gives
// the first tick of them or the last.
func (e *Engine) Now() model.Instant { return instantOf(e.clock.Now()) }

func instantOf(t time.Time) model.Instant {
	return max(0, min(model.InstantOf(t), model.LastInstant))
}

// Do carries out one command on the slot of the user with that key: an object id or a
// user principal name, both without case, or "me" for the user of a delegated actor.
// Do draws the ID and the Code of a create, whatever cmd has. A refusal is an outcome;
// so is an unknown user.
//
// Do adds the rules that it decided itself to Outcome.Contributing: time-utc,
// user-key, pass-id, pass-code-length, pass-code-alphabet.
func (e *Engine) Do(key string, actor model.Actor, cmd model.Command) model.Outcome {
	return e.do(key, actor, cmd, cmd.Op == model.Create)
}

// do carries out one command. With draw, a new pass gets a new id and code; otherwise
// those of cmd.
func (e *Engine) do(key string, actor model.Actor, cmd model.Command, draw bool) model.Outcome {
	e.tenant.RLock()
	defer e.tenant.RUnlock()

	// An unknown user has an empty slot, which is not stored.
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

// StepPolicy carries out one command on the tenant's policy, and returns a copy of the
// resulting policy.
func (e *Engine) StepPolicy(actor model.Actor, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
	e.tenant.Lock()
	defer e.tenant.Unlock()

	env := e.env()
	env.Actor = actor
	next, out := e.stepPolicy(e.policy, env, cmd)
	e.policy = clonePolicy(next)
	if e.record != nil {
		e.note(Event{Kind: PolicyDone, Env: env, Policy: cmd, Outcome: out})
	}
	return clonePolicy(e.policy), out
}

// env is the env of now, without a user.
func (e *Engine) env() model.Env {
	return model.Env{Now: e.Now(), Edition: e.edition, Policy: e.policy, RoleGroups: e.roleGroups}
}

// policyRule returns the rule by which the model accepts or refuses a policy of a
// tenant.
func policyRule(p model.Policy) model.Rule {
	_, out := model.StepPolicy(p, model.Env{}, model.PolicyCommand{
		Op: model.UpdatePolicy, Minimum: &p.Minimum, Maximum: &p.Maximum, Default: &p.Default, Length: &p.Length,
	})
	return out.Rule
}

// clonePolicy copies the slices too, so that no caller shares those of the tenant.
func clonePolicy(p model.Policy) model.Policy {
	p.Include, p.Exclude = slices.Clone(p.Include), slices.Clone(p.Exclude)
	return p
}
