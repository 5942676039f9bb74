package explore

import (
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// The grid is the model of testdata/grid.pml, for one to three users: a clock with eleven
// places, ten minutes apart; passes that start up to two places later and live for one to
// three; a policy that is on or off. When a pass was made, who signed in and what there was
// before are not in it. A transition is a command that is accepted, or time that passes.
//
// A state has a number: the clock, the policy and the life of each user, in mixed radix.
// A set of states is a bit for each number.
const (
	gridUnit   = 10 * model.Minute
	gridPlaces = 11
	gridLives  = 1 + (gridPlaces+2)*3*3 // no pass, or: start, lifetime, and one of three kinds
)

// gridLife is the number of a user's life; gridSlot is the slot of a number.
func gridLife(s *model.State) int32 {
	if !s.Exists() {
		return 0
	}
	kind := int32(0) // a multi-use pass; 1: a one-time pass; 2: one that is spent
	switch {
	case s.Used:
		kind = 2
	case s.Once:
		kind = 1
	}
	start := int32(s.Start.Sub(newYear) / gridUnit)
	return 1 + (start*3+int32(s.Lifetime)/10-1)*3 + kind
}

func gridSlot(life int32) model.State {
	if life == 0 {
		return model.State{}
	}
	life--
	start := newYear.Add(gridUnit * model.Duration(life/9))
	return model.State{
		ID: ids[Current], Code: codes[Current], Created: start, Start: start,
		Lifetime: 10 * model.Minutes(1+life/3%3), Once: life%3 > 0, Used: life%3 == 2,
	}
}

func gridPolicy(on bool) model.Policy {
	p := open(model.Current)
	p.Enabled, p.Minimum, p.Default = on, 10, 10
	return p
}

// gridStates is what an exploration of the grid has met, and what it has still to visit.
type gridStates struct {
	radix       [4]int32 // of each user's life; the last: of clock and policy
	met         []uint64
	toDo        []int32
	states      int
	transitions int
}

func newGridStates(users int) *gridStates {
	g := &gridStates{}
	radix := int32(1)
	for i := range g.radix {
		g.radix[i] = radix
		if i < users {
			radix *= gridLives
		}
	}
	g.met = make([]uint64, (int(radix)*gridPlaces*2+63)/64)
	g.toDo = make([]int32, 0, 1<<12)
	g.reach(g.radix[3]) // the policy is on
	g.transitions = 0
	return g
}

// reach notes a transition to a state.
func (g *gridStates) reach(to int32) {
	g.transitions++
	if word, bit := &g.met[to/64], uint64(1)<<(to%64); *word&bit == 0 {
		*word |= bit
		g.states++
		g.toDo = append(g.toDo, to)
	}
}

// next takes a state that is not visited yet: its number, the clock, and whether the policy
// is on.
func (g *gridStates) next() (from, clock int32, on, ok bool) {
	last := len(g.toDo) - 1
	if last < 0 {
		return 0, 0, false, false
	}
	from, g.toDo = g.toDo[last], g.toDo[:last]
	common := from / g.radix[3]
	return from, common / 2, common%2 == 1, true
}

// life is the number of a user's life in a state.
func (g *gridStates) life(from int32, user int) int32 { return from / g.radix[user] % gridLives }

// bytes is the memory that a state takes: what is met, and what is still to do.
func (g *gridStates) bytes() float64 {
	return float64(8*len(g.met)+4*cap(g.toDo)) / float64(g.states)
}

// gridByStep explores the grid with the machine: each command of each user, in each state,
// is given to model.Step, and that of the policy to model.StepPolicy.
func gridByStep(users int) *gridStates {
	var commands [gridPlaces][]model.Command
	for clock := range commands {
		all := []model.Command{{Op: model.Delete, ID: ids[Current]}, {Op: model.SignIn, Code: codes[Current]}}
		for later := range 3 {
			for _, lifetime := range []model.Minutes{10, 20, 30} {
				for _, once := range []bool{false, true} {
					all = append(all, model.Command{
						Op: model.Create, ID: ids[Current], Code: codes[Current], Lifetime: &lifetime, Once: &once,
						Start: new(newYear.Add(gridUnit * model.Duration(clock+later))),
					})
				}
			}
		}
		commands[clock] = all
	}
	var slots [gridLives]model.State
	for i := range slots {
		slots[i] = gridSlot(int32(i))
	}
	off, enabled := gridPolicy(false), gridPolicy(true)
	env := model.Env{User: model.User{ID: UserID}}

	g := newGridStates(users)
	for {
		from, clock, on, ok := g.next()
		if !ok {
			return g
		}
		if clock+1 < gridPlaces {
			g.reach(from + 2*g.radix[3])
		}
		env.Now, env.Policy = newYear.Add(gridUnit*model.Duration(clock)), off
		if on {
			env.Policy = enabled
		}
		set := !on
		switch policy, _ := model.StepPolicy(env.Policy, env, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &set}); {
		case policy.Enabled && !on:
			g.reach(from + g.radix[3])
		case !policy.Enabled && on:
			g.reach(from - g.radix[3])
		}
		for user := range users {
			life := g.life(from, user)
			rest := from - life*g.radix[user]
			before := slots[life]
			for _, cmd := range commands[clock] {
				switch after, out := model.Step(before, env, cmd); out.Rule {
				case model.CreateAccepted, model.DeleteFound, model.SigninAccepted:
					g.reach(rest + gridLife(&after)*g.radix[user])
				}
			}
		}
	}
}

// gridWorld is the grid as a world of one user.
func gridWorld() World {
	w := World{
		Name: "grid", Policies: []model.Policy{gridPolicy(true)}, Updates: switches()[:2],
		Lifetimes: []*model.Minutes{new(model.Minutes(10)), new(model.Minutes(20)), new(model.Minutes(30))},
		Onces:     []*bool{new(false), new(true)},
		Starts:    []Start{{Now, 0}, {Now, gridUnit}, {Now, 2 * gridUnit}},
	}
	for place := range gridPlaces {
		w.Instants = append(w.Instants, newYear.Add(gridUnit*model.Duration(place)))
	}
	return w
}

// A gridTable says to which lives a life leads, by clock and policy.
type gridTable [gridPlaces][2][gridLives][]int32

// gridTabled explores the world of one user, and makes a table of it. In the graph there is
// more to a life than in the grid. Where two states are one in the grid, they have to lead
// to the same lives.
func gridTabled(t testing.TB) *gridTable {
	g := explored(t, gridWorld())
	var table gridTable
	for i := range g.states {
		s := &g.states[i]
		leads := []int32{} // not nil: a life that is met
		for k := range g.Inputs {
			m := g.moves[i*len(g.Inputs)+k]
			switch g.labels[m.label].Rule {
			case model.CreateAccepted, model.DeleteFound, model.SigninAccepted:
				leads = append(leads, gridLife(&g.states[m.to].Slot))
			}
		}
		on := 0
		if g.policies[s.policy].Enabled {
			on = 1
		}
		at := &table[s.Now.Sub(newYear)/gridUnit][on][gridLife(&s.Slot)]
		if *at == nil {
			*at = leads
		} else {
			require.Equal(t, *at, leads, "%+v", s)
		}
	}
	return &table
}

// gridByTable explores the grid with the table of one user.
func gridByTable(t testing.TB, users int) *gridStates {
	table := gridTabled(t)
	g := newGridStates(users)
	for {
		from, clock, on, ok := g.next()
		if !ok {
			return g
		}
		if clock+1 < gridPlaces {
			g.reach(from + 2*g.radix[3])
		}
		lives := &table[clock][0]
		if on {
			lives = &table[clock][1]
			g.reach(from - g.radix[3])
		} else {
			g.reach(from + g.radix[3])
		}
		for user := range users {
			radix := g.radix[user]
			life := g.life(from, user)
			rest := from - life*radix
			for _, to := range lives[life] {
				g.reach(rest + to*radix)
			}
		}
	}
}

// gridSizes are the states and transitions of one, two and three users.
var gridSizes = [...][2]int{1: {1_474, 17_566}, 2: {116_578, 2_553_980}, 3: {10_198_606, 325_279_728}}

// gridProduct is the sizes that one user foretells: the lives at each instant and under each
// policy, to the power of the number of users; and each transition of one user while the
// others are in any of theirs.
func gridProduct(table *gridTable, users int) (states, transitions int) {
	for clock := range table {
		for on := range table[clock] {
			lives, moves := 0, 0
			for _, leads := range table[clock][on] {
				if leads != nil {
					lives++
					moves += len(leads)
				}
			}
			common := 1 // the policy changes
			if clock+1 < gridPlaces {
				common++
			}
			states += power(lives, users)
			transitions += common*power(lives, users) + users*moves*power(lives, users-1)
		}
	}
	return states, transitions
}

// spinSaid reads a number that SPIN's program prints.
func spinSaid(t testing.TB, report, pattern string) float64 {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(report)
	require.NotNil(t, found, "%s is not in:\n%s", pattern, report)
	n, err := strconv.ParseFloat(found[1], 64)
	require.NoError(t, err)
	return n
}

// gridBySpin runs SPIN's program, and returns what it prints.
func gridBySpin(t testing.TB, pan string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), pan, "-m1000000").CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "errors: 0")
	return string(out)
}

// gridSpinSizes are the states and transitions in a report. SPIN counts the arrival in the
// first state as a transition. Large numbers are printed with eight digits of precision.
func gridSpinSizes(t testing.TB, report string) (states, transitions float64) {
	return spinSaid(t, report, `([0-9.e+]+) states, stored`), spinSaid(t, report, `([0-9.e+]+) transitions \(=`) - 1
}

// Both explorations of the grid, and SPIN's, count the same.
func TestGrid(t *testing.T) {
	for life := range int32(gridLives) {
		s := gridSlot(life)
		require.Equal(t, life, gridLife(&s))
	}
	table := gridTabled(t)
	for users := 1; users <= 3; users++ {
		states, transitions := gridProduct(table, users)
		require.Equal(t, gridSizes[users], [2]int{states, transitions}, "foretold for %d", users)
	}
	for users := 1; users <= 2; users++ {
		for _, g := range []*gridStates{gridByStep(users), gridByTable(t, users)} {
			require.Equal(t, gridSizes[users], [2]int{g.states, g.transitions}, "%d users", users)
		}
	}
}

// See TestGrid.
func TestGridSpin(t *testing.T) {
	for users := 1; users <= 2; users++ {
		pan := checker(t, "grid.pml", []string{"-DUSERS=" + strconv.Itoa(users)}, nil)
		states, transitions := gridSpinSizes(t, gridBySpin(t, pan))
		require.Equal(t, gridSizes[users], [2]int{int(states), int(transitions)}, "%d users", users)
	}
}
