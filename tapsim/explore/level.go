package explore

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
)

// A Level says how much of a state counts when transitions are told apart.
type Level uint8

const (
	// Reasons: no pass, or one of the five reasons.
	Reasons Level = iota
	// Regions: the kind of the pass and whether it is spent, between which edges of it the
	// clock stands, and all that the policy has against a pass.
	Regions
	// Ticks: as Regions, and the last tick before the start and before the end by itself.
	// It needs a world with FirstAndLast.
	Ticks
)

var levels = [...]string{"reasons", "regions", "ticks"}

// Levels lists the names of all levels, the coarsest first.
func Levels() []string { return slices.Clone(levels[:]) }

// ParseLevel finds a level by its name. The error lists the known names.
func ParseLevel(name string) (Level, error) {
	if i := slices.Index(levels[:], name); i >= 0 {
		return Level(i), nil
	}
	return 0, fmt.Errorf("no level %q: the levels are %s", name, strings.Join(levels[:], ", "))
}

// String returns the name of a level.
func (l Level) String() string { return levels[l] }

// An AbstractState is what a level keeps of a state. It is comparable.
type AbstractState struct {
	Level  Level
	Reason model.Reason // at the level of reasons; 0: no pass

	// At the levels of regions and ticks.
	Kind     PassKind
	Region   Region
	Last     bool // the last tick of the region; at the level of ticks
	Off      bool // the policy is off
	Excluded bool // the policy leaves the user out
	OnceOnly bool // the policy allows one-time passes alone
}

// A PassKind is the kind of a pass, if there is one, and whether it is spent.
type PassKind uint8

const (
	NoPass PassKind = iota
	MultiUse
	OneTime
	Spent // a one-time pass with which a user signed in
)

var kindNames = [...]string{"no pass", "multi-use", "one-time", "spent"}

func (k PassKind) String() string { return kindNames[k] }

// A Region is where the clock stands among the edges of a pass.
type Region uint8

const (
	Nowhere Region = iota // there is no pass
	Early                 // before the start
	AtStart
	Within
	AtEnd
	After
)

var regionNames = [...]string{"", "early", "at start", "within", "at end", "after"}

func (r Region) String() string { return regionNames[r] }

// State returns what the level keeps of a slot, at the instant and under the policy of
// env. So the states of a graph and those of a replay are measured alike.
func (l Level) State(slot model.State, env model.Env) AbstractState {
	a := AbstractState{Level: l}
	if l == Reasons {
		view, _ := slot.View(env)
		a.Reason = view.Reason
		return a
	}
	a.Off, a.Excluded, a.OnceOnly = !env.Policy.Enabled, !env.Policy.Includes(&env.User), env.Policy.OnceOnly
	if !slot.Exists() {
		return a
	}
	switch {
	case slot.Used:
		a.Kind = Spent
	case slot.Once:
		a.Kind = OneTime
	default:
		a.Kind = MultiUse
	}
	switch start, end := slot.Start, slot.End(); {
	case env.Now < start:
		a.Region, a.Last = Early, env.Now+1 == start
	case env.Now == start:
		a.Region = AtStart
	case env.Now < end:
		a.Region, a.Last = Within, env.Now+1 == end
	case env.Now == end:
		a.Region = AtEnd
	default:
		a.Region = After
	}
	a.Last = a.Last && l == Ticks
	return a
}

// String returns a state in a few words: one-time, at end, policy off.
func (a AbstractState) String() string {
	if a.Level == Reasons {
		if a.Reason == 0 {
			return NoPass.String()
		}
		return a.Reason.String()
	}
	words := []string{a.Kind.String()}
	if a.Region != Nowhere {
		words = append(words, a.Region.String())
	}
	for _, more := range []struct {
		holds bool
		text  string
	}{{a.Last, "last tick"}, {a.Off, "policy off"}, {a.Excluded, "user excluded"}, {a.OnceOnly, "one-time only"}} {
		if more.holds {
			words = append(words, more.text)
		}
	}
	return strings.Join(words, ", ")
}
