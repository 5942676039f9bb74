package graph

import (
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A tenant lives from one reset to the next. Its engine and its names change; the
// other fields do not.
type tenant struct {
	protocol.Tenant // at its beginning
	engine          *tapsim.Engine
	clock           *tenantClock
	tokens          map[string]*protocol.Actor // nil: no tokens are named
	names           names
}

// Tenant is the tenant of a service without another one in its Config: the edition
// current, an enabled policy, and three users. The first has the object id of
// Microsoft's reference pages.
func Tenant() protocol.Tenant {
	ada, _ := model.ParseID("071cc716-8147-4397-a5ba-b2105951cc0b")
	w := protocol.Tenant{Policy: model.DefaultPolicy(model.Current), Users: []protocol.User{
		{Name: "ada", ID: ada},
		{Name: "bob", ID: protocol.UserID("bob")},
		{Name: "gus", ID: protocol.UserID("gus"), Guest: true, External: true},
	}}
	w.Policy.Enabled = true
	return w
}

// restart gives the service a new tenant: b, or if b is nil the configured one, and
// runs its steps. The clock is set to at. If at is nil, a frozen clock goes back to
// its beginning for the configured tenant, and any other clock continues. order is
// held. If the tenant is impossible, the service stays as it was; if a step fails, the
// tenant is left as the steps before it made it. codeless counts the passes without a
// known code.
func (s *Service) restart(b *protocol.Beginning, at *model.Instant, tokens map[string]*protocol.Actor) (codeless int, err error) {
	if b == nil {
		b = &s.initial
		if at == nil && s.clock.frozen {
			at = &s.clock.began
		}
	}
	clock := &tenantClock{Clock: s.clock}
	engine, err := b.Engine(tapsim.Config{Clock: clock, Random: s.random})
	if err != nil {
		return 0, err
	}
	if len(b.Passes) > 0 {
		if codeless, err = putPasses(engine, b.Passes, s.codes()); err != nil {
			return 0, err
		}
	}
	if last := s.now(); last != nil {
		last.clock.stop()
	}
	if at != nil {
		_ = s.clock.Set(*at, true) // an instant that was read is in the range
	}
	start := s.clock.Instant()
	next := &tenant{Tenant: b.Tenant, engine: engine, clock: clock, tokens: tokens}
	for id, name := range b.Shown {
		next.names.set(id, name)
	}
	s.begun(b, start)

	// Until its steps are done, no request sees the new tenant: it goes to the last one.
	defer s.tenant.Store(next)
	if b == &s.initial && s.begin != nil {
		err = s.begin(start, &rehearsal{s, engine, start})
	}
	return codeless, err
}

// putPasses adds the passes of the beginning to a tenant, and counts those whose code
// is not in known.
func putPasses(engine *tapsim.Engine, passes []tapsim.Pass, known map[model.ID]model.Code) (codeless int, err error) {
	passes = slices.Clone(passes)
	for i := range passes {
		p := &passes[i].State
		if p.Code = known[p.ID]; p.Code == (model.Code{}) {
			codeless++
		}
	}
	return codeless, engine.PutPasses(passes...)
}

// begun shows the beginning of a tenant to Config.Watch.
func (s *Service) begun(b *protocol.Beginning, at model.Instant) {
	if s.watch == nil {
		return
	}
	s.watch(protocol.Request{Op: protocol.Reset, At: at, Tenant: &b.Tenant}, &protocol.Response{Status: 204})
	for _, p := range b.Passes {
		s.watch(protocol.Request{Op: protocol.PutPass, At: at, User: p.User, ID: p.State.ID.String()}, &protocol.Response{Status: 204})
	}
}

// complete sets the policy of a tenant without one, and checks a given one.
func complete(w *protocol.Tenant) error {
	if w.Policy.Length == 0 && w.Policy.Maximum == 0 && w.Policy.Include == nil {
		w.Policy = model.DefaultPolicy(w.Edition)
		w.Policy.Enabled = true
	}
	_, out := model.StepPolicy(w.Policy, model.Env{}, model.PolicyCommand{Op: model.UpdatePolicy})
	if !out.Accepted() {
		return fmt.Errorf("the policy breaks the rule %s: %s", out.Rule, out.Rule.Entry().Text)
	}
	return nil
}

// A rehearsal is the subject of the steps before the first request.
type rehearsal struct {
	service *Service
	engine  *tapsim.Engine
	at      model.Instant
}

// Do answers one step. It sets the clock only if the scenario has moved, because a
// real clock must not go back to the start of the scenario.
func (r *rehearsal) Do(req protocol.Request) protocol.Response {
	if req.Op == protocol.Reset {
		return protocol.Response{Status: 204} // the reset is done already
	}
	s := r.service
	if req.At != r.at {
		if err := s.clock.Set(req.At, true); err != nil {
			return protocol.Response{Status: 400, Error: protocol.Error{Code: "badRequest", Message: err.Error()}}
		}
		r.at = req.At
	}
	req.At = s.clock.pin()
	defer s.clock.unpin()
	res := protocol.Answer(r.engine, req)
	if s.watch != nil {
		s.watch(req, &res)
	}
	return res
}

// oneAtATime keeps the engines before and after a reset from reading the random source
// at the same time.
type oneAtATime struct {
	mu     sync.Mutex
	source io.Reader
}

func (r *oneAtATime) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return io.ReadFull(r.source, p)
}

// names are the display names of users. No rule uses them, so the engine does not
// store them.
type names struct {
	mu   sync.RWMutex
	byID map[model.ID]string
}

func (n *names) set(id model.ID, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.byID == nil {
		n.byID = map[model.ID]string{}
	}
	n.byID[id] = name
}

func (n *names) forget(id model.ID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.byID, id)
}

func (n *names) of(id model.ID) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.byID[id]
}
