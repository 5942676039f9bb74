package conform

import "github.com/tapsim/tap/tapsim/protocol"

// A Machine answers requests, and can be told how to read the rules that no source
// settles: the reference model, or a faulty one.
type Machine interface {
	protocol.Subject
	Read(protocol.Readings)
}

// An alternative is another machine that is asked the same as the subject in a case. If
// it answers as the subject does, it explains the answers of the subject.
type alternative struct {
	machine Machine
	aliases aliases // its ids and codes, by those of the reference model
	bound   bound   // the ids of the subject, by its own
}

// newAlternative begins a case.
func newAlternative(m Machine, reset *protocol.Request) *alternative {
	m.Do(*reset)
	return &alternative{machine: m, aliases: newAliases(), bound: newBound()}
}

// compare compares the answer of the subject with that of the alternative.
func (a *alternative) compare(e *exchange) comparison {
	a.machine.Read(e.readings)
	res := a.machine.Do(a.aliases.request(e.request))
	if e.request.Op == protocol.Create && e.want.Accepted() {
		a.aliases.bind(e.want.Body.Object(), res.Body.Object())
	}
	c := comparison{op: e.request.Op, want: &res, got: &e.got, bound: a.bound}
	if e.want.Accepted() != res.Accepted() {
		c.instead = &e.want
	}
	c.compare()
	return c
}
