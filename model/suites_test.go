package model_test

import (
	"flag"
	"runtime/debug"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
)

// The suites below test a machine and return a counterexample, empty if they find
// none. The machine is an argument, so that the variants can be tested too; see
// variants_test.go.

// A scope is all scenarios whose moves come from next, up to a length.
type scope struct {
	next   func(*scenario) []move
	length int
}

var (
	// deep has few moves and long scenarios: the states that a pass goes through.
	deep = scope{func(s *scenario) []move {
		return slices.Concat(s.questions(), s.creates(), s.toggles(), s.times(), people)
	}, 4}

	// wide has every edge of a create and every caller, in short scenarios: the checks of
	// a create.
	wide = scope{func(s *scenario) []move {
		return slices.Concat(s.questions(), s.guesses(), s.creates(), s.edgeCreates(), s.wrongTwice(), s.toggles(), jumps, people, callers)
	}, 3}

	// governed has the policies that can apply to a pass, and the states of a pass under
	// them: the policy may change after the create.
	governed = scope{func(s *scenario) []move {
		return slices.Concat(s.newest(), []move{{ask: model.Command{Op: model.Create}}}, policyMoves, s.times())
	}, 4}

	// worded has every edge of an update, every caller, and creates at the edges of the
	// resulting policy.
	worded = scope{func(s *scenario) []move {
		return slices.Concat(s.wordings(), policyMoves, callers, s.edgeCreates())
	}, 2}
)

// exhaustive searches all scopes: first all scenarios of one move, then all of two,
// and so on, so that the first counterexample is a shortest one.
func exhaustive(under variant.Machine, editions ...model.Edition) string {
	for length := 1; length <= deep.length; length++ {
		for _, e := range editions {
			for _, env := range []scope{deep, wide, governed, worded} {
				if length > env.length || length == 4 && e == model.Documented {
					continue
				}
				if found := env.search(under, begin(e), length); found != "" {
					return found
				}
			}
		}
	}
	return ""
}

// search extends the scenario by so many moves in every way. It skips scenarios that
// end with a change of the env, because no command follows.
func (w *scope) search(under variant.Machine, s scenario, length int) string {
	for _, m := range w.next(&s) {
		if length == 1 && m.change != nil {
			continue
		}
		then, wrong := s.after(under, m)
		if wrong != "" {
			return then.counterexample(wrong)
		}
		if length > 1 {
			if found := w.search(under, then, length-1); found != "" {
				return found
			}
		}
	}
	return ""
}

// random draws scenarios of up to forty moves. The caller sets their number: see
// checks.
func random(under variant.Machine) string {
	var found string
	rapid.Check(&silentT{}, func(t *rapid.T) {
		s := begin(rapid.SampledFrom([]model.Edition{model.Current, model.Documented, model.Preview}).Draw(t, "edition"))
		kinds := rapid.SampledFrom([][]kind{usual, aboutCreates, anything, aboutPolicy}).Draw(t, "kinds")
		for m, on := s.draw(t, kinds); on; m, on = s.draw(t, kinds) {
			var wrong string
			if s, wrong = s.after(under, m); wrong != "" {
				found = s.counterexample(wrong)
				t.Fatal("found")
			}
		}
	})
	return found
}

// A kind is drawn before a move of that kind, so that the many creates do not crowd
// out the few sign-ins.
type kind func(*scenario) []move

var (
	// usual scenarios keep an admitted caller and an included user, because most other
	// scenarios end early with a refusal.
	usual = []kind{(*scenario).newest, (*scenario).guesses, (*scenario).questions, (*scenario).creates, (*scenario).times, (*scenario).toggles}

	// aboutCreates scenarios try the values of a create.
	aboutCreates = []kind{(*scenario).edgeCreates, (*scenario).wrongTwice, (*scenario).toggles, (*scenario).times, (*scenario).newest}

	// aboutPolicy scenarios change the policy, and then use passes under it.
	aboutPolicy = []kind{(*scenario).wordings, (*scenario).questions, (*scenario).newest, (*scenario).creates, (*scenario).times,
		func(*scenario) []move { return policyMoves }, func(*scenario) []move { return callers }}

	// anything scenarios have moves of every kind.
	anything = append(usual[1:len(usual):len(usual)], (*scenario).edgeCreates,
		func(*scenario) []move { return jumps },
		func(*scenario) []move { return people }, func(*scenario) []move { return callers })
)

// draw draws the next move, and false where the scenario ends: after sixteen moves on
// average. Some scenarios begin with the policy that allows the longest pass, make one
// and reach its end; few would come to that by chance. A whole move is one draw, so
// that rapid can drop moves from a counterexample.
func (s *scenario) draw(t *rapid.T, kinds []kind) (move, bool) {
	m := rapid.Custom(func(t *rapid.T) *move {
		if rapid.IntRange(0, 15).Draw(t, "end") == 15 {
			return nil
		}
		if len(s.moves) == 0 && rapid.IntRange(0, 7).Draw(t, "begin") == 7 {
			return &month
		}
		moves := kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")](s)
		return &moves[rapid.IntRange(0, len(moves)-1).Draw(t, "move")]
	}).Draw(t, "move")
	if m == nil || len(s.moves) == 40 {
		return move{}, false
	}
	return *m, true
}

// silentT takes the place of a test where a failure is the expected result.
type silentT struct {
	rapid.TB
	failed bool
}

func (d *silentT) Helper()               {}
func (d *silentT) Name() string          { return "deaf" }
func (d *silentT) Log(...any)            {}
func (d *silentT) Logf(string, ...any)   {}
func (d *silentT) Error(...any)          { d.failed = true }
func (d *silentT) Errorf(string, ...any) { d.failed = true }
func (d *silentT) Fatalf(string, ...any) { d.failed = true }
func (d *silentT) Fail()                 { d.failed = true }
func (d *silentT) FailNow()              { d.failed = true }
func (d *silentT) Failed() bool          { return d.failed }

// A failing scenario is replayed from its moves, so rapid need not write a file; and a
// short time suffices to shrink it.
func init() {
	flag.Set("rapid.nofailfile", "true")
	flag.Set("rapid.checks", "400")
	flag.Set("rapid.shrinktime", "50ms")

	// The searches allocate much and keep almost nothing.
	debug.SetGCPercent(400)
}

// checks sets the number of tries of rapid until the test ends.
func checks(t *testing.T, n int) { set(t, "rapid.checks", n) }

// seed sets the seed of rapid until the test ends.
func seed(t *testing.T, n int) { set(t, "rapid.seed", n) }

func set(t *testing.T, name string, n int) {
	f := flag.Lookup(name)
	before := f.Value.String()
	require.NoError(t, f.Value.Set(strconv.Itoa(n)))
	t.Cleanup(func() { f.Value.Set(before) })
}
