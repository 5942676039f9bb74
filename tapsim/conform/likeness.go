package conform

import (
	"slices"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A Likeness says how a model with a fault compares with the subject in one case.
type Likeness uint8

const (
	// Alike: the model answers as the subject does, in a case that the subject fails.
	Alike Likeness = iota

	// Akin: it accepts what the subject accepts there, and the reference refuses. What it
	// answers is not the same.
	Akin

	// Silent: it answers as the reference does, so the case says nothing about it.
	Silent

	// Beside: it answers otherwise than the reference in what the subject does, too, but not
	// as the subject does.
	Beside

	// Unlike: it answers otherwise than the reference, and the subject does not.
	Unlike
)

// Likeness compares a model with the subject, in the steps that were compared. The model
// reads the rules that no source settles as the subject does in this case.
func (c *Case) Likeness(m protocol.Model) Likeness { return c.likeness(m, c.exchanges()) }

// LikenessUnder compares them while the model has the same readings in all steps.
func (c *Case) LikenessUnder(m protocol.Model, r protocol.Readings) Likeness {
	exchanges := c.exchanges()
	for i := range exchanges {
		exchanges[i].readings = r
	}
	return c.likeness(m, exchanges)
}

func (c *Case) likeness(m protocol.Model, exchanges []exchange) Likeness {
	failed := 0 // the number of the exchange in which the subject fails
	if c.Verdict == Fail {
		failed = len(exchanges) - 1
	}
	a := newAlternative(m, &exchanges[0].request)
	for i := 1; i < len(exchanges); i++ {
		e := &exchanges[i]
		compared, res := a.ask(e)
		switch {
		case !compared.differs(), e.unexplained:
			continue
		case i != failed:
			return Unlike
		}
		if res.Accepted() && e.got.Accepted() && !e.want.Accepted() {
			return Akin
		}
		plain := comparison{op: e.request.Op, want: &e.want, got: &res, bound: newBound()}
		if plain.compare(); slices.ContainsFunc(plain.found, func(d Difference) bool { return d.Decisive && c.differsIn(i, d.Name) }) {
			return Beside
		}
		return Silent
	}
	if failed == 0 {
		return Silent
	}
	return Alike
}

// differsIn reports whether the subject fails a step in that part of the answer.
func (c *Case) differsIn(step int, name string) bool {
	return slices.ContainsFunc(c.Differences, func(d Difference) bool { return d.Step == step && d.Weight == Fail && d.Name == name })
}

// Readings are those with which the reference answers as the subject did, in one step or
// more.
func (c *Case) Readings() (set protocol.Readings) {
	for i := range c.Steps {
		set = set.With(c.Steps[i].Readings)
	}
	return set
}

// exchanges are the steps that were compared, after the reset.
func (c *Case) exchanges() []exchange {
	s := c.Scenario
	all := []exchange{{request: protocol.Request{Op: protocol.Reset, At: s.Start, Tenant: &s.Tenant}}}
	for i := range c.Steps {
		step := &c.Steps[i]
		all = append(all, exchange{step.Request, step.Want, step.Got, step.Readings, step.unexplained != (model.Rules{})})
	}
	return all
}

// Unexplained are the rules that no source settles and by which the subject differs in a way
// that no reading explains.
func (c *Case) Unexplained() (rules model.Rules) {
	for i := range c.Steps {
		rules = rules.Union(c.Steps[i].unexplained)
	}
	return rules
}
