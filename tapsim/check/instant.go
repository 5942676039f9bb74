package check

import (
	"github.com/tapsim/tap/model"
)

// wait lets time pass as the move says: not at all; to an edge of the user's pass, or a
// tick before or after one; or by a duration that some rule is about.
func (t *interpreter) wait(m *move, skew bool) {
	const edges = 8
	to := t.now
	switch {
	case m.wait == 0:
		return
	case skew && m.wait%4 == 3:
		to = t.back(m)
	case m.wait <= edges && (m.user == unknownUser || !t.slots[m.user].Exists()):
		to = t.now.Add(model.Duration(m.wait % 2)) // what EdgeInstants gives without a pass
	case m.wait <= edges:
		near := model.EdgeInstants(t.now, t.slots[m.user])
		to = near[int(m.wait)%len(near)]
	default:
		to = to.Add(waits[m.wait-edges-1])
	}
	if to >= 0 && to <= model.LastInstant {
		t.now = to
	}
}

var waits = [...]model.Duration{
	model.Minute, model.RegistrationWindow - model.Tick, model.RegistrationWindow, 60 * model.Minute, 24 * 60 * model.Minute,
}

// back is an earlier instant: the tick before the pass begins, a tick ago, or an hour
// ago.
func (t *interpreter) back(m *move) model.Instant {
	switch {
	case m.wait == 11:
		return t.now.Add(-model.Tick)
	case m.user != unknownUser && t.slots[m.user].Exists() && t.slots[m.user].Start <= t.now:
		return t.slots[m.user].Start.Add(-model.Tick)
	default:
		return t.now.Add(-60 * model.Minute)
	}
}

// How the start of a create is spelt.
const (
	plainStart = iota
	offsetStart
	fineStart // more digits than a tick has
	zonelessStart
	countedStart // milliseconds since 1970
)

// spellings are the rules that each spelling meets.
var spellings = [...]model.Rules{
	offsetStart:   model.RulesOf(model.CreateStartOffset, model.TimeUTC),
	fineStart:     model.RulesOf(model.CreateStartForm, model.TimeUTC),
	zonelessStart: model.RulesOf(model.CreateStartZone),
	countedStart:  model.RulesOf(model.CreateStartForm),
}

// spelled is the instant as a spelling writes it: countedStart has milliseconds only.
func spelled(at model.Instant, how uint8) model.Instant {
	if how == countedStart {
		return at - at%model.Instant(model.Second/1000)
	}
	return at
}
