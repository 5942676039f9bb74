package check

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A Campaign compares a subject with the reference in random histories, until the two
// differ. Its zero value runs the usual number of histories of the usual length.
type Campaign struct {
	Runs    int           // histories; 0: 2000, or as many as For has time for
	Steps   int           // of each history; 0: 40
	Users   int           // of each history, 1 to 8; 0: 3
	Seed    uint64        // the same seed gives the same histories
	For     time.Duration // when to stop; 0: after Runs
	Edition string        // empty: those that the subject announces
	Strict  bool          // a deviation counts as a difference

	// Watch is how many histories are run after the first that differs, to see whether
	// the subject breaks in one of them. A break is reported before a difference.
	// 0: 1000, for half a minute at most; below 0: none.
	Watch int

	// Progress is called after each run, from the goroutine that runs, if it is not nil.
	Progress func(*Statistics)

	machine variant.Machine // for tests; zero: the reference
}

// A Finding is the result of a campaign.
type Finding struct {
	Statistics Statistics
	Subject    *protocol.Capabilities // nil: it announced nothing, or there is none
	Difference *Counterexample

	// Deviating are the first cases in which the subject read a rule otherwise that no
	// source settles. The caller may find out which rules these are; see
	// diagnosis.Faults.Diagnose.
	Deviating []conform.Case
	Diagnosis *conform.Diagnosis // of these; nil: none was made

	Error error // the handshake failed, so the subject was asked nothing

	// Interrupted says that ctx ended the campaign before it was done.
	Interrupted bool
}

// Good reports whether the campaign is a success. A campaign in which nothing passed is
// none, and neither is one that was cut short.
func (f *Finding) Good() bool {
	return f.Difference == nil && f.Error == nil && !f.Interrupted && f.Statistics.Passed > 0
}

// A plan is what a campaign does with this subject.
type plan struct {
	runs, steps, users int
	editions           []model.Edition
	actors             bool
	ops                []protocol.Op // nil: all
}

// can reports whether the subject can be asked v. A refresh needs a sign-in before it.
func (p *plan) can(v verb) bool {
	if v == doRefresh && !p.can(doSignIn) {
		return false
	}
	return p.ops == nil || slices.Contains(p.ops, verbOps[v])
}

func (c *Campaign) plan(announced *protocol.Capabilities) (*plan, error) {
	p := &plan{runs: c.Runs, steps: c.Steps, users: c.Users, actors: true}
	if p.steps == 0 {
		p.steps = 40
	}
	if p.users == 0 {
		p.users = 3
	}
	if p.runs == 0 && c.For == 0 {
		p.runs = 2000
	}
	switch {
	case p.steps < 1 || p.steps > MostSteps:
		return nil, fmt.Errorf("%d steps: a history has 1 to %d", p.steps, MostSteps)
	case p.users < 1 || p.users > MostUsers:
		return nil, fmt.Errorf("%d users: a history has 1 to %d", p.users, MostUsers)
	case p.runs < 0:
		return nil, fmt.Errorf("%d runs: want 1 or more", p.runs)
	}
	names := model.Editions()
	if announced != nil {
		names, p.ops, p.actors = announced.Editions, announced.Ops, slices.Contains(announced.Features, "actors")
	}
	for _, name := range names {
		if e, err := model.ParseEdition(name); err == nil && (c.Edition == "" || c.Edition == name) && !slices.Contains(p.editions, e) {
			p.editions = append(p.editions, e)
		}
	}
	switch {
	case len(p.editions) == 0 && c.Edition != "":
		return nil, fmt.Errorf("the subject does not announce the edition %s", c.Edition)
	case len(p.editions) == 0:
		return nil, errors.New("the subject announces no edition")
	}
	for v := range verbs {
		if p.can(v) {
			return p, nil
		}
	}
	return nil, errors.New("the subject announces no op")
}

// Scenarios yields the histories of the campaign as scenarios. The error says that the
// campaign is not possible.
func (c *Campaign) Scenarios() (iter.Seq[*scenario.Scenario], error) {
	p, err := c.plan(nil)
	if err != nil {
		return nil, err
	}
	return func(yield func(*scenario.Scenario) bool) {
		t := interpreter{machine: variant.Reference(), plan: p}
		for n := 1; p.runs == 0 || n <= p.runs; n++ {
			h := p.drawer().history(c.Seed, n)
			t.interpret(&h)
			if !yield(t.scenario(&h)) {
				return
			}
		}
	}, nil
}

// Run runs the campaign. With a nil subject it tests the invariants of the model
// instead. Run ends when the subject breaks, when ctx ends, when the campaign is done,
// or some time after the first difference (see Watch), and returns what was found by
// then. A subject that is a *transport.Child is closed at the end. The error says that
// the campaign itself is not possible.
func (c *Campaign) Run(ctx context.Context, subject transport.Subject) (Finding, error) {
	var f Finding
	if subject != nil {
		if f.Subject, f.Error = transport.CapabilitiesOf(ctx, subject); f.Error != nil {
			f.Interrupted = ctx.Err() != nil
			return f, nil
		}
	}
	p, err := c.plan(f.Subject)
	if err != nil {
		return f, err
	}
	r := runner{Campaign: c, plan: p, subject: subject, capabilities: f.Subject, t: interpreter{machine: c.machine, plan: p, watch: subject == nil}}
	if r.t.machine.Step == nil {
		r.t.machine = variant.Reference()
	}
	f.Difference = r.run(ctx, &f.Statistics)
	f.Deviating = r.deviating
	f.Interrupted = ctx.Err() != nil
	return f, nil
}
