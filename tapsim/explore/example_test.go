package explore_test

import (
	"context"
	"fmt"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/model/variant"
	"github.com/tapsim/tap/tapsim/explore"
)

// life is one user's whole life, in the edition current.
func life() *explore.Graph {
	g, err := explore.Explore(context.Background(), explore.Lifecycle(model.Current))
	if err != nil {
		panic(err) // the context is never done
	}
	return g
}

func ExampleExplore() {
	g := life()
	fmt.Println(g.Len(), "states,", g.Count(), "transitions,", g.Depth(), "commands deep")
	states, spent := 0, 0
	for s := range g.States() {
		states++
		if s.Slot.Used {
			spent++
		}
	}
	fmt.Println(states, "states, and in", spent, "of them the pass is spent")
	// Output:
	// 1272 states, 36232 transitions, 7 commands deep
	// 1272 states, and in 288 of them the pass is spent
}

func ExampleWorlds() {
	for _, w := range explore.Worlds(model.Current) {
		fmt.Println(w.Name)
	}
	// Output:
	// lifecycle
	// edges
	// ranges
	// targets
	// access
	// first-days
	// last-days
}

// A trace is a shortest way to a state. Waiting is no command.
func ExampleGraph_Trace() {
	g := life()
	for t := range g.Transitions() {
		if t.From.Slot.Used && t.Label.Rule == model.RefreshExpired {
			way := g.Trace(t.From)
			fmt.Println(way.Commands(), "commands:", way.String())
			fmt.Println(t.Input, "is answered by", t.Label.Rule, "and by the reference model by", g.Reference(&t).Rule)
			env := g.Env(t.From, t.Input)
			policy, user := g.Policy(t.From), g.User(t.From)
			fmt.Println(env.Now == t.From.Now, policy.Enabled, user.ID == explore.UserID)
			break
		}
	}
	// Output:
	// 2 commands: create one-time; wait until within; signIn current; wait until at end
	// refresh current is answered by refresh-expired and by the reference model by refresh-expired
	// true true true
}

// A trace that ends without a command is observed by a list.
func ExampleTrace_Observed() {
	g := life()
	var last explore.State
	for last = range g.States() {
	}
	way := g.Trace(last).Observed()
	fmt.Println(way.Steps[len(way.Steps)-1].Input, way.Graph() == g)
	// Output:
	// list true
}

func ExampleInput_StartAt() {
	in := explore.Input{Kind: explore.OfPass, Op: model.Create, Start: explore.Start{Of: explore.Now, Add: model.Minute}}
	fmt.Println(in, "at", *in.StartAt(0, 60))
	fmt.Println(explore.Input{Kind: explore.OfPass, Op: model.Create}.String())
	// Output:
	// create start now + 1m0s at 0001-01-01T00:01:00Z
	// create
}

// Properties of your own are Go functions.
func ExampleGraph_Check() {
	signsIn := func(m *explore.Moment) bool { return m.Outcome.Rule == model.SigninAccepted }
	noPass := func(_ *explore.Graph, s explore.State) bool { return !s.Slot.Exists() }
	all := func(*explore.Graph, explore.State) bool { return true }
	findings, err := life().Check(context.Background(),
		explore.Always("short", "no pass is longer than a day",
			func(_ *explore.Graph, s explore.State) bool { return s.Slot.Exists() },
			func(_ *explore.Graph, s explore.State) string {
				if s.Slot.Lifetime > 24*60 {
					return "it is longer"
				}
				return ""
			}),
		explore.Step("on-while-signing-in", "the policy is on when a sign-in is accepted", signsIn,
			func(m *explore.Moment) string {
				if !m.Env.Policy.Enabled {
					return "it is off"
				}
				return ""
			}),
		explore.Sometimes("signs-in", "a sign-in is accepted somewhere", signsIn),
		explore.Recoverable("deletable", "a command leads to no pass", 1, all, noPass),
		explore.Inevitable("goes-away", "time alone takes a pass away", all, noPass),
		explore.Alike("list-depends-on-the-pass", "with a pass or without, a list is answered by the same rule",
			func(m *explore.Moment) (key, answer any, ok bool) {
				return m.From.Slot.Exists(), m.Outcome.Rule, m.Input.Op == model.List
			}),
	)
	fmt.Println(err)
	for _, f := range findings {
		fmt.Println(f.Name, f.Held, f.Good())
		if f.Violation != nil {
			fmt.Printf("  %s, after: %s\n", f.Violation.Why, f.Violation.Trace.String())
		}
	}
	// Output:
	// <nil>
	// short 1248 true
	// on-while-signing-in 72 true
	// signs-in 72 true
	// deletable 1272 true
	// goes-away 1272 false
	//   time passes, and it is never so, after: create one-time
	// list-depends-on-the-pass 1272 true
}

func ExampleGraph_Moments() {
	n := 0
	life().Moments(func(m *explore.Moment) bool {
		if m.Outcome.Rule == model.CreateReplaces || m.Outcome.Contributing.Has(model.CreateReplaces) {
			n++
		}
		return true
	})
	fmt.Println(n, "creates replace a pass")
	// Output:
	// 1404 creates replace a pass
}

func ExampleVisitAll() {
	worlds := []explore.World{explore.Lifecycle(model.Current), explore.Lifecycle(model.Preview)}
	visits, err := explore.VisitAll(context.Background(), worlds, explore.Properties(), nil)
	fmt.Println(err)
	for _, v := range visits {
		fmt.Println(v.World.Edition, v.States, v.Transitions, v.Ended)
	}
	for _, f := range explore.Total(visits) {
		if f.Name == "create-forgets" {
			fmt.Println(f.Name, f.Held, f.Violation == nil)
		}
	}
	// Output:
	// <nil>
	// current 1272 36232 true
	// preview 1272 36232 true
	// create-forgets 6687 true
}

func ExampleAgainst() {
	first := explore.Lifecycle(model.Current)
	faulty := first
	v, _ := variant.Find("end-a-tick-late")
	faulty.Machine = v.Machine
	found, err := explore.Against(context.Background(), first, faulty)
	fmt.Println(err)
	for _, d := range found[:1] {
		fmt.Printf("%s: %s, and %s here\n", d.Trace.String(), d.Other.Reason, d.Trace.Steps[len(d.Trace.Steps)-1].Label.Reason)
	}
	found, _ = explore.Against(context.Background(), first, first)
	fmt.Println(len(found), "differences from itself")
	// Output:
	// <nil>
	// create one-time; wait until at end; list: EnabledByPolicy, and Expired here
	// 0 differences from itself
}

func ExampleAgainstAll() {
	found, err := explore.AgainstAll(context.Background(), explore.Worlds(model.Current)[:1], func(w explore.World) explore.World {
		w.Edition = model.Documented
		return w
	})
	fmt.Println(err)
	for _, d := range found {
		fmt.Printf("%s: %s in documented\n", d.Trace.String(), d.Other.Rule)
	}
	// Output:
	// <nil>
	// policy off; create one-time: create-accepted in documented
	// policy off; create one-time start now - 1m0.0000001s: create-start-past in documented
	// policy off; create one-time start latest + 100ns: create-start-far in documented
	// policy off; create 0 minutes one-time: create-lifetime-range in documented
	// policy off; policy one-time only; create multi-use: create-once-required in documented
}
