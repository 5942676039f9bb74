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

// The suites below judge a machine and return a counterexample, empty if they
// found none. They are functions of the machine so that wrong machines can be
// held against them too; see mutants_test.go.

// A small world is all scenarios whose moves come from next, up to a length.
type smallWorld struct {
	next   func(*scenario) []move
	length int
}

var (
	// deep has few moves and long scenarios: what a pass goes through.
	deep = smallWorld{func(s *scenario) []move {
		return slices.Concat(s.questions(), s.creates(), s.toggles(), s.times(), people)
	}, 4}

	// wide has every edge of a create and everybody who may ask, in short
	// scenarios: what is checked before anything happens.
	wide = smallWorld{func(s *scenario) []move {
		return slices.Concat(s.questions(), s.guesses(), s.creates(), s.edgeCreates(), s.wrongTwice(), s.toggles(), jumps, people, callers)
	}, 3}

	// governed has the policies that a pass can come under, and what a pass goes
	// through under them: what is made today and read under the rules of tomorrow.
	governed = smallWorld{func(s *scenario) []move {
		return slices.Concat(s.newest(), []move{{ask: model.Command{Op: model.Create}}}, amendments, s.times())
	}, 4}

	// worded has every edge of an update, everybody who may ask for it, and the
	// creates at the edges of the policy that results.
	worded = smallWorld{func(s *scenario) []move {
		return slices.Concat(s.wordings(), amendments, callers, s.edgeCreates())
	}, 2}
)

// exhaustive goes through the small worlds, all scenarios of one move first, then
// all of two, so that the first counterexample is a shortest.
func exhaustive(under variant.Machine, editions ...model.Edition) string {
	for length := 1; length <= deep.length; length++ {
		for _, e := range editions {
			for _, world := range []smallWorld{deep, wide, governed, worded} {
				if length > world.length || length == 4 && e == model.Documented {
					continue
				}
				if found := world.search(under, begin(e), length); found != "" {
					return found
				}
			}
		}
	}
	return ""
}

// search extends the scenario by so many moves in every way. A scenario that ends
// with a turn of the world asks nothing, and is left out.
func (w *smallWorld) search(under variant.Machine, s scenario, length int) string {
	for _, m := range w.next(&s) {
		if length == 1 && m.turn != nil {
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

// random tells scenarios of up to forty moves by drawing them. It is the caller
// who says how many scenarios: see checks.
func random(under variant.Machine) string {
	var found string
	rapid.Check(&deaf{}, func(t *rapid.T) {
		s := begin(rapid.SampledFrom([]model.Edition{model.Current, model.Documented, model.Preview}).Draw(t, "edition"))
		kinds := rapid.SampledFrom([][]kind{plain, fussy, strange, lawful}).Draw(t, "kinds")
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

// A kind is drawn before a move of that kind, so that the many creates do not
// crowd out the few sign-ins.
type kind func(*scenario) []move

var (
	// plain scenarios stay with one caller and one user, who are who they should
	// be: what ends most scenarios early does not happen here.
	plain = []kind{(*scenario).newest, (*scenario).guesses, (*scenario).questions, (*scenario).creates, (*scenario).times, (*scenario).toggles}

	// fussy scenarios are about what a create may ask for.
	fussy = []kind{(*scenario).edgeCreates, (*scenario).wrongTwice, (*scenario).toggles, (*scenario).times, (*scenario).newest}

	// lawful scenarios are about the policy, and what becomes of passes under it.
	lawful = []kind{(*scenario).wordings, (*scenario).questions, (*scenario).newest, (*scenario).creates, (*scenario).times,
		func(*scenario) []move { return amendments }, func(*scenario) []move { return callers }}

	// strange scenarios are those in which anything may happen.
	strange = append(plain[1:len(plain):len(plain)], (*scenario).edgeCreates,
		func(*scenario) []move { return jumps },
		func(*scenario) []move { return people }, func(*scenario) []move { return callers })
)

// draw draws the next move, and false where the scenario ends: after sixteen moves
// on average. Some scenarios begin with the policy that makes the longest passes,
// since few come to it by themselves, make one and live to see its end. All of a
// move is drawn as one, so that rapid can drop whole moves from a counterexample.
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

// deaf takes the place of a test where a failure is what is looked for.
type deaf struct {
	rapid.TB
	failed bool
}

func (d *deaf) Helper()               {}
func (d *deaf) Name() string          { return "deaf" }
func (d *deaf) Log(...any)            {}
func (d *deaf) Logf(string, ...any)   {}
func (d *deaf) Error(...any)          { d.failed = true }
func (d *deaf) Errorf(string, ...any) { d.failed = true }
func (d *deaf) Fatalf(string, ...any) { d.failed = true }
func (d *deaf) Fail()                 { d.failed = true }
func (d *deaf) FailNow()              { d.failed = true }
func (d *deaf) Failed() bool          { return d.failed }

// A failing scenario is replayed from its moves, so rapid need not keep it in a
// file; and a moment is enough to make one short.
func init() {
	flag.Set("rapid.nofailfile", "true")
	flag.Set("rapid.checks", "400")
	flag.Set("rapid.shrinktime", "50ms")

	// The searches make much that they drop at once, and hold next to nothing.
	debug.SetGCPercent(400)
}

// checks makes rapid try so many times until the test ends.
func checks(t *testing.T, n int) {
	f := flag.Lookup("rapid.checks")
	before := f.Value.String()
	require.NoError(t, f.Value.Set(strconv.Itoa(n)))
	t.Cleanup(func() { f.Value.Set(before) })
}
