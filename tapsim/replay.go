package tapsim

import (
	"fmt"
	"iter"
	"reflect"

	"github.com/tapsim/tap/model"
)

// Replay carries out a history again, from its first event, and returns an engine in
// the resulting state. The edition, the policy and the role-assignable groups are
// those of the first event; the clock of the engine stands at the last event. To
// continue with another clock, restore a snapshot of this engine in another one.
//
// Each event must have the recorded result. A different one is an error with its
// number, the user, and both results: the model has changed, or events before it are
// missing or in another order.
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
			if rule := policyRule(want.Env.Policy); rule != model.PolicyUpdate {
				return nil, fmt.Errorf("event 1: its policy breaks the rule %s: no engine recorded it", rule)
			}
			e = New(Config{Clock: &clock, Edition: want.Env.Edition, Policy: &want.Env.Policy, RoleGroups: want.Env.RoleGroups, Record: record})
		}
		clock.Rewind(want.Env.Now)
		got = Event{} // otherwise an event that is not recorded this time would equal the one before
		if err := e.repeat(want); err != nil {
			return nil, fmt.Errorf("event %d: %w", n, err)
		}
		// No event has the part of the first clock's time that is finer than a tick.
		want.Outcome.Contributing = want.Outcome.Contributing.Minus(model.RulesOf(model.TimeUTC))
		if !reflect.DeepEqual(got, want) {
			return nil, fmt.Errorf("event %d, %s: %w", n, want.about(), disagreement(got, want))
		}
	}
	e.record = nil
	return e, nil
}

// repeat carries out an event again. It draws no new ids and codes.
func (e *Engine) repeat(ev Event) error {
	switch ev.Kind {
	case Done:
		e.do(ev.Key, ev.Env.Actor, ev.Command, false)
	case PolicyDone:
		e.StepPolicy(ev.Env.Actor, ev.Policy)
	case Added:
		_, err := e.AddUser(ev.User)
		return err
	case Updated:
		e.UpdateUser(ev.Key, ev.Update)
	case Removed:
		if _, ok := e.RemoveUser(ev.Key); !ok {
			return fmt.Errorf("%s is removed, and is unknown: events before it are missing or in another order", ev.about())
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

// about names the user of the event, or its kind.
func (ev *Event) about() string {
	switch {
	case ev.Name != "":
		return ev.Name
	case ev.Key != "":
		return ev.Key
	default:
		return ev.Kind.String()
	}
}

// disagreement says how an event differs from the recorded one.
func disagreement(got, want Event) error {
	why := "the rules are the same and the answers are not"
	switch {
	case !reflect.DeepEqual(got.Env, want.Env) || got.State != want.State || got.Name != want.Name:
		why = "it began from another state, so events before it are missing or in another order"
	case got.Outcome.Rule != want.Outcome.Rule:
		why = "the model has changed since"
	}
	return fmt.Errorf("the history says %s, the model says %s: %s", word(want.Outcome.Rule), word(got.Outcome.Rule), why)
}

func word(r model.Rule) string {
	if r == model.NoRule {
		return "nothing"
	}
	return r.String()
}
