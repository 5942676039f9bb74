package explore

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
)

// fewInstants is a world for several users at once: passes that start now or in a minute, a
// policy that is turned on and off, and a clock with three places.
func fewInstants(e model.Edition, onces ...*bool) World {
	p := open(e)
	p.Minimum, p.Default = 10, 10
	w := World{
		Name: "few instants", Edition: e, Policies: []model.Policy{p},
		Updates: switches()[:2],
		Onces:   onces,
		Starts:  []Start{{}, {Now, model.Minute}},
	}
	for _, minute := range []model.Duration{0, 1, 10} {
		w.Instants = append(w.Instants, newYear.Add(minute*model.Minute))
	}
	return w
}

// A joint is a state of several users: each has a life of their own, and all have the
// policy and the clock in common.
type joint struct {
	policy int
	now    model.Instant
	of     [3]int32 // numbers in joints.lives; those of nobody are 0
}

// joints are the states of several users, explored with the machine itself: no relation of
// one user is used.
type joints struct {
	lives  []State // without policy and clock
	number map[State]int32
	states []joint
	known  map[joint]bool
}

func (j *joints) life(s State) int32 {
	s.policy, s.Now = 0, 0
	i, known := j.number[s]
	if !known {
		i = int32(len(j.lives))
		j.lives, j.number[s] = append(j.lives, s), i
	}
	return i
}

func (j *joints) add(s joint) {
	if !j.known[s] {
		j.known[s] = true
		j.states = append(j.states, s)
	}
}

// together explores a world with several users. g is there for what it knows of the world:
// the inputs, and the numbers of policies.
func together(g *Graph, users int) *joints {
	w := &g.World
	j := &joints{number: map[State]int32{}, known: map[joint]bool{}}
	j.life(State{})
	j.add(joint{policy: g.states[0].policy, now: w.Instants[0]})
	for i := 0; i < len(j.states); i++ {
		s := j.states[i]
		env := model.Env{Now: s.now, Policy: g.policies[s.policy], Edition: w.Edition}
		for k := range w.Instants[1:] {
			if w.Instants[k] == s.now {
				next := s
				next.now = w.Instants[k+1]
				j.add(next)
			}
		}
		for k := range g.Inputs {
			in := &g.Inputs[k]
			if in.Kind == OfPolicy {
				policy, _ := model.StepPolicy(env.Policy, env, in.Update)
				next := s
				next.policy = g.policy(policy)
				j.add(next)
				continue
			}
			for user := range users {
				life := j.lives[s.of[user]]
				life.Now = s.now
				if !life.defined(in) {
					continue
				}
				env.User = model.User{ID: model.ID{0xad, 0xa, byte(user)}}
				slot, out := model.Step(life.Slot, env, in.command(s.now, &env.Policy))
				next := s
				next.of[user] = j.life(w.after(life, slot, in.Op, &out))
				j.add(next)
			}
		}
	}
	return j
}

// Users do not meet: whatever one of them can be in, at an instant and under a policy,
// stands beside whatever another can be in. So the states of several users are a product,
// and exploring one user is enough.
//
// That every joint state is made of states of one user holds because Step sees one slot.
// That all combinations are reached holds because a user may do nothing while time passes,
// the policy changes, and others act.
func TestProduct(t *testing.T) {
	for _, of := range []struct {
		edition model.Edition
		users   int
		onces   []*bool
	}{
		{model.Current, 1, []*bool{new(true), new(false)}},
		{model.Current, 2, []*bool{new(true), new(false)}},
		{model.Documented, 2, []*bool{new(true), new(false)}},
		{model.Preview, 2, []*bool{new(true), new(false)}},
		{model.Current, 3, []*bool{new(true)}},
	} {
		begun := time.Now()
		g := explored(t, fewInstants(of.edition, of.onces...))
		type where struct {
			policy int
			now    model.Instant
		}
		one := map[where]int{}
		for s := range g.States() {
			one[where{s.policy, s.Now}]++
		}
		product, whole := map[where]int{}, 0
		for at, n := range one {
			product[at] = power(n, of.users)
			whole += product[at]
		}

		j := together(g, of.users)
		met := map[where]int{}
		for _, s := range j.states {
			met[where{s.policy, s.now}]++
			for user := range of.users {
				life := j.lives[s.of[user]]
				life.policy, life.Now = s.policy, s.now
				if _, known := g.number[life]; !known {
					t.Fatalf("%s: a state that no user reaches alone: %+v", of.edition, life)
				}
			}
		}
		require.Equal(t, product, met, "%s, %d users", of.edition, of.users)
		require.Len(t, j.states, whole)
		t.Logf("%s: one user has %d states, %d have %d, in %v", of.edition, g.Len(), of.users, whole, time.Since(begun).Round(time.Millisecond))
	}
}

func power(n, exponent int) int {
	p := 1
	for range exponent {
		p *= n
	}
	return p
}
