package scenarios_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// A transition is what one question does to the slot of one user, seen by the
// reasons: there is no pass, or one with one of the five reasons; something is asked,
// and one rule settles the answer; there is no pass afterwards, or one with a reason.
// Time that passes is no question.
type transition struct {
	before, asked string
	rule          model.Rule
	after         string
}

func (t transition) String() string {
	return fmt.Sprintf("%s: %s, %s: %s", t.before, t.asked, t.rule, t.after)
}

// A situation is a slot and its env.
type situation struct {
	slot model.State
	env  model.Env
}

func (s situation) reason() string {
	if view, ok := s.slot.View(s.env); ok {
		return view.Reason.String()
	}
	return noPass
}

// Three passes: the current one, the one before, and one that does not exist. A create
// makes the fourth.
var current, previous, unknown, next = model.ID{1}, model.ID{2}, model.ID{3}, model.ID{4}

// key is the code of a pass.
func key(id model.ID) model.Code { return model.NewCode(id.String()) }

// policies are the eight policies that matter for one user: on or off, with both kinds
// of pass or one-time passes only, with the user or without.
func policies(edition model.Edition) (all []model.Policy) {
	for i := range 8 {
		p := model.DefaultPolicy(edition)
		p.Enabled, p.OnceOnly = i&1 == 0, i&2 == 0
		if i&4 == 0 {
			p.Exclude = []model.Target{{Type: model.GroupTarget, All: true}}
		}
		all = append(all, p)
	}
	return all
}

// situations are the states of a slot, spent or not, at every edge of its pass and a
// tick to either side, under every policy. Each is possible: a pass is made and used
// under a policy that allows it, time passes, and then the policy changes.
func situations(edition model.Edition) (all []situation) {
	const created = model.Instant(1 << 60)
	slots := []model.State{{}}
	for _, start := range []model.Duration{0, -model.Minute, model.Minute} {
		pass := model.State{ID: current, Code: key(current), Created: created, Start: created.Add(start), Lifetime: 60}
		once := pass
		once.Once = true
		spent := once
		spent.Used = true
		slots = append(slots, pass, once, spent)
	}
	for _, slot := range slots {
		for _, now := range model.EdgeInstants(created, slot) {
			if slot.Used && now < slot.Start {
				continue // a clock that goes back is not covered here
			}
			for _, policy := range policies(edition) {
				all = append(all, situation{slot, model.Env{Now: now, Edition: edition, Policy: policy}})
			}
		}
	}
	return all
}

// possible are the transitions of the model, for a caller who may do everything and a
// user who is a member. The requests are:
//
//   - list; get, delete and signIn with the current pass, a previous one and one that
//     is unknown; refresh with the first two, after a sign-in with them;
//   - create, for either kind, with a start that is too early, just early enough, now,
//     later, and too late, and a lifetime in the range or none of it;
//   - an update from any of the eight policies to any.
//
// Package explore, which searches for states and does not list them, finds the same
// number: 120 in each of the editions current and documented, 110 in preview, and three by
// waiting.
func possible(edition model.Edition) map[transition]bool {
	found := map[transition]bool{}
	for _, s := range situations(edition) {
		ask := func(asked string, cmd model.Command) {
			slot, out := model.Step(s.slot, s.env, cmd)
			found[transition{s.reason(), asked, out.Rule, situation{slot, s.env}.reason()}] = true
		}
		ask("list", model.Command{Op: model.List})
		for which, id := range map[string]model.ID{"current": current, "previous": previous, "unknown": unknown} {
			if id == current && !s.slot.Exists() {
				continue
			}
			ask("get "+which, model.Command{Op: model.Get, ID: id})
			ask("delete "+which, model.Command{Op: model.Delete, ID: id})
			ask("signIn "+which, model.Command{Op: model.SignIn, Code: key(id)})
			// A one-time pass that begins a session is spent, and no session begins early.
			begun := id == previous || id == current && s.slot.Used == s.slot.Once && s.env.Now >= s.slot.Start
			if begun {
				ask("refresh "+which, model.Command{Op: model.Refresh, ID: id})
			}
		}
		for _, once := range []bool{false, true} {
			for _, start := range model.EdgeStarts(s.env.Now, 60) {
				for _, lifetime := range []model.Minutes{0, 60} {
					ask("create", model.Command{Op: model.Create, ID: next, Code: key(next), Lifetime: &lifetime, Once: &once, Start: &start})
				}
			}
		}
		for _, policy := range policies(edition) {
			then := s
			then.env.Policy = policy
			found[transition{s.reason(), "updatePolicy", model.PolicyUpdate, then.reason()}] = true
		}
	}
	return found
}

// A watcher notes the transitions of scenarios, of every user.
type watcher struct {
	observer
	seen map[model.Edition]map[transition]bool
}

func (w *watcher) Do(req protocol.Request) protocol.Response {
	var before []string
	if req.Op != protocol.Reset {
		before = w.reasons(req.At)
	}
	which := w.which(&req)
	res := w.observer.Do(req)
	if req.Op == protocol.Reset {
		return res
	}
	asked := strings.TrimSpace(string(req.Op) + " " + which)
	for i, after := range w.reasons(req.At) {
		if u := w.users[i]; req.Op == protocol.UpdatePolicy || u == w.user(&req) {
			w.seen[w.edition][transition{before[i], asked, res.Rule, after}] = true
		}
	}
	return res
}

func (w *watcher) reasons(at model.Instant) (all []string) {
	for _, u := range w.users {
		all = append(all, w.reason(u, at))
	}
	return all
}

// which says which pass a request means, if any.
func (w *watcher) which(req *protocol.Request) string {
	u := w.user(req)
	if u == nil || !slices.Contains([]protocol.Op{protocol.Get, protocol.Delete, protocol.Refresh, protocol.SignIn}, req.Op) {
		return ""
	}
	for _, p := range u.passes {
		switch {
		case p.code != req.Code && !strings.EqualFold(p.id, req.ID):
		case p.gone == "":
			return "current"
		default:
			return "previous"
		}
	}
	return "unknown"
}

// In every edition the corpus shows every possible transition.
//
// The rest of the 6 x 6 pairs of states is impossible. A create never leads to
// DisabledByPolicy, because the gate has the same condition; nor to Expired, because a
// start is at most a minute ago and a lifetime at least ten; nor to OneTimeUsed,
// because there was no sign-in yet. A sign-in changes only EnabledByPolicy into
// OneTimeUsed. The policy sets and clears DisabledByPolicy alone: only time and
// sign-ins decide between the other four. Only a create leads away from no pass, and
// only a delete to it. Reads, renewals and refusals change nothing.
func TestTheCorpusShowsEveryTransition(t *testing.T) {
	w := watcher{seen: map[model.Edition]map[transition]bool{}}
	editions := []model.Edition{model.Current, model.Documented, model.Preview}
	for _, e := range editions {
		w.seen[e] = map[transition]bool{}
	}
	for _, s := range corpus(t) {
		scenario.Replay(s, &w)
	}

	for e, n := range map[model.Edition]int{model.Current: 120, model.Documented: 120, model.Preview: 110} {
		missing := []string{}
		for tr := range possible(e) {
			if !w.seen[e][tr] {
				missing = append(missing, tr.String())
			}
		}
		slices.Sort(missing)
		require.Empty(t, missing, "edition %s", e)
		require.Len(t, possible(e), n)
	}
}
