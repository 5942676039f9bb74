package diagnosis

import (
	"context"
	"slices"
	"sync"

	"github.com/tapsim/tap/tapsim/conform"
	"github.com/tapsim/tap/tapsim/conform/mutant"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// Faults are all faults that a diagnosis can name. They keep what was found out about
// them, and several goroutines can use them.
type Faults struct {
	all []mutant.Mutant

	mu    sync.Mutex
	known map[*scenario.Scenario]*sight
}

// A sight is what a scenario shows of each fault.
type sight struct {
	reference conform.Case // in which the reference itself is the subject
	shows     []shown      // by fault
}

type shown uint8

const (
	untried shown = iota
	hidden
	visible
)

// New returns the shipped faults: the mutants that break a settled rule.
func New() *Faults {
	all := slices.DeleteFunc(mutant.All(), func(m mutant.Mutant) bool { return m.Unspecified })
	return &Faults{all: all, known: map[*scenario.Scenario]*sight{}}
}

// sight is what is known of a scenario. The caller has the lock.
func (f *Faults) sight(s *scenario.Scenario) *sight {
	if f.known[s] == nil {
		f.known[s] = &sight{conform.Compare(context.Background(), s, transport.InProcess(&protocol.Reference{})), make([]shown, len(f.all))}
	}
	return f.known[s]
}

// shows reports whether the scenario shows the fault of that number.
func (f *Faults) shows(n int, s *scenario.Scenario) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	seen := f.sight(s)
	if seen.shows[n] == untried {
		seen.shows[n] = hidden
		if seen.reference.Likeness(f.all[n].Model()) == conform.Unlike {
			seen.shows[n] = visible
		}
	}
	return seen.shows[n] == visible
}

// concerns reports whether the readings change an answer in the scenario.
func (f *Faults) concerns(r protocol.Readings, s *scenario.Scenario) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return r != none && f.sight(s).reference.LikenessUnder(&protocol.Reference{}, r) == conform.Unlike
}

// none are the readings of the reference.
var none protocol.Readings

// likeness is how the model with the fault of that number compares with the subject. The
// model reads the rules that no source settles as the subject does in this case, or in
// the whole run, or as the reference does; what is most alike counts. A fault alone can
// look as if a rule were read otherwise, and a fault can hide that one is.
func (f *Faults) likeness(n int, c *conform.Case, run protocol.Readings) conform.Likeness {
	m := f.all[n].Model()
	l := c.Likeness(m)
	if c.Readings() != none {
		l = min(l, c.LikenessUnder(m, none))
	}
	if run != none && l != conform.Alike {
		l = min(l, c.LikenessUnder(m, run))
	}
	return l
}
