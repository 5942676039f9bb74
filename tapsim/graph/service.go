// Package graph is the Microsoft Graph face: an http.Handler that answers the
// calls on Temporary Access Passes as Microsoft publishes them, in /v1.0 and in
// /beta, on this machine and with its time under control.
//
//	service, err := graph.New(graph.Config{})
//	server := graph.HTTPServer(service)
//	server.Addr = "127.0.0.1:8080"
//	err = server.ListenAndServe()
//
// No rule of a pass lives here. A request becomes a protocol.Request, the answer
// of the engine becomes one of HTTP, and what this package decides itself is
// what only HTTP has: tokens, paths, methods, queries, media types and sizes.
//
// Below /_tapsim are the control routes, for what Graph has no call for: to
// reset the tenant, to move the clock, to sign in.
package graph

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A Config says what a service is made of. The zero Config works: a small tenant
// on the real clock, in which any bearer token is an operator's.
type Config struct {
	// Tenant is the tenant as it begins: edition, policy, groups and users; nil:
	// Tenant(). A zero Policy is the default of the edition, enabled, as in a
	// scenario.
	Tenant *protocol.Tenant

	// Begin asks for what has happened in the tenant before the first request, and
	// again whenever a reset goes back to Tenant. It is told where the clock stands,
	// which is left where the last of its requests puts it. nil: nothing has happened.
	Begin func(start model.Instant, tenant protocol.Subject) error

	// Passes are there before Begin is called, as a state lists them: without their
	// codes, so that every sign-in with one is refused.
	Passes []tapsim.Pass

	// Shown are the display names of the users of Tenant. A user who has none is shown
	// by the part of the principal name before the @.
	Shown map[model.ID]string

	Clock  *Clock    // nil: RealClock()
	Random io.Reader // of ids and codes; nil: crypto/rand; see tapsim.Config

	// Tokens says who stands behind which bearer token; an actor who is nil is an
	// operator, and one with a user may name that user by principal name. Any
	// other token is refused, and the control routes take an operator's. Nil: any
	// token is an operator, but for one that is the principal name of a user, who
	// then asks with every scope. A service without Tokens is for the loopback
	// interface alone.
	Tokens map[string]*protocol.Actor

	NoReadback bool // no control route tells the code of a pass

	// Log is told of each request when it has been answered, from many
	// goroutines; nil: nobody is.
	Log func(Entry)

	// Watch is shown each exchange as the machine saw it, one at a time and in
	// the order in which they took effect: resets, calls, sign-ins, and users who
	// come and go, as protocol.AddUser and protocol.RemoveUser, and passes that are there from the
	// beginning, as PutPass. It may keep what it is shown, which
	// holds codes of passes. It must not use the service. Requests wait for each
	// other while somebody watches; nil: nobody does.
	Watch func(protocol.Request, *protocol.Response)
}

// A Service is one tenant behind HTTP. It is an http.Handler, for many requests
// at once.
type Service struct {
	initial    protocol.Beginning
	begin      func(start model.Instant, tenant protocol.Subject) error
	clock      *Clock
	random     io.Reader
	tokens     map[string]*protocol.Actor
	noReadback bool
	log        func(Entry)
	watch      func(protocol.Request, *protocol.Response)

	// order is held by whoever resets the tenant or moves the clock and, where
	// somebody watches, by everybody.
	order sync.Mutex
	world atomic.Pointer[world]
	date  atomic.Pointer[dateHeader]
}

// New makes a service. It is an error if the tenant cannot be: two users of one
// name, a policy that breaks a rule, a step that is not answered as it wants.
func New(c Config) (*Service, error) {
	s := &Service{
		initial: protocol.Beginning{Tenant: Tenant(), Passes: c.Passes, Shown: c.Shown}, begin: c.Begin, clock: c.Clock, random: &oneAtATime{source: c.Random},
		tokens: c.Tokens, noReadback: c.NoReadback, log: c.Log, watch: c.Watch,
	}
	if c.Tenant != nil {
		s.initial.Tenant = *c.Tenant
	}
	if s.clock == nil {
		s.clock = RealClock()
	}
	if c.Random == nil {
		s.random = rand.Reader
	}
	s.order.Lock()
	defer s.order.Unlock()
	err := complete(&s.initial.Tenant)
	if err == nil {
		_, err = s.restart(nil, nil, s.tokens)
	}
	if err != nil {
		return nil, fmt.Errorf("make a service: %w", err)
	}
	return s, nil
}

// Clock returns the time of the tenant.
func (s *Service) Clock() *Clock { return s.clock }

// Engine returns the tenant as it is until the next reset, which makes another.
func (s *Service) Engine() *tapsim.Engine { return s.now().engine }

func (s *Service) now() *world { return s.world.Load() }

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := exchange{service: s, world: s.now(), w: w, r: r}
	defer x.end()
	if s.log != nil {
		x.begin()
	}
	x.write(x.answer())
}

// An exchange is one request under way.
type exchange struct {
	service *Service
	world   *world
	w       http.ResponseWriter
	r       *http.Request
	ids     ids
	actor   *protocol.Actor
	body    *bytes.Buffer // of the request, and then of the answer; nil: neither yet
	limited io.LimitedReader
	noted   *note // nil: nobody reads the log
	resets  bool  // the body may be a whole tenant
}

// method is that of the request, and GET for HEAD: the two answers differ in the
// body alone.
func (x *exchange) method() string {
	if x.r.Method == http.MethodHead {
		return http.MethodGet
	}
	return x.r.Method
}

// answer finds out what to say.
func (x *exchange) answer() answer {
	h := x.w.Header()
	if refused := guard(x.r); refused.Status != 0 {
		return refused
	}
	if x.r.Header["Origin"] != nil {
		allowOrigin(h, x.r)
		if asked := preflight(h, x.r); asked.Status != 0 {
			return asked
		}
	}
	p := split(x.r.URL)
	switch first := p.segments[0]; {
	case is(first, "v1.0"), is(first, "beta"):
		return x.graph(&p)
	case first == "_tapsim":
		return x.control(&p)
	default:
		return strayed(first, "")
	}
}

// ask puts one request to the machine.
func (x *exchange) ask(req protocol.Request) protocol.Response {
	if x.service.watch == nil {
		return protocol.Answer(x.world.engine, req)
	}
	return x.watched(req, func(req *protocol.Request) protocol.Response {
		return protocol.Answer(x.world.engine, *req)
	})
}

// watched carries out what a request asks, which do may complete, while nobody
// else does anything, and shows the exchange. One that a reset has overtaken belongs
// to the tenant that it began in, whose end has been shown already.
func (x *exchange) watched(req protocol.Request, do func(*protocol.Request) protocol.Response) protocol.Response {
	s := x.service
	s.order.Lock()
	defer s.order.Unlock()
	if x.world != s.now() {
		return do(&req)
	}
	req.At = s.clock.pin()
	defer s.clock.unpin()
	res := do(&req)
	s.watch(req, &res)
	return res
}

// refusal is the answer that a rule alone settles.
func refusal(rule model.Rule) answer {
	a := rule.Answer()
	return answer{Response: protocol.Response{Status: a.Status, Error: protocol.Error{Code: a.Code, Message: a.Message}, Rule: rule}}
}
