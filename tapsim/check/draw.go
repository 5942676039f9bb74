package check

import (
	"math/rand/v2"
	"slices"

	"github.com/tapsim/tap/tapsim/protocol"
)

// A history is what is drawn: small numbers, which become a scenario when they are
// interpreted. What most of them mean depends on the tenant at that time (the third
// edge of this user's pass; the pass before the last). None of them depends on an
// answer. So drawing costs the same for every subject, and a history of which a part is
// left out or set to zero can still be interpreted.
type history struct {
	edition, policy uint8 // see Campaign.editions and policies
	actors          bool  // other callers than operators make requests, too
	skew            bool  // the clock may be turned back
	moves           []move
}

// A move is one step of a history. The zero of each number is the simplest choice.
type move struct {
	verb   verb
	wait   uint8 // how much time passes before it; see interpreter.wait
	user   uint8 // whose slot; unknownUser: that of a user who is not in the directory
	key    uint8 // how the user is named; see keyOf
	caller uint8 // see callers
	which  uint8 // which pass, or which body; see interpreter.pick and create
	code   uint8 // of a sign-in: which code; see codes
	life   uint8 // of a create: see interpreter.create
	once   uint8
	start  uint8
	spelt  uint8
}

// unknownUser is the number of a user who does not exist.
const unknownUser = 255

// A verb is the operation of a move.
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

// verbWeights make accepted answers common: a history in which most requests are
// refused reaches few states.
var verbWeights = [verbs]int{doCreate: 6, doList: 3, doGet: 2, doDelete: 2, doSignIn: 9, doRefresh: 4, doGetPolicy: 1, doUpdatePolicy: 4, doResetPolicy: 1, doUpdateUser: 2}

// What the numbers of a move are drawn from: how much each weighs, zero first.
var (
	drawWait         = weighted(14, 1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1)
	drawKey          = weighted(24, 2, 2, 1, 1)
	drawPass         = weighted(20, 4, 3, 1, 1, 1)
	drawCode         = weighted(30, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	drawGuess        = weighted(12, 1, 1, 1, 1)
	drawLife         = weighted(30, ones(13)...)
	drawOnce         = weighted(2, 3, 1)
	drawStart        = weighted(36, ones(12)...)
	drawSpelt        = weighted(8, 2, 1, 2, 1)
	drawOdd          = weighted(4*len(oddCreates), ones(len(oddCreates))...)
	drawPolicyUpdate = weighted(10, append([]int{4, 4, 3, 2, 2, 3}, ones(len(policyUpdates)-7)...)...)
	drawUserUpdate   = weighted(1, 1, 2, 1, 1, 1, 3, 1, 1, 2, 3)
	drawCaller       = weighted(6, weightsOfCallers()...)
	drawPolicy       = weighted(4, ones(len(policies)-1)...)
	drawSkew         = weighted(3, 1) // 1: the clock may be turned back
	drawActors       = weighted(2, 1) // 1: other callers than operators make requests, too
)

// A weights has each number as often as its weight.
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

// A picker draws one of the numbers, each with its weight.
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

func (p *plan) drawer() *drawer {
	d := &drawer{plan: p, edition: weighted(1, ones(len(p.editions)-1)...), user: weighted(2, ones(p.users-1)...)}
	for round := range slices.Max(verbWeights[:]) {
		for v := range verbs {
			if p.can(v) && verbWeights[v] > round {
				d.verb = append(d.verb, uint8(v)) // spread, since the first ones are drawn more often; see history
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
			i = r.IntN(i + 1) // simple choices are common, so that the passes of a history can be used
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

// guess adds more sign-ins after a wrong one, each with another wrong code, and then
// one with the right code. Moves that are drawn one by one never come to three wrong
// sign-ins in a row, since the pass is replaced before that. It returns how many moves
// it filled in.
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

// draw fills in the numbers that the verb of the move needs.
func (m *move) draw(pick picker, actors bool) {
	if actors {
		m.caller = pick(drawCaller)
	}
	switch m.verb {
	case doGetPolicy, doResetPolicy:
		return
	case doUpdatePolicy:
		m.which = pick(drawPolicyUpdate)
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
		m.which = pick(drawUserUpdate)
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
