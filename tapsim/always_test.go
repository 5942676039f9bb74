package tapsim_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

func TestAlways04OneTimePassIsAcceptedAtMostOnceUnderAnyInterleaving(t *testing.T) {
	once := true
	rapid.Check(t, func(t *rapid.T) {
		clock := tapsim.NewVirtualClock(noon)
		e := tapsim.New(tapsim.Config{Clock: tapsim.Yielding{VirtualClock: clock}, Policy: enabled()})
		add(t, e, ada)
		made := e.Do(ada, operator, model.Command{Op: model.Create, Once: &once})

		// Some goroutines sign in, the others disturb: the policy goes off and on, time
		// passes, the pass is read. None of it may allow a second sign-in.
		signers := rapid.IntRange(2, 6).Draw(t, "signers")
		tries := rapid.IntRange(1, 5).Draw(t, "tries")
		stirs := rapid.SliceOfN(rapid.IntRange(0, 3), 0, 6).Draw(t, "stirs")

		var accepted atomic.Int32
		var all sync.WaitGroup
		begin := make(chan struct{})
		for range signers {
			all.Go(func() {
				<-begin
				for range tries {
					if e.Do(ada, operator, model.Command{Op: model.SignIn, Code: made.Code}).Rule == model.SigninAccepted {
						accepted.Add(1)
					}
				}
			})
		}
		all.Go(func() {
			<-begin
			for _, stir := range stirs {
				switch stir {
				case 0, 1:
					on := stir == 1
					e.StepPolicy(operator, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &on})
				case 2:
					clock.Rewind(clock.Instant().Add(model.Minute))
				case 3:
					e.Do(ada, operator, model.Command{Op: model.List})
				}
			}
		})
		close(begin)
		all.Wait()
		require.LessOrEqual(t, accepted.Load(), int32(1))
	})
}

func TestAlways12UsersAreIndependent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		both := drawScenario(t)
		for _, who := range []string{ada, bob} {
			// The same scenario, played again without the acts on the other user.
			alone := make(scenario, 0, len(both))
			wait := model.Duration(0)
			for _, a := range both {
				wait += a.wait
				if a.policy != nil || a.user == who {
					a.wait, wait = wait, 0
					alone = append(alone, a)
				}
			}
			var answers [2][]model.Outcome
			for i, s := range []scenario{both, alone} {
				e, clock := tenant(t)
				for _, a := range s.play(e, clock) {
					if a.user == "" || a.user == who {
						answers[i] = append(answers[i], nameless(a.out))
					}
				}
			}
			require.Equal(t, answers[1], answers[0])
		}
	})
}

// nameless clears the id and the code, which differ from draw to draw.
func nameless(out model.Outcome) model.Outcome {
	out.View.ID, out.Code = model.ID{}, model.Code{}
	return out
}

func TestAlways13SameSeedSameCommandsSameInstantsSameOutput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		seed := rapid.Byte().Draw(t, "seed")
		answersOf := func(c tapsim.Config) string {
			clock := tapsim.NewVirtualClock(noon)
			c.Clock, c.Policy, c.Random = clock, enabled(), seeded(seed)
			e := tapsim.New(c)
			add(t, e, ada, bob)
			return spell(s.play(e, clock))
		}
		first := answersOf(tapsim.Config{})
		require.Equal(t, first, answersOf(tapsim.Config{}))
		require.Equal(t, first, answersOf(tapsim.Config{Record: func(tapsim.Event) {}}), "being watched changes nothing")
	})
}
