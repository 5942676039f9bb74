package suite

import (
	"context"
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/explore"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Coverage says which transitions of one edition scenarios take, at a level.
type Coverage struct {
	Edition     model.Edition
	Level       explore.Level
	Transitions []Covered // all that there are in a user's whole life, in order
	Taken       int       // of Transitions
}

// A Covered is a transition with the scenarios that take it.
type Covered struct {
	explore.AbstractTransition
	Scenarios []string // ids; none: it is missed

	// Of a missed one: the scenario of Generated that takes it, if each has at most 20 steps,
	// and how to come to it in the fewest commands, in words.
	Generated string
	Way       string
}

// Missed reports whether no scenario takes the transition.
func (c *Covered) Missed() bool { return len(c.Scenarios) == 0 }

// Percent returns how many transitions in a hundred were taken.
func (c *Coverage) Percent() float64 {
	return 100 * float64(c.Taken) / float64(len(c.Transitions))
}

// Length is how many steps a generated scenario has at most, where nobody says otherwise.
const Length = 20

// Cover replays scenarios on the reference model, and returns the transitions that they
// take at a level: one Coverage for each edition that they are about. Each user of a
// scenario counts. The error is that of ctx.
func Cover(ctx context.Context, l explore.Level, all []*scenario.Scenario) ([]Coverage, error) {
	taken := map[model.Edition]map[explore.AbstractTransition][]string{}
	for _, s := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if taken[s.Edition] == nil {
			taken[s.Edition] = map[explore.AbstractTransition][]string{}
		}
		here := taken[s.Edition]
		r := NewRecording(explore.Recorder{Level: l, Note: func(_ model.ID, t explore.AbstractTransition) {
			if ids := here[t]; len(ids) == 0 || ids[len(ids)-1] != s.ID {
				here[t] = append(ids, s.ID)
			}
		}})
		scenario.Replay(s, r)
	}
	var coverage []Coverage
	for e := range model.Edition(len(model.Editions())) {
		if taken[e] == nil {
			continue
		}
		g, err := lifecycle(ctx, e, l)
		if err != nil {
			return nil, err
		}
		coverage = append(coverage, cover(g, l, taken[e]))
	}
	return coverage, nil
}

func cover(g *explore.Graph, l explore.Level, taken map[explore.AbstractTransition][]string) Coverage {
	c := Coverage{Edition: g.World.Edition, Level: l}
	for _, t := range g.Abstract(l) {
		ids := taken[t]
		if len(ids) > 0 {
			c.Taken++
		}
		c.Transitions = append(c.Transitions, Covered{AbstractTransition: t, Scenarios: ids})
	}
	if c.Taken == len(c.Transitions) {
		return c
	}
	ways, by := g.Ways(l), map[explore.AbstractTransition]string{}
	tour := g.TourWithLooks(l, Length)
	for i := range slices.Backward(tour) {
		for _, t := range tour[i].Abstract(l) {
			by[t] = generatedID(c.Edition, l, i, len(tour)) // the first that takes it
		}
	}
	for i := range c.Transitions {
		if t := &c.Transitions[i]; t.Missed() {
			way := ways[t.AbstractTransition]
			t.Generated, t.Way = by[t.AbstractTransition], way.String()
		}
	}
	return c
}

// A recording is the reference model as a subject, with a machine that records.
type recording struct {
	reference protocol.Reference
	recorder  explore.Recorder
}

// NewRecording returns the reference model as a subject that notes transitions as the
// recorder says.
func NewRecording(recorder explore.Recorder) protocol.Subject {
	r := &recording{recorder: recorder}
	r.reference.Machine = r.recorder.Recording()
	return r
}

func (r *recording) Do(req protocol.Request) protocol.Response {
	if req.Op == protocol.Reset && req.Tenant != nil {
		var users []model.User
		for _, u := range req.Tenant.Users {
			users = append(users, model.User{ID: u.ID, Groups: u.Groups, Guest: u.Guest, External: u.External})
		}
		r.recorder.Begin(req.At, users)
	}
	res := r.reference.Do(req)
	if req.Op == protocol.UpdateUser {
		r.recorder.Moved()
	}
	return res
}
