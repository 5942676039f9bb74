package protocol

import (
	"math/rand/v2"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim"
)

// A Reference is the reference model as a Subject: the engine, with answers in JSON.
// Every Reset starts the same sequence of ids and codes again, so a scenario has the
// same answers in any order of scenarios.
type Reference struct {
	// Machine answers commands; its zero value: the machine of package model.
	Machine variant.Machine

	readings Readings // see Read

	clock  *tapsim.VirtualClock
	engine *tapsim.Engine
}

// Do answers one request. Before the first Reset there is an empty directory and the
// default policy. A Reset to an impossible tenant is refused and changes nothing.
func (r *Reference) Do(req Request) Response {
	if req.Op == Reset || r.engine == nil {
		tenant := req.Tenant
		if tenant == nil {
			tenant = &Tenant{Policy: model.DefaultPolicy(model.Current)}
		}
		if err := r.reset(req.At, tenant); err != nil {
			return Response{Status: 400, Error: Error{Code: "badRequest", Message: err.Error()}}
		}
	}
	r.clock.Rewind(req.At)

	if req.Op == Reset {
		return Response{Status: 204}
	}
	return r.readings.Answer(r.engine, req)
}

// Read says how to read the rules that no source settles, from the next request on.
func (r *Reference) Read(readings Readings) { r.readings = readings }

// step is Machine.Step under the readings.
func (r *Reference) step(s model.State, env model.Env, cmd model.Command) (model.State, model.Outcome) {
	env.Readings = r.readings.Machine
	if r.Machine.Step != nil {
		return r.Machine.Step(s, env, cmd)
	}
	return model.Step(s, env, cmd)
}

func (r *Reference) stepPolicy(p model.Policy, env model.Env, cmd model.PolicyCommand) (model.Policy, model.Outcome) {
	env.Readings = r.readings.Machine
	if r.Machine.StepPolicy != nil {
		return r.Machine.StepPolicy(p, env, cmd)
	}
	return model.StepPolicy(p, env, cmd)
}

// Ahead lists the next change of each user of the scenario, by time.
func (r *Reference) Ahead() []tapsim.Change {
	if r.engine == nil {
		return nil
	}
	return r.engine.Ahead()
}

// seed is arbitrary and fixed.
var seed = [32]byte{'t', 'a', 'p', 's', 'i', 'm'}

func (r *Reference) reset(at model.Instant, tenant *Tenant) error {
	clock := tapsim.NewVirtualClock(at)
	engine, err := tenant.Engine(tapsim.Config{Clock: clock, Random: rand.NewChaCha8(seed), Step: r.step, StepPolicy: r.stepPolicy})
	if err == nil {
		r.clock, r.engine = clock, engine
	}
	return err
}

// Engine makes an engine with the edition, the policy, the groups and the users of the
// tenant; the rest is as in c. The error is about a user who cannot be added, for the
// reasons of Engine.AddUser. It panics where tapsim.New does.
func (w *Tenant) Engine(c tapsim.Config) (*tapsim.Engine, error) {
	c.Edition, c.Policy, c.RoleGroups = w.Edition, &w.Policy, nil
	for _, g := range w.Groups {
		if g.RoleAssignable {
			c.RoleGroups = append(c.RoleGroups, g.ID)
		}
	}
	e := tapsim.New(c)
	for _, u := range w.Users {
		roles, others := rolesOf(u.Roles)
		_, err := e.AddUser(tapsim.User{
			ID: u.ID, Name: u.UPN(), Guest: u.Guest, External: u.External,
			Groups: u.Groups, Roles: roles, OtherRoles: others,
		})
		if err != nil {
			return nil, err
		}
	}
	return e, nil
}
