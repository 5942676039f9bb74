package scenario

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A stepReader is a step while it is read. Its values are read in the order of events,
// not in that of the text: time, caller, command, label, answer.
type stepReader struct {
	Step
	draft *draft
}

func (s *draft) readStep(v Value) {
	if !v.isMapping() {
		v.not("a mapping")
		return
	}
	step := stepReader{draft: s}
	step.Pos = v.Pos()
	var k struct {
		StepKeys[Value]
		Commands[Value]
	}
	var command Value
	values, _ := v.fields("a step", true, &k)
	for _, value := range values {
		switch op := protocol.Op(value.what); {
		case !slices.Contains(commands, op):
		case command.There():
			value.Wrong("split it into two steps", "a step has one command, and this one has %s and %s", step.Op, op)
		default:
			step.Op, command = op, value
		}
	}
	if !command.There() {
		v.Wrong("the commands are "+strings.Join(names(k.Commands), ", "), "a step needs a command")
	}
	step.Note, _ = k.Note.Text()
	step.readTime(k.At, k.Advance, k.Skew)
	if k.Actor.There() {
		step.readActor(k.Actor)
	}
	if command.There() {
		step.readCommand(command)
	}
	step.readLabel(k.As)
	if k.Want.There() && command.There() {
		step.readWants(k.Want)
	}
	s.Steps = append(s.Steps, step.Step)
}

// readTime reads when the step happens, and follows the clock as far as it is known
// before the replay.
func (s *stepReader) readTime(at, advance, skew Value) {
	s.Skew, _ = skew.boolean()
	if skew.There() && !at.There() {
		skew.Wrong("", "skew lets at go back, and this step has no at")
	}
	if advance.There() {
		if at.There() {
			advance.Wrong("", "a step has at or advance, and not both")
		}
		s.Advance, _ = advance.duration()
		s.reach(advance, s.draft.earliest.Add(s.Advance))
	}
	m, ok := s.draft.timeExpression(at)
	if !ok {
		return
	}
	s.At = m
	switch m.Base {
	case Literal:
		s.reach(at, m.At)
	case SinceStart:
		s.reach(at, s.draft.Start.Add(m.Offset))
	default:
		if s.Skew {
			s.draft.earliest = 0
		}
	}
}

// reach moves the clock of the scenario forward.
func (s *stepReader) reach(v Value, at model.Instant) {
	switch {
	case at > model.LastInstant:
		v.Wrong("", "the clock leaves the year 9999")
		return
	case at < s.draft.earliest && !s.Skew:
		v.Wrong("say skew: true if the clock is meant to go back", "time goes back: %s is before %s, which the scenario has reached", at, s.draft.earliest)
		return
	}
	s.draft.earliest = at
}

func (s *stepReader) readActor(v Value) {
	if !s.Op.IsCall() {
		v.Wrong("", "%s has no actor: it is no call of Microsoft Graph, so it needs no permission", s.Op)
		return
	}
	s.Actor = v.actor(func(v Value) string {
		u, _ := s.draft.findUser(v)
		return u.ID.String()
	})
}

// label is the form of the names of passes.
var label = regexp.MustCompile(`^[a-z][A-Za-z0-9_]*$`)

func (s *stepReader) readLabel(v Value) {
	name, ok := v.Line()
	switch {
	case !ok:
	case s.Op != protocol.Create:
		v.Wrong("", "only a create makes a pass that as can name")
	case !label.MatchString(name) || name == "start" || name == "me":
		v.Wrong("labels are written like p or firstPass", "%s is no label", form.Quote(name))
	default:
		s.As = name
		s.draft.setLabel(name)
	}
}

// timeExpression reads an instant of the scenario, whose label must be set by now.
func (s *draft) timeExpression(v Value) (*TimeExpression, bool) {
	m, ok := v.timeExpression(s.labelled)
	if !ok {
		return nil, false
	}
	// Two durations and a start may overflow an Instant.
	if at := s.Start.Add(m.Offset); m.Base == SinceStart && (at < 0 || at > model.LastInstant) {
		v.Wrong("", "%s leaves the years 1 to 9999", v.what)
		return nil, false
	}
	return m, true
}

func (s *draft) setLabel(name string) {
	if s.set[name] {
		return
	}
	if s.set == nil {
		s.set = map[string]bool{}
	}
	s.set[name] = true
	s.labels = append(s.labels, name)
}

// labelled reports whether a pass has this label by now.
func (s *draft) labelled(v Value, name string) bool {
	if s.set[name] {
		return true
	}
	if line := s.setLater(name); line > 0 {
		v.Wrong("", "the label %s is used before it is set, in line %d", name, line)
	} else {
		v.Wrong(form.Suggest(name, s.labels), "no create before this step has the label %s", form.Quote(name))
	}
	return false
}

// setLater returns the line of the step that sets this label, or 0.
func (s *draft) setLater(name string) int {
	if s.later == nil {
		s.later = map[string]int{}
		for _, step := range s.steps.node.content {
			if step.kind != mappingNode {
				continue
			}
			for i := 0; i+1 < len(step.content); i += 2 {
				key, value := step.content[i], step.content[i+1]
				if _, known := s.later[value.value]; key.value == "as" && !known {
					s.later[value.value] = int(value.line)
				}
			}
		}
	}
	return s.later[name]
}
