package conform

import (
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

	// Beside: it answers otherwise than the reference where the subject does, too, but not
	// as the subject does.
	Beside

	// Unlike: it answers otherwise than the reference, and the subject does not.
	Unlike
)

// Likeness compares a model with the subject, in the steps that were compared. The model
// reads the rules that no source settles as the subject does in this case, as it does in
// the whole run, or as the reference does; what is most alike counts. A fault alone can
// look as if a rule were read otherwise, and a fault can hide that one is.
func (c *Case) Likeness(m protocol.Model, run protocol.Readings) Likeness {
	l := c.likeness(m, c.exchanges())
	if c.ReadsOtherwise() {
		l = min(l, c.likenessUnder(m, protocol.Readings{}))
	}
	if run != (protocol.Readings{}) && l != Alike {
		l = min(l, c.likenessUnder(m, run))
	}
	return l
}

// likenessUnder compares them with the same readings in all steps.
func (c *Case) likenessUnder(m protocol.Model, r protocol.Readings) Likeness {
	exchanges := c.exchanges()
	for i := range exchanges {
		exchanges[i].readings = r
	}
	return c.likeness(m, exchanges)
}

// Reproduces reports whether a model answers as the subject does, in all steps that were
// compared, although it reads every rule as the reference does.
func (c *Case) Reproduces(m protocol.Model) bool {
	l := c.likenessUnder(m, protocol.Readings{})
	return l == Alike || l == Silent && c.Verdict != Fail
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
		case !compared.differs(), c.free(i):
			continue
		case i != failed:
			return Unlike
		}
		if res.Accepted() && e.got.Accepted() && !e.want.Accepted() {
			return Akin
		}
		plain := comparison{op: e.request.Op, want: &e.want, got: &res, bound: newBound()}
		if plain.compare(); plain.differs() {
			return Beside
		}
		return Silent
	}
	if failed == 0 {
		return Silent
	}
	return Alike
}

// ExplainedBy reports whether the reference with these readings answers as the subject
// does, up to a failure.
func (c *Case) ExplainedBy(r protocol.Readings) bool {
	return c.likenessUnder(&protocol.Reference{}, r) != Unlike
}

// Concerns reports whether the reference with these readings answers otherwise than
// without, in a step that was compared.
func (c *Case) Concerns(r protocol.Readings) bool {
	exchanges := c.exchanges()
	a := newAlternative(&protocol.Reference{}, &exchanges[0].request)
	for i := range exchanges[1:] {
		e := &exchanges[i+1]
		e.readings, e.got = r, e.want
		if compared := a.compare(e); compared.differs() {
			return true
		}
	}
	return false
}

// Readings are those with which the reference answers as the subject did, in one step or
// more.
func (c *Case) Readings() (set protocol.Readings) {
	for i := range c.Steps {
		set = set.With(c.Steps[i].Readings)
	}
	return set
}

// free reports whether the subject answers a step in a way that no source forbids and no
// reading explains. Then the step says nothing about any fault.
func (c *Case) free(step int) bool {
	return c.Steps[step-1].free != (model.Rules{})
}

// exchanges are the steps that were compared, after the reset.
func (c *Case) exchanges() []exchange {
	s := c.Scenario
	all := []exchange{{request: protocol.Request{Op: protocol.Reset, At: s.Start, Tenant: &s.Tenant}}}
	for i := range c.Steps {
		step := &c.Steps[i]
		all = append(all, exchange{step.Request, step.Want, step.Got, step.Readings})
	}
	return all
}

// ReadsOtherwise reports whether the subject reads a rule otherwise in the case, that no
// source settles.
func (c *Case) ReadsOtherwise() bool { return c.Readings() != (protocol.Readings{}) }

// Free are the rules that no source settles and by which the subject differs in a way
// that no reading explains.
func (c *Case) Free() (rules model.Rules) {
	for i := range c.Steps {
		rules = rules.Union(c.Steps[i].free)
	}
	return rules
}
