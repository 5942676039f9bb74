package tapsim

import (
	"fmt"
	"iter"
	"reflect"

	"github.com/tapsim/tap/model"
)

// Replay carries out a history again, from its first event, and returns an
// engine with the states that it leads to. Edition, policy and role-assignable
// groups are those that the first event began with; the clock of the engine stands at the last event.
// To go on from there with a clock of one's own, restore a snapshot of it.
//
// Each event must come out as it was recorded. One that does not, because the
// machine has changed or because events before it are missing or in another
// order, is an error that names its number, the user, and what each side says.
func Replay(events iter.Seq[Event]) (*Engine, error) {
	var clock VirtualClock
	var got Event
	record := func(ev Event) { got = ev }

	e := New(Config{Clock: &clock})
	n := 0
	for want := range events {
		n++
		if n == 1 {
			if _, err := model.ParseEdition(want.Env.Edition.String()); err != nil {
				return nil, fmt.Errorf("event 1: its edition is %d, which is none: no engine recorded it", want.Env.Edition)
			}
			if rule := judge(want.Env.Policy); rule != model.PolicyUpdate {
				return nil, fmt.Errorf("event 1: its policy breaks the rule %s: no engine recorded it", rule)
			}
			e = New(Config{Clock: &clock, Edition: want.Env.Edition, Policy: &want.Env.Policy, RoleGroups: want.Env.RoleGroups, Record: record})
		}
		clock.Rewind(want.Env.Now)
		got = Event{} // or what is not recorded this time would pass for what was
		if err := e.repeat(want); err != nil {
			return nil, fmt.Errorf("event %d: %w", n, err)
		}
		// What the first clock said beyond the tick is in no event.
		want.Outcome.Contributing = want.Outcome.Contributing.Minus(model.RulesOf(model.TimeUTC))
		if !reflect.DeepEqual(got, want) {
			return nil, fmt.Errorf("event %d, %s: %w", n, want.whom(), disagreement(got, want))
		}
	}
	e.record = nil
	return e, nil
}

// repeat asks again for what led to an event. Ids and codes are not drawn anew.
func (e *Engine) repeat(ev Event) error {
	switch ev.Kind {
	case Done:
		e.do(ev.Key, ev.Env.Actor, ev.Command, false)
	case Amended:
		e.StepPolicy(ev.Env.Actor, ev.Policy)
	case Added:
		_, err := e.AddUser(ev.User)
		return err
	case Updated:
		e.UpdateUser(ev.Key, ev.Update)
	case Removed:
		if _, ok := e.RemoveUser(ev.Key); !ok {
			return fmt.Errorf("%s is removed, and is nobody: events before it are missing or in another order", ev.whom())
		}
	case Restored:
		if ev.Snapshot == nil {
			return fmt.Errorf("restored from nothing: the event has no snapshot")
		}
		e.Restore(ev.Snapshot)
	case Put:
		return e.PutPasses(Pass{ev.Key, ev.Pass})
	default:
		return fmt.Errorf("nothing was recorded: an event has a kind")
	}
	return nil
}

// whom says whose event it is.
func (ev *Event) whom() string {
	switch {
	case ev.Name != "":
		return ev.Name
	case ev.Key != "":
		return ev.Key
	default:
		return ev.Kind.String()
	}
}

// disagreement says in what an event did not come out as it was recorded.
func disagreement(got, want Event) error {
	why := "the rules are the same and the answers are not"
	switch {
	case !reflect.DeepEqual(got.Env, want.Env) || got.State != want.State || got.Name != want.Name:
		why = "it began from another state, so events before it are missing or in another order"
	case got.Outcome.Rule != want.Outcome.Rule:
		why = "the machine has changed since"
	}
	return fmt.Errorf("the history says %s, the machine says %s: %s", word(want.Outcome.Rule), word(got.Outcome.Rule), why)
}

func word(r model.Rule) string {
	if r == model.NoRule {
		return "nothing"
	}
	return r.String()
}
