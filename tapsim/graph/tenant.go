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

// A world is a tenant from one reset to the next. Its engine and its names
// change; it itself does not.
type world struct {
	protocol.Tenant // as it began
	engine          *tapsim.Engine
	clock           *tenantClock
	tokens          map[string]*protocol.Actor // nil: none are named
	names           names
}

// Tenant is what a service begins with unless its Config says otherwise: the edition
// current, an enabled policy, and three users, the first of them with the object id
// of Microsoft's reference pages.
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

// restart makes another tenant of the service: b, or where that is nil the one that
// the service was configured with, and does what its steps ask. The clock is set to
// at; where that is nil, a frozen clock goes back to where it began for the tenant of
// the beginning, and any other goes on. The order is held. Where the tenant cannot
// be, the service goes on as it was; a step that fails leaves the tenant as the steps
// before it made it. codeless counts the passes whose code is not known.
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
		_ = s.clock.Set(*at, true) // what was read as an instant is one
	}
	start := s.clock.Instant()
	next := &world{Tenant: b.Tenant, engine: engine, clock: clock, tokens: tokens}
	for id, name := range b.Shown {
		next.names.set(id, name)
	}
	s.begun(b, start)

	// Until its steps are done, the tenant is nobody's: who asks meanwhile asks the last.
	defer s.world.Store(next)
	if b == &s.initial && s.begin != nil {
		err = s.begin(start, &rehearsal{s, engine, start})
	}
	return codeless, err
}

// putPasses gives a tenant the passes that it has from its beginning, and counts those
// whose code is not among those that are known.
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

// complete fills in the policy of a world that has none, and makes sure that a
// tenant can have the one that there is.
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

// A rehearsal is the subject of the steps that come before the first request.
type rehearsal struct {
	service *Service
	engine  *tapsim.Engine
	at      model.Instant
}

// Do answers one step. The clock is touched only where the scenario moves it, so
// that a real one is not turned back to the instant at which the scenario began.
func (r *rehearsal) Do(req protocol.Request) protocol.Response {
	if req.Op == protocol.Reset {
		return protocol.Response{Status: 204} // done already
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

// oneAtATime keeps apart what the engines before and after a reset draw.
type oneAtATime struct {
	mu     sync.Mutex
	source io.Reader
}

func (r *oneAtATime) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return io.ReadFull(r.source, p)
}

// names are the display names of users, by which no rule goes and which the
// engine therefore does not keep.
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
