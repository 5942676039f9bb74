package conform

import (
	"slices"

	"pgregory.net/rapid"

	"github.com/tapsim/tap/tapsim/protocol"
)

// A history is what rapid draws: small numbers, which become a story only when
// they are told. What most of them mean depends on the world as it is by then
// (the third edge of this user's pass; the pass before the last), and none of
// them depends on what a machine answers. So drawing costs the same whoever
// answers, and any part of a history can be left out, or set to zero, and the
// rest still means something.
type history struct {
	edition, policy uint8 // see Campaign.editions and policies
	actors          bool  // not only operators ask
	skew            bool  // the clock may be turned back
	moves           []move
}

// A move is one step of a history. The zero of each number is what is plainest.
type move struct {
	verb   verb
	wait   uint8 // what time passes before it; see teller.later
	user   uint8 // whose slot; nobody: of one whom the directory does not know
	key    uint8 // how the user is named; see keyOf
	caller uint8 // who asks; see callers
	which  uint8 // which pass, or which body; see teller.pick and teller.create
	code   uint8 // of a sign-in: which code; see codes
	life   uint8 // of a create: see teller.create
	once   uint8
	start  uint8
	spelt  uint8
}

// nobody is the number of a user who does not exist.
const nobody = 255

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

// What the numbers of a move are drawn from: how often each stands in the hat,
// zero first. Rapid favours what stands first, so zero is drawn more often still.
var (
	drawWait   = hat(14, 1, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1)
	drawKey    = hat(24, 2, 2, 1, 1)
	drawPass   = hat(20, 4, 3, 1, 1, 1)
	drawCode   = hat(30, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	drawGuess  = hat(12, 1, 1, 1, 1)
	drawLife   = hat(30, ones(13)...)
	drawOnce   = hat(2, 3, 1)
	drawStart  = hat(36, ones(12)...)
	drawSpelt  = hat(8, 2, 1, 2, 1)
	drawOdd    = hat(4*len(oddCreates), ones(len(oddCreates))...)
	drawAmend  = hat(10, append([]int{4, 4, 3, 2, 2, 3}, ones(len(amendments)-7)...)...)
	drawUpdate = hat(1, 1, 2, 1, 1, 1, 3, 1, 1, 2, 3)
	drawCaller = hat(6, callerWeights()...)
	drawPolicy = hat(4, ones(len(policies)-1)...)
	drawSkew   = rapid.SampledFrom([]bool{false, false, false, true})
	drawActors = rapid.SampledFrom([]bool{false, false, true})
)

// hat draws a number as often as its weight says.
func hat(zero int, weights ...int) *rapid.Generator[uint8] {
	var all []uint8
	for i, weight := range append([]int{zero}, weights...) {
		for range weight {
			all = append(all, uint8(i))
		}
	}
	return rapid.SampledFrom(all)
}

func ones(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = 1
	}
	return all
}

// histories draws histories for the campaign.
func (c *plan) histories() *rapid.Generator[history] {
	weights := verbWeights
	for v := range verbs {
		if !c.can(v) {
			weights[v] = 0
		}
	}
	var all []verb
	for round := range slices.Max(weights[:]) {
		for v := range verbs {
			if weights[v] > round {
				all = append(all, v) // spread, since rapid favours what stands first
			}
		}
	}
	drawVerb := rapid.SampledFrom(all)
	drawEdition := hat(1, ones(len(c.editions)-1)...)
	drawUser := hat(2, ones(c.users-1)...)

	return rapid.Custom(func(t *rapid.T) history {
		h := history{
			edition: drawEdition.Draw(t, "edition"),
			policy:  drawPolicy.Draw(t, "policy"),
			skew:    drawSkew.Draw(t, "skew"),
			moves:   make([]move, c.steps),
		}
		h.actors = drawActors.Draw(t, "actors") && c.actors
		for i := 0; i < len(h.moves); i++ {
			m := &h.moves[i]
			m.verb = drawVerb.Draw(t, "verb")
			m.wait = drawWait.Draw(t, "wait")
			m.user = drawUser.Draw(t, "user")
			m.draw(t, h.actors)
			if m.code > 0 {
				i += guess(h.moves[i:], int(drawGuess.Draw(t, "guesses")))
			}
		}
		return h
	})
}

// guess has a wrong sign-in followed by more of them, each with another wrong code,
// and by one with the right code: nobody counts to three in moves that are drawn one
// by one, since a pass is replaced before that. It returns how many moves that takes.
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
func (m *move) draw(t *rapid.T, actors bool) {
	if actors {
		m.caller = drawCaller.Draw(t, "caller")
	}
	switch m.verb {
	case doGetPolicy, doResetPolicy:
		return
	case doUpdatePolicy:
		m.which = drawAmend.Draw(t, "amendment")
		return
	}

	if m.key = drawKey.Draw(t, "key"); m.key == 4 {
		m.key, m.user = 0, nobody
	}
	switch m.verb {
	case doSignIn:
		m.code = drawCode.Draw(t, "code")
	case doGet, doDelete, doRefresh:
		m.which = drawPass.Draw(t, "pass")
	case doUpdateUser:
		m.which = drawUpdate.Draw(t, "update")
	case doCreate:
		if m.which = drawOdd.Draw(t, "body"); m.which > 0 {
			return
		}
		m.life = drawLife.Draw(t, "lifetime")
		m.once = drawOnce.Draw(t, "once")
		if m.start = drawStart.Draw(t, "start"); m.start > 0 {
			m.spelt = drawSpelt.Draw(t, "spelling")
		}
	}
}
