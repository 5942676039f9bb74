package check

import (
	"math/rand/v2"
	"slices"

	"github.com/tapsim/tap/tapsim/protocol"
)

// A history is what is drawn: small numbers, which become a scenario only when they
// are interpreted. What most of them mean depends on the tenant as it is by then (the
// third edge of this user's pass; the pass before the last), and none of them depends
// on what a machine answers. So drawing costs the same whatever answers, and any part
// of a history can be left out, or set to zero, and the rest still means something.
type history struct {
	edition, policy uint8 // see Campaign.editions and policies
	actors          bool  // not only operators ask
	skew            bool  // the clock may be turned back
	moves           []move
}

// A move is one step of a history. The zero of each number is what is plainest.
type move struct {
	verb   verb
	wait   uint8 // what time passes before it; see interpreter.wait
	user   uint8 // whose slot; unknownUser: of one whom the directory does not know
	key    uint8 // how the user is named; see keyOf
	caller uint8 // who asks; see callers
	which  uint8 // which pass, or which body; see interpreter.pick and create
	code   uint8 // of a sign-in: which code; see codes
	life   uint8 // of a create: see interpreter.create
	once   uint8
	start  uint8
	spelt  uint8
}

// unknownUser is the number of a user who does not exist.
const unknownUser = 255

// A verb is what a move asks.
type verb uint8

const (
	doCreate verb = iota
	doSignIn
	doList
	doUpdatePolicy
	doRefresh
	doGet
	doUpdateUser
	doDelete
	doResetPolicy
	doGetPolicy
	verbs
)

var verbOps = [verbs]protocol.Op{
	doCreate: protocol.Create, doList: protocol.List, doGet: protocol.Get, doDelete: protocol.Delete,
	doSignIn: protocol.SignIn, doRefresh: protocol.Refresh, doGetPolicy: protocol.GetPolicy,
	doUpdatePolicy: protocol.UpdatePolicy, doResetPolicy: protocol.ResetPolicy, doUpdateUser: protocol.UpdateUser,
}

// verbWeights make accepted answers common, because a history of refusals goes
// nowhere.
var verbWeights = [verbs]int{doCreate: 6, doList: 3, doGet: 2, doDelete: 2, doSignIn: 9, doRefresh: 4, doGetPolicy: 1, doUpdatePolicy: 4, doResetPolicy: 1, doUpdateUser: 2}

// What the numbers of a move are drawn from: how much each weighs, zero first.
var (
	drawWait   = weighted(14, 1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1)
	drawKey    = weighted(24, 2, 2, 1, 1)
	drawPass   = weighted(20, 4, 3, 1, 1, 1)
	drawCode   = weighted(30, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	drawGuess  = weighted(12, 1, 1, 1, 1)
	drawLife   = weighted(30, ones(13)...)
	drawOnce   = weighted(2, 3, 1)
	drawStart  = weighted(36, ones(12)...)
	drawSpelt  = weighted(8, 2, 1, 2, 1)
	drawOdd    = weighted(4*len(oddCreates), ones(len(oddCreates))...)
	drawAmend  = weighted(10, append([]int{4, 4, 3, 2, 2, 3}, ones(len(amendments)-7)...)...)
	drawUpdate = weighted(1, 1, 2, 1, 1, 1, 3, 1, 1, 2, 3)
	drawCaller = weighted(6, callerWeights()...)
	drawPolicy = weighted(4, ones(len(policies)-1)...)
	drawSkew   = weighted(3, 1) // 1: the clock may be turned back
	drawActors = weighted(2, 1) // 1: not only operators ask
)

// Weights hold each number as often as it weighs.
type weights []uint8

func weighted(zero int, others ...int) weights {
	var all weights
	for i, weight := range append([]int{zero}, others...) {
		for range weight {
			all = append(all, uint8(i))
		}
	}
	return all
}

// A picker draws a number as often as it weighs.
type picker func(weights) uint8

func ones(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = 1
	}
	return all
}

// A drawer draws the histories of a campaign.
type drawer struct {
	*plan
	verb, edition, user weights
}

func (c *plan) drawer() *drawer {
	d := &drawer{plan: c, edition: weighted(1, ones(len(c.editions)-1)...), user: weighted(2, ones(c.users-1)...)}
	for round := range slices.Max(verbWeights[:]) {
		for v := range verbs {
			if c.can(v) && verbWeights[v] > round {
				d.verb = append(d.verb, uint8(v)) // spread, since what stands first is drawn more often
			}
		}
	}
	return d
}

// history draws number n of a seed: the same numbers make the same history.
func (d *drawer) history(seed uint64, n int) history {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	return d.draw(func(w weights) uint8 {
		i := r.IntN(len(w))
		if r.Uint32()&1 == 0 {
			i = r.IntN(i + 1) // what is plain is common, or a history goes nowhere
		}
		return w[i]
	})
}

func (d *drawer) draw(pick picker) history {
	h := history{
		edition: pick(d.edition), policy: pick(drawPolicy), skew: pick(drawSkew) > 0,
		actors: pick(drawActors) > 0 && d.actors, moves: make([]move, d.steps),
	}
	for i := 0; i < len(h.moves); i++ {
		m := &h.moves[i]
		m.verb, m.wait, m.user = verb(pick(d.verb)), pick(drawWait), pick(d.user)
		m.draw(pick, h.actors)
		if m.code > 0 {
			i += guess(h.moves[i:], int(pick(drawGuess)))
		}
	}
	return h
}

// guess has a wrong sign-in followed by more of them, each with another wrong code,
// and by one with the right code: moves that are drawn one by one never come to three
// wrong ones, since the pass is replaced before that. It returns how many moves that takes.
func guess(moves []move, more int) int {
	if more == 0 {
		return 0
	}
	all := moves[1:min(len(moves), 2+more)]
	for i := range all {
		all[i] = moves[0]
		all[i].wait = 0
		all[i].code = uint8(1 + (int(moves[0].code)+i)%(len(codes)-1))
		if i == more {
			all[i].code = 0
		}
	}
	return len(all)
}

// draw fills in what depends on what is asked.
func (m *move) draw(pick picker, actors bool) {
	if actors {
		m.caller = pick(drawCaller)
	}
	switch m.verb {
	case doGetPolicy, doResetPolicy:
		return
	case doUpdatePolicy:
		m.which = pick(drawAmend)
		return
	}

	if m.key = pick(drawKey); m.key == 4 {
		m.key, m.user = 0, unknownUser
	}
	switch m.verb {
	case doSignIn:
		m.code = pick(drawCode)
	case doGet, doDelete, doRefresh:
		m.which = pick(drawPass)
	case doUpdateUser:
		m.which = pick(drawUpdate)
	case doCreate:
		if m.which = pick(drawOdd); m.which > 0 {
			return
		}
		m.life = pick(drawLife)
		m.once = pick(drawOnce)
		if m.start = pick(drawStart); m.start > 0 {
			m.spelt = pick(drawSpelt)
		}
	}
}
