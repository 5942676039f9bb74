package explore

import (
	"slices"

	"github.com/tapsim/tap/model"
)

// The ids in the worlds that come with tapsim.
var (
	UserID   = model.ID{0x01} // the user
	CallerID = model.ID{0x02} // an administrator
	StaffID  = model.ID{0x03} // a group
	AdminsID = model.ID{0x04} // a role-assignable group
)

// The names that the passes of a world have. There is one pass, and those that are gone
// are all alike.
var (
	ids   = [...]model.ID{{1}, {2}, {3}}
	codes = [...]model.Code{model.NewCode("current"), model.NewCode("earlier"), model.NewCode("never-made")}

	// A create makes a pass of this name, until it is the current one.
	newID, newCode = model.ID{4}, model.NewCode("new")
)

// A State is a world between two inputs. It is comparable: two states are one if no
// answer tells them apart by what is in them.
type State struct {
	policy, user int // numbers in the graph

	Slot model.State
	Now  model.Instant

	Session        bool // a user signed in with the pass
	Earlier        bool // there was another pass before
	EarlierSession bool // a user signed in with such a one
}

// UserNumber is where the user of a state stands in World.Users.
func (s State) UserNumber() int { return s.user }

// PolicyNumber is the number of the policy of a state in its graph.
func (s State) PolicyNumber() int { return s.policy }

// era is longer than any life of a pass, and shorter than the way to the end of the
// calendar. The clock never comes to a start that is farther away.
const era = 100 * 365 * 24 * 60 * model.Minute

// canonical shifts the world in time, so that the pass was created at the epoch.
func (w *World) canonical(s State) State {
	if w.Instants != nil {
		return s
	}
	if !s.Slot.Exists() {
		s.Now = w.Epoch
		return s
	}
	by := w.Epoch.Sub(s.Slot.Created)
	s.Now, s.Slot.Created, s.Slot.Start = s.Now.Add(by), w.Epoch, s.Slot.Start.Add(by)
	if s.Slot.Start.Sub(w.Epoch) > era {
		s.Slot.Start = w.Epoch.Add(10 * era)
	}
	return s
}

// edges are the instants between which no answer about the pass changes.
func (w *World) edges(slot *model.State) []model.Instant {
	at := []model.Instant{slot.Created, slot.Start, slot.End()}
	at = slices.DeleteFunc(at, func(i model.Instant) bool { return i.Sub(w.Epoch) > era })
	slices.Sort(at)
	return slices.Compact(at)
}

// instants are those at which the clock can stand beside a pass, in their order.
func (w *World) instants(slot *model.State) []model.Instant {
	if w.Instants != nil {
		return w.Instants
	}
	if !slot.Exists() {
		return []model.Instant{w.Epoch}
	}
	edges := w.edges(slot)
	const beyond = 60 * model.Minute
	all := w.between(nil, edges[0].Add(-beyond), edges[0])
	for i, edge := range edges {
		all = append(all, edge)
		if i+1 < len(edges) {
			all = w.between(all, edge, edges[i+1])
		}
	}
	return w.between(all, edges[len(edges)-1], edges[len(edges)-1].Add(beyond))
}

// between adds the instants that stand for the region between two edges, if there is
// any tick in it.
func (w *World) between(all []model.Instant, from, to model.Instant) []model.Instant {
	if to-from < 2 {
		return all
	}
	switch first, last := from+1, to-1; w.Tick {
	case FirstTick:
		return append(all, first)
	case LastTick:
		return append(all, last)
	case FirstAndLast:
		if all = append(all, first); last > first {
			all = append(all, last)
		}
		return all
	default:
		return append(all, from+(to-from)/2)
	}
}

// defined reports whether a command can be given: nobody can name a pass that there never
// was but as such, or refresh a session that never began.
func (s *State) defined(in *Input) bool {
	if in.Kind != OfPass || in.Op == model.Create || in.Op == model.List {
		return true
	}
	switch {
	case in.Op == model.Refresh && in.Pass == Current:
		return s.Session
	case in.Op == model.Refresh && in.Pass == Earlier:
		return s.EarlierSession
	case in.Pass == Current:
		return s.Slot.Exists()
	case in.Pass == Earlier:
		return s.Earlier
	}
	return in.Op != model.Refresh
}

// command is a command of an input, given at an instant.
func (in *Input) command(now model.Instant, p *model.Policy) model.Command {
	if in.Op != model.Create {
		return model.Command{Op: in.Op, ID: ids[in.Pass], Code: codes[in.Pass]}
	}
	return model.Command{
		Op: model.Create, ID: newID, Code: newCode,
		Lifetime: in.Lifetime, Once: in.Once, Start: in.StartAt(now, p.Default),
	}
}

// after returns the state after an accepted or refused command on the pass.
func (w *World) after(s State, slot model.State, op model.Op, out *model.Outcome) State {
	if slot == s.Slot && out.Rule != model.SigninAccepted && out.Rule != model.CreateAccepted {
		return s
	}
	switch op {
	case model.Create, model.Delete:
		if s.Slot.Exists() {
			s.Earlier, s.EarlierSession = true, s.EarlierSession || s.Session
		}
		s.Session = false
	case model.SignIn:
		s.Session = true
	}
	s.Slot = renamed(slot, out.Rule == model.CreateAccepted)
	return w.canonical(s)
}

// renamed is the pass after a command, with the names of a world. replaced says that a new
// pass was made: what there was before is an earlier one, if a machine kept it.
func renamed(slot model.State, replaced bool) model.State {
	switch {
	case slot.ID == newID:
		slot.ID = ids[Current]
	case replaced && slot.ID == ids[Current]:
		slot.ID = ids[Earlier]
	}
	switch {
	case slot.Code == newCode:
		slot.Code = codes[Current]
	case replaced && slot.Code == codes[Current]:
		slot.Code = codes[Earlier]
	}
	return slot
}
