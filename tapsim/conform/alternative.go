package conform

import "github.com/tapsim/tap/tapsim/protocol"

// An alternative is a model that is asked the same as the subject in a case. If it
// answers as the subject does, it explains the answers of the subject.
type alternative struct {
	model   protocol.Model
	aliases aliases // its ids and codes, by those of the reference model
	bound   bound   // the ids of the subject, by its own
}

// newAlternative begins a case.
func newAlternative(m protocol.Model, reset *protocol.Request) *alternative {
	m.Do(*reset)
	return &alternative{model: m, aliases: newAliases(), bound: newBound()}
}

// compare compares the answer of the subject with that of the alternative.
func (a *alternative) compare(e *exchange) comparison {
	c, _ := a.ask(e)
	return c
}

// ask does so, and returns the answer of the alternative, too.
func (a *alternative) ask(e *exchange) (comparison, protocol.Response) {
	a.model.Read(e.readings)
	res := a.model.Do(a.aliases.request(e.request))
	if e.request.Op == protocol.Create && e.want.Accepted() && e.want.Body != res.Body {
		a.aliases.bind(e.want.Body.Object(), res.Body.Object())
	}
	c := comparison{op: e.request.Op, want: &res, got: &e.got, bound: a.bound, actor: e.request.Actor != nil, readings: e.readings}
	if e.want.Accepted() != res.Accepted() {
		c.instead = &e.want
	}
	c.compare()
	return c, res
}
