// Package record writes down as a scenario what clients asked a service.
package record

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
)

// A Recorder writes down as a scenario what clients did: its Watch goes into
// Config.Watch of package graph. The scenario begins at the last reset. What is asked becomes a
// step, and what is answered becomes what the step wants, so the scenario is true
// at once, and stays a test of what somebody met.
//
// A pass is called by a label, and so is the code that a sign-in presents. The property
// temporaryAccessPass is redacted in bodies. Time is counted
// from the start of the scenario or from an edge of a pass. What a scenario has no
// words for is left out, and a comment counts it: so is a pass that the tenant had
// from its beginning, which no create at any instant makes, and what depends on one. A
// scenario that has become as long as one can be, or that comes to what none can tell and
// what changed something, ends there, until the next reset begins another.
type Recorder struct {
	id string

	mu    sync.Mutex
	start model.Instant
	world protocol.Tenant
	given []givenPass
	asked []exchanged
	kept  kept
}

// A givenPass is one that a tenant had from its beginning.
type givenPass struct{ user, id string }

// ErrTooLong is what Scenario says where the first request is longer than a scenario can
// hold, so that nothing of what followed could be told.
var ErrTooLong = errors.New("the first request is longer than a scenario can hold")

// ErrNothing is what Scenario says where nothing was asked that a scenario could tell.
var ErrNothing = errors.New("nothing was asked that a scenario could tell")

type exchanged struct {
	req protocol.Request
	res protocol.Response
}

// NewRecorder makes a recorder of a scenario that is called like the file that it
// will be in.
func NewRecorder(file string) *Recorder {
	r := &Recorder{}
	r.Rename(file)
	return r
}

// Rename calls the scenario like another file, in which it will be.
func (r *Recorder) Rename(file string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	r.id = "recorded/" + short(name)
}

// Watch notes one exchange.
func (r *Recorder) Watch(req protocol.Request, res *protocol.Response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch req.Op {
	case protocol.Reset:
		r.start, r.world, r.given, r.asked, r.kept = req.At, *req.Tenant, nil, nil, kept{}
		return
	case protocol.PutPass:
		r.given = append(r.given, givenPass{req.User, req.ID})
		return
	}
	if r.kept.takes(&req, res) {
		r.asked = append(r.asked, exchanged{req, *res})
	}
}

// Steps counts what was noted since the last reset.
func (r *Recorder) Steps() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.asked) + r.kept.missed
}

// Scenario writes what was noted, which has been read and replayed then. What no scenario can
// say is left out, or another name stands in its place, and a comment counts it. The
// error says that nothing is left: nothing was asked, or nothing that a scenario can tell.
func (r *Recorder) Scenario() ([]byte, error) {
	r.mu.Lock()
	id, asked, start, world, given, kept := r.id, slices.Clone(r.asked), r.start, r.world, r.given, r.kept
	r.mu.Unlock()

	// A question that a scenario cannot put after all, and that changed nothing, is
	// not worth the rest of the scenario. What changed something is worth what comes
	// after it, and no more.
	var wrong error
	for odd, cut := 0, 0; ; {
		t := newTale(id, start, world)
		t.give(given)
		kept.tell(t.left)
		if odd > 0 {
			t.left["what was asked in a way that no scenario can put it"] = odd
		}
		if cut > 0 {
			t.left["what no scenario can put, and all that was asked after it"] = cut
		}
		text, bad, err := t.tell(asked)
		switch {
		case err == nil:
			return text, nil
		case errors.Is(err, ErrNothing) && cut > 0:
			return nil, wrong
		case errors.Is(err, ErrNothing) && kept.missed > 0:
			return nil, fmt.Errorf("%w: %d requests are not told", ErrTooLong, kept.missed)
		case errors.Is(err, ErrNothing):
			return nil, err
		}
		wrong = err
		keep := len(asked) / 2 // if nobody knows what it is
		if len(bad) > 0 {
			keep = bad[0]
		}
		if len(bad) > 0 && harmless(&asked[bad[0]]) {
			before := len(asked)
			asked = without(asked, bad)
			odd += before - len(asked)
			continue
		}
		cut += len(asked) - keep
		asked = asked[:keep]
	}
}

// without leaves out those of the exchanges that are bad, in their order, up to the
// first that is not harmless.
func without(asked []exchanged, bad []int) []exchanged {
	var rest []exchanged
	for i := range asked {
		if len(bad) > 0 && bad[0] == i {
			if harmless(&asked[i]) {
				bad = bad[1:]
				continue
			}
			bad = nil
		}
		rest = append(rest, asked[i])
	}
	return rest
}

// harmless reports whether nothing that follows depends on an exchange.
func harmless(x *exchanged) bool {
	switch x.req.Op {
	case protocol.List, protocol.Get, protocol.GetPolicy:
		return true
	}
	return !x.res.Accepted()
}

// tell tells it all. Where that fails, bad are the exchanges that it fails at, in their
// order; none, if that is not known.
func (t *tale) tell(asked []exchanged) (text []byte, bad []int, err error) {
	t.people(asked)
	for i := range asked {
		t.at = i
		t.add(&asked[i])
	}
	if len(t.story.Steps) == 0 {
		return nil, nil, ErrNothing
	}
	t.prune()
	t.story.Title = fmt.Sprintf("What clients asked from %s on", t.story.Start)
	text, steps, err := t.text()
	for _, step := range steps {
		if len(bad) == 0 || bad[len(bad)-1] < t.from[step] {
			bad = append(bad, t.from[step])
		}
	}
	return text, bad, err
}

// A tale is a scenario as it is made from what was noted.
type tale struct {
	story  scenario.Scenario
	now    model.Instant
	passes []told              // in the order of their making
	words  write.Words         // for instants
	there  map[model.ID]bool   // who is in the directory at this point
	given  map[model.ID]string // by user, the id of the pass that was there from the beginning and still is
	left   map[string]int      // what could not be told, and how often
	named  map[string]model.ID // who is there, by name as the directory folds it

	users  map[model.ID]int                    // the place of everybody in the scenario, by id
	byName map[string]model.ID                 // whom the scenario means by a name, folded
	groups map[model.ID]bool                   // those of the scenario; true: roles can be assigned to it
	short  namer                               // names of users
	called namer                               // names of groups
	actors map[*protocol.Actor]*protocol.Actor // callers, as a scenario can say them
	codes  map[string]presented                // what is a code of this scenario, or nearly

	at   int   // number of the exchange that is told
	from []int // of each step, the exchange that it tells
}

// A presented code is that of a pass, as it is or altered.
type presented struct {
	label string
	alter protocol.Alter
}

// A told pass is one that a create of this scenario made.
type told struct {
	label, id string
	owner     string
	opened    bool // somebody signed in with it
	gone      bool // somebody deleted it
}

func newTale(id string, start model.Instant, world protocol.Tenant) *tale {
	t := &tale{
		now: start, words: write.Words{Start: start}, there: map[model.ID]bool{}, left: map[string]int{}, named: map[string]model.ID{},
		users: map[model.ID]int{}, byName: map[string]model.ID{}, groups: map[model.ID]bool{}, short: namer{}, called: namer{},
		actors: map[*protocol.Actor]*protocol.Actor{}, codes: map[string]presented{},
	}
	t.story = scenario.Scenario{ID: id, Start: start, Tenant: world}
	t.story.Users, t.story.Groups = nil, nil
	for _, g := range world.Groups {
		g.Name = t.called.name(g.Name)
		t.groups[g.ID] = g.RoleAssignable
		t.story.Groups = append(t.story.Groups, g)
	}
	for _, u := range world.Users {
		t.person(u)
		t.enters(u)
	}
	return t
}

// people gives everybody a name who is in the directory at some time: a scenario
// has the same people from its first step to its last. Groups that are only
// mentioned get one, too.
func (t *tale) people(asked []exchanged) {
	for i := range asked {
		req := &asked[i].req
		if req.Op == protocol.AddUser && asked[i].res.Accepted() {
			t.person(req.Tenant.Users[0])
		}
		if req.Op == protocol.UpdateUser {
			for _, id := range groupsOf(req.Body) {
				t.group(id)
			}
		}
	}
}

// person puts somebody into the scenario, under a short name. Somebody who comes
// again under a name of before has another id, and is another person, whom the
// scenario calls by another name.
func (t *tale) person(u protocol.User) {
	for _, id := range u.Groups {
		t.group(id)
	}
	upn := u.UPN()
	local, _, _ := strings.Cut(upn, "@")
	u.Name, u.Known = t.short.name(local), ""
	if _, again := t.byName[form.Fold(upn)]; u.UPN() != upn && !again && form.IsPrincipal(upn) {
		u.Known = upn
	}
	u.Roles = t.sayable(u.Roles, "a role", anotherRole, model.RoleNames(), form.IsRole)
	t.byName[form.Fold(u.UPN())] = u.ID
	t.users[u.ID] = len(t.story.Users)
	t.story.Users = append(t.story.Users, u)
}

// enters lets somebody of the scenario into the directory.
func (t *tale) enters(u protocol.User) {
	t.there[u.ID], t.named[form.Fold(u.UPN())] = true, u.ID
}

func (t *tale) group(id model.ID) {
	if _, there := t.groups[id]; there {
		return
	}
	t.groups[id] = false
	t.story.Groups = append(t.story.Groups, protocol.Group{Name: t.called.name(fmt.Sprintf("group-%d", len(t.story.Groups)+1)), ID: id})
}

// user returns somebody of the scenario by id.
func (t *tale) user(id model.ID) *protocol.User {
	if i, ok := t.users[id]; ok {
		return &t.story.Users[i]
	}
	return nil
}

// present returns who is meant by a key, by id or by name, of those who are in
// the directory at this point.
func (t *tale) present(key string) *protocol.User {
	id, isID := model.ParseID(key)
	if !isID {
		id = t.named[form.Fold(key)]
	}
	if !t.there[id] {
		return nil
	}
	return t.user(id)
}

// taken reports whether a key means somebody in the scenario, at this point or not.
func (t *tale) taken(key string) bool {
	if id, isID := model.ParseID(key); isID {
		return t.user(id) != nil
	}
	_, isName := t.byName[form.Fold(key)]
	return isName
}

// text writes the scenario, once it has been seen to be true. Where it is not, steps are
// those at which it is wrong, by their index; none, if they are not known.
func (t *tale) text() (text []byte, steps []int, err error) {
	comment := []string{"Recorded by tapsim serve."}
	for _, what := range slices.Sorted(maps.Keys(t.left)) {
		comment = append(comment, fmt.Sprintf("Left out: %s (%d).", what, t.left[what]))
	}
	if text, err = write.Scenario(&t.story, comment...); err != nil {
		if wrong := (*write.Error)(nil); errors.As(err, &wrong) {
			steps = wrong.Steps
		}
		return text, steps, err
	}
	again, err := scenario.Parse(t.story.ID, text)
	if err != nil {
		return nil, nil, err
	}
	for i, step := range scenario.Replay(again, &protocol.Reference{}).Steps {
		for _, f := range step.Failures {
			if step.Step.Op != protocol.Reset { // which is no step of the scenario
				steps = append(steps, i)
			}
			if err == nil {
				err = fmt.Errorf("line %d: %s is %s where it was %s when it was recorded", step.Step.Pos.Line, f.Name, f.Got, f.Want)
			}
		}
	}
	return text, steps, err
}
