package scenario

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/form"
	"github.com/tapsim/tap/tapsim/protocol"
)

// A stepReader is a step as it is read. Its values are looked at in the order
// of what happens, not of what is written: time, who asks, the command, the
// label, the answer.
type stepReader struct {
	Step
	story *story

	at, advance, as, actor, want, skew Value
	absent                             Value // within want
	command                            Value // the value of the command's key
	commands                           int
}

// commands lists what a step can ask, in the order of the README.
var commands = []protocol.Op{protocol.Create, protocol.List, protocol.Get, protocol.Delete, protocol.SignIn, protocol.Refresh, protocol.GetPolicy, protocol.UpdatePolicy, protocol.ResetPolicy, protocol.UpdateUser}

var stepMapping = Mapping[*stepReader]{"a step", stepFields()}

func stepFields() []Field[*stepReader] {
	fields := []Field[*stepReader]{
		{"at", false, func(s *stepReader, v Value) { s.at = v }},
		{"advance", false, func(s *stepReader, v Value) { s.advance = v }},
		{"skew", false, func(s *stepReader, v Value) { s.skew = v }},
		{"actor", false, func(s *stepReader, v Value) { s.actor = v }},
		{"note", false, func(s *stepReader, v Value) { s.Note, _ = v.Text("note") }},
		{"as", false, func(s *stepReader, v Value) { s.as = v }},
		{"want", false, func(s *stepReader, v Value) { s.want = v }},
	}
	for _, op := range commands {
		fields = append(fields, Field[*stepReader]{string(op), false, func(s *stepReader, v Value) {
			if s.commands++; s.commands > 1 {
				v.Wrong("split it into two steps", "a step has one command, and this one has %s and %s", s.Op, op)
				return
			}
			s.Op, s.command = op, v
		}})
	}
	return fields
}

func (s *story) readStep(v Value) {
	step := stepReader{story: s}
	step.Pos = v.Pos()
	stepMapping.Read(&step, v)
	if !v.IsMapping() {
		return
	}
	if step.commands == 0 {
		words := make([]string, len(commands))
		for i, op := range commands {
			words[i] = string(op)
		}
		v.Wrong("the commands are "+strings.Join(words, ", "), "a step needs a command")
	}
	step.readTime()
	if step.actor.There() {
		step.readActor()
	}
	if step.commands > 0 {
		step.readCommand()
	}
	if step.as.There() {
		step.readLabel()
	}
	if step.want.There() && step.commands > 0 {
		step.readWants()
	}
	s.Steps = append(s.Steps, step.Step)
}

// readTime reads when the step happens, and follows the clock as far as it is
// known before the scenario is played.
func (s *stepReader) readTime() {
	if s.skew.There() {
		if s.Skew, _ = s.skew.Bool("skew"); !s.at.There() {
			s.skew.Wrong("", "skew lets at go back, and this step has no at")
		}
	}
	if s.advance.There() {
		if s.at.There() {
			s.advance.Wrong("", "a step has at or advance, and not both")
		}
		s.Advance, _ = s.advance.Duration("advance")
		s.reach(s.advance, s.story.least.Add(s.Advance))
	}
	if s.at.There() {
		if m, ok := s.story.moment("at", s.at); ok {
			s.At = m
			switch m.Base {
			case Literal:
				s.reach(s.at, m.At)
			case SinceStart:
				s.reach(s.at, s.story.Start.Add(m.Offset))
			default:
				if s.Skew {
					s.story.least = 0
				}
			}
		}
	}
}

// reach moves the clock of the scenario on.
func (s *stepReader) reach(v Value, at model.Instant) {
	switch {
	case at > model.LastInstant:
		v.Wrong("", "the clock leaves the year 9999")
		return
	case at < s.story.least && !s.Skew:
		v.Wrong("say skew: true if the clock is meant to go back", "time goes back: %s is before %s, which the scenario has reached", at, s.story.least)
		return
	}
	s.story.least = at
}

func (s *stepReader) readActor() {
	if !s.Op.IsCall() {
		s.actor.Wrong("", "%s has no actor: it is no call of Microsoft Graph that somebody has to be allowed", s.Op)
		return
	}
	s.Actor = s.story.readActor(s.actor)
}

func (s *stepReader) readLabel() {
	name, ok := s.as.Line("as")
	switch {
	case !ok:
	case s.Op != protocol.Create:
		s.as.Wrong("", "only a create makes a pass that as can name")
	case !label.MatchString(name) || name == "start" || name == "me":
		s.as.Wrong("labels are written like p or firstPass", "%s is no label", form.Quote(name))
	default:
		s.As = name
		s.story.setLabel(name)
	}
}

// moment reads an instant of the scenario, whose labels have to be set by now.
func (s *story) moment(what string, v Value) (*Moment, bool) {
	m, ok := v.Moment(what, s.labelled)
	if !ok {
		return nil, false
	}
	// Two durations and a start add up to more than an Instant can count.
	if at := s.Start.Add(m.Offset); m.Base == SinceStart && (at < 0 || at > model.LastInstant) {
		v.Wrong("", "%s leaves the years 1 to 9999", what)
		return nil, false
	}
	return m, true
}

func (s *story) setLabel(name string) {
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
func (s *story) labelled(v Value, name string) bool {
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

// setLater returns the line of the step that gives a pass this label, or 0.
func (s *story) setLater(name string) int {
	if s.later == nil {
		s.later = map[string]int{}
		for _, step := range s.steps.node.Content {
			if step.Kind != yaml.MappingNode {
				continue
			}
			for i := 0; i+1 < len(step.Content); i += 2 {
				key, value := step.Content[i], step.Content[i+1]
				if _, known := s.later[value.Value]; key.Value == "as" && !known {
					s.later[value.Value] = value.Line
				}
			}
		}
	}
	return s.later[name]
}
