// Package record turns the exchanges between clients and a service into a scenario.
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

// A Recorder turns what clients did into a scenario: its Watch goes into Config.Watch
// of package graph. The scenario begins at the last reset. Each request becomes a step,
// and its answer becomes what the step wants. So the scenario passes at once, and it is
// a regression test of what the client met.
//
// Passes have labels, and a sign-in names the pass whose code it presents. The property
// temporaryAccessPass is redacted in bodies. Time is counted from the start of the
// scenario or from the start or the end of a pass.
//
// What the format cannot express is left out, and a comment in the scenario counts it.
// Passes that the tenant had from its beginning are left out, too, with the requests
// that depend on them: no create makes such a pass. The scenario ends early when it is
// as long as a scenario can be, and when a request that it cannot express changed
// something. The next reset begins another scenario.
type Recorder struct {
	id string

	mu        sync.Mutex
	start     model.Instant
	tenant    protocol.Tenant
	initial   []initialPass
	exchanges []exchange
	limits    limits
}

// An initialPass is a pass that the tenant had from its beginning.
type initialPass struct{ user, id string }

// ErrTooLong means that the first request is longer than a scenario can hold. The
// scenario has no steps then, since later requests may depend on the first.
var ErrTooLong = errors.New("the first request is longer than a scenario can hold")

// ErrNothing means that no request was recorded that a scenario can express.
var ErrNothing = errors.New("no request was recorded that a scenario can express")

type exchange struct {
	req protocol.Request
	res protocol.Response
}

// NewRecorder returns a Recorder whose scenario will be written to this file: its id
// is recorded/ and the name of the file.
func NewRecorder(file string) *Recorder {
	r := &Recorder{}
	r.Rename(file)
	return r
}

// Rename gives the scenario the id that belongs to another file.
func (r *Recorder) Rename(file string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	r.id = "recorded/" + shortName(name)
}

// Watch records one exchange.
func (r *Recorder) Watch(req protocol.Request, res *protocol.Response) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch req.Op {
	case protocol.Reset:
		r.start, r.tenant, r.initial, r.exchanges, r.limits = req.At, *req.Tenant, nil, nil, limits{}
		return
	case protocol.PutPass:
		r.initial = append(r.initial, initialPass{req.User, req.ID})
		return
	}
	if r.limits.admit(&req, res) {
		r.exchanges = append(r.exchanges, exchange{req, *res})
	}
}

// Steps counts the requests since the last reset.
func (r *Recorder) Steps() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.exchanges) + r.limits.missed
}

// Scenario returns the scenario as YAML. It has been parsed and replayed, so it passes.
// What the format cannot express is left out or has another name, and a comment counts
// it. The error is ErrNothing or ErrTooLong where no step is left.
func (r *Recorder) Scenario() ([]byte, error) {
	r.mu.Lock()
	id, list, start, tenant, initial, limits := r.id, slices.Clone(r.exchanges), r.start, r.tenant, r.initial, r.limits
	r.mu.Unlock()

	// Some exchanges prove inexpressible only when the scenario is written: a list of
	// the user "\x00", say. One that changed nothing is left out alone. One that changed
	// something ends the scenario, since what follows may depend on it.
	var wrong error
	for odd, cut := 0, 0; ; {
		d := newDraft(id, start, tenant)
		d.addInitial(initial)
		limits.countOmitted(d.omitted)
		if odd > 0 {
			d.omitted["a request that no scenario can express"] = odd
		}
		if cut > 0 {
			d.omitted["a request that no scenario can express and that changed something, and all requests after it"] = cut
		}
		text, bad, err := d.build(list)
		switch {
		case err == nil:
			return text, nil
		case errors.Is(err, ErrNothing) && cut > 0:
			return nil, wrong
		case errors.Is(err, ErrNothing) && limits.missed > 0:
			return nil, fmt.Errorf("%w: %d requests are left out", ErrTooLong, limits.missed)
		case errors.Is(err, ErrNothing):
			return nil, err
		}
		wrong = err
		keep := len(list) / 2 // where the bad exchange is not known
		if len(bad) > 0 {
			keep = bad[0]
		}
		if len(bad) > 0 && harmless(&list[bad[0]]) {
			before := len(list)
			list = without(list, bad)
			odd += before - len(list)
			continue
		}
		cut += len(list) - keep
		list = list[:keep]
	}
}

// without removes the bad exchanges, whose indexes are sorted, up to the first that is
// not harmless.
func without(list []exchange, bad []int) []exchange {
	var rest []exchange
	for i := range list {
		if len(bad) > 0 && bad[0] == i {
			if harmless(&list[i]) {
				bad = bad[1:]
				continue
			}
			bad = nil
		}
		rest = append(rest, list[i])
	}
	return rest
}

// harmless reports whether an exchange changed nothing, so that no later one depends
// on it.
func harmless(x *exchange) bool {
	switch x.req.Op {
	case protocol.List, protocol.Get, protocol.GetPolicy:
		return true
	}
	return !x.res.Accepted()
}

// build makes the scenario of these exchanges. Where that fails, bad has the sorted
// indexes of the exchanges that it fails at; it is empty if they are not known.
func (d *draft) build(list []exchange) (text []byte, bad []int, err error) {
	d.addUsers(list)
	for i := range list {
		d.index = i
		d.addExchange(&list[i])
	}
	if len(d.scenario.Steps) == 0 {
		return nil, nil, ErrNothing
	}
	d.prune()
	d.scenario.Title = fmt.Sprintf("What clients asked from %s on", d.scenario.Start)
	text, steps, err := d.write()
	for _, step := range steps {
		if len(bad) == 0 || bad[len(bad)-1] < d.origins[step] {
			bad = append(bad, d.origins[step])
		}
	}
	return text, bad, err
}

// A draft is a scenario that is being made from exchanges.
type draft struct {
	scenario    scenario.Scenario
	now         model.Instant
	passes      []madePass          // the oldest first
	words       write.Words         // for instants
	active      map[model.ID]bool   // the users that are in the directory at this point
	initial     map[model.ID]string // by user, the id of a pass from the beginning, as long as it exists
	omitted     map[string]int      // how often each thing was left out
	activeNames map[string]model.ID // the users that are in the directory, by folded name

	users      map[model.ID]int                    // the index in scenario.Users
	byName     map[string]model.ID                 // the users of the scenario, by folded name
	groups     map[model.ID]bool                   // the groups of the scenario; true: isAssignableToRole
	userNames  namer                               // names of users
	groupNames namer                               // names of groups
	actors     map[*protocol.Actor]*protocol.Actor // the callers as the scenario expresses them
	codes      map[string]presentedCode            // the codes of the scenario's passes, and what Alter makes of them

	index   int   // of the current exchange
	origins []int // of each step, the index of its exchange
}

// A presentedCode is the code of a pass, as it is or altered.
type presentedCode struct {
	label string
	alter protocol.Alter
}

// A madePass is a pass that a create of this scenario made.
type madePass struct {
	label, id string
	owner     string
	signedIn  bool // a sign-in with it was accepted
	deleted   bool
}

func newDraft(id string, start model.Instant, tenant protocol.Tenant) *draft {
	d := &draft{
		now: start, words: write.Words{Start: start}, active: map[model.ID]bool{}, omitted: map[string]int{}, activeNames: map[string]model.ID{},
		users: map[model.ID]int{}, byName: map[string]model.ID{}, groups: map[model.ID]bool{}, userNames: namer{}, groupNames: namer{},
		actors: map[*protocol.Actor]*protocol.Actor{}, codes: map[string]presentedCode{},
	}
	d.scenario = scenario.Scenario{ID: id, Start: start, Tenant: tenant}
	d.scenario.Users, d.scenario.Groups = nil, nil
	for _, g := range tenant.Groups {
		g.Name = d.groupNames.name(g.Name)
		d.groups[g.ID] = g.RoleAssignable
		d.scenario.Groups = append(d.scenario.Groups, g)
	}
	for _, u := range tenant.Users {
		d.addUser(u)
		d.activate(u)
	}
	return d
}

// addUsers adds every user that is created later: a scenario has the same users from
// its first step to its last. It adds the groups that only an update names, too.
func (d *draft) addUsers(list []exchange) {
	for i := range list {
		req := &list[i].req
		if req.Op == protocol.AddUser && list[i].res.Accepted() {
			d.addUser(req.Tenant.Users[0])
		}
		if req.Op == protocol.UpdateUser {
			for _, id := range groupsOf(req.Body) {
				d.addGroup(id)
			}
		}
	}
}

// addUser adds a user to the scenario, under a short name. A user that is deleted and
// created again with the same name has another id, and so another short name.
func (d *draft) addUser(u protocol.User) {
	for _, id := range u.Groups {
		d.addGroup(id)
	}
	upn := u.UPN()
	local, _, _ := strings.Cut(upn, "@")
	u.Name, u.PrincipalName = d.userNames.name(local), ""
	if _, again := d.byName[form.Fold(upn)]; u.UPN() != upn && !again && form.IsPrincipal(upn) {
		u.PrincipalName = upn
	}
	u.Roles = d.expressible(u.Roles, "a role", anotherRole, model.RoleNames(), form.IsRole)
	d.byName[form.Fold(u.UPN())] = u.ID
	d.users[u.ID] = len(d.scenario.Users)
	d.scenario.Users = append(d.scenario.Users, u)
}

// activate puts a user of the scenario into the directory.
func (d *draft) activate(u protocol.User) {
	d.active[u.ID], d.activeNames[form.Fold(u.UPN())] = true, u.ID
}

func (d *draft) addGroup(id model.ID) {
	if _, known := d.groups[id]; known {
		return
	}
	d.groups[id] = false
	d.scenario.Groups = append(d.scenario.Groups, protocol.Group{Name: d.groupNames.name(fmt.Sprintf("group-%d", len(d.scenario.Groups)+1)), ID: id})
}

// user returns a user of the scenario by id, or nil.
func (d *draft) user(id model.ID) *protocol.User {
	if i, ok := d.users[id]; ok {
		return &d.scenario.Users[i]
	}
	return nil
}

// activeUser returns the user with this id or name who is in the directory at this
// point, or nil.
func (d *draft) activeUser(key string) *protocol.User {
	id, isID := model.ParseID(key)
	if !isID {
		id = d.activeNames[form.Fold(key)]
	}
	if !d.active[id] {
		return nil
	}
	return d.user(id)
}

// known reports whether the scenario has a user with this id or name, in the directory
// or not.
func (d *draft) known(key string) bool {
	if id, isID := model.ParseID(key); isID {
		return d.user(id) != nil
	}
	_, isName := d.byName[form.Fold(key)]
	return isName
}

// write returns the scenario as YAML, and checks that it parses and passes. Where it
// does not, steps has the indexes of the failing steps; it is empty if they are not known.
func (d *draft) write() (text []byte, steps []int, err error) {
	comment := []string{"Recorded by tapsim serve."}
	for _, what := range slices.Sorted(maps.Keys(d.omitted)) {
		comment = append(comment, fmt.Sprintf("Left out: %s (%d).", what, d.omitted[what]))
	}
	if text, err = write.Scenario(&d.scenario, comment...); err != nil {
		if wrong := (*write.Error)(nil); errors.As(err, &wrong) {
			steps = wrong.Steps
		}
		return text, steps, err
	}
	again, err := scenario.Parse(d.scenario.ID, text)
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
