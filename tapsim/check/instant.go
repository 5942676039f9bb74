package check

import (
	"cmp"
	"encoding/json"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/scenario"
	"github.com/tapsim/tap/tapsim/scenario/write"
	"github.com/tapsim/tap/tapsim/wire"
)

// rounds are the times that people think in, and that some rule is about.
var rounds = []model.Duration{model.Minute, model.RegistrationWindow, 60 * model.Minute, 24 * 60 * model.Minute}

// far is how long before or after the start of a scenario nobody counts any more.
const far = 400 * 24 * 60 * model.Minute

// What an instant costs a reader, by its kind.
const (
	odd     = 1000
	literal = 2000
	lost    = 3000 // it should have been spelt out
)

// effort is what an instant costs a reader: nothing where none is said; little
// where it is an edge; more where it is some round time, and more again a tick
// beside either, for then the tick must be the point, beside a pass above all. Of
// all others the shorter is the better one.
func effort(m *scenario.TimeExpression) int {
	switch {
	case m == nil:
		return 0
	case m.Base == scenario.Literal:
		return literal + len(m.Text)
	case m.Offset == 0:
		return 1
	case m.Base == scenario.SinceStart && slices.Contains(rounds, m.Offset):
		return 2
	case m.Base != scenario.SinceStart && (m.Offset == -model.Tick || m.Offset == model.Tick):
		return 3
	case m.Base == scenario.SinceStart && m.Offset == model.Tick:
		return 4
	case m.Base == scenario.SinceStart && (m.Offset <= -far || far <= m.Offset):
		return lost
	}
	for _, round := range append([]model.Duration{0}, rounds...) {
		if off := m.Offset - round; m.Base == scenario.SinceStart && (off == -model.Tick || off == model.Tick) {
			return 5
		}
	}
	return odd + len(write.TimeExpression(m))
}

// A wording knows what can be said at a step: the edges of the passes made by
// then, the newest first, and in which words now was said.
type wording struct {
	story  *scenario.Scenario
	labels []string
	passes map[string]model.State
	said   scenario.TimeExpression
	now    model.Instant
}

// hear takes in what happened at a step.
func (w *wording) hear(step *scenario.StepResult) {
	if step.Step.As == "" || !step.Response.Accepted() {
		return
	}
	made := step.Response.Body.Object()
	lifetime, _ := made["lifetimeInMinutes"].(float64)
	text, _ := made[startName].(string)
	start, _, _ := wire.ParseInstant(text)
	w.passes[step.Step.As] = model.State{Start: start, Lifetime: model.Minutes(lifetime)}
	w.labels = append([]string{step.Step.As}, w.labels...)
}

// spelt is an instant that is counted from nothing.
func spelt(at model.Instant) *scenario.TimeExpression {
	return &scenario.TimeExpression{Base: scenario.Literal, At: at, Text: at.String()}
}

// instant is the one that a moment means.
func (w *wording) instant(m *scenario.TimeExpression) model.Instant {
	switch p := w.passes[m.Label]; m.Base {
	case scenario.Literal:
		return m.At
	case scenario.OfStart:
		return p.Start.Add(m.Offset)
	case scenario.OfEnd:
		return p.End().Add(m.Offset)
	default:
		return w.story.Start.Add(m.Offset)
	}
}

// plainer are the moments that cost a reader less than m, the plainest first:
// edges, round times, what is a tick beside them, and m itself with a part of its
// offset left out. A start may also be said in the words of now.
func (w *wording) plainer(m *scenario.TimeExpression, ofNow bool) []*scenario.TimeExpression {
	edges := []scenario.TimeExpression{{Base: scenario.SinceStart}}
	for _, label := range w.labels {
		edges = append(edges, scenario.TimeExpression{Base: scenario.OfEnd, Label: label}, scenario.TimeExpression{Base: scenario.OfStart, Label: label})
	}
	if ofNow {
		edges = append(edges, w.said)
	}
	for _, d := range rounds {
		edges = append(edges, scenario.TimeExpression{Base: scenario.SinceStart, Offset: d}, scenario.TimeExpression{Base: scenario.SinceStart, Offset: -d})
	}
	var all []*scenario.TimeExpression
	if effort(m) == lost {
		all = append(all, spelt(w.instant(m)))
	}
	add := func(c scenario.TimeExpression, d model.Duration) {
		if c.Base == scenario.Literal {
			return
		}
		c.Offset += d
		if effort(&c) < effort(m) && !slices.ContainsFunc(all, func(o *scenario.TimeExpression) bool { return *o == c }) {
			all = append(all, &c)
		}
	}
	for _, edge := range edges {
		add(edge, 0)
		add(edge, -model.Tick)
		add(edge, model.Tick)
	}
	for _, unit := range []model.Duration{model.Second, model.Minute, 60 * model.Minute, 24 * 60 * model.Minute} {
		add(*m, -(m.Offset % unit))              // what is less than the unit
		add(*m, -(m.Offset / unit * unit))       // what is more
		add(*m, -(m.Offset%(60*unit)/unit)*unit) // the unit itself
	}
	slices.SortStableFunc(all, func(a, b *scenario.TimeExpression) int { return cmp.Compare(effort(a), effort(b)) })
	return all
}

// plainerInstants yields the scenarios in which one instant is said in plainer
// words; and those in which what comes after it moves along, since two instants
// often mean something only together.
func plainerInstants(s *scenario.Scenario, all told) iter.Seq[*scenario.Scenario] {
	return func(yield func(*scenario.Scenario) bool) {
		w := wording{story: s, passes: map[string]model.State{}, said: scenario.TimeExpression{Base: scenario.SinceStart}, now: s.Start}
		for i := range s.Steps {
			step := &s.Steps[i]
			if step.At != nil {
				for _, m := range append([]*scenario.TimeExpression{nil}, w.plainer(step.At, false)...) {
					less, at := copyOf(s), w.now
					less.Steps[i].At, less.Steps[i].Skew = m, step.Skew && m != nil
					if m != nil {
						at = w.instant(m)
					}
					if !yield(less) || at != all[i].At && !yield(moved(less, i, at.Sub(all[i].At))) {
						return
					}
				}
				w.said = *step.At
			}
			w.now = all[i].At
			for start := range w.starts(step) {
				less := copyOf(s)
				less.Steps[i] = start
				if !yield(less) {
					return
				}
			}
			w.hear(&all[i])
		}
	}
}

// moved moves what is counted from the start of the scenario, beginning with the
// startDateTime of step i.
func moved(s *scenario.Scenario, i int, d model.Duration) *scenario.Scenario {
	s = copyOf(s)
	move := func(m *scenario.TimeExpression) *scenario.TimeExpression {
		if m == nil || m.Base != scenario.SinceStart {
			return m
		}
		return &scenario.TimeExpression{Base: m.Base, Offset: m.Offset + d}
	}
	for j := i; j < len(s.Steps); j++ {
		step := &s.Steps[j]
		if step.Start = move(step.Start); j > i {
			step.At = move(step.At)
		}
	}
	return s
}

// starts yields the step with a plainer startDateTime: another instant, or the
// instant alone where it was spelt in a way of its own.
func (w *wording) starts(step *scenario.Step) iter.Seq[scenario.Step] {
	return func(yield func(scenario.Step) bool) {
		if step.Start != nil {
			for _, m := range w.plainer(step.Start, true) {
				less := *step
				if less.Start = m; !yield(less) {
					return
				}
			}
			return
		}
		at, how, ok := speltStart(step)
		if !ok {
			return
		}
		as := since(w.story, at)
		if effort(as) == lost {
			as = spelt(at)
		}
		words := w.plainer(as, true)
		for _, m := range words {
			if !yield(withStart(step, "", m)) {
				return
			}
		}
		if as.Base != scenario.Literal && !yield(withStart(step, "", as)) {
			return
		}
		for _, m := range words {
			if at := w.instant(m); how != plainStart && at >= 0 && !yield(withStart(step, spell(at, how), nil)) {
				return
			}
		}
	}
}

const startName = "startDateTime"

// speltStart is the startDateTime that the body of a step spells out, and how.
func speltStart(step *scenario.Step) (at model.Instant, how uint8, ok bool) {
	members, whole := write.Members(step.Body)
	i := slices.IndexFunc(members, func(m write.Member) bool { return m.Name == startName })
	if !whole || step.Raw || i < 0 {
		return 0, 0, false
	}
	var text string
	if json.Unmarshal(members[i].Value, &text) != nil {
		return 0, 0, false
	}
	switch ms, counted := strings.CutPrefix(text, "/Date("); {
	case counted:
		n, err := strconv.ParseInt(strings.TrimSuffix(ms, ")/"), 10, 64)
		at = model.InstantOf(time.UnixMilli(n))
		return at, countedStart, err == nil && 0 <= at && at <= model.LastInstant
	case strings.HasSuffix(text, "99Z"):
		how = fineStart
	case strings.HasSuffix(text, "Z"):
		how = plainStart
	case strings.HasSuffix(text, "-02:00"):
		how = offsetStart
	default:
		how, text = zonelessStart, text+"Z"
	}
	at, _, ok = wire.ParseInstant(text)
	return at, how, ok
}

// withStart gives a step another startDateTime: a text in the body, or a moment.
func withStart(step *scenario.Step, text string, m *scenario.TimeExpression) scenario.Step {
	less := *step
	members, _ := write.Members(step.Body)
	i := slices.IndexFunc(members, func(m write.Member) bool { return m.Name == startName })
	if members = slices.Clone(members); text == "" {
		members = slices.Delete(members, i, i+1)
	} else {
		members[i].Value = wire.JSON(text)
	}
	less.Body, less.Start = []byte(write.Object(members)), m
	return less
}
