package graph

import (
	"fmt"
	"io"
	"sync"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A world is a tenant from one reset to the next. Its engine and its names
// change; it itself does not.
type world struct {
	scenario.World // as it began
	engine         *tapsim.Engine
	tokens         map[string]*scenario.Actor // nil: none are named
	names          names
}

// Tenant is what a service begins with unless it is told otherwise: the
// documented edition, an enabled policy, and three users, the first of them with
// the object id of Microsoft's reference pages.
func Tenant() scenario.World {
	ada, _ := model.ParseID("071cc716-8147-4397-a5ba-b2105951cc0b")
	w := scenario.World{Policy: model.DefaultPolicy(model.Documented), Users: []scenario.User{
		{Name: "ada", ID: ada},
		{Name: "bob", ID: scenario.UserID("bob")},
		{Name: "gus", ID: scenario.UserID("gus"), Guest: true, External: true},
	}}
	w.Policy.Enabled = true
	return w
}

// restart makes another tenant of the service: w, or where that is nil the one
// that the service was configured with, with the passes that it has from the
// beginning. The clock is set to at; where that is nil, a frozen clock goes back
// to where it began for the tenant of the beginning, and any other goes on. The
// order is held. Where the tenant cannot be, the service goes on as it was; a
// step that fails leaves the tenant as the steps before it made it.
func (s *Service) restart(w *scenario.World, at *model.Instant, tokens map[string]*scenario.Actor) error {
	var steps []scenario.Step
	if w == nil {
		w, steps = &s.initial, s.steps
		if at == nil && s.clock.frozen {
			at = &s.clock.began
		}
	}
	engine, err := w.Engine(tapsim.Config{Clock: s.clock, Random: s.random})
	if err != nil {
		return err
	}
	if at != nil {
		if err := s.clock.Set(*at, true); err != nil {
			return err
		}
	}
	start := s.clock.Instant()
	s.world.Store(&world{World: *w, engine: engine, tokens: tokens})
	if s.watch != nil {
		s.watch(scenario.Request{Op: scenario.Reset, At: start, World: w}, &scenario.Response{Status: 204})
	}

	story := scenario.Scenario{Start: start, World: *w, Steps: steps}
	for step := range scenario.Play(&story, &rehearsal{s, start}) {
		for _, f := range step.Failures {
			return fmt.Errorf("line %d: the step %s at the start: %s: want %s, got %s", step.Step.Pos.Line, step.Step.Op, f.Name, f.Want, f.Got)
		}
	}
	return nil
}

// complete fills in the policy of a world that has none, and makes sure that a
// tenant can have the one that there is.
func complete(w *scenario.World) error {
	if w.Policy.Length == 0 && w.Policy.Maximum == 0 && w.Policy.Include == nil {
		w.Policy = model.DefaultPolicy(w.Edition)
		w.Policy.Enabled = true
	}
	_, out := model.Amend(w.Policy, model.Env{}, model.PolicyCommand{Op: model.UpdatePolicy})
	if !out.Accepted() {
		return fmt.Errorf("the policy breaks the rule %s: %s", out.Rule, out.Rule.Entry().Text)
	}
	return nil
}

// A rehearsal is the subject of the steps that come before the first request.
type rehearsal struct {
	service *Service
	at      model.Instant
}

// Do answers one step. The clock is touched only where the story moves it, so
// that a real one is not turned back to the instant at which the story began.
func (r *rehearsal) Do(req scenario.Request) scenario.Response {
	if req.Op == scenario.Reset {
		return scenario.Response{Status: 204} // done already
	}
	s := r.service
	if req.At != r.at {
		if err := s.clock.Set(req.At, true); err != nil {
			return scenario.Response{Status: 400, Error: scenario.Error{Code: "badRequest", Message: err.Error()}}
		}
		r.at = req.At
	}
	req.At = s.clock.pin()
	defer s.clock.unpin()
	res := scenario.Answer(s.now().engine, req)
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
