package check

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
	"github.com/tapsim/tap/tapsim/scenario"
)

// scenario writes what was told as a scenario. Each step wants the rule by which
// the machine answered; so holding the scenario against a subject holds the engine
// against the machine, too.
func (t *teller) story() *scenario.Scenario {
	s := &scenario.Scenario{
		ID: "check/drawn", Title: "A random history", Start: storyStart,
		Tenant: protocol.Tenant{Edition: t.env.Edition, Policy: firstPolicy(t.env.Edition, t.first), Groups: []protocol.Group{staff, tier0}},
		Steps:  make([]scenario.Step, len(t.acts)),
	}
	s.Users = slices.Clone(people[:t.plan.users])
	if t.actors {
		s.Users = append(s.Users, people[kim])
	}
	w := steps{teller: t, now: storyStart, base: scenario.TimeExpression{Base: scenario.SinceStart}}
	for i := range t.acts {
		s.Steps[i] = w.step(&t.acts[i])
	}
	return s
}

// steps is a scenario as it is written.
type steps struct {
	*teller
	now  model.Instant
	base scenario.TimeExpression // in whose words now was said
	made int                     // passes so far
}

func (w *steps) step(a *act) scenario.Step {
	step := scenario.Step{Op: verbOps[a.verb], Wants: []scenario.Assertion{{Name: "rule", Value: a.rule}}}
	if a.at != w.now {
		step.At, step.Skew = w.moment(a.at, a.user), a.skew
		w.now, w.base = a.at, *step.At
	}
	w.who(a, &step)
	switch a.verb {
	case doCreate:
		w.create(a, &step)
		w.made = max(w.made, a.pass+1)
	case doGet, doDelete, doSignIn, doRefresh:
		switch {
		case a.pass >= 0:
			step.Pass, step.Alter = labelOf(a.pass), a.alter
		case a.verb == doSignIn:
			step.Code = a.cmd.Code
		default:
			step.PassID = wrongIDs[none-a.pass]
		}
	case doUpdatePolicy, doUpdateUser:
		step.Body, step.Raw = []byte(a.text.body), a.text.raw
	}
	return step
}

// who says whose slot it is and who asks.
func (w *steps) who(a *act, step *scenario.Step) {
	switch a.verb {
	case doGetPolicy, doUpdatePolicy, doResetPolicy:
	default:
		step.User = stranger
		if a.user != nobody {
			step.User = keyOf(&people[a.user], a.key)
		}
	}
	who := &callers[a.caller]
	if who.me && step.User != "" {
		step.User = "me"
	}
	if who.wire != nil {
		actor := *who.wire
		if who.self {
			actor.User = people[a.user].ID.String()
		}
		step.Actor = &actor
	}
}

func (w *steps) create(a *act, step *scenario.Step) {
	if a.pass >= 0 {
		step.As = labelOf(a.pass)
	}
	if a.text != nil {
		step.Body, step.Raw = []byte(a.text.body), a.text.raw
		return
	}
	body := []byte{'{'}
	name := func(name string) {
		if len(body) > 1 {
			body = append(body, ',')
		}
		body = append(append(append(body, '"'), name...), '"', ':')
	}
	if a.cmd.Lifetime != nil {
		name("lifetimeInMinutes")
		body = strconv.AppendInt(body, int64(a.lifetime), 10)
	}
	if a.cmd.Once != nil {
		name("isUsableOnce")
		body = strconv.AppendBool(body, a.once)
	}
	if a.cmd.Start != nil {
		if m := w.moment(a.start, a.user); a.spelt == plainStart && m.Base != scenario.Literal {
			step.Start = m
		} else {
			name("startDateTime")
			body = append(body, '"')
			body = append(body, spell(a.start, a.spelt)...)
			body = append(body, '"')
		}
	}
	step.Body = append(body, '}')
}

// spell writes a start in one of the ways in which starts are written.
func spell(at model.Instant, how uint8) string {
	const seconds = "2006-01-02T15:04:05"
	utc := at.Time()
	switch how {
	case offsetStart:
		// West of Greenwich, so that no local time is in the year 10000.
		return utc.Add(-2*time.Hour).Format(seconds+".9999999") + "-02:00"
	case fineStart:
		return utc.Format(seconds+".0000000") + "99Z"
	case zonelessStart:
		return utc.Format(seconds + ".9999999")
	case countedStart:
		return "/Date(" + strconv.FormatInt(utc.UnixMilli(), 10) + ")/"
	default:
		return at.String()
	}
}

func labelOf(pass int) string { return fmt.Sprintf("p%d", pass+1) }

// moment says an instant in the words of a scenario: by the edge of a pass that it
// is at or beside, the user's own first, or counted from what was said last.
func (w *steps) moment(at model.Instant, user uint8) *scenario.TimeExpression {
	for _, own := range []bool{true, false} {
		for i := w.made - 1; i >= 0; i-- {
			p := &w.passes[i]
			if (p.owner == int(user)) != own {
				continue
			}
			for _, edge := range []struct {
				base scenario.TimeBase
				at   model.Instant
			}{{scenario.OfEnd, p.facts.End()}, {scenario.OfStart, p.facts.Start}} {
				if d := at.Sub(edge.at); -model.Tick <= d && d <= model.Tick {
					return &scenario.TimeExpression{Base: edge.base, Label: labelOf(i), Offset: d}
				}
			}
		}
	}
	m := w.base
	if m.Base == scenario.Literal {
		m = scenario.TimeExpression{Base: scenario.SinceStart, Offset: w.now.Sub(storyStart)}
	}
	m.Offset += at.Sub(w.now)
	if m.Offset <= -far || far <= m.Offset {
		return spelt(at)
	}
	return &m
}
