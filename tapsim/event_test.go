package tapsim_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim"
)

// recorded is a tenant of Ada and Bob whose events are recorded.
func recorded(t require.TestingT) (*tapsim.Engine, *tapsim.VirtualClock, *[]tapsim.Event) {
	var events []tapsim.Event
	clock := tapsim.NewVirtualClock(noon)
	e := tapsim.New(tapsim.Config{
		Clock: clock, Policy: enabled(), Random: seeded(1),
		Record: func(ev tapsim.Event) { events = append(events, ev) },
	})
	add(t, e, ada, bob)
	return e, clock, &events
}

func TestReplayGivesTheSameStates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, clock, events := recorded(t)
		drawScenario(t).play(e, clock)
		if rapid.Bool().Draw(t, "restore") {
			snapshot := e.Snapshot()
			drawScenario(t).play(e, clock)
			gone, _ := e.RemoveUser(ada)
			drawScenario(t).play(e, clock)
			_, err := e.AddUser(gone)
			require.NoError(t, err)
			e.Restore(snapshot)
			drawScenario(t).play(e, clock)
		}

		again, err := tapsim.Replay(slices.Values(*events))
		require.NoError(t, err)
		require.Equal(t, e.Snapshot(), again.Snapshot())
		require.Equal(t, (*events)[len(*events)-1].Env.Now, again.Now())
	})
}

func TestEventsCanBeCheckedAlone(t *testing.T) {
	engines := model.RulesOf(model.TimeUTC, model.UserKey, model.PassID, model.PassCodeLength, model.PassCodeAlphabet)
	rapid.Check(t, func(t *rapid.T) {
		e, clock, events := recorded(t)
		drawScenario(t).play(e, clock)
		for _, ev := range *events {
			var out model.Outcome
			switch ev.Kind {
			case tapsim.Done:
				_, out = model.Step(ev.State, ev.Env, ev.Command)
			case tapsim.PolicyDone:
				_, out = model.StepPolicy(ev.Env.Policy, ev.Env, ev.Policy)
			default:
				continue
			}
			ev.Outcome.Contributing = ev.Outcome.Contributing.Minus(engines)
			require.Equal(t, out, ev.Outcome)
		}
	})
}

func TestReplayOfAConcurrentHistory(t *testing.T) {
	e, clock, events := recorded(t)
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			name := []string{ada, bob}[i%2]
			once := true
			for range 50 {
				code := e.Do(name, operator, model.Command{Op: model.Create, Once: &once}).Code
				e.Do(name, operator, model.Command{Op: model.SignIn, Code: code})
				_ = clock.Set(clock.Instant().Add(model.Tick)) // another goroutine may have been faster
				e.StepPolicy(operator, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &[]bool{i > 0}[0]})
				e.Do(name, operator, model.Command{Op: model.List})
			}
		})
	}
	all.Wait()
	require.Len(t, *events, 2+4*50*4)
	again, err := tapsim.Replay(slices.Values(*events))
	require.NoError(t, err)
	require.Equal(t, e.Snapshot(), again.Snapshot())
}

func TestReplayOfNothing(t *testing.T) {
	e, err := tapsim.Replay(slices.Values([]tapsim.Event(nil)))
	require.NoError(t, err)
	require.Empty(t, e.Users())
}

func TestReplayFindsWhatWasChanged(t *testing.T) {
	e, clock, events := recorded(t)
	code := e.Do(ada, operator, model.Command{Op: model.Create}).Code
	e.Do(ada, operator, model.Command{Op: model.SignIn, Code: code})
	require.NoError(t, clock.Set(noon.Add(60*model.Minute)))
	e.Do("ADA@contoso.example", operator, model.Command{Op: model.SignIn, Code: code})
	no := false
	e.StepPolicy(operator, model.PolicyCommand{Op: model.UpdatePolicy, Enabled: &no})
	e.UpdateUser("eve@contoso.example", tapsim.UserUpdate{})
	e.RemoveUser(ada)
	// Two users, then create, sign-in, sign-in, policy, update, removal: events 1 to 8.

	for _, c := range []struct {
		name   string
		change func([]tapsim.Event) []tapsim.Event
		says   []string
	}{
		{"another rule", func(h []tapsim.Event) []tapsim.Event {
			h[4].Outcome.Rule = model.SigninAccepted
			return h
		}, []string{"event 5, ada@contoso.example", "history says signin-accepted", "model says signin-expired"}},
		{"another shade of the same rule", func(h []tapsim.Event) []tapsim.Event {
			h[3].Outcome.SessionEnds++
			return h
		}, []string{"event 4, ada@contoso.example", "the answers are not"}},
		{"a create left out", func(h []tapsim.Event) []tapsim.Event {
			return slices.Delete(h, 2, 3)
		}, []string{"event 3, ada@contoso.example", "history says signin-accepted", "model says signin-none", "missing"}},
		{"a user left out", func(h []tapsim.Event) []tapsim.Event {
			return h[1:]
		}, []string{"event 2, ada@contoso.example", "model says user-missing"}},
		{"a user twice", func(h []tapsim.Event) []tapsim.Event {
			return append(h[:2:2], h[1:]...)
		}, []string{"event 3", "taken"}},
		{"another policy", func(h []tapsim.Event) []tapsim.Event {
			h[5].Env.Policy.Length = 9
			return h
		}, []string{"event 6, policy", "missing"}},
		{"an update that found a user", func(h []tapsim.Event) []tapsim.Event {
			h[6].Outcome.Rule = model.UserUpdate
			return h
		}, []string{"event 7, eve@contoso.example", "user-update", "user-missing"}},
		{"a removal twice", func(h []tapsim.Event) []tapsim.Event {
			return append(h, h[7])
		}, []string{"event 9", "ada@contoso.example is removed, and is unknown"}},
		{"an event of no kind", func(h []tapsim.Event) []tapsim.Event {
			h[6].Kind = 0
			return h
		}, []string{"event 7", "kind"}},
		{"a first event of no edition", func(h []tapsim.Event) []tapsim.Event {
			h[0].Env.Edition = 77
			return h
		}, []string{"event 1", "edition is 77"}},
		{"a first event without a tenant", func([]tapsim.Event) []tapsim.Event {
			return []tapsim.Event{{}}
		}, []string{"event 1", "policy-range"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := tapsim.Replay(slices.Values(c.change(slices.Clone(*events))))
			for _, says := range c.says {
				require.ErrorContains(t, err, says)
			}
		})
	}
}

func TestEventsShareNoMemory(t *testing.T) {
	e, _, events := recorded(t)
	minutes, groups := model.Minutes(60), []model.ID{{1}}
	include := []model.Target{{Type: model.GroupTarget, All: true}}
	e.UpdateUser(ada, tapsim.UserUpdate{Groups: &groups})
	e.Do(ada, operator, model.Command{Op: model.Create, Lifetime: &minutes})
	e.StepPolicy(operator, model.PolicyCommand{Op: model.UpdatePolicy, Include: &include})

	minutes, groups[0], include[0] = 1, model.ID{2}, model.Target{}
	_, err := tapsim.Replay(slices.Values(*events))
	require.NoError(t, err, "the caller's memory is not the history's")

	for i := range *events {
		ev := &(*events)[i]
		ev.Env.Policy.Include[0] = model.Target{}
		if len(ev.Env.User.Groups) > 0 {
			ev.Env.User.Groups[0] = model.ID{3}
		}
	}
	require.Equal(t, []model.ID{{1}}, e.Users()[1].Groups)
	require.Equal(t, model.EnabledByPolicy, e.Do(ada, operator, model.Command{Op: model.List}).View.Reason, "nor is the engine's")
}

func TestTimeThatWasCutReplays(t *testing.T) {
	var events []tapsim.Event
	e := tapsim.New(tapsim.Config{Record: func(ev tapsim.Event) { events = append(events, ev) }})
	add(t, e, ada)
	for range 50 { // the real clock is rarely at a whole tick
		e.Do(ada, operator, model.Command{Op: model.Create})
	}
	again, err := tapsim.Replay(slices.Values(events))
	require.NoError(t, err)
	require.Equal(t, e.Snapshot(), again.Snapshot())
}
