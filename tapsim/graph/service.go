// Package graph is the Microsoft Graph layer: an http.Handler that answers the calls
// on Temporary Access Passes as Microsoft publishes them, in /v1.0 and in /beta, on
// the local computer and with its time under control.
//
//	service, err := graph.New(graph.Config{})
//	server := graph.HTTPServer(service)
//	server.Addr = "127.0.0.1:8080"
//	err = server.ListenAndServe()
//
// No rule of a pass lives here. A request becomes a protocol.Request, and the engine's
// answer becomes one of HTTP. This package itself decides what only HTTP has: tokens,
// paths, methods, queries, media types and sizes.
//
// Below /_tapsim are the control routes, for which Graph has no call: to reset the
// tenant, to move the clock, to sign in.
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

// A Config configures a service. The zero Config works: a small tenant on the real
// clock, in which any bearer token is an operator's.
type Config struct {
	// Tenant is the tenant at its beginning: edition, policy, groups and users; nil:
	// Tenant(). A zero Policy is the default of the edition, enabled, as in a scenario.
	Tenant *protocol.Tenant

	// Begin sends requests before the first request of a client, and again after each
	// reset that goes back to Tenant. start is the time of the clock; the clock stays at
	// the time of the last request that Begin sends. nil: no requests.
	Begin func(start model.Instant, tenant protocol.Subject) error

	// Passes exist before Begin is called, as a state lists them: without their codes, so
	// that every sign-in with one is refused.
	Passes []tapsim.Pass

	// Shown are the display names of the users of Tenant. The default is the part of the
	// principal name before the @.
	Shown map[model.ID]string

	Clock  *Clock    // nil: RealClock()
	Random io.Reader // of ids and codes; nil: crypto/rand; see tapsim.Config

	// Tokens are the actors of bearer tokens. A nil actor is an operator. The user of an
	// actor may be named by principal name. Any other token is refused, and the control
	// routes need an operator's token.
	//
	// Nil: any token is an operator's, except the principal name of a user, which makes
	// that user the caller, with every scope. A service without Tokens is for the loopback
	// interface alone.
	Tokens map[string]*protocol.Actor

	NoReadback bool // no control route shows the code of a pass

	// Log is called for each request after its answer, from many goroutines; nil: no log.
	Log func(Entry)

	// Watch is called for each exchange with the engine, one at a time and in the order in
	// which they took effect: resets, calls and sign-ins. Users who come and go are
	// protocol.AddUser and protocol.RemoveUser, and the passes of the beginning are
	// protocol.PutPass. It may keep its arguments, which have codes of passes in them. It
	// must not call the service. With Watch, requests wait for each other; nil: they do
	// not.
	Watch func(protocol.Request, *protocol.Response)
}

// A Service is one tenant behind HTTP. It is an http.Handler, for many requests at
// once.
type Service struct {
	initial    protocol.Beginning
	begin      func(start model.Instant, tenant protocol.Subject) error
	clock      *Clock
	random     io.Reader
	tokens     map[string]*protocol.Actor
	noReadback bool
	log        func(Entry)
	watch      func(protocol.Request, *protocol.Response)

	// order is held by a reset and by a move of the clock and, with Config.Watch, by every
	// request.
	order  sync.Mutex
	tenant atomic.Pointer[tenant]
	date   atomic.Pointer[dateHeader]
}

// New makes a service. It is an error if the tenant is impossible: two users of one
// name, a policy that breaks a rule, a step without the wanted answer.
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

// Engine returns the current tenant. A reset makes another one.
func (s *Service) Engine() *tapsim.Engine { return s.now().engine }

func (s *Service) now() *tenant { return s.tenant.Load() }

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := exchange{service: s, tenant: s.now(), w: w, r: r}
	defer x.end()
	if s.log != nil {
		x.begin()
	}
	x.write(x.answer())
}

// An exchange is one request while it is answered.
type exchange struct {
	service *Service
	tenant  *tenant
	w       http.ResponseWriter
	r       *http.Request
	ids     ids
	actor   *protocol.Actor
	body    *bytes.Buffer // of the request, and then of the answer; nil: none yet
	limited io.LimitedReader
	noted   *note // nil: no log
	resets  bool  // a reset, whose body may be a whole tenant
}

// method is that of the request, and GET for HEAD: the two answers differ only in the
// body.
func (x *exchange) method() string {
	if x.r.Method == http.MethodHead {
		return http.MethodGet
	}
	return x.r.Method
}

// answer makes the answer to the request.
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

// ask sends one request to the engine.
func (x *exchange) ask(req protocol.Request) protocol.Response {
	if x.service.watch == nil {
		return protocol.Answer(x.tenant.engine, req)
	}
	return x.watched(req, func(req *protocol.Request) protocol.Response {
		return protocol.Answer(x.tenant.engine, *req)
	})
}

// watched carries out a request, which do may complete, while no other request runs,
// and calls Config.Watch. If there was a reset in between, the request belongs to the
// tenant in which it began, and is not shown: the end of that tenant has been shown
// already.
func (x *exchange) watched(req protocol.Request, do func(*protocol.Request) protocol.Response) protocol.Response {
	s := x.service
	s.order.Lock()
	defer s.order.Unlock()
	if x.tenant != s.now() {
		return do(&req)
	}
	req.At = s.clock.pin()
	defer s.clock.unpin()
	res := do(&req)
	s.watch(req, &res)
	return res
}

// refusal is the answer of a rule alone.
func refusal(rule model.Rule) answer {
	a := rule.Answer()
	return answer{Response: protocol.Response{Status: a.Status, Error: protocol.Error{Code: a.Code, Message: a.Message}, Rule: rule}}
}
