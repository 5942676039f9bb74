package protocol

import (
	"math/rand/v2"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim"
)

// A Reference is the Subject that is right: the engine, spoken to in JSON.
// Every Reset starts the same sequence of ids and codes anew, so a scenario has
// the same answers wherever it stands among others.
type Reference struct {
	// Machine answers commands; its zero value: the machine of package model.
	Machine variant.Machine

	clock  *tapsim.VirtualClock
	engine *tapsim.Engine
}

// Do answers one request. A request before the first Reset meets an empty
// directory and the default policy. A Reset to a world that cannot be is refused
// and changes nothing.
func (r *Reference) Do(req Request) Response {
	if req.Op == Reset || r.engine == nil {
		world := req.Tenant
		if world == nil {
			world = &Tenant{Policy: model.DefaultPolicy(model.Current)}
		}
		if err := r.reset(req.At, world); err != nil {
			return Response{Status: 400, Error: Error{Code: "badRequest", Message: err.Error()}}
		}
	}
	r.clock.Rewind(req.At)

	if req.Op == Reset {
		return Response{Status: 204}
	}
	return Answer(r.engine, req)
}

// Ahead lists what changes next for each user of the scenario, by time.
func (r *Reference) Ahead() []tapsim.Change {
	if r.engine == nil {
		return nil
	}
	return r.engine.Ahead()
}

// seed is arbitrary and fixed.
var seed = [32]byte{'t', 'a', 'p', 's', 'i', 'm'}

func (r *Reference) reset(at model.Instant, world *Tenant) error {
	clock := tapsim.NewVirtualClock(at)
	engine, err := world.Engine(tapsim.Config{Clock: clock, Random: rand.NewChaCha8(seed), Step: r.Machine.Step, StepPolicy: r.Machine.StepPolicy})
	if err == nil {
		r.clock, r.engine = clock, engine
	}
	return err
}

// Engine makes an engine with the edition, the policy, the groups and the users of a world;
// the rest of it is as c says. The error is that of a user who cannot be, for
// the reasons of Engine.AddUser. It panics where tapsim.New does.
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
